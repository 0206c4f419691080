/**
 * Deletion independence against hostile clients: what they do in documents that cards share, or have left, harms no card.
 *
 * @module
 */
import { createWriterId } from "@couplet/crdt";
import { type CardKind, relatedKinds } from "@couplet/model";
import { describe, expect, test } from "vitest";
import * as Y from "yjs";
import type { RoomClient } from "../harness/room-client.ts";
import { createFamilies } from "./families.ts";
import {
  cityOf,
  clock,
  comeBack,
  contested,
  editInRoom,
  editOverRest,
  edits,
  expectAgreement,
  expectEdits,
  goAway,
} from "./family-edits.ts";
import { type Family, valuesOf } from "./family.ts";
import { type Act, acts } from "./hostile-acts.ts";
import { combinations, expectGone, groupsAfter, perform } from "./partings.ts";
import type { Json } from "./rest-client.ts";

const { withFamily, foreignCardOf } = createFamilies();

/** Whoever reads them finds every card as it was: over REST, and in rooms where honest clients sit and join [C1] [C4]. */
async function expectUntouched(
  family: Family,
  before: ReadonlyMap<CardKind, Json>,
  honest: ReadonlyMap<string, RoomClient>,
): Promise<void> {
  for (const [kind, card] of before) {
    expect(await family.read(kind)).toEqual(card);
    const { items } = await family.vera.expecting(200, "GET", `${family.path(kind)}/conflicts`);
    expect(items).toEqual([]);
  }
  for (const [documentId, client] of honest) await family.agreed(documentId, [client]);
}

/** Everything a hostile client may try in a document, as the role, through one card. */
async function perpetrate(
  family: Family,
  act: Act,
  scene: { documentId: string; kind: CardKind; oldState: Uint8Array },
): Promise<void> {
  const user = "mallory";
  const client = await family.join(scene.documentId, { sub: user, card: family.id(scene.kind) });
  act.run({ client, user, card: family.id(scene.kind), foreignCard: foreignCardOf(family), oldState: scene.oldState });
  if (act.closes === undefined) await client.settled();
  else expect(await client.closed).toBe(act.closes);
  client.close();
}

describe.concurrent("a hostile client in the shared document, then the card is deleted", () => {
  const everything = ["contact", ...relatedKinds] as const;

  test.each(acts)("[D1] [C4] [G3] it $title", async (act) => {
    await withFamily(relatedKinds, async (family) => {
      const before = await family.readAll();
      const documentId: string = before.get("contact").documentId;
      const honest = await family.join(documentId, { sub: "sam" });
      const oldState = Y.encodeStateAsUpdate(honest.doc);
      await editOverRest(family, "contact");
      before.clear();
      for (const [kind, card] of await family.readAll()) before.set(kind, card);
      const away = await goAway(family, "vendor");

      for (const kind of everything) await perpetrate(family, act, { documentId, kind, oldState });
      await expectUntouched(family, before, new Map([[documentId, honest]]));

      // In every order in which one can follow the other: the hostile client deletes, too.
      const mallory = await family.as("mallory", "editor");
      await mallory.expecting(204, "DELETE", family.path("contact"));
      const groups = relatedKinds.map((kind) => [kind]);
      await expectEdits(family, before, groups, []);
      for (const kind of relatedKinds) await perpetrate(family, act, { documentId, kind, oldState });
      await expectEdits(family, before, groups, []);
      await Promise.all(relatedKinds.map((kind) => editOverRest(family, kind)));
      await Promise.all(relatedKinds.map((kind) => editInRoom(family, kind)));
      await expectEdits(family, before, groups, ["rest", "room"]);
      const [notice] = (await comeBack(family, away)).flatMap((client) => client.notices);
      expect(notice).toMatchObject({ kind: "carried-over", card: family.id("vendor") });
      await expectEdits(family, before, [["vendor"]], ["away", "rest", "room"]);
      await expectAgreement(family, groups);
    });
  });

  test.each(combinations.map((related) => ({ related, title: related.join(", ") })))(
    "[D1] [C4] it wipes and overwrites, contact with $title, and each card goes",
    async ({ related }) => {
      for (const kind of ["contact", ...related] as const) {
        await withFamily(related, async (family) => {
          const before = await family.readAll();
          const documentId: string = before.get("contact").documentId;
          const honest = await family.join(documentId, { sub: "sam" });
          const oldState = Y.encodeStateAsUpdate(honest.doc);
          for (const act of acts.slice(0, 3)) await perpetrate(family, act, { documentId, kind, oldState });
          await expectUntouched(family, before, new Map([[documentId, honest]]));
          const parting = { what: "deleting", kind, related, title: "" } as const;
          await perform(family, parting);
          await expectGone(family, parting);
          for (const act of acts.slice(0, 3)) await perpetrate(family, act, { documentId, kind, oldState });
          const groups = groupsAfter(parting);
          await expectEdits(family, before, groups, []);
          await Promise.all(groups.flat().map((other) => editOverRest(family, other)));
          await Promise.all(groups.flat().map((other) => editInRoom(family, other)));
          await expectEdits(family, before, groups, ["rest", "room"]);
          await expectAgreement(family, groups);
        });
      }
    },
  );
});

