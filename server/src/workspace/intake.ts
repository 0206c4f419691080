/**
 * Updates as they arrive: judged by the steward, integrated, and put into the pending batch.
 *
 * Shape    synchronous, one update at a time, in the order they came; the hot path of the server.
 * Not      a commit: nothing is relayed or settled before the owner has committed the batch.
 * Source   docs/ARCHITECTURE.md, "The steward"
 *
 * @module
 */
import { steward, type StewardResult } from "@couplet/crdt";
import { type Card, parseCardId, problemText } from "@couplet/model";
import type { Refusal } from "@couplet/protocol";
import * as Y from "yjs";
import type { Batch } from "./batch.ts";
import { settleCompany } from "./company.ts";
import { followName } from "./follow-name.ts";
import { step2Frame } from "./frames.ts";
import { bringOverProse } from "./late.ts";
import type { Limits } from "./limits.ts";
import type { Logger } from "./log.ts";
import { insertedText } from "./prose.ts";
import { mayNeedSettling, settleReference } from "./references.ts";
import { toRefusal } from "./refusal.ts";
import type { Room } from "./room.ts";
import type { Rooms } from "./rooms.ts";
import type { ArrivedUpdate, Session } from "./session.ts";
import { type LogNumbers, mirroredCard, type Transaction } from "./transaction.ts";

/** What the owner lends its intake. */
export interface IntakeHost {
  readonly workspace: string;
  readonly limits: Limits;
  readonly rooms: Rooms;
  readonly numbers: LogNumbers;
  readonly log: Logger;
  readonly pending: Batch;
  nowMs(): number;
  /** The pending batch has something to commit or to tell. */
  schedule(): void;
  /** The room's document is half changed: it is rebuilt before anything else is done with it. */
  markStale(room: Room): void;
  /** Whether the store takes writes at the moment. */
  canWrite(): boolean;
  /** What an update of the pending batch asks for besides: done in the same commit. */
  follow(run: (transaction: Transaction) => Promise<void>): void;
}

export class Intake {
  updates = 0;
  refused = 0;
  readonly #host: IntakeHost;

  constructor(host: IntakeHost) {
    this.#host = host;
  }

  answerStep1(session: Session, stateVector: Uint8Array): void {
    const { room } = session;
    // One answer that waits for a commit is enough: what comes about meanwhile is relayed.
    if (session.isAnswerPending) return;
    let frame: Uint8Array;
    try {
      frame = step2Frame(Y.encodeStateAsUpdate(room.doc, stateVector));
    } catch {
      session.close("malformed");
      return;
    }
    // What this frame says is durable once everything integrated by now is.
    if (room.uncommitted === 0) session.send(frame);
    else {
      session.isAnswerPending = true;
      this.#host.pending.deliveries.push({ type: "answer", session, frame });
      this.#host.schedule();
    }
  }

  integrate(session: Session, arrived: ArrivedUpdate): void {
    const { room } = session;
    if (!room.mayWrite(session.actor.role)) {
      this.#drop(session, arrived);
      return;
    }
    if (!this.#host.canWrite()) {
      this.#putOff(session, arrived);
      return;
    }
    if (!this.#fits(room, arrived.update)) {
      session.close("tooLarge");
      return;
    }
    session.rights.nowMs = this.#host.nowMs();
    session.rights.isWhole = arrived.isStep2;
    const deleted = room.deletedCard();
    const proseBefore = deleted && room.record.notes().toJSON();
    let result: StewardResult;
    try {
      result = steward(room.record, arrived.update, session.rights);
    } catch (error) {
      this.#host.log.error({ error, workspace: this.#host.workspace }, "an update made the steward fail");
      result = { kind: "malformed", reason: "unreadable", isUntouched: false };
    }
    if (result.kind === "integrated") {
      if (deleted && proseBefore !== undefined) this.#proseOfDeleted(session, deleted, proseBefore);
      this.#integrated(session, arrived, result);
    } else if (result.kind === "incomplete") session.askAgain(arrived, room.stateVector());
    else {
      session.close("malformed");
      if (!result.isUntouched) this.#host.markStale(room);
    }
  }

