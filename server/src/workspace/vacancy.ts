/**
 * Rooms nobody is in: which of them go at once, and which stay for a while.
 *
 * Shape    a small one goes as soon as its last session has left, since loading it again takes a tenth of a millisecond: after a device has pushed
 *          what it did offline, nothing of it stays behind. A large one, and one that wants a snapshot first, goes with a later sweep.
 * Know     it goes in a turn of its own: whoever was given the room in this one has joined it by then.
 *
 * @module
 */
import type { Limits } from "./limits.ts";
import type { Room } from "./room.ts";
import type { Rooms } from "./rooms.ts";

export interface VacancyHost {
  readonly rooms: Rooms;
  readonly limits: Limits;
  /** Changes of the owner's own are under way: they may be using rooms nobody is in. */
  isHolding(): boolean;
  snapshot(room: Room): void;
}

export class Vacancy {
  readonly #host: VacancyHost;
  readonly #left = new Set<Room>();

  constructor(host: VacancyHost) {
    this.#host = host;
  }

  /** Somebody has left the room. */
  leave(room: Room): void {
    if (room.sessions.size > 0) return;
    if (this.#left.size === 0) setImmediate(() => this.#release());
    this.#left.add(room);
  }

  /** Those that have been vacant for long. */
  sweep(nowMs: number): void {
    const { rooms, limits } = this.#host;
    for (const room of rooms.all()) {
      if (!this.#isVacant(room) || nowMs - room.idleSinceMs < limits.roomIdleMs) continue;
      if (room.updatesSinceSnapshot > limits.snapshotAtUnload) this.#host.snapshot(room);
      else rooms.remove(room);
    }
  }

  #release(): void {
    const { rooms, limits } = this.#host;
    for (const room of this.#left) {
      const isSmall = room.bytes <= limits.keptRoomBytes && room.updatesSinceSnapshot <= limits.snapshotAtUnload;
      if (isSmall && rooms.get(room.id) === room && this.#isVacant(room)) rooms.remove(room);
    }
    this.#left.clear();
  }

  /** Nobody is in it, and nothing of it is under way. */
  #isVacant(room: Room): boolean {
    return room.sessions.size === 0 && room.uncommitted === 0 && !room.isStale && !this.#host.isHolding();
  }
}
