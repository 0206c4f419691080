/**
 * A batch: what happened since the last commit, and what has to be told once it is durable.
 *
 * Shape    writes in log order, rooms they touch, deliveries in the order they came about.
 * Not      durable: until the owner commits it, nobody is shown any of it.
 * Source   docs/ARCHITECTURE.md, "The owner"
 *
 * @module
 */
import type { LateEntry } from "@couplet/crdt";
import type { Card } from "@couplet/model";
import type { Notice, Refusal } from "@couplet/protocol";
import type { Write } from "../store/store.ts";
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
  | { readonly type: "relay"; readonly room: Room; readonly frame: Uint8Array; readonly except: Session | undefined }
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

  /** Tells everybody, in order. One that cannot be told keeps nobody else from it. */
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
    for (const delivery of this.deliveries) tell(() => deliverOne(delivery, gathers));
  }
}

function deliverOne(delivery: Delivery, gathers: boolean): void {
  switch (delivery.type) {
    case "relay":
      for (const session of delivery.room.sessions)
        if (session !== delivery.except) session.send(delivery.frame, gathers);
      return;
    case "answer":
      delivery.session.isAnswerPending = false;
      delivery.session.send(delivery.frame, gathers);
      return;
    case "settle":
      delivery.session.release(delivery.arrived.update.byteLength);
      delivery.session.settle(delivery.arrived, delivery.refusals, gathers);
      return;
    case "call":
      delivery.run();
      return;
    default:
      delivery satisfies never;
  }
}
