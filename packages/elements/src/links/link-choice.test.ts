import { describe, expect, test } from "vitest";
import type { CardRow, LinkPreview } from "@couplet/engine";
import { choose, chooseAll, differing, sideOf, toLinkChoice } from "./link-choice.ts";

const row = { relations: [], values: {}, notes: "", asOfMs: 0, documentId: "", cardDocumentId: "", no: "" };
const contact: CardRow = { ...row, id: "a", kind: "contact" };
const card: CardRow = { ...row, id: "b", kind: "vendor" };
const preview: LinkPreview = {
  contact,
  card,
  rows: [
    { field: "name", contact: "Meier", card: "Meier AG", isSame: false },
    { field: "city", contact: "Bern", card: "", isSame: false },
    { field: "email", contact: "a@b.ch", card: "A@b.ch", isSame: true },
  ],
};

describe("choosing whose values hold", () => {
  test("[L2] the contact's hold unless something is chosen", () => {
    expect(toLinkChoice(preview, new Set())).toEqual({ master: "contact" });
    expect(sideOf(new Set(), "name")).toBe("contact");
  });

  test("[L2] one field may come from the card, blank ones too", () => {
    const fromCard = choose(new Set(), "city", "card");
    expect(toLinkChoice(preview, fromCard)).toEqual({ master: "contact", fields: { city: "card" } });
  });

  test("[L3] when every difference comes from the card, the card is the master", () => {
    expect(toLinkChoice(preview, chooseAll(preview, "card"))).toEqual({ master: "card" });
  });

  test("[L2] spelling is no difference", () => {
    expect(differing(preview).map(({ field }) => field)).toEqual(["name", "city"]);
  });
});