describe.concurrent("late and hostile, in documents that cards have left", () => {
  /** A vendor without a contact, with a contact it can be linked to. */
  async function withLoneVendor(run: (family: Family, vendor: Json) => Promise<void>): Promise<void> {
    await withFamily(["vendor"], async (family) => {
      const [relation] = (await family.read("vendor")).relations;
      await family.ada.expecting(200, "PATCH", family.path("contact"), { privacyBlocked: false });
      await family.ada.expecting(204, "DELETE", `${family.path("contact")}/links/${relation.id}`);
      await run(family, await family.read("vendor"));
    });
  }

  test("[C2] [C5] a link retires the vendor's document: late edits arrive on the vendor, hostile acts nowhere", async () => {
    await withLoneVendor(async (family, lone) => {
      const retired: string = lone.documentId;
      const away = await goAway(family, "vendor");
      const sitting = await family.join(retired, { sub: "sam" });
      const oldState = Y.encodeStateAsUpdate(sitting.doc);
      await family.ada.expecting(201, "POST", `${family.path("contact")}/links`, { cardId: family.id("vendor") });
      expect(await sitting.closed).toBe(4410);
      const before = await family.readAll();
      for (const act of acts.filter(({ closes }) => closes === undefined)) {
        const client = await family.join(retired, { sub: "mallory", card: family.id("vendor") });
        act.run({ client, user: "mallory", card: family.id("vendor"), foreignCard: foreignCardOf(family), oldState });
        expect(await client.closed).toBe(4410);
      }
      expect(await family.readAll()).toEqual(before);

      const [shared] = await comeBack(family, away);
      expect(await shared?.closed).toBe(4410);
      const { documentId } = before.get("vendor");
      expect(shared?.notices).toMatchObject([{ kind: "carried-over", card: family.id("vendor"), documentId }]);
      // The link had set the city before the edit came that had not seen it: both stand.
      const [field, value] = edits.vendor.away;
      for (const kind of ["contact", "vendor"] as const) expect((await family.read(kind))[field]).toBe(value);
      expect(await comeBack(family, away)).toHaveLength(2);
      await expectAgreement(family, [["contact", "vendor"]]);
    });
  });

  test.each(relatedKinds)(
    "[L12] [C5] the %s is unlinked: hostile acts in its name cross nowhere, in either document",
    async (kind) => {
      await withFamily(relatedKinds, async (family) => {
        const shared: string = (await family.read("contact")).documentId;
        const honest = await family.join(shared, { sub: "sam" });
        const oldState = Y.encodeStateAsUpdate(honest.doc);
        await perform(family, { what: "unlinking", kind, related: relatedKinds, title: "" });
        const fork: string = (await family.read(kind)).documentId;
        const guest = await family.join(fork, { sub: "gus", card: family.id(kind) });
        const before = await family.readAll();
        const scenes = [
          { documentId: shared, kind, oldState },
          { documentId: fork, kind: "contact", oldState },
          { documentId: fork, kind, oldState },
        ] as const;
        for (const act of acts.filter(({ closes }) => closes === undefined))
          for (const scene of scenes) await perpetrate(family, act, scene);
        const present = new Map([
          [shared, honest],
          [fork, guest],
        ]);
        await expectUntouched(family, before, present);
      });
    },
  );

  test("[D4] [C4] a hostile client in the documents of deleted cards changes nothing of what is restored", async () => {
    for (const kind of ["contact", ...relatedKinds] as const) {
      await withFamily(relatedKinds, async (family) => {
        const before = await family.readAll();
        const documents = [before.get(kind).documentId, before.get(kind).cardDocumentId];
        const honest = await family.join(documents[0], { sub: "sam" });
        const oldState = Y.encodeStateAsUpdate(honest.doc);
        await perform(family, { what: "deleting", kind, related: relatedKinds, title: "" });
        for (const act of acts.filter(({ closes }) => closes === undefined)) {
          for (const documentId of act.onlyShared ? documents.slice(0, 1) : documents)
            await perpetrate(family, act, { documentId, kind, oldState });
        }
        await family.ada.expecting(200, "POST", `${family.path(kind)}/restore`);
        const restored = await family.readAll();
        for (const [other, card] of before) expect(valuesOf(restored.get(other))).toEqual(valuesOf(card));
        await expectAgreement(family, [family.kinds]);
      });
    }
  });
});

