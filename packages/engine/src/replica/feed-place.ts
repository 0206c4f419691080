/**
 * The place in the feed that what this tab is sent follows: where it asked to go on, or what it stored last.
 *
 * Shape    compared with what the store says within the transaction that goes on from there.
 * Not      the replica's position, which moves with what other tabs store.
 * Source   docs/decisions/0023-one-socket-per-account-and-device.md
 *
 * @module
 */
import { ReplicaMovedOnError } from "./replica-error.ts";
import type { ReplicaPosition } from "./replica-store.ts";
import { isSame } from "./same-bytes.ts";

export class FeedPlace {
  #generation: string | undefined;
  #cursor = new Uint8Array();

  set(position: ReplicaPosition | undefined): void {
    this.#generation = position?.generation;
    this.#cursor = position?.cursor.slice() ?? new Uint8Array();
  }

  /** @param stored absent where nothing is there: whoever comes may begin. @throws {ReplicaMovedOnError} */
  check(stored: ReplicaPosition | undefined): void {
    if (!stored) return;
    if (stored.generation !== this.#generation || !isSame(stored.cursor, this.#cursor)) throw new ReplicaMovedOnError();
  }
}
