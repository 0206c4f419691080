/**
 * A chunk of the feed on its way into the store: what it says of documents and rows, as facts and bytes.
 *
 * Shape    two steps: what needs no knowledge of what is there, before the transaction; and, within it, documents brought up to date.
 *
 * @module
 */
import { readShown, RecordDocument, shownOf, type Shown } from "@couplet/crdt";
import type { Card, Relation } from "@couplet/model";
import type { FeedItem } from "@couplet/protocol";
import * as Y from "yjs";
import { shownTextOf } from "./facts.ts";
import type { ReplicaTransaction, Segment } from "./replica-store.ts";

/** A document as it came: a whole one, or what brings a copy up to date. */
interface Incoming {
  readonly update: Uint8Array;
  /** What it shows by itself; read where there is no copy. */
  readonly shown: string | undefined;
}

/** What a chunk says, the last of each thing. */
export interface ReadChunk {
  readonly cards: ReadonlyMap<string, string>;
  readonly relations: ReadonlyMap<string, string>;
  readonly removed: ReadonlySet<string>;
  readonly updates: ReadonlyMap<string, Incoming>;
  /** Documents whose content is gone, or went into another one. */
  readonly dropped: ReadonlySet<string>;
  readonly setup: string;
  /** Cards of which nothing is kept any more. */
  readonly erased: readonly string[];
}

/** @param has whether a copy of the document is here */
export function readChunk(items: readonly FeedItem[], has: (documentId: string) => boolean): ReadChunk {
  const cards = new Map<string, string>();
  const relations = new Map<string, string>();
  const removed = new Set<string>();
  const updates = new Map<string, Incoming>();
  const dropped = new Set<string>();
  const erased: string[] = [];
  let setup = "";
  for (const item of items) {
    switch (item.type) {
      case "document": {
        // A copy: the item is a view of the whole frame, and IndexedDB would store that.
        const update = item.update.slice();
        const shown = has(item.documentId) ? undefined : shownTextOf(readShown(update));
        updates.set(item.documentId, { update, shown });
        dropped.delete(item.documentId);
        break;
      }
      case "card": {
        const { id, erasedAtMs } = JSON.parse(item.row) as Card;
        cards.set(id, item.row);
        if (erasedAtMs !== undefined) erased.push(id);
        break;
      }
      case "relation": {
        const { id } = JSON.parse(item.row) as Relation;
        relations.set(id, item.row);
        removed.delete(id);
        break;
      }
      case "relationRemoved":
        relations.delete(item.relationId);
        removed.add(item.relationId);
        break;
      case "setup":
        setup = item.row;
        break;
      case "retired":
      case "forgotten":
        updates.delete(item.documentId);
        dropped.add(item.documentId);
        break;
      default:
        item satisfies never;
    }
  }
  return { cards, relations, removed, updates, dropped, setup, erased };
}

/** Whether a card is erased here that was known: what is stored of it has to be written anew. */
export const isErasing = ({ erased }: ReadChunk, cardOf: (id: string) => Card | undefined): boolean =>
  erased.some((id) => {
    const card = cardOf(id);
    return card !== undefined && card.erasedAtMs === undefined;
  });

/** Brings the documents up to date in the transaction. @returns all that is known now, to be appended */
export async function storeChunk(
  { cards, relations, removed, updates, dropped, setup }: ReadChunk,
  transaction: ReplicaTransaction,
  has: (documentId: string) => boolean,
): Promise<Segment> {
  const known = [...updates.keys()].filter(has);
  const copies = await transaction.documents(known);
  const copyOf = new Map(known.map((id, index) => [id, copies[index]]));
  const shown = new Map<string, string>();
  for (const [id, incoming] of updates) {
    const copy = copyOf.get(id);
    if (copy) {
      const merged = mergeDocument(copy, incoming.update);
      transaction.putDocument(id, merged.bytes);
      shown.set(id, shownTextOf(merged.shown));
    } else {
      transaction.putDocument(id, incoming.update);
      shown.set(id, incoming.shown ?? shownTextOf(readShown(incoming.update)));
    }
  }
  for (const id of dropped) {
    transaction.deleteDocument(id);
    shown.set(id, "");
  }
  return {
    cards: [...cards.values()],
    relations: [...relations.values()],
    removed: [...removed],
    documents: [...shown.keys()],
    shown: [...shown.values()],
    setup,
  };
}

/** Through a Y.Doc: merged as bytes, what was replaced would stay in them for ever. */
export function mergeDocument(
  copy: Uint8Array,
  update: Uint8Array,
): { readonly bytes: Uint8Array; readonly shown: Shown } {
  const doc = new Y.Doc();
  try {
    Y.applyUpdate(doc, copy);
    Y.applyUpdate(doc, update);
    return { bytes: Y.encodeStateAsUpdate(doc), shown: shownOf(new RecordDocument(doc)) };
  } finally {
    doc.destroy();
  }
}
