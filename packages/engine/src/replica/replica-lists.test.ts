import { createWriterId, RecordDocument } from "@couplet/crdt";
import {
  cardKinds,
  parseCardId,
  parseDocumentId,
  parseRelationId,
  type Card,
  type CardKind,
  type Relation,
  type Role,
} from "@couplet/model";
import { feedStarts, type FeedItem } from "@couplet/protocol";
import * as fc from "fast-check";
import * as Y from "yjs";
import { describe, expect, test } from "vitest";
import { arrange } from "../lists/arrangement.ts";
import { CardLists } from "../lists/card-lists.ts";
import { filterColumns, sortColumns } from "../lists/list-entry.ts";
import { randomOf } from "../lists/list-rows-fixture.ts";
import { Cell } from "../readable.ts";
import type { RowSource } from "../search/row-source.ts";
import { MemoryReplicaStore } from "./memory-replica-store.ts";
import { Replica } from "./replica.ts";

const collator = new Intl.Collator("de", { numeric: true });
const idOf = (group: number, index: number): string => `0198c0de-000${group}-7000-8000-${`${index}`.padStart(12, "0")}`;

/** A tab: a replica, and the lists over it. @param areKept whether lists that were kept are read */
async function openTab(
  store: MemoryReplicaStore,
  { role = "editor", areKept = true }: { readonly role?: Role; readonly areKept?: boolean } = {},
) {
  const replica = await Replica.open(store, {
    name: crypto.randomUUID(),
    role: () => role,
    nowMs: () => 1_000,
    marker: { isSet: () => true, set: () => undefined },
    failed: () => undefined,
  });
  const source: RowSource = {
    isComplete: new Cell(true),
    get size() {
      return replica.rows.size;
    },
    row: (id) => replica.rows.row(id),
    blocks: () => replica.rows.blocks(),
    observe: (listener) => replica.rows.observe(listener),
    ...(areKept ? { kept: () => replica.lists.take() } : {}),
  };
  const lists = new CardLists(source, collator);
  await lists.ready();
  const close = (): void => {
    lists.close();
    replica.close();
  };
  const keep = (): Promise<boolean> =>
    replica.lists.keep(async () => ({ beside: [], lists: structuredClone(await lists.keep()) }));
  return { replica, lists, keep, close };
}

type Tab = Awaited<ReturnType<typeof openTab>>;

/** All that a list can show. */
async function shownBy({ lists }: Tab): Promise<unknown> {
  const shown: unknown[] = [];
  for (const kind of cardKinds) {
    const index = lists.index(kind);
    for (const sort of sortColumns) {
      const arranged = arrange(index, { sort });
      shown.push(Array.from({ length: arranged.length }, (_, place) => index.idOf(arranged.at(place) ?? -1)));
    }
    for (const column of filterColumns) {
      shown.push([...index.facet(column)].sort((a, b) => (a.value < b.value ? -1 : 1)));
    }
    for (const query of ["name 3", "ct00", "044", "bern", "e", "haus"]) {
      shown.push([...(await lists.find(kind, query)).handles].map((handle) => index.idOf(handle)).sort());
    }
  }
  return shown;
}

