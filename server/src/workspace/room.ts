/**
 * A room: one open document, its sessions, and the cards that hold or once held it.
 *
 * Shape    the live document is a cache of the log: when a commit fails, the room is discarded and loaded again.
 * Not      the owner: a room decides nothing about commits, see `owner.ts`.
 * Source   docs/ARCHITECTURE.md, "The owner"
 *
 * @module
 */
import { RecordDocument, type Standing, type StewardContext } from "@couplet/crdt";
import {
  type Card,
  documentRole,
  type FieldProblem,
  fieldSpec,
  judgeValue,
  mayEdit,
  type Role,
  type Scalar,
} from "@couplet/model";
import * as Y from "yjs";
import { ProblemError } from "../problem.ts";
import type { DocumentRow, ShownValues } from "../store/store.ts";
import type { Limits } from "./limits.ts";
import { RoomPresence } from "./presence.ts";
import type { Session } from "./session.ts";

/** A card that holds the document or once did. */
export interface Holder {
  readonly card: Card;
  readonly isPresent: boolean;
}

/** Where prose stands among the shown values of a card document. */
export const notesField = "notes";

export class Room {
  readonly id: string;
  readonly role: "common" | "card";
  readonly sessions = new Set<Session>();
  readonly presence: RoomPresence;
  readonly holders = new Map<string, Holder>();
  /** Who was the first to write under a Yjs client id: nobody else may add to it. Ids not here are the server's own. */
  readonly clientUsers: Map<number, string>;
  record: RecordDocument;
  retiredInto: string | undefined;
  /** An upper bound of the document's size: its size when it was last measured, and all updates since. */
  bytes = 0;
  updatesSinceSnapshot = 0;
  /** Batches with writes of this room that are not committed yet. */
  uncommitted = 0;
  /** Shown values may differ from the ones last projected. */
  isDirty = false;
  /** Half changed by bytes that were no update: to be rebuilt before it is used again. */
  isStale = false;
  idleSinceMs: number;
  readonly #mayWrite = new Map<Role, boolean>();

  constructor(row: DocumentRow, doc: Y.Doc, clientUsers: Map<number, string>, limits: Limits, nowMs: number) {
    this.id = row.id;
    this.clientUsers = clientUsers;
    this.role = row.role;
    this.retiredInto = row.retiredInto;
    this.presence = new RoomPresence(this.sessions, limits);
    this.record = new RecordDocument(doc);
    this.idleSinceMs = nowMs;
  }

  get doc(): Y.Doc {
    return this.record.doc;
  }

  stateVector(): Uint8Array {
    return Y.encodeStateVector(this.doc);
  }

  /** Takes another copy of the document in place of a stale one. */
  replace(doc: Y.Doc): void {
    this.record.destroy();
    this.record.doc.destroy();
    this.record = new RecordDocument(doc);
    this.isStale = false;
  }

  /** Runs changes of the server's own. @returns them as one Yjs update, `undefined` when nothing changed. */
  change(run: () => void): Uint8Array | undefined {
    const captured: Uint8Array[] = [];
    const capture = (update: Uint8Array): void => void captured.push(update);
    // Only while it is needed: without a listener Yjs does not write updates at all.
    this.doc.on("update", capture);
    try {
      run();
    } finally {
      this.doc.off("update", capture);
    }
    return captured.length > 1 ? Y.mergeUpdates(captured) : captured[0];
  }

  setHolder(card: Card, isPresent: boolean): void {
    this.holders.set(card.id, { card, isPresent });
    this.#mayWrite.clear();
  }

  /** The card of a card document, where it is deleted. */
  deletedCard(): Card | undefined {
    if (this.role !== "card") return undefined;
    const [holder] = this.holders.values();
    return holder?.card.deletedAtMs === undefined ? undefined : holder.card;
  }

  /** Whether anything that somebody of the role writes here could be taken. */
  mayWrite(role: Role): boolean {
    let may = this.#mayWrite.get(role);
    if (may === undefined) {
      may = [...this.holders.values()].some(({ card }) => mayEdit(role, card.kind));
      this.#mayWrite.set(role, may);
    }
    return may;
  }

  standing(cardId: string): Standing {
    const holder = this.holders.get(cardId);
    if (!holder) return "never";
    if (holder.card.deletedAtMs !== undefined) return "deleted";
    return holder.isPresent ? "holds" : "held";
  }

  /** What the steward may know of the room, for one sender. Made once per session; `nowMs` is set before each use. */
  stewardContext(user: string, role: Role): StewardContext & { nowMs: number; isWhole: boolean } {
    return {
      user,
      role: this.role,
      nowMs: 0,
      isWhole: false,
      clients: { mayExtend: (client) => this.clientUsers.get(client) === user },
      standing: (card) => this.standing(card),
      mayEdit: (cardId) => {
        const holder = this.holders.get(cardId);
        return holder !== undefined && mayEdit(role, holder.card.kind);
      },
      check: (cardId, field, value) => this.check(cardId, field, value),
    };
  }

  /** What is wrong, by itself, with setting the field on the card in this document. */
  check(cardId: string, field: string, value: Scalar): FieldProblem | undefined {
    const card = this.holders.get(cardId)?.card;
    const kind = card?.kind;
    const spec = kind && fieldSpec(kind, field);
    if (!kind || !spec || documentRole(kind, field) !== this.role) {
      return { code: "field.unknown", params: { name: field, ...(kind && { kind }) } };
    }
    // A company within a company would be deleted along with it.
    if (field === "companyId" && value !== "" && card.type !== "person") return { code: "company.type", params: {} };
    return judgeValue(spec, value);
  }

  shown(): ShownValues {
    const values: Record<string, Scalar> = {};
    for (const field of this.record.fields()) {
      const value = this.record.value(field);
      if (value !== undefined) values[field] = value;
    }
    if (this.role === "card") {
      const notes = this.record.notes().toJSON();
      if (notes !== "") values[notesField] = notes;
    }
    return { values, conflicts: this.record.conflicts() };
  }

  destroy(): void {
    this.presence.close();
    this.record.destroy();
    this.record.doc.destroy();
  }
}

/** Yjs announces six steps of each transaction, and where nobody listens a map is made for each; here somebody seldom does. */
class QuietDoc extends Y.Doc {
  override emit(...announced: Parameters<Y.Doc["emit"]>): void {
    // oxlint-disable-next-line no-underscore-dangle -- how Yjs itself asks whether anybody listens for updates
    if (this._observers.has(announced[0])) super.emit(...announced);
  }
}

/**
 * A document from its log; root types as the role has them.
 *
 * @throws {ProblemError} 503 `document.damaged` where something is missing in between: what is left would look like a document with less in it
 */
export function buildDocument(updates: readonly Uint8Array[]): Y.Doc {
  // Without one Yjs makes a random id, and that takes longer than all the rest.
  const doc = new QuietDoc({ guid: "" });
  if (updates.length === 0) return doc;
  try {
    doc.transact(() => updates.forEach((update) => Y.applyUpdate(doc, update)));
  } catch (cause) {
    throw new ProblemError(503, "document.damaged", { text: "A stored update of the document cannot be read.", cause });
  }
  if (doc.store.pendingStructs !== null || doc.store.pendingDs !== null)
    throw new ProblemError(503, "document.damaged", { text: "Stored updates of the document are missing." });
  return doc;
}