describe.concurrent("what a hostile editor may do, and may not", () => {
  test("[C2] a claim to have seen edits that are still to come swallows none of them", async () => {
    await withFamily(["customer"], async (family) => {
      const { documentId } = await family.read("customer");
      const away = await goAway(family, "customer");
      const writers = away.documents.flatMap(({ doc }) => [...doc.getMap("writers").keys()]);
      const mallory = await family.join(documentId, { sub: "mallory" });
      const writer = createWriterId();
      mallory.doc.getMap("writers").set(writer, [family.id("contact"), "mallory"]);
      const seen = Object.fromEntries(writers.map((other) => [other, Number.MAX_SAFE_INTEGER]));
      mallory.doc.getMap("fields").set(`${contested}|${writer}`, ["Swallow", clock.next(), seen]);
      await mallory.settled();
      expect(mallory.refusals).toEqual([]);
      await comeBack(family, away);
      const { items } = await family.vera.expecting(200, "GET", `${family.path("contact")}/conflicts`);
      const values = items.map((item: Json) => [item.field, item.candidates.map((entry: Json) => entry.value).sort()]);
      expect(values).toEqual([[contested, [cityOf("customer"), "Swallow"]]]);
      // Whoever sees both, and only they, settles it.
      await family.ada.expecting(200, "PATCH", family.path("customer"), { [contested]: "Baar" });
      expect((await family.vera.expecting(200, "GET", `${family.path("contact")}/conflicts`)).items).toEqual([]);
      expect((await family.read("contact"))[contested]).toBe("Baar");
    });
  });

  test("[G2] notes are wiped by those who may edit the card only", async () => {
    await withFamily(["vendor"], async (family) => {
      const { cardDocumentId, notes } = await family.read("vendor");
      const viewer = await family.join(cardDocumentId, { sub: "vera", role: "viewer" });
      viewer.doc.getText("notes").delete(0, 8);
      await viewer.settled();
      expect(viewer.refusals).toMatchObject([{ code: "perm.kind" }]);
      expect((await family.read("vendor")).notes).toBe(notes);
      const client = await family.join(cardDocumentId, { sub: "pia", role: "purchasing" });
      client.doc.getText("notes").delete(0, 9);
      await client.settled();
      expect((await family.read("vendor")).notes).toBe("early");
    });
  });

  test("[G2] a role that may edit one of the cards writes through that one only, and through no other's writer", async () => {
    await withFamily(relatedKinds, async (family) => {
      const before = await family.readAll();
      const { documentId } = before.get("vendor");
      for (const kind of ["vendor", "bankAccount"] as const) {
        const sam = await family.join(documentId, { sub: "sam", role: "sales", card: family.id(kind) });
        expect((await sam.set("city", "Bern")).refusals).toMatchObject([{ code: "perm.field", field: "city" }]);
        sam.close();
      }
      expect(await family.readAll()).toEqual(before);
      const sam = await family.join(documentId, { sub: "sam", role: "sales", card: family.id("customer") });
      expect((await sam.set("city", "Bern")).refusals).toEqual([]);
      for (const card of (await family.readAll()).values()) expect(card.city).toBe("Bern");
    });
  });
});