/** A server whose feed tells of random changes. */
function feedOf(random: () => number) {
  const kinds: readonly CardKind[] = ["contact", "contact", "customer", "vendor"];
  const below = (count: number): number => Math.floor(random() * count);
  const cards: Card[] = [];
  const relations = new Map<string, Relation>();
  const documents = new Map<string, RecordDocument>();
  let count = 0;
  let cursor = 0;
  const changed = (): FeedItem[] => {
    const kind = random();
    count += 1;
    const card = cards[below(cards.length)];
    if (kind < 0.2 || !card) {
      const made: Card = {
        id: parseCardId(idOf(1, count)),
        kind: kinds[below(kinds.length)] ?? "contact",
        no: `CT${below(400)}`,
        commonDocumentId: parseDocumentId(idOf(2, count)),
        cardDocumentId: parseDocumentId(idOf(3, count)),
        createdAtMs: 1,
        ...(random() < 0.3 && card?.kind === "contact" ? { type: "person", companyId: card.id } : { type: "company" }),
      };
      cards.push(made);
      return [{ type: "card", row: JSON.stringify(made) }];
    }
    if (kind < 0.3) {
      const isGone = card.deletedAtMs !== undefined;
      const { deletedAtMs: _, ...there } = card;
      const next: Card = isGone ? there : { ...card, deletedAtMs: 5 };
      cards[cards.indexOf(card)] = next;
      return [{ type: "card", row: JSON.stringify(next) }];
    }
    const other = cards[below(cards.length)];
    if (kind < 0.45 && card.kind === "contact" && (other?.kind === "customer" || other?.kind === "vendor")) {
      const id = parseRelationId(idOf(4, count));
      const relation: Relation = { id, contactId: card.id, cardId: other.id, kind: other.kind, code: "X" };
      relations.set(id, relation);
      return [{ type: "relation", row: JSON.stringify(relation) }];
    }
    const [relationId] = [...relations.keys()].slice(below(relations.size));
    if (kind < 0.6 && relationId !== undefined) {
      relations.delete(relationId);
      return [{ type: "relationRemoved", relationId }];
    }
    const record = documents.get(card.commonDocumentId) ?? new RecordDocument(new Y.Doc());
    documents.set(card.commonDocumentId, record);
    const before = Y.encodeStateVector(record.doc);
    const field = ["name", "city", "phoneNo", "salespersonCode"][below(4)] ?? "name";
    const value = [`Name ${below(9)}`, "Bern", `+41440000${below(99)}`, "JO", ""][below(5)] ?? "";
    record.set(field, value, { writer: createWriterId(), at: count + 1 });
    return [{ type: "document", documentId: card.commonDocumentId, update: Y.encodeStateAsUpdate(record.doc, before) }];
  };
  return async (replica: Replica, chunks: number): Promise<void> => {
    for (let chunk = 0; chunk < chunks; chunk += 1) {
      cursor += 1;
      const items = Array.from({ length: 1 + below(4) }, changed).flat();
      const at = Uint8Array.of(cursor >> 8, cursor & 255);
      await replica.take({ type: "chunk", cursor: at, isLast: true, left: 0, items });
    }
  };
}

