/**
 * What every {@link Store} keeps, as tests: commits, the log, documents, holds.
 *
 * Shape    `describeStore(name, open)`; rule ids [ST1]… never change. The questions about cards are in `store-contract-cards.ts`.
 * Not      tests of one implementation's own matters (locks, versions of files): those stand beside it.
 *
 * @module
 */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  ConstraintError,
  type Constraint,
  type HistoryRow,
  type Store,
  type StrandedRow,
  type Write,
} from "./store.ts";
import { describeAge } from "./store-contract-age.ts";
import { describeCards } from "./store-contract-cards.ts";
import { describeChain } from "./store-contract-chain.ts";
import { describeChanged } from "./store-contract-changed.ts";
import { describeErasure } from "./store-contract-erasure.ts";
import { describeJobs } from "./store-contract-jobs.ts";
import { describeLog } from "./store-contract-log.ts";
import { contactOf, documentIdOf, historyRow, logged, relationTo, vendorOf, workspace } from "./store-rows.ts";

/** An empty store in a place of its own. */
export interface StoreUnderTest {
  readonly store: Store;
  /** Closes the store and opens it again in the same place. */
  reopen(): Promise<Store>;
  /** Closes the store and removes the place. */
  dispose(): Promise<void>;
}

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);

const update = (seq: number, document: number, ...content: number[]): Write => ({
  ...logged(seq),
  type: "update",
  documentId: documentIdOf(document),
  update: bytes(...content),
});

const history = (seq: number, document: number, field: string, value: string): Write => ({
  workspace,
  type: "history",
  ...historyRow(seq, document, field, value),
});

