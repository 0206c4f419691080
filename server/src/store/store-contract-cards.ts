/**
 * What every {@link Store} answers about cards, relations and set-up, as tests: part of `describeStore`.
 *
 * Shape    rule ids [ST20]… never change.
 *
 * @module
 */
import { defaultSetup, type Card, type Scalar } from "@couplet/model";
import { describe, expect, test } from "vitest";
import {
  bankAccountOf,
  contactOf,
  documentIdOf,
  historyRow,
  logged,
  relationTo,
  vendorOf,
  workspace,
} from "./store-rows.ts";
import type { CardQuery, Store, Write } from "./store.ts";

export function describeCards(current: () => Store): void {
  const putCards = (from: number, cards: readonly Card[]): Write[] =>
    cards.map((card, index) => ({ ...logged(from + index), type: "putCard", card }));

  const project = (documentId: string, values: Record<string, Scalar>): Write => ({
    workspace,
    type: "project",
    documentId,
    values,
    conflicts: [],
  });

  const numbers = async (query: Omit<CardQuery, "limit"> & { readonly limit?: number }): Promise<string[]> =>
    (await current().listCards(workspace, { limit: 1_000, ...query })).map((card) => card.no);

  describe("cards", () => {
    test("[ST20] a card is found by id, deleted or not, a later row replaces it, and no number it has or had is free", async () => {
      const store = current();
      const card = contactOf(1);
      await store.commit(putCards(1, [card]));
      const renumbered = { ...card, no: "CT-NEW", deletedAtMs: 5 };
      await store.commit(putCards(2, [renumbered]));
      expect(await store.card(workspace, card.id)).toEqual(renumbered);
      for (const no of ["CT-NEW", card.no]) {
        expect(await store.isNumberTaken(workspace, "contact", no)).toBe(true);
        expect(await store.isNumberTaken(workspace, "vendor", no)).toBe(false);
      }
      expect(await store.isNumberTaken(workspace, "contact", "CT-NEWER")).toBe(false);
      await store.commit(putCards(3, [contactOf(2)]));
      const found = await store.cardsById(workspace, [contactOf(2).id, vendorOf(9).id, card.id]);
      expect(found.map(({ id }) => id)).toEqual([contactOf(2).id, card.id]);
    });

    test("[ST36] whether a document was edited since a card came to hold it counts from the hold that stands", async () => {
      const store = current();
      const [card, id] = [vendorOf(1).id, documentIdOf(1)];
      const of = { workspace, documentId: id };
      const history = (seq: number, document: number): Write => ({
        ...historyRow(seq, document, "city", `v${seq}`),
        workspace,
        type: "history",
      });
      const isEdited = (where = workspace) => store.isEditedSinceHeld(where, id, card);
      expect(await isEdited()).toBe(false);
      await store.commit([history(1, 1), { ...of, type: "hold", cardId: card, fromSeq: 2 }]);
      expect(await isEdited()).toBe(false);
      await store.commit([history(2, 1)]);
      expect(await isEdited()).toBe(true);
      expect(await isEdited("other")).toBe(false);
      await store.commit([{ ...of, type: "release", cardId: card, untilSeq: 3 }]);
      expect(await isEdited()).toBe(false);
      await store.commit([{ ...of, type: "hold", cardId: card, fromSeq: 5 }, history(6, 2)]);
      expect(await isEdited()).toBe(false);
      await store.commit([history(7, 1)]);
      expect(await isEdited()).toBe(true);
    });

    test("[ST37] contacts that were joined into another one are found from that one, the last first, of its workspace", async () => {
      const store = current();
      const into = (index: number, deletedAtMs: number): Card => ({
        ...contactOf(index),
        deletedAtMs,
        mergedInto: contactOf(1).id,
      });
      await store.commit(putCards(1, [contactOf(1), into(2, 5), into(3, 7), contactOf(4)]));
      const found = async (where = workspace) => (await store.mergedInto(where, contactOf(1).id)).map(({ no }) => no);
      expect(await found()).toEqual(["CT000003", "CT000002"]);
      expect(await found("other")).toEqual([]);
      await store.commit(putCards(5, [contactOf(3)]));
      expect(await found()).toEqual(["CT000002"]);
    });

    test("[ST29] cards are found by the primary contact they show, deleted ones left out", async () => {
      const store = current();
      const contactId = contactOf(1).id;
      const cards = [vendorOf(2), vendorOf(1), { ...vendorOf(3), deletedAtMs: 5 }, vendorOf(4)];
      await store.commit([
        ...putCards(1, cards),
        ...cards.map((card): Write => {
          const document = { id: card.cardDocumentId, role: "card", cardId: card.id } as const;
          return { workspace, type: "createDocument", document };
        }),
        ...cards.slice(0, 3).map((card) => project(card.cardDocumentId, { primaryContactId: contactId })),
        project(vendorOf(4).cardDocumentId, { primaryContactId: "" }),
      ]);
      const named = async (): Promise<string[]> =>
        (await store.cardsWithPrimary(workspace, contactId)).map(({ no }) => no);
      expect(await named()).toEqual([vendorOf(1).no, vendorOf(2).no]);
      expect(await store.cardsWithPrimary("another", contactId)).toEqual([]);
      await store.commit([project(vendorOf(1).cardDocumentId, { primaryContactId: "" })]);
      expect(await named()).toEqual([vendorOf(2).no]);
      expect(await store.cardsWithPrimary(workspace, "")).toEqual([]);
    });

    test("[ST21] a list holds the kind's cards that are not deleted, by number", async () => {
      const store = current();
      const deleted = { ...contactOf(2), deletedAtMs: 5 };
      await store.commit(putCards(1, [contactOf(3), contactOf(1), deleted, vendorOf(1)]));
      expect(await numbers({ kind: "contact" })).toEqual(["CT000001", "CT000003"]);
      expect(await numbers({ kind: "contact", limit: 1 })).toEqual(["CT000001"]);
      expect(await numbers({ kind: "contact", after: contactOf(1) })).toEqual(["CT000003"]);
      expect(await numbers({ kind: "bankAccount" })).toEqual([]);
    });

    test("[ST22] a search folds case, accents and ligatures on both sides", async () => {
      const store = current();
      await store.commit([
        ...putCards(1, [contactOf(1), contactOf(2)]),
        project(contactOf(1).commonDocumentId, { name: "Müller & Søn", city: "Großenhain" }),
        project(contactOf(2).commonDocumentId, { name: "L'Œuvre Générale", city: "İzmir" }),
      ]);
      expect(await numbers({ kind: "contact", search: "MULLER" })).toEqual(["CT000001"]);
      expect(await numbers({ kind: "contact", search: "müller son" })).toEqual(["CT000001"]);
      expect(await numbers({ kind: "contact", search: "GROSSENHAIN" })).toEqual(["CT000001"]);
      expect(await numbers({ kind: "contact", search: "oeuvre generale" })).toEqual(["CT000002"]);
      expect(await numbers({ kind: "contact", search: "izmir" })).toEqual(["CT000002"]);
      expect(await numbers({ kind: "contact", search: "muller generale" })).toEqual([]);
      expect(await numbers({ kind: "contact", search: "  " })).toEqual(["CT000001", "CT000002"]);
    });

    test("[ST23] a search finds numbers, phones in any format, addresses of mail, and the card's own fields", async () => {
      const store = current();
      await store.commit([
        ...putCards(1, [contactOf(1), bankAccountOf(7)]),
        project(contactOf(1).commonDocumentId, {
          phoneNo: "+41446681800",
          mobilePhoneNo: "504-621-8927",
          email: "Ada@Muster.example",
        }),
        project(bankAccountOf(7).cardDocumentId, { iban: "CH9300762011623852957", bankAccountNo: "01-39139-1" }),
      ]);
      for (const search of [
        "ct0000",
        "044 668 18 00",
        "+41 (0)44 668 18 00",
        "446681800",
        "(504) 621-8927",
        "@muster.",
      ]) {
        expect(await numbers({ kind: "contact", search }), search).toEqual(["CT000001"]);
      }
      for (const search of ["CH93 0076 2011", "ch930076", "01-39139-1", "01391391"]) {
        expect(await numbers({ kind: "bankAccount", search }), search).toEqual(["B000007"]);
      }
      expect(await numbers({ kind: "contact", search: "044 668 18 01" })).toEqual([]);
    });

    test("[ST48] [H4] a card is found by the name of its primary contact, which may change, and not by a text of its own under it", async () => {
      const store = current();
      const [eva, vendor] = [contactOf(1), vendorOf(2)];
      const document = { id: vendor.cardDocumentId, role: "card", cardId: vendor.id } as const;
      const found = (search: string) => numbers({ kind: "vendor", search });
      await store.commit([
        ...putCards(1, [eva, vendor]),
        { workspace, type: "createDocument", document },
        project(eva.commonDocumentId, { name: "Éva Weber", city: "Zug" }),
        project(vendor.cardDocumentId, { contactName: "Eva Kunz", primaryContactId: eva.id }),
      ]);
      expect(await found("eva weber")).toEqual([vendor.no]);
      for (const search of ["kunz", "zug"]) expect(await found(search), search).toEqual([]);
      expect(await numbers({ kind: "vendor", search: "weber", commonOnly: true })).toEqual([]);
      await store.commit([project(eva.commonDocumentId, { name: "Eva Roth", city: "Zug" })]);
      expect([await found("weber"), await found(`roth ${vendor.no}`)]).toEqual([[], [vendor.no]]);
      await store.commit([project(eva.commonDocumentId, { city: "Zug" })]);
      expect(await found("zug")).toEqual([]);
      await store.commit([project(vendor.cardDocumentId, { contactName: "Eva Kunz", primaryContactId: "" })]);
      expect([await found("roth"), await found("kunz")]).toEqual([[], [vendor.no]]);
    });

    test("[ST24] signs that mean something to a database mean nothing in a search", async () => {
      const store = current();
      await store.commit([
        ...putCards(1, [contactOf(1), contactOf(2)]),
        project(contactOf(1).commonDocumentId, { name: "100% O'Brien_\"*" }),
      ]);
      for (const search of ["100%", "o'brien", '_"*', "%"]) {
        expect(await numbers({ kind: "contact", search }), search).toEqual(["CT000001"]);
      }
      expect(await numbers({ kind: "contact", search: "x' OR '1'='1" })).toEqual([]);
      expect(await numbers({ kind: "contact", search: "a ".repeat(5_000) })).toEqual([]);
      expect(await numbers({ kind: "contact", search: "\u0000" })).toEqual([]);
    });

    test("[ST25] every card that holds a document is found by what it shows, and none by what its kind does not have", async () => {
      const store = current();
      const shared = documentIdOf(50);
      const cards = [
        { ...contactOf(1), commonDocumentId: shared },
        { ...vendorOf(1), commonDocumentId: shared },
        { ...bankAccountOf(1), commonDocumentId: shared },
      ];
      await store.commit([
        ...putCards(1, cards),
        project(shared, { name: "Alpenblick", vatRegistrationNo: "CHE-116.281.710" }),
      ]);
      for (const kind of ["contact", "vendor", "bankAccount"] as const) {
        expect(await numbers({ kind, search: "alpen" })).toHaveLength(1);
      }
      expect(await numbers({ kind: "vendor", search: "che116281710" })).toHaveLength(1);
      expect(await numbers({ kind: "bankAccount", search: "che116281710" })).toEqual([]);
      await store.commit([project(shared, { name: "Bergblick" })]);
      expect(await numbers({ kind: "vendor", search: "alpen" })).toEqual([]);
      expect(await numbers({ kind: "vendor", search: "berg" })).toHaveLength(1);
      // A card that moves to another document is found by that one.
      await store.commit([
        ...putCards(10, [{ ...vendorOf(1), commonDocumentId: documentIdOf(51) }]),
        project(documentIdOf(51), { name: "Talblick" }),
      ]);
      expect(await numbers({ kind: "vendor", search: "berg" })).toEqual([]);
      expect(await numbers({ kind: "vendor", search: "tal" })).toHaveLength(1);
    });

    test("[ST26] pages of 10,000 cards hold each of them once, in order, with and without a search", async () => {
      const store = current();
      const count = 10_000;
      const cards = Array.from({ length: count }, (_, index) => contactOf(count - index));
      await store.commit(putCards(1, cards));
      await store.commit(
        cards.map((card, index) => project(card.commonDocumentId, { name: index % 10 === 0 ? "Zehner AG" : "Müller" })),
      );
      for (const [search, expected] of [
        ["", count],
        ["zehner", count / 10],
      ] as const) {
        const seen: string[] = [];
        let after: Card | undefined;
        do {
          const page: Card[] = await store.listCards(workspace, { kind: "contact", search, limit: 1_000, after });
          seen.push(...page.map((card) => card.no));
          after = page.at(-1);
        } while (after);
        expect(seen).toHaveLength(expected);
        expect(seen).toEqual([...new Set(seen)].sort());
      }
    });

    test("[ST80] cards are listed from the greatest number down, too", async () => {
      const store = current();
      const cards = [1, 2, 3, 4].map(contactOf);
      await store.commit(putCards(1, [...cards, vendorOf(9)]));
      const down = cards.map(({ no }) => no).toReversed();
      expect(await numbers({ kind: "contact", isDescending: true })).toEqual(down);
      const [first, second] = await store.listCards(workspace, { kind: "contact", isDescending: true, limit: 2 });
      expect([first?.no, second?.no]).toEqual(down.slice(0, 2));
      expect(await numbers({ kind: "contact", isDescending: true, after: second })).toEqual(down.slice(2));
    });

    test("[ST81] what cards show of a common field is read in the order of their ids, those that are there, each once", async () => {
      const store = current();
      const cards = Array.from({ length: 7 }, (_, index) => contactOf(index + 1));
      const [gone, noText, none, ...others] = cards;
      await store.commit([
        ...putCards(1, [{ ...contactOf(1), deletedAtMs: 5 }, ...cards.slice(1).toReversed(), vendorOf(9)]),
        { ...logged(20, "other"), type: "putCard", card: contactOf(8) },
        ...[gone, ...others].flatMap((card) =>
          card ? [project(card.commonDocumentId, { city: `Ort ${card.no}` })] : [],
        ),
        ...(noText ? [project(noText.commonDocumentId, { city: true })] : []),
        project(contactOf(4).cardDocumentId, { city: "Own" }),
      ]);
      const query = { kind: "contact", field: "city" } as const;
      const expected = [noText, none, ...others].flatMap((card) =>
        card ? [{ id: card.id, no: card.no, value: others.includes(card) ? `Ort ${card.no}` : undefined }] : [],
      );
      expected.sort((a, b) => (a.id < b.id ? -1 : 1));
      const read: unknown[] = [];
      for (let afterId: string | undefined; ;) {
        const page = await store.cardValues(workspace, { ...query, afterId, limit: 2 });
        read.push(...page);
        afterId = page.at(-1)?.id;
        if (page.length < 2) break;
      }
      expect(read).toEqual(expected);
      const found = await store.cardValues(workspace, { ...query, search: `ort ${contactOf(5).no}`, limit: 9 });
      expect(found.map(({ no }) => no)).toEqual([contactOf(5).no]);
      expect(await store.cardValues(workspace, { ...query, search: "own", commonOnly: true, limit: 9 })).toEqual([]);
      expect(await store.cardValues("nowhere", { ...query, limit: 9 })).toEqual([]);
    });

    test("[ST27] the persons of a company are those that are there", async () => {
      const store = current();
      const company = contactOf(1);
      const person = (index: number): Card => ({ ...contactOf(index), type: "person", companyId: company.id });
      await store.commit(putCards(1, [company, person(3), person(2), { ...person(4), deletedAtMs: 5 }, contactOf(5)]));
      expect(await store.personsOf(workspace, company.id)).toEqual([person(2), person(3)]);
      await store.commit(putCards(10, [{ ...contactOf(3), type: "person" }]));
      expect(await store.personsOf(workspace, company.id)).toEqual([person(2)]);
    });

    test("[ST28] relations are found from either side, each once", async () => {
      const store = current();
      const contact = contactOf(1);
      const toVendor = relationTo(1, contact, vendorOf(1));
      const toBank = relationTo(2, contact, bankAccountOf(1));
      const elsewhere = relationTo(3, contactOf(2), vendorOf(2));
      await store.commit([
        { ...logged(1), type: "putRelation", relation: toVendor },
        { ...logged(2), type: "putRelation", relation: toBank },
        { ...logged(3), type: "putRelation", relation: elsewhere },
      ]);
      expect(await store.relationsOf(workspace, [contact.id])).toEqual([toVendor, toBank]);
      expect(await store.relationsOf(workspace, [vendorOf(1).id])).toEqual([toVendor]);
      expect(await store.relationsOf(workspace, [contact.id, vendorOf(1).id])).toEqual([toVendor, toBank]);
      expect(await store.relationsOf(workspace, [])).toEqual([]);
      expect(await store.relation(workspace, toBank.id)).toEqual(toBank);
      expect(await store.relation("other", toBank.id)).toBeUndefined();
      const renamed = { ...toVendor, code: "SUPPLIER" };
      await store.commit([{ ...logged(9), type: "putRelation", relation: renamed }]);
      expect(await store.relationsOf(workspace, [vendorOf(1).id])).toEqual([renamed]);
    });

    test("[ST29] set-up is one per workspace and comes back as it was put", async () => {
      const store = current();
      const setup = defaultSetup();
      await store.commit([{ ...logged(1), type: "putSetup", setup }]);
      const changed = { ...setup, businessRelationCodes: { ...setup.businessRelationCodes, vendor: "" } };
      await store.commit([{ ...logged(2), type: "putSetup", setup: changed }]);
      expect(await store.setup(workspace)).toEqual(changed);
      expect(await store.setup("other")).toBeUndefined();
      expect((await store.changes(workspace, 0, 5)).map((item) => item.type)).toEqual(["putSetup", "putSetup"]);
    });
  });
}
