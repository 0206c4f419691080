/**
 * A line to the server on which things go wrong: connections are slow, are cut, or go on in one direction only, and it takes a while until
 * anybody notices.
 *
 * Shape    what happens depends on what passes, not on the time, so that a slow machine meets no more of it than a quick one.
 * Not      a line that delivers twice: bytes of a stream cannot be; who sends does, see `crash-client.ts`.
 *
 * @module
 */
import type { Socket } from "node:net";
import { Relay } from "../relay.ts";

/** Of what passes in one piece, so much makes something happen. */
const mishap = 0.03;
const longestDeadMs = 150;

type Mood = "good" | "slow" | "dead to the server" | "dead from the server";

export class BadLine extends Relay {
  /** How often which happened. */
  readonly counts = { slow: 0, halfOpen: 0, cut: 0 };
  readonly #random: () => number;
  readonly #moods = new Map<Socket, Mood>();

  private constructor(random: () => number) {
    super();
    this.#random = random;
  }

  static open(serverUrl: string, random: () => number): Promise<BadLine> {
    return new BadLine(random).listen(serverUrl);
  }

  protected override carry(from: Socket, to: Socket, isFromServer: boolean): void {
    const client = isFromServer ? to : from;
    if (!this.#moods.has(client)) this.#moods.set(client, "good");
    client.once("close", () => this.#moods.delete(client));
    let before = Promise.resolve();
    from.on("data", (bytes) => {
      if (this.#random() < mishap) this.#somethingHappens(client);
      const mood = this.#moods.get(client);
      // Nobody is told that these bytes are gone.
      if (mood === (isFromServer ? "dead from the server" : "dead to the server")) return;
      const delayMs = mood === "slow" ? this.#random() * 30 : 0;
      before = before.then(async () => {
        if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs));
        if (!to.destroyed) to.write(bytes);
      });
    });
  }

  #somethingHappens(client: Socket): void {
    const happening = Math.floor(this.#random() * 6);
    if (happening <= 1) {
      this.counts.cut += 1;
      client.destroy();
    } else if (happening <= 3) {
      this.counts.slow += 1;
      this.#moods.set(client, "slow");
    } else {
      this.counts.halfOpen += 1;
      this.#moods.set(client, happening === 4 ? "dead to the server" : "dead from the server");
      setTimeout(() => client.destroy(), this.#random() * longestDeadMs).unref();
    }
  }
}
