/**
 * What every {@link Store} takes out for good, as tests: part of `describeStore`.
 *
 * @module
 */
import type { CardId, DeletionRecord } from "@couplet/model";
import { describe, expect, test } from "vitest";
import { contactOf, documentIdOf, historyRow, logged, relationTo, vendorOf, workspace } from "./store-rows.ts";
import type { JobRow } from "./job-row.ts";
import type { Store, Write } from "./store.ts";

const [documentId, contact, vendor, other] = [documentIdOf(1), contactOf(1), vendorOf(2), contactOf(3)];
const documents = [{ documentId }];
const update = (seq: number): Write => ({ ...logged(seq), type: "update", documentId, update: Uint8Array.of(seq) });
const set = (seq: number, value = "Muster"): Write => ({
  workspace,
  type: "history",
  ...historyRow(seq, 1, "name", value),
});

export function describeErasure(store: () => Store, reopen: () => Promise<Store>): void {
  describe("what is erased", () => {
    const purge = (limit: number): Promise<void> =>
      store().commit([{ workspace, type: "purgeDocument", documentId, limit }]);

    test("[ST70] an erased document loses its updates and its history, piece by piece, and is left alone when nothing is left", async () => {
      const row = { id: documentId, role: "common" } as const;
      await store().commit([
        { workspace, type: "createDocument", document: row },
        update(1),
        set(1),
        update(2),
        set(2),
      ]);
      await store().commit([set(2, "Later")]);
      expect(await store().hasContent(workspace, documentId)).toBe(true);
      const forget: Write = { ...logged(3), type: "forgetDocument", documentId };
      await store().commit([forget, { workspace, type: "eraseDocument", documentId, atMs: 5 }]);
      const unused = async () =>
        (await store().unusedDocuments(workspace, { beforeMs: 1e15, limit: 9 })).map(({ id }) => id);
      for (let step = 0; await store().hasContent(workspace, documentId); step += 1) {
        expect(step).toBeLessThan(5);
        expect(await unused()).toEqual([documentId]);
        await purge(1);
        await reopen();
      }
      await purge(1);
      expect([await store().history(workspace, { documents, limit: 9 }), await unused()]).toEqual([[], []]);
      expect((await store().changes(workspace, 0, 9)).map(({ type }) => type)).toEqual(["forgetDocument"]);
    });

    test("[ST70] one that was forgotten before loses the history that was kept of it", async () => {
      await store().commit([
        { workspace, type: "createDocument", document: { id: documentId, role: "common" } },
        update(1),
        set(1),
      ]);
      await store().commit([{ ...logged(2), type: "forgetDocument", documentId }]);
      await purge(9);
      expect(await store().history(workspace, { documents, limit: 9 })).toHaveLength(1);
      await store().commit([{ workspace, type: "eraseDocument", documentId, atMs: 5 }]);
      await purge(9);
      expect([
        await store().history(workspace, { documents, limit: 9 }),
        await store().hasContent(workspace, documentId),
      ]).toEqual([[], false]);
    });

    test("[ST71] what relations of a card said is found, page by page, and can be taken out", async () => {
      const relation = relationTo(1, contact, vendor);
      const foreign = relationTo(2, other, vendorOf(4));
      await store().commit([
        { ...logged(1), type: "putRelation", relation: foreign },
        { ...logged(2), type: "putRelation", relation },
        { ...logged(3), type: "removeRelation", relation },
        { ...logged(4), type: "putCard", card: vendor },
      ]);
      const found: number[] = [];
      for (let after = 0, isLast = false; !isLast;) {
        const page = await store().relationItems(workspace, { cardIds: [contact.id], after, limit: 2 });
        found.push(...page.items.map(({ seq }) => seq));
        ({ end: after, isLast } = page);
      }
      expect(found).toEqual([2, 3]);
      await store().commit(found.map((seq) => ({ workspace, type: "purgeItem", seq })));
      expect((await store().changes(workspace, 0, 9)).map(({ seq }) => seq)).toEqual([1, 4]);
      expect((await store().chainHead(workspace))?.entries).toBe(4);
    });

    test("[ST72] what mentions the cards loses what it says of them, never that it was", async () => {
      const undo = { linkedAtMs: 1, documentId, contact: { name: "Muster" }, card: {} };
      const record = (cardId: CardId, relations: DeletionRecord["relations"] = []): Write => ({
        workspace,
        type: "recordDeletion",
        record: { cardId, deletedAtMs: 1, relations },
      });
      const answer = (key: string, body: string): Write => ({
        workspace,
        type: "answer",
        user: "ada",
        key,
        bodyHash: "h",
        status: 201,
        atMs: 1,
        body,
      });
      const outcome = (commandId: string, value: object): Write => ({
        workspace,
        type: "commandOutcome",
        commandId,
        atMs: 1,
        outcome: JSON.stringify(value),
      });
      const counts = { total: 1, wanted: 1, done: 1, created: 0, skipped: 0, refused: 1 };
      const by = { sub: "ada", name: "Ada Keller", role: "admin" } as const;
      const request = { kind: "vendor", filter: {} } as const;
      const job: JobRow = { id: "job", status: "done", request, by, ...counts, startedAtMs: 1 };
      const refused = { status: 409, code: "link.card", params: { name: 'Zoë "Z" Muster' }, text: "…" };
      await store().commit([
        record(contact.id),
        record(vendor.id, [
          { ...relationTo(1, contact, vendor), undo },
          { ...relationTo(2, other, vendor), undo },
        ]),
        answer("of the card", JSON.stringify({ id: contact.id })),
        answer("with the name", JSON.stringify({ name: 'Zoë "Z" Muster' })),
        answer("of another", JSON.stringify({ id: other.id })),
        outcome("refused", { refused }),
        outcome("done", { cardIds: [contact.id], relationIds: [] }),
        { workspace, type: "putJob", job },
        {
          workspace,
          type: "reportJob",
          id: "job",
          first: 0,
          items: [{ cardId: vendor.id, no: "V1", result: "refused", text: `It is linked to Zoë "Z" Muster.` }],
        },
      ]);
      await store().commit([{ workspace, type: "eraseTraces", cardIds: [contact.id], words: ['Zoë "Z" Muster'] }]);
      expect(await store().deletion(workspace, contact.id)).toBeUndefined();
      expect((await store().deletion(workspace, vendor.id))?.relations.map((relation) => "undo" in relation)).toEqual([
        false,
        true,
      ]);
      const bodies = await Promise.all(
        ["of the card", "with the name", "of another"].map(
          async (key) => (await store().answer(workspace, "ada", key))?.body,
        ),
      );
      expect(bodies.map((body) => body === undefined)).toEqual([true, true, false]);
      expect(await store().commandOutcome(workspace, "refused")).toBe('{"refused":{"status":409,"code":"link.card"}}');
      expect(await store().commandOutcome(workspace, "done")).toContain(contact.id);
      expect(await store().jobItems(workspace, "job")).toEqual([{ cardId: vendor.id, no: "V1", result: "refused" }]);
      await store().scrub();
      await store().scrub();
    });
  });
}
