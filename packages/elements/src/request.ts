/**
 * Something the server is asked to do while a person waits: one at a time, with words when it fails.
 *
 * Shape    a reactive controller; `isWorking` disables the button, `failure` stands beside it.
 *
 * @module
 */
import type { ReactiveController, ReactiveControllerHost } from "lit";
import { failureText } from "./text/failure-text.ts";
import type { Wording } from "./text/wording.ts";

export class Request implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  isWorking = false;
  failure = "";

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.failure = "";
  }

  clear(): void {
    this.failure = "";
  }

  /** @returns whether it was done; false as well while another is under way */
  async run(wording: Wording, work: () => Promise<void>): Promise<boolean> {
    if (this.isWorking) return false;
    this.isWorking = true;
    this.failure = "";
    this.#host.requestUpdate();
    try {
      await work();
    } catch (error) {
      this.failure = failureText(error, wording);
    }
    this.isWorking = false;
    this.#host.requestUpdate();
    return this.failure === "";
  }
}
