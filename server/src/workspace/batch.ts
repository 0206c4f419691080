/**
 * A batch: what happened since the last commit, and what has to be told once it is durable.
 *
 * Shape    writes in log order, rooms they touch, deliveries in the order they came about: told room by room, then to each author.
 * Not      durable: until the owner commits it, nobody is shown any of it.
 * Source   docs/ARCHITECTURE.md, "The owner"
 *
 * @module
 */
import type { LateEntry } from "@couplet/crdt";
import type { Card } from "@couplet/model";
import type { Notice, Refusal } from "@couplet/protocol";
import type { Write } from "../store/store.ts";
import { relayChanges, type RoomChange } from "./relay.ts";
import type { Room } from "./room.ts";
import type { ArrivedUpdate, Session } from "./session.ts";

/** Edits taken out of the room they arrived in, to be carried over or stranded in the same commit. */
export interface LateArrival {
  readonly session: Session;
  readonly room: Room;
  readonly entries: readonly LateEntry[];
}

export interface LateProse {
  readonly session: Session;
  readonly room: Room;
  readonly card: Card;
}

/** What is told after the commit. */
export type Delivery =
  | ({ readonly type: "relay"; readonly room: Room } & RoomChange)
  /** The answer to a state vector. */
  | { readonly type: "answer"; readonly session: Session; readonly frame: Uint8Array }
  | {
      readonly type: "settle";
      readonly session: Session;
      readonly arrived: ArrivedUpdate;
      readonly refusals: readonly Refusal[];
    }
  | { readonly type: "call"; readonly run: () => void };

/** Up to here each is sent at once: an edit and its acknowledgement go to different sockets, and the edit first. */
const fewDeliveries = 4;

export class Batch {
  readonly writes: Write[] = [];
  readonly rooms = new Set<Room>();
  readonly late: LateArrival[] = [];
  /** Prose of deleted cards that somebody wrote in, by document and user: kept where it is, and offered to them. */
  readonly prose = new Map<string, LateProse>();
  readonly deliveries: Delivery[] = [];
  /** Told before anything is settled: a session may be closed once its last update is. */
  readonly notices: { readonly session: Session; readonly notice: Notice }[] = [];
  /** Cards whose row or relations this batch changes. */
  readonly changedCards = new Set<string>();
  /** Who waits for this batch and is told when it fails. */
  readonly rejections: ((error: Error) => void)[] = [];

  get isEmpty(): boolean {
    return this.writes.length === 0 && this.deliveries.length === 0 && this.rooms.size === 0 && this.late.length === 0;
  }

  /** Whether a field of the document is set here, after the card came to hold it where that is here too. */
  setsAfterHold(documentId: string, cardId: string): boolean {
    const from = this.writes.findLastIndex(
      (write) => write.type === "hold" && write.documentId === documentId && write.cardId === cardId,
    );
    return this.writes.some(
      (write, index) => index > from && write.type === "history" && write.documentId === documentId,
    );
  }

  forgets(documentId: string): boolean {
    return this.writes.some((write) => write.type === "forgetDocument" && write.documentId === documentId);
  }

  /** The room has something in this batch. */
  touch(room: Room): void {
    if (this.rooms.has(room)) return;
    this.rooms.add(room);
    room.uncommitted += 1;
  }

  /** Tells everybody. One that cannot be told keeps nobody else from it. */
  deliver(onError: (error: unknown) => void): void {
    for (const room of this.rooms) room.uncommitted -= 1;
    const tell = (run: () => void): void => {
      try {
        run();
      } catch (error) {
        onError(error);
      }
    };
    const gathers = this.deliveries.length > fewDeliveries;
    for (const { session, notice } of this.notices) tell(() => session.notify(notice));
    // Answers to state vectors first: what is relayed may be later than what they say.
    const changesByRoom = new Map<Room, RoomChange[]>();
    for (const delivery of this.deliveries) {
      if (delivery.type === "relay") {
        const changes = changesByRoom.get(delivery.room);
        if (changes) changes.push(delivery);
        else changesByRoom.set(delivery.room, [delivery]);
      } else if (delivery.type === "answer") tell(() => answer(delivery, gathers));
    }
    for (const [room, changes] of changesByRoom) tell(() => relayChanges(room.sessions, changes, gathers));
    for (const delivery of this.deliveries) {
      if (delivery.type === "settle") tell(() => settle(delivery, gathers));
      else if (delivery.type === "call") tell(delivery.run);
    }
  }
}

function answer({ session, frame }: Extract<Delivery, { type: "answer" }>, gathers: boolean): void {
  session.isAnswerPending = false;
  session.send(frame, gathers);
}

function settle({ session, arrived, refusals }: Extract<Delivery, { type: "settle" }>, gathers: boolean): void {
  session.release(arrived.update.byteLength);
  session.settle(arrived, refusals, gathers);
}
