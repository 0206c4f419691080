/**
 * A network cable to the server that can be pulled.
 *
 * Shape    a relay; `cut` drops every connection and lets none through, `mend` lets them through again.
 * Not      a slow or lossy line: bytes pass as they come.
 *
 * @module
 */
import type { Socket } from "node:net";
import { Relay } from "../harness/relay.ts";

export class Line extends Relay {
  #isCut = false;

  static open(serverUrl: string): Promise<Line> {
    return new Line().listen(serverUrl);
  }

  get isCut(): boolean {
    return this.#isCut;
  }

  override cut(): void {
    this.#isCut = true;
    super.cut();
  }

  mend(): void {
    this.#isCut = false;
  }

  protected override lets(): boolean {
    return !this.#isCut;
  }

  protected override carry(from: Socket, to: Socket): void {
    from.pipe(to);
  }
}
