/**
 * Deletion independence and unlinking against a running server: whatever is done to one card, the others keep every value
 * and stay editable.
 *
 * @module
 */
import { describe, expect, test } from "vitest";
import { createFamilies } from "./families.ts";
import {
  cityOf,
  comeBack,
  contested,
  editInRoom,
  editOverRest,
  edits,
  expectAgreement,
  expectEdits,
  goAway,
  ownEdit,
} from "./family-edits.ts";
import { valuesOf } from "./family.ts";
import { expectGone, groupsAfter, partings, perform } from "./partings.ts";
import type { Json } from "./rest-client.ts";

const { withFamily } = createFamilies();

describe.concurrent("a card goes, the others keep every value and stay editable", () => {
  test.each(partings)("[D1] [L12] [C4] [C5] $title", async (parting) => {
    await withFamily(parting.related, async (family) => {
      const before = await family.readAll();
      const groups = groupsAfter(parting);
      const left = groups.flat();
      const sitting = await family.join(before.get("contact").documentId, { sub: "sam" });
      const away = await Promise.all(family.kinds.map((kind) => goAway(family, kind)));

      await perform(family, parting);
      if (parting.what === "deleting") await expectGone(family, parting);
      await expectEdits(family, before, groups, []);
      await expectAgreement(family, groups);

      await Promise.all(left.map((kind) => editOverRest(family, kind)));
      await Promise.all(left.map((kind) => editInRoom(family, kind)));
      await expectEdits(family, before, groups, ["rest", "room"]);

      for (const somebody of away) {
        const clients = await comeBack(family, somebody);
        const notices = clients.flatMap((client) => client.notices.map(({ kind }) => kind));
        expect(clients.flatMap((client) => client.refusals)).toEqual([]);
        const { items } = await (await family.as(somebody.sub, "editor")).expecting(200, "GET", "/stranded");
        const stranded = items.map((item: Json) => `${item.cardId} ${item.field} ${item.value}`);
        const isGone = !left.includes(somebody.kind);
        const id = family.id(somebody.kind);
        const expected = [edits[somebody.kind].away, [contested, cityOf(somebody.kind)], ownEdit[somebody.kind]];
        expect(stranded.sort()).toEqual(
          isGone ? expected.map(([field, value]) => `${id} ${field} ${value}`).sort() : [],
        );
        if (isGone) expect(new Set(notices)).toEqual(new Set(["stranded"]));
      }
      await expectEdits(family, before, groups, ["away", "rest", "room"]);
      await expectAgreement(family, groups);
      await family.agreed(before.get("contact").documentId, [sitting]);
      if (parting.what === "unlinking") return;

      // Back again: one group, everybody's edits, also those that came while the card was gone [D4].
      await family.ada.expecting(200, "POST", `${family.path(parting.kind)}/restore`);
      const all = [family.kinds];
      const gone = parting.kind;
      const withoutLater = { ...valuesOf(before.get(gone)) };
      before.set(gone, withoutLater);
      await editOverRest(family, gone);
      await editInRoom(family, gone);
      await expectEdits(family, before, all, ["away", "rest", "room"]);
      await expectAgreement(family, all);
      const contact = await family.read("contact");
      expect(contact.relations.map((relation: Json) => relation.kind).sort()).toEqual([...parting.related].sort());
    });
  });
});
