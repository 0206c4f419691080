import { RecordDocument } from "@couplet/crdt";
import { type CardKind, cardKinds, type Role } from "@couplet/model";
import { decodeToClient, type FeedItem } from "@couplet/protocol";
import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import * as Y from "yjs";
import { ada, aMoment, type Fixture, openFixture } from "../workspace/workspace-fixture.ts";
import { encodeCursor, type FeedCursor, firstCursor, kindsOf, lacksSome, parseCursor } from "./feed-cursor.ts";
import { Feed, type FeedPage } from "./feed.ts";
import { defaultSyncLimits } from "./sync-limits.ts";

const seed = Date.now() % 2 ** 31;
/** As a role would see that reads these kinds only. */
const only = (...kinds: readonly CardKind[]): number => kindsOf("viewer", (_: Role, kind) => kinds.includes(kind));
const all = only(...cardKinds);

function itemsOf(page: FeedPage): readonly FeedItem[] {
  const frame = decodeToClient(page.frame({ cursor: new Uint8Array(), isLast: true, left: 0 }).bytes);
  return frame.type === "chunk" ? frame.items : [];
}

describe("The feed of a workspace", () => {
  let fixture: Fixture;
  let feed: Feed;
  beforeEach(async () => {
    fixture = await openFixture();
    feed = new Feed({ store: fixture.store, workspace: "muster-ag", limits: defaultSyncLimits });
  });
  afterEach(() => fixture.close());

  const toldTo = async (kinds: number): Promise<readonly FeedItem[]> => itemsOf(await feed.page(firstCursor(kinds)));
  const rows = (items: readonly FeedItem[], type: "card" | "relation"): string[] =>
    items.flatMap((item) => (item.type === type ? [(JSON.parse(item.row) as { kind: string }).kind] : [])).sort();
  const documents = (items: readonly FeedItem[]): Set<string> =>
    new Set(items.flatMap((item) => (item.type === "document" ? [item.documentId] : [])));

  test("[SY17] a role that does not read a kind is not told of its cards' own documents, but of everything else", async () => {
    const vendor = await fixture.create("vendor", { name: "Lieferant AG" });
    const customer = await fixture.create("customer", { name: "Kunde AG" });
    for (const card of [vendor, customer]) {
      await fixture.workspace.editCard(card.id, { paymentTermsCode: "30T" }, ada);
    }
    const [shared, owns] = [
      [vendor.documentId, customer.documentId],
      { vendor: vendor.cardDocumentId ?? "", customer: customer.cardDocumentId ?? "" },
    ];
    for (const [kinds, own] of [
      [all, [owns.vendor, owns.customer]],
      [kindsOf("sales"), [owns.customer]],
      [kindsOf("purchasing"), [owns.vendor]],
      [0, []],
    ] as const) {
      const told = await toldTo(kinds);
      expect(rows(told, "card")).toEqual(["contact", "contact", "customer", "vendor"]);
      expect(rows(told, "relation")).toEqual(["customer", "vendor"]);
      expect(documents(told)).toEqual(new Set([...shared, ...own]));
    }
  });

  test("[SY17] what undoing a link would bring back, own fields among it, is told to those who read that kind", async () => {
    const contact = await fixture.create("contact", { name: "Kontakt AG" });
    const vendor = await fixture.create("vendor", { name: "Lieferant AG" });
    const [made] = vendor.relations;
    await fixture.delete(made?.cardId ?? "");
    await fixture.link(contact.id, vendor.id);
    const undo = async (kinds: number): Promise<boolean[]> =>
      (await toldTo(kinds)).flatMap((item) => (item.type === "relation" ? [item.row.includes('"undo"')] : []));
    expect(await undo(all)).toEqual([true]);
    expect(await undo(kindsOf("purchasing"))).toEqual([true]);
    expect(await undo(kindsOf("sales"))).toEqual([false]);
  });

  test("[SY18] nothing is told before it is committed", async () => {
    const card = await fixture.create("customer", { name: "Kunde AG" });
    const { next } = await feed.page(firstCursor(all));
    fixture.gate.close();
    const edit = fixture.workspace.editCard(card.id, { city: "Genf" }, ada);
    await aMoment();
    feed.moved();
    expect(itemsOf(await feed.page(next))).toEqual([]);
    fixture.gate.open();
    await edit;
    feed.moved();
    const [item, ...others] = itemsOf(await feed.page(next));
    expect(others).toEqual([]);
    expect(item).toMatchObject({ type: "document", documentId: card.documentId });
  });

  test("[SY19] a document that changed 500 times comes once, and brings a copy as of the cursor up to date", async () => {
    const card = await fixture.create("customer", { name: "Kunde AG", city: "Bern" });
    const before = await feed.page(firstCursor(all));
    const copy = new Y.Doc();
    for (const item of itemsOf(before)) {
      if (item.type === "document" && item.documentId === card.documentId) Y.applyUpdate(copy, item.update);
    }
    const client = fixture.connect(card.documentId, { actor: ada, card: card.id });
    await expect.poll(() => client.isSynced).toBe(true);
    for (let index = 0; index < 500; index += 1) {
      client.set("city", `Ort ${index}`);
      if (index % 50 === 0) await aMoment(1);
    }
    await expect.poll(() => client.isSettled, { timeout: 20_000 }).toBe(true);
    feed.moved();
    const told = itemsOf(await feed.page(before.next));
    expect(told).toHaveLength(1);
    const [item] = told;
    if (item?.type !== "document") throw new Error("A document was to be told");
    Y.applyUpdate(copy, item.update);
    const other = fixture.connect(card.documentId, { actor: ada, card: card.id });
    await expect.poll(() => other.isSynced).toBe(true);
    expect(copy.getMap("fields").toJSON()).toEqual(other.doc.getMap("fields").toJSON());
    expect(new RecordDocument(copy).value("city")).toBe("Ort 499");
  }, 30_000);

  test("[SY8] readers at the same place share a page, and a commit makes it anew", async () => {
    const card = await fixture.create("customer", { name: "Kunde AG" });
    const cursor = firstCursor(all);
    const page = await feed.page(cursor);
    expect(await feed.page({ ...cursor })).toBe(page);
    await fixture.workspace.editCard(card.id, { city: "Genf" }, ada);
    feed.moved();
    expect((await feed.page(cursor)).next.after).toBeGreaterThan(page.next.after);
  });
});

describe(`Cursors of the feed (seed ${seed})`, () => {
  const cursor = fc
    .record({ since: fc.nat(), more: fc.nat(), kinds: fc.nat(15) })
    .map(({ since, more, kinds }): FeedCursor => ({ since, after: since + more, kinds }));

  test("[SY7] a cursor is read back as it was, in few bytes", () => {
    fc.assert(
      fc.property(cursor, (it) => {
        const bytes = encodeCursor(it);
        expect(bytes.byteLength).toBeLessThanOrEqual(64);
        expect(parseCursor(bytes)).toEqual(it);
      }),
      { seed },
    );
  });

  test("[SY7] random bytes are a sound cursor or none", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 20 }), (bytes) => {
        const it = parseCursor(bytes);
        if (it) expect(it.since).toBeLessThanOrEqual(it.after);
      }),
      { seed, numRuns: 3_000 },
    );
  });

  test("[SY7] who sees a kind more than the cursor was made for has to begin anew", () => {
    expect(lacksSome(only("contact"), only("contact", "vendor"))).toBe(true);
    expect(lacksSome(only("contact", "vendor"), only("vendor"))).toBe(false);
    expect(kindsOf("viewer")).toBe(all);
  });
});