  #integrated(session: Session, arrived: ArrivedUpdate, result: StewardResult & { readonly kind: "integrated" }): void {
    const { room } = session;
    const { update, accepted, late } = result;
    const refusals = result.refused.length > 0 ? result.refused.map((refused) => toRefusal(room, refused)) : noRefusals;
    this.refused += refusals.length;
    if (!update && late.length === 0 && room.uncommitted === 0) {
      session.settle(arrived, refusals);
      return;
    }
    const batch = this.#host.pending;
    if (update) {
      const { workspace } = this.#host;
      const { nowMs } = session.rights;
      const documentId = room.id;
      batch.touch(room);
      room.isDirty = true;
      room.bytes += update.byteLength;
      room.updatesSinceSnapshot += 1;
      this.updates += 1;
      const seq = (this.#host.numbers.seq += 1);
      batch.writes.push({ workspace, type: "update", seq, documentId, update, by: session.actor.sub, atMs: nowMs });
      for (const client of result.newClients) {
        room.clientUsers.set(client, session.actor.sub);
        batch.writes.push({ workspace, type: "client", documentId, client, user: session.actor.sub });
      }
      for (const { card, field, old, value, writer, at } of accepted) {
        const entry = `${writer}@${at}`;
        const row = { seq, documentId, cardId: card, field, old, new: value, by: session.by, atMs: nowMs, entry };
        batch.writes.push({ workspace, type: "history", ...row });
        if (field === "companyId") this.#mirrorCompany(room, session);
        if (field === "name" && old !== undefined && !accepted.some((other) => other.field === "searchName")) {
          const renamed = { cardId: parseCardId(card), old };
          this.#host.follow((transaction) => followName(transaction, renamed, session.by));
        }
        if (mayNeedSettling(field, value)) {
          const place = { cardId: parseCardId(card), field, wasNamed: old !== undefined && old !== "" };
          this.#host.follow((transaction) => settleReference(transaction, place, session.by));
        }
      }
      if (result.repaired || room.sessions.size > 1) {
        const except = result.repaired ? undefined : session;
        batch.deliveries.push({ type: "relay", room, update, except });
      }
    }
    if (late.length > 0) batch.late.push({ session, room, entries: late });
    this.#settleLater(session, arrived, refusals);
  }

  /** Of a contact that was joined into another one it goes on there; of any other card it waits, and its author is told. */
  #proseOfDeleted(session: Session, card: Card, before: string): void {
    const { room } = session;
    const prose = room.record.notes().toJSON();
    if (prose === before) return;
    if (card.mergedInto === undefined) {
      this.#host.pending.prose.set(`${room.id}/${session.actor.sub}`, { session, room, card });
      return;
    }
    const inserted = insertedText(before, prose);
    if (inserted.trim() === "") return;
    this.#host.follow((transaction) => bringOverProse(transaction, card, inserted, session));
  }

  /** Once everything integrated by now is committed. */
  #settleLater(session: Session, arrived: ArrivedUpdate, refusals: readonly Refusal[]): void {
    session.hold(arrived.update.byteLength);
    this.#host.pending.deliveries.push({ type: "settle", session, arrived, refusals });
    this.#host.schedule();
  }

  /** A person's row follows its `companyId` field, in the same commit. */
  #mirrorCompany(room: Room, session: Session): void {
    const card = mirroredCard(room);
    if (!card) return;
    const from = room.holders.get(card.id)?.card.companyId;
    for (const other of this.#host.rooms.ofCard(card.id)) {
      this.#host.pending.touch(other);
      other.setHolder(card, other.holders.get(card.id)?.isPresent ?? false);
    }
    const seq = (this.#host.numbers.seq += 1);
    const logged = { seq, by: session.actor.sub, atMs: session.rights.nowMs };
    this.#host.pending.writes.push({ workspace: this.#host.workspace, type: "putCard", card, ...logged });
    this.#host.follow((transaction) => settleCompany(transaction, { personId: card.id, from }, session.actor));
  }

  /** Nothing can be written: whoever has something to write comes again later, everybody else stays and reads. */
  #putOff(session: Session, arrived: ArrivedUpdate): void {
    const isKnown = this.#isKnown(session, arrived);
    if (isKnown === undefined) return;
    if (isKnown) this.#settleKnown(session, arrived);
    else session.close("tryAgainLater");
  }

  /** Drops an update of somebody who may only read, and says so where it would have changed anything. */
  #drop(session: Session, arrived: ArrivedUpdate): void {
    const { room } = session;
    const isKnown = this.#isKnown(session, arrived);
    if (isKnown === undefined || !session.countsDropped()) return;
    if (isKnown) {
      this.#settleKnown(session, arrived);
      return;
    }
    this.refused += 1;
    const [holder] = room.holders.values();
    const text = problemText("perm.kind", { kind: holder?.card.kind ?? "contact" }, "en");
    session.deny(arrived, { code: "perm.kind", text });
  }

  /** Whether the document has all of the update; `undefined` once the session is closed, for what is no update. */
  #isKnown(session: Session, { update }: ArrivedUpdate): boolean | undefined {
    try {
      return update.byteLength <= 2 || Y.snapshotContainsUpdate(Y.snapshot(session.room.doc), update);
    } catch {
      session.close("malformed");
      return undefined;
    }
  }

  #settleKnown(session: Session, arrived: ArrivedUpdate): void {
    if (session.room.uncommitted === 0) session.settle(arrived, noRefusals);
    else this.#settleLater(session, arrived, noRefusals);
  }

  #fits(room: Room, update: Uint8Array): boolean {
    const max = this.#host.limits.maxDocumentBytes;
    if (room.bytes + update.byteLength <= max) return true;
    room.bytes = Y.encodeStateAsUpdate(room.doc).byteLength;
    return room.bytes + update.byteLength <= max || isDeletionOnly(update);
  }
}

const noRefusals: readonly Refusal[] = [];

/** What only deletes makes a full document smaller. */
function isDeletionOnly(update: Uint8Array): boolean {
  try {
    return Y.decodeUpdate(update).structs.length === 0;
  } catch {
    return false;
  }
}