describe("Lists that are kept beside the facts", () => {
  test("[RP13] after any changes, crashes and starts they are what they would be made anew of every row", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), async (seed) => {
        const random = randomOf(seed);
        const store = new MemoryReplicaStore();
        const take = feedOf(random);
        let tab = await openTab(store);
        await tab.replica.began(feedStarts.first, "one", 1);
        for (let step = 0; step < 8; step += 1) {
          // More than are put together at once, now and then.
          await take(tab.replica, 1 + Math.floor(random() * (random() < 0.2 ? 120 : 12)));
          const [act, crash] = [random(), random()];
          if (act < 0.4) expect(await tab.keep()).toBe(true);
          else if (act < 0.6) {
            // The tab is gone between the claim and what was made, or goes on meanwhile.
            const keeping = tab.keep();
            await take(tab.replica, Math.floor(random() * 80));
            await keeping;
          }
          if (crash < 0.3) continue;
          const gone = tab;
          tab = await openTab(store);
          gone.close();
          const anew = await openTab(store, { areKept: false });
          expect(await shownBy(tab)).toEqual(await shownBy(anew));
          anew.close();
        }
        expect(await tab.keep()).toBe(true);
        const last = await openTab(store);
        expect(last.lists.unkept).toBe(0);
        for (const one of [tab, last]) one.close();
      }),
      { numRuns: 4 },
    );
  });

  test("[RP13] a removed relation is not to be seen again where the segment that told of it was written anew meanwhile", async () => {
    const store = new MemoryReplicaStore();
    const [tab, other] = [await openTab(store), await openTab(store)];
    await tab.replica.began(feedStarts.first, "one", 1);
    const card = (id: number, kind: CardKind): Card => ({
      id: parseCardId(idOf(1, id)),
      kind,
      no: `N${id}`,
      commonDocumentId: parseDocumentId(idOf(2, id)),
      cardDocumentId: parseDocumentId(idOf(3, id)),
      createdAtMs: 1,
    });
    const [contact, customer] = [card(1, "contact"), card(2, "customer")];
    const relationId = parseRelationId(idOf(4, 1));
    const link = { id: relationId, contactId: contact.id, cardId: customer.id, kind: "customer", code: "X" };
    let cursor = 0;
    const take = async (...items: FeedItem[]): Promise<void> => {
      cursor += 1;
      const at = Uint8Array.of(cursor);
      await other.replica.position();
      await other.replica.take({ type: "chunk", cursor: at, isLast: true, left: 0, items });
    };
    await take(
      ...[contact, customer, link].map((row): FeedItem => ({
        type: row === link ? "relation" : "card",
        row: JSON.stringify(row),
      })),
    );
    await tab.replica.position();
    // What is put together while one makes its lists.
    const keeping = tab.replica.lists.keep(async () => {
      const made = { beside: [], lists: structuredClone(await tab.lists.keep()) };
      await take({ type: "relationRemoved", relationId });
      for (let turn = 0; turn < 64; turn += 1) await take({ type: "card", row: JSON.stringify(contact) });
      return made;
    });
    expect(await keeping).toBe(false);
    const again = await openTab(store);
    expect(again.lists.index("contact").facet("status")).toEqual([{ value: "none", count: 1 }]);
    for (const one of [tab, other, again]) one.close();
  });

  test("[RP13] a tab does not put lists in place of those of another one that has heard more", async () => {
    const store = new MemoryReplicaStore();
    const tab = await openTab(store);
    await tab.replica.began(feedStarts.first, "one", 1);
    const take = feedOf(randomOf(1));
    await take(tab.replica, 5);
    const other = await openTab(store);
    await take(tab.replica, 5);
    expect(await tab.keep()).toBe(true);
    const { upTo } = tab.replica.lists;
    expect(await other.keep()).toBe(false);
    expect(await store.listsUpTo()).toBe(upTo);
    for (const one of [tab, other]) one.close();
  });

  test("[X2] lists of another role are not read, and what a role does not read any more is not left in them", async () => {
    const store = new MemoryReplicaStore();
    const tab = await openTab(store);
    await tab.replica.began(feedStarts.first, "one", 1);
    const bank: Card = {
      id: parseCardId(idOf(1, 1)),
      kind: "bankAccount",
      no: "B1",
      commonDocumentId: parseDocumentId(idOf(2, 1)),
      cardDocumentId: parseDocumentId(idOf(3, 1)),
      createdAtMs: 1,
    };
    const record = new RecordDocument(new Y.Doc());
    record.set("iban", "CH9300762011623852957", { writer: createWriterId(), at: 5 });
    const update = Y.encodeStateAsUpdate(record.doc);
    const items: FeedItem[] = [
      { type: "card", row: JSON.stringify(bank) },
      { type: "document", documentId: bank.cardDocumentId, update },
    ];
    await tab.replica.take({ type: "chunk", cursor: Uint8Array.of(1), isLast: true, left: 0, items });
    expect(await tab.keep()).toBe(true);
    expect(JSON.stringify(await store.lists())).toMatch(/CH93/i);
    tab.close();
    const sales = await openTab(store, { role: "sales" });
    expect((await sales.lists.find("bankAccount", "2957")).handles).toHaveLength(0);
    await sales.replica.forgetUnreadable();
    expect(await store.lists()).toBeUndefined();
    expect(await sales.keep()).toBe(true);
    expect(JSON.stringify(await store.lists())).not.toMatch(/CH93/i);
    sales.close();
  });
});
