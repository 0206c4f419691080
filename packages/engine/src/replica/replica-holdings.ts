/**
 * A replica as what is compared with a restored server: what it holds, what is brought to it, what goes from it.
 *
 * Shape    together with what the working copies hold beyond it: edits that were confirmed and that the feed had not told yet.
 * Source   docs/decisions/0025-another-epoch-is-compared.md
 *
 * @module
 */
import { readShown } from "@couplet/crdt";
import { lowestId, type ComparedThing, type Mark } from "@couplet/protocol";
import * as Y from "yjs";
import { type Brought, type Holdings, markOfDocument, markOfRow, type Reconciled } from "../sync/reconcile.ts";
import { shownTextOf } from "./facts.ts";
import type { Replica } from "./replica.ts";
import { emptySegment } from "./replica-store.ts";
import { readChunk, storeChunk } from "./take-chunk.ts";

/** @param copies what working copies hold, of documents that are on the server */
export function holdingsOf(replica: Replica, copies: ReadonlyMap<string, Uint8Array>): Holdings {
  const { facts } = replica;
  const ids: Readonly<Record<ComparedThing, () => readonly string[]>> = {
    document: once(() => {
      const ofCopies = [...copies.keys()].filter((id) => facts.holders(id).length > 0);
      return [...new Set([...facts.documentIds(), ...ofCopies])];
    }),
    card: once(() => [...facts.cards()].map(({ id }) => id)),
    relation: once(() => [...facts.relations()].map(({ id }) => id)),
    setup: () => (facts.setup ? [lowestId] : []),
  };
  const document = async (id: string): Promise<Uint8Array | undefined> => {
    const [kept, copy] = [facts.hasDocument(id) ? await replica.document(id) : undefined, copies.get(id)];
    return kept && copy ? Y.mergeUpdates([kept, copy]) : (kept ?? copy);
  };
  const markOf = async (thing: ComparedThing, id: string): Promise<Mark | undefined> => {
    if (thing === "document") {
      const bytes = await document(id);
      return bytes && markOfDocument(id, bytes);
    }
    const row = thing === "card" ? facts.card(id) : thing === "relation" ? facts.relation(id) : facts.setup;
    return row && markOfRow(id, JSON.stringify(row));
  };
  return {
    document,
    marks: async (thing, from, to) => {
      const sorted = ids[thing]();
      const marks: Mark[] = [];
      for (let at = indexFrom(sorted, from); at < sorted.length && (sorted[at] ?? "") <= to; at += 1) {
        const mark = await markOf(thing, sorted[at] ?? "");
        if (mark) marks.push(mark);
      }
      return marks;
    },
  };
}

/** In order, as of when they are first asked for: nothing is brought to a place that was compared. */
function once(read: () => readonly string[]): () => readonly string[] {
  let ids: readonly string[] | undefined;
  return () => (ids ??= [...read()].sort());
}

function indexFrom(sorted: readonly string[], from: string): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? "") < from) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** In one transaction, the place in the feed as it was. */
export async function bringTo(replica: Replica, { items, replaced }: Brought): Promise<void> {
  const has = (id: string): boolean => replica.facts.hasDocument(id);
  const read = readChunk(items, has);
  await replica.amend(false, async (transaction) => {
    const segment = await storeChunk(read, transaction, has);
    const whole = [...replaced].map(([id, bytes]) => [id, bytes.slice()] as const);
    for (const [id, bytes] of whole) transaction.putDocument(id, bytes);
    return {
      ...segment,
      documents: [...segment.documents, ...whole.map(([id]) => id)],
      shown: [...segment.shown, ...whole.map(([, bytes]) => shownTextOf(readShown(bytes)))],
    };
  });
}

/** What the server never heard of goes. */
export async function dropFrom(replica: Replica, { card, document, relation }: Reconciled["absent"]): Promise<void> {
  await replica.amend(true, async (transaction) => {
    for (const id of document) transaction.deleteDocument(id);
    const shown = document.map(() => "");
    return await Promise.resolve({ ...emptySegment, removed: relation, gone: card, documents: document, shown });
  });
}
