/**
 * What a headless client keeps of a workspace: rows, document bytes, and the cursor they belong to.
 *
 * Shape    chunks are applied whole, cursor included, as a client would in one transaction; documents stay bytes.
 *
 * @module
 */
import { RecordDocument } from "@couplet/crdt";
import type { Card, Relation, Scalar, Setup } from "@couplet/model";
import type { Chunk } from "@couplet/protocol";
import * as Y from "yjs";

export class SyncReplica {
  epoch = "";
  cursor: Uint8Array = new Uint8Array();
  readonly cards = new Map<string, Card>();
  readonly relations = new Map<string, Relation>();
  readonly documents = new Map<string, Uint8Array>();
  /** Document by the one it was retired into it. */
  readonly retired = new Map<string, string>();
  setup: Setup | undefined;

  apply({ cursor, items }: Chunk): void {
    for (const item of items) {
      switch (item.type) {
        case "document":
          this.#merge(item.documentId, item.update);
          break;
        case "card": {
          const card = JSON.parse(item.row) as Card;
          this.cards.set(card.id, card);
          break;
        }
        case "relation": {
          const relation = JSON.parse(item.row) as Relation;
          this.relations.set(relation.id, relation);
          break;
        }
        case "relationRemoved":
          this.relations.delete(item.relationId);
          break;
        case "setup":
          this.setup = JSON.parse(item.row) as Setup;
          break;
        case "forgotten":
          this.documents.delete(item.documentId);
          break;
        case "retired":
          this.documents.delete(item.documentId);
          this.retired.set(item.documentId, item.into);
          break;
        default:
          item satisfies never;
      }
    }
    this.cursor = cursor.slice();
  }

  #merge(id: string, update: Uint8Array): void {
    const had = this.documents.get(id);
    this.documents.set(id, had ? Y.mergeUpdates([had, update]) : update.slice());
  }

  /** A copy as it is now, as if the device were switched off here. */
  copy(): SyncReplica {
    const copy = new SyncReplica();
    copy.epoch = this.epoch;
    copy.cursor = this.cursor;
    copy.setup = this.setup;
    for (const key of ["cards", "relations", "documents", "retired"] as const) {
      for (const [id, value] of this[key]) (copy[key] as Map<string, unknown>).set(id, value);
    }
    return copy;
  }

  record(documentId: string): RecordDocument {
    const doc = new Y.Doc();
    const bytes = this.documents.get(documentId);
    if (bytes) Y.applyUpdate(doc, bytes);
    return new RecordDocument(doc);
  }

  /** What both documents of a card show, as fields. */
  values(cardId: string): Record<string, Scalar> {
    const card = this.cards.get(cardId);
    const values: Record<string, Scalar> = {};
    for (const id of card ? [card.commonDocumentId, card.cardDocumentId] : []) {
      const record = this.record(id);
      for (const field of record.fields()) values[field] = record.value(field) ?? "";
    }
    return values;
  }

  /** Everything that is shown, in an order that does not depend on how it came. */
  state(): unknown {
    const sorted = (map: ReadonlyMap<string, unknown>): unknown[] =>
      [...map].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value);
    const ids = [...this.documents.keys()].sort();
    const documents = ids.map((id) => {
      const { doc } = this.record(id);
      return [id, doc.getMap("fields").toJSON(), doc.getMap("writers").toJSON(), doc.getText("notes").toJSON()];
    });
    return { cards: sorted(this.cards), relations: sorted(this.relations), setup: this.setup, documents };
  }
}
