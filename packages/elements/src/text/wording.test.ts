import { describe, expect, test } from "vitest";
import { english, type MessageKey } from "./english.ts";
import { french } from "./french.ts";
import { german } from "./german.ts";
import { italian } from "./italian.ts";
import { createWording } from "./wording.ts";

const placeholders = (text: string): string[] =>
  [...text.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name).toSorted();

describe("the words of the elements", () => {
  test.each(Object.entries({ french, german, italian }))(
    "[E6] %s says the same things with the same gaps to fill",
    (_, other) => {
      expect(Object.keys(other).toSorted()).toEqual(Object.keys(english).toSorted());
      for (const key of Object.keys(english) as MessageKey[])
        expect(placeholders(other[key]), key).toEqual(placeholders(english[key]));
    },
  );

  test.each([
    ["de-CH", "Gespeichert", "Kunde"],
    ["de-AT", "Gespeichert", "Kunde"],
    ["it-CH", "Salvato", "Cliente"],
    ["fr-CH", "Enregistré", "Client"],
    ["rm-CH", "Saved", "Customer"],
  ])("[E6] %s is spoken in the nearest language", (locale, saved, customer) => {
    const wording = createWording(locale);
    expect([wording.locale, wording.say("status.saved"), wording.kind("customer")]).toEqual([locale, saved, customer]);
  });

  test("[E6] French counts one and none alike, English only one", () => {
    expect(createWording("fr-CH").count("status.refused", 1)).toBe("1 refusée");
    expect(createWording("fr-CH").count("link.differ", 0)).toBe(
      "Les deux fiches disent la même chose. Rien à choisir.",
    );
    expect(createWording("en").count("status.refused", 2)).toBe("2 refused");
  });

  test("[E6] a page may put its own text in the place of ours", () => {
    expect(createWording("en", { "status.saved": "Stored" }).say("status.saved")).toBe("Stored");
  });

  test("[E6] nonsense for a language falls back instead of throwing", () => {
    expect(createWording("not a language").language).toBe("en");
  });

  test("[E6] a text of the server is kept where ours would have a gap", () => {
    const wording = createWording("en");
    expect(wording.problemOr("link.exists", "C00001 is already linked to CT000001.")).toBe(
      "C00001 is already linked to CT000001.",
    );
    expect(createWording("fr").problemOr("phone.letters", "A phone number has no letters.")).not.toContain("letters");
  });
});