export function describeStore(name: string, open: () => Promise<StoreUnderTest>): void {
  describe(`${name} as a Store`, () => {
    let place: StoreUnderTest;
    let store: Store;
    beforeEach(async () => {
      place = await open();
      ({ store } = place);
    });
    afterEach(() => place.dispose());
    const reopen = async (): Promise<Store> => (store = await place.reopen());

    const refuses = async (constraint: Constraint, ...writes: Write[]): Promise<void> => {
      const before = await store.changes(workspace, 0, 1_000);
      const error = await store.commit(writes).then(
        () => undefined,
        (cause: unknown) => cause,
      );
      expect(error).toBeInstanceOf(ConstraintError);
      expect(error).toMatchObject({ constraint });
      expect(await store.changes(workspace, 0, 1_000)).toEqual(before);
    };

    test("[ST1] a store that was never written to answers every question with nothing", async () => {
      expect(await store.workspaceIds()).toEqual([]);
      expect(await store.lastSeq(workspace)).toBe(0);
      expect(await store.document(workspace, documentIdOf(1))).toBeUndefined();
      expect(await store.loadDocument(workspace, documentIdOf(1))).toEqual([]);
      expect(await store.values(workspace, [documentIdOf(1)])).toEqual(new Map());
      expect(await store.holds(workspace, { documentId: documentIdOf(1) })).toEqual([]);
      expect(await store.card(workspace, "none")).toBeUndefined();
      expect(await store.listCards(workspace, { kind: "contact", search: "x", limit: 10 })).toEqual([]);
      expect(await store.setup(workspace)).toBeUndefined();
      expect(await store.history(workspace, { documents: [{ documentId: documentIdOf(1) }], limit: 10 })).toEqual([]);
      expect(await store.changes(workspace, 0, 10)).toEqual([]);
      expect(await store.commandOutcome(workspace, "none")).toBeUndefined();
      await store.commit([]);
      expect(await store.workspaceIds()).toEqual([]);
    });

    test("[ST2] updates of a document load in the order they were logged", async () => {
      await store.commit([update(1, 1, 1), update(2, 2, 9), update(3, 1, 2)]);
      await store.commit([update(4, 1, 3)]);
      expect(await store.loadDocument(workspace, documentIdOf(1))).toEqual([bytes(1), bytes(2), bytes(3)]);
      expect(await store.lastSeq(workspace)).toBe(4);
    });

    test("[ST3] what was committed is there after the store was closed and opened again", async () => {
      const epoch = await store.epoch();
      await store.commit([update(1, 1, 7, 8), { ...logged(2), type: "putCard", card: contactOf(1) }]);
      await reopen();
      expect(await store.loadDocument(workspace, documentIdOf(1))).toEqual([bytes(7, 8)]);
      expect(await store.card(workspace, contactOf(1).id)).toEqual(contactOf(1));
      expect(await store.lastSeq(workspace)).toBe(2);
      expect(await store.workspaceIds()).toEqual([workspace]);
      expect(await store.epoch()).toBe(epoch);
    });

    test("[ST4] a write that fails in the middle leaves nothing of its commit", async () => {
      await store.commit([{ ...logged(1), type: "putCard", card: contactOf(1) }]);
      const other = { ...contactOf(2), no: contactOf(1).no };
      await refuses(
        "number",
        { ...logged(1, "new"), type: "putCard", card: contactOf(9) },
        update(2, 5, 1),
        { workspace, type: "project", documentId: documentIdOf(5), values: { name: "Lost" }, conflicts: [] },
        { ...logged(3), type: "putCard", card: other },
        update(4, 5, 2),
      );
      expect(await store.workspaceIds()).toEqual([workspace]);
      expect(await store.loadDocument(workspace, documentIdOf(5))).toEqual([]);
      expect(await store.values(workspace, [documentIdOf(5)])).toEqual(new Map());
      expect(await store.card(workspace, other.id)).toBeUndefined();
      // What the failed commit had made must not be believed in afterwards.
      await store.commit([update(2, 5, 3), { ...logged(1, "new"), type: "putCard", card: contactOf(9) }]);
      await reopen();
      expect(await store.loadDocument(workspace, documentIdOf(5))).toEqual([bytes(3)]);
      expect(await store.card("new", contactOf(9).id)).toEqual(contactOf(9));
    });

    test("[ST5] a number stays taken within its kind, also by a deleted card", async () => {
      const { no } = contactOf(1);
      await store.commit([{ ...logged(1), type: "putCard", card: { ...contactOf(1), deletedAtMs: 5 } }]);
      await refuses("number", { ...logged(2), type: "putCard", card: { ...contactOf(2), no } });
      await store.commit([{ ...logged(2), type: "putCard", card: { ...vendorOf(2), no } }]);
      await store.commit([{ ...logged(1, "other"), type: "putCard", card: { ...contactOf(2), no } }]);
    });

    test("[ST6] a card has one relation, a contact one card of a kind, whoever asked first", async () => {
      await store.commit([{ ...logged(1), type: "putRelation", relation: relationTo(1, contactOf(1), vendorOf(1)) }]);
      const second = relationTo(2, contactOf(2), vendorOf(1));
      await refuses("relation.card", { ...logged(2), type: "putRelation", relation: second });
      const third = relationTo(3, contactOf(1), vendorOf(2));
      await refuses("relation.contact", { ...logged(2), type: "putRelation", relation: third });
      await store.commit([
        { ...logged(2), type: "removeRelation", relation: relationTo(1, contactOf(1), vendorOf(1)) },
        { ...logged(3), type: "putRelation", relation: third },
      ]);
      expect(await store.relationsOf(workspace, [contactOf(1).id])).toEqual([third]);
    });

    test("[ST7] a seq, a document, a command and an answer exist once", async () => {
      const created: Write = { workspace, type: "createDocument", document: { id: documentIdOf(1), role: "common" } };
      const outcome: Write = { workspace, type: "commandOutcome", commandId: "c1", outcome: "done", atMs: 5 };
      const answer: Write = {
        workspace,
        type: "answer",
        user: "ada",
        key: "k",
        bodyHash: "h",
        status: 201,
        body: "{}",
        atMs: 5,
      };
      await store.commit([update(1, 1, 1), created, outcome, answer]);
      await refuses("seq", update(1, 1, 2));
      await refuses("document", update(2, 1, 2), created);
      await refuses("command", update(2, 1, 2), outcome);
      await refuses("answer", update(2, 1, 2), answer);
      expect(await store.commandOutcome(workspace, "c1")).toBe("done");
      expect(await store.commandOutcome("other", "c1")).toBeUndefined();
      expect(await store.answer(workspace, "ada", "k")).toEqual({ bodyHash: "h", status: 201, body: "{}" });
      expect(await store.answer(workspace, "ben", "k")).toBeUndefined();
    });

    test("[ST8] a snapshot stands for the updates it covers, and the log keeps them", async () => {
      await store.commit([update(1, 1, 1), update(2, 1, 2), update(3, 1, 3)]);
      await store.commit([{ workspace, type: "snapshot", documentId: documentIdOf(1), state: bytes(1, 2), seq: 2 }]);
      expect(await store.loadDocument(workspace, documentIdOf(1))).toEqual([bytes(1, 2), bytes(3)]);
      await store.commit([
        { workspace, type: "snapshot", documentId: documentIdOf(1), state: bytes(1, 2, 3), seq: 3 },
        update(4, 1, 4),
      ]);
      expect(await store.loadDocument(workspace, documentIdOf(1))).toEqual([bytes(1, 2, 3), bytes(4)]);
      expect((await store.changes(workspace, 0, 10)).map((item) => item.seq)).toEqual([1, 2, 3, 4]);
    });

    test("[ST9] the log gives back every kind of item whole, in the order of seq, from any cursor", async () => {
      const relation = relationTo(1, contactOf(1), vendorOf(1));
      const items = [
        { seq: 1, by: "ada", atMs: 10, type: "putCard", card: contactOf(1) },
        { seq: 2, by: "ada", atMs: 11, type: "update", documentId: documentIdOf(1), update: bytes(0, 255) },
        { seq: 3, by: "ben", atMs: 12, type: "putRelation", relation },
        { seq: 5, by: "ben", atMs: 13, type: "removeRelation", relation },
      ] as const;
      await store.commit(items.map((item) => ({ workspace, ...item })));
      expect(await store.changes(workspace, 0, 10)).toEqual(items);
      expect(await store.changes(workspace, 2, 1)).toEqual([items[2]]);
      expect(await store.changes(workspace, 5, 10)).toEqual([]);
      expect(await store.changes("other", 0, 10)).toEqual([]);
    });

    test("[ST10] shown values are replaced as a whole, and booleans stay booleans", async () => {
      const project = (values: Record<string, string | boolean>, conflicts: string[]): Write => ({
        workspace,
        type: "project",
        documentId: documentIdOf(1),
        values,
        conflicts,
      });
      await store.commit([project({ name: "Muster", privacyBlocked: true }, ["name"])]);
      await store.commit([project({ privacyBlocked: false }, [])]);
      expect(await store.values(workspace, [documentIdOf(1), documentIdOf(2)])).toEqual(
        new Map([[documentIdOf(1), { values: { privacyBlocked: false }, conflicts: [] }]]),
      );
    });

    test("[ST11] a document tells its role, its card, where it came from and what took its place", async () => {
      const common = { id: documentIdOf(1), role: "common" } as const;
      const own = { id: documentIdOf(2), role: "card", cardId: contactOf(1).id } as const;
      const fork = { id: documentIdOf(3), role: "common", forkedFrom: documentIdOf(1), forkedAtSeq: 4 } as const;
      // An id that is written to before it is created must not count as created.
      await store.commit([update(1, 1, 1)]);
      expect(await store.document(workspace, documentIdOf(1))).toBeUndefined();
      await store.commit([common, own, fork].map((document) => ({ workspace, type: "createDocument", document })));
      await store.commit([
        { workspace, type: "retireDocument", documentId: documentIdOf(3), into: documentIdOf(1), seq: 9, atMs: 1 },
      ]);
      expect(await store.document(workspace, documentIdOf(1))).toEqual(common);
      expect(await store.document(workspace, documentIdOf(2))).toEqual(own);
      const retired = { ...fork, retiredInto: documentIdOf(1), retiredAtSeq: 9 };
      expect(await store.document(workspace, documentIdOf(3))).toEqual(retired);
      expect(await store.document("other", documentIdOf(1))).toBeUndefined();
    });

    test("[ST12] holds are remembered after they end, by document and by card", async () => {
      const [a, b] = [contactOf(1).id, vendorOf(1).id];
      const of = (document: number) => ({ workspace, documentId: documentIdOf(document) });
      await store.commit([
        { ...of(1), type: "hold", cardId: a, fromSeq: 1 },
        { ...of(2), type: "hold", cardId: b, fromSeq: 2 },
      ]);
      await store.commit([
        { ...of(2), type: "release", cardId: b, untilSeq: 3 },
        { ...of(1), type: "hold", cardId: b, fromSeq: 3 },
      ]);
      await store.commit([{ ...of(1), type: "release", cardId: b, untilSeq: 7 }]);
      await store.commit([{ ...of(1), type: "hold", cardId: b, fromSeq: 8 }]);
      expect(await store.holds(workspace, { documentId: documentIdOf(1) })).toEqual([
        { documentId: documentIdOf(1), cardId: a, fromSeq: 1 },
        { documentId: documentIdOf(1), cardId: b, fromSeq: 3, untilSeq: 7 },
        { documentId: documentIdOf(1), cardId: b, fromSeq: 8 },
      ]);
      expect(await store.holds(workspace, { cardId: b })).toEqual([
        { documentId: documentIdOf(2), cardId: b, fromSeq: 2, untilSeq: 3 },
        { documentId: documentIdOf(1), cardId: b, fromSeq: 3, untilSeq: 7 },
        { documentId: documentIdOf(1), cardId: b, fromSeq: 8 },
      ]);
      expect(await store.holds("other", { cardId: b })).toEqual([]);
    });

    test("[ST13] history of several documents comes newest first, page by page, each up to its bound", async () => {
      const writes = Array.from({ length: 20 }, (_, index) => history(index + 1, (index % 2) + 1, "city", `v${index}`));
      await store.commit([...writes, history(20, 2, "name", "last")]);
      const documents = [{ documentId: documentIdOf(1) }, { documentId: documentIdOf(2), untilSeq: 10 }];
      const seen: string[] = [];
      let before: HistoryRow | undefined;
      for (;;) {
        const rows = await store.history(workspace, { documents, limit: 4, before });
        if (rows.length === 0) break;
        seen.push(...rows.map((row) => `${row.seq} ${row.field}`));
        before = rows.at(-1);
      }
      const all = [19, 17, 15, 13, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1].map((seq) => `${seq} city`);
      expect(seen).toEqual(all);
      const [newest] = await store.history(workspace, { documents: [{ documentId: documentIdOf(2) }], limit: 1 });
      expect(newest).toEqual(historyRow(20, 2, "name", "last"));
      const named = { documents: [{ documentId: documentIdOf(2) }], field: "name", limit: 9 };
      expect(await store.history(workspace, named)).toEqual([newest]);
    });

    test("[ST14] history tells an empty old value from none", async () => {
      await store.commit([{ ...historyRow(1, 1, "city", "Chur"), workspace, type: "history", old: "" }]);
      await store.commit([history(2, 1, "name", "Muster")]);
      const rows = await store.history(workspace, { documents: [{ documentId: documentIdOf(1) }], limit: 5 });
      expect(rows.map((row) => "old" in row)).toEqual([false, true]);
      expect(rows[1]?.old).toBe("");
    });

    test("[ST15] stranded edits are found by author and by card until they are taken away", async () => {
      const row = (entry: string, user: string, cardId: string) => ({
        entry,
        cardId,
        documentId: documentIdOf(1),
        field: "city",
        value: "Chur",
        writer: entry.slice(0, 1),
        at: Number(entry.slice(2)),
        seen: { v: 3 },
        user,
        userName: user.toUpperCase(),
        strandedAtMs: 77,
      });
      const [one, two] = [row("w@5", "ada", "a"), row("v@6", "ben", "a")];
      await store.commit([
        { workspace, type: "strand", row: one },
        { workspace, type: "strand", row: two },
        { workspace, type: "strand", row: one },
      ]);
      expect(await store.stranded(workspace, { user: "ada" })).toEqual([one]);
      expect(await store.stranded(workspace, { cardId: "a" })).toEqual([two, one]);
      await store.commit([{ workspace, type: "unstrand", entry: "w@5", cardId: "a" }]);
      expect(await store.stranded(workspace, { cardId: "a" })).toEqual([two]);
      expect(await store.stranded("other", { cardId: "a" })).toEqual([]);
    });

    test("[ST32] of one writer's stranded edits of a field the latest is kept", async () => {
      const row = (at: number, field = "city"): StrandedRow => ({
        entry: `w@${at}`,
        cardId: "a",
        documentId: documentIdOf(1),
        field,
        value: `Value ${at}`,
        writer: "w",
        at,
        seen: {},
        user: "ada",
        userName: "ADA",
        strandedAtMs: at,
      });
      const strand = (stranded: StrandedRow): Write => ({ workspace, type: "strand", row: stranded });
      await store.commit([strand(row(1)), strand(row(3)), strand(row(2)), strand(row(4, "county"))]);
      expect(await store.stranded(workspace, { user: "ada" })).toEqual([row(3), row(4, "county")]);
      await store.commit([{ workspace, type: "unstrand", entry: "w@3", cardId: "a" }]);
      expect(await store.stranded(workspace, { cardId: "a" })).toEqual([row(4, "county")]);
    });

    test("[ST16] a deletion is on record until it is forgotten", async () => {
      const record = { cardId: contactOf(1).id, deletedAtMs: 9, relations: [relationTo(1, contactOf(1), vendorOf(1))] };
      await store.commit([{ workspace, type: "recordDeletion", record }]);
      expect(await store.deletion(workspace, record.cardId)).toEqual(record);
      await store.commit([{ workspace, type: "forgetDeletion", cardId: record.cardId }]);
      expect(await store.deletion(workspace, record.cardId)).toBeUndefined();
    });

    test("[ST17] nothing of one workspace is found from another", async () => {
      await store.commit([
        update(1, 1, 1),
        { ...logged(2), type: "putCard", card: contactOf(1) },
        history(2, 1, "city", "Chur"),
        { workspace, type: "project", documentId: documentIdOf(1), values: { name: "A" }, conflicts: [] },
        { ...logged(1, "other"), type: "putCard", card: contactOf(2) },
      ]);
      expect(await store.loadDocument("other", documentIdOf(1))).toEqual([]);
      expect(await store.card("other", contactOf(1).id)).toBeUndefined();
      expect(await store.values("other", [documentIdOf(1)])).toEqual(new Map());
      expect(await store.history("other", { documents: [{ documentId: documentIdOf(1) }], limit: 5 })).toEqual([]);
      expect((await store.listCards("other", { kind: "contact", limit: 5 })).map((card) => card.id)).toEqual([
        contactOf(2).id,
      ]);
    });

    test("[ST18] the readiness check writes without touching the log", async () => {
      await store.commit([update(1, 1, 1)]);
      await store.check();
      await store.check();
      expect(await store.lastSeq(workspace)).toBe(1);
    });

    test("[ST30] a Yjs client belongs to the first who wrote under it, in each document of its own", async () => {
      const client = (document: number, id: number, user: string): Write[] => [
        { workspace, type: "client", documentId: documentIdOf(document), client: id, user },
      ];
      await store.commit([...client(1, 7, "ada"), ...client(1, 4_294_967_295, "ben"), ...client(2, 7, "ben")]);
      await store.commit(client(1, 7, "mallory"));
      await reopen();
      const clients = await store.clients(workspace, documentIdOf(1));
      expect([...clients]).toEqual([
        [7, "ada"],
        [4_294_967_295, "ben"],
      ]);
      expect(await store.clients(workspace, documentIdOf(3))).toEqual(new Map());
      expect(await store.clients("other", documentIdOf(1))).toEqual(new Map());
    });

    describeAge(() => store);
    describeChain(() => store, reopen);
    describeCards(() => store);
    describeChanged(() => store);
    describeErasure(() => store, reopen);
    describeJobs(() => store, reopen);
    describeLog(() => store, reopen);
  });
}
