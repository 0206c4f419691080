import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readCardRow } from "../card-row.ts";
import { randomOf, sampleRow } from "../lists/list-rows-fixture.ts";
import type { KeptCard } from "../register.ts";
import { CardFinder } from "./card-finder.ts";
import { matches, searchTextOfCard } from "./card-text.ts";
import { ranks } from "./text-scan.ts";

const json = {
  id: "1",
  kind: "customer",
  no: "C00031",
  documentId: "d",
  cardDocumentId: "e",
  relations: [],
  name: "Müller AG",
  city: "Großenhain",
  phoneNo: "+41449998877",
  email: "Ada@Muster.example",
  image: "data:image/jpeg;base64,/9j/4AAQ",
};
const account = {
  ...json,
  kind: "bankAccount",
  no: "B000007",
  iban: "CH9300762011623852957",
  bankAccountNo: "01-39139-1",
};

function finderOf(...cards: readonly (KeptCard | undefined)[]): CardFinder {
  const finder = new CardFinder();
  finder.put(cards.flatMap((card, handle) => (card ? [[handle, searchTextOfCard(card)] as const] : [])));
  return finder;
}

test.each([
  ["muller", true],
  ["MÜLLER ag", true],
  ["c00031", true],
  ["9998877", true],
  ["044 999 88 77", true],
  ["+41 (0)44 999 88 77", true],
  ["+4144999", true],
  ["grossen", true],
  ["@muster.", true],
  ["ller", true],
  ["muller bern", false],
  ["12", false],
  ["4AAQ", false],
  ["jpeg", false],
])("[LS4] the search %s finds the customer: %s", (search, isFound) => {
  const row = readCardRow(json, 5);
  expect(row && matches(row, search)).toBe(isFound);
  expect(finderOf(row).find(search).handles.length === 1).toBe(isFound);
});

test.each(["CH93 0076 2011", "ch930076", "2957", "01-39139-1", "01391391", "b000007"])(
  "[LS4] the search %s finds the bank account",
  (search) => {
    expect([...finderOf(readCardRow(account, 5)).find(search).handles]).toEqual([0]);
  },
);

test("[LS4] a customer is found by the name of its primary contact, which it shows as its contact name", () => {
  const shown = { ...json, contactName: "Ida Zbinden", primaryContactId: "0198c0de-0001-7000-8000-000000000001" };
  expect([...finderOf(readCardRow(shown, 5)).find("zbinden").handles]).toEqual([0]);
});

describe("what is mistyped", () => {
  const names = ["Meier Holzbau", "Zimmermann AG", "Weber & Kontor"];
  const finder = finderOf(
    ...names.map((name, at) => readCardRow({ ...json, id: `${at}`, name, no: `C${at}`, city: "Bern" }, 5)),
  );

  test("[LS5] where nothing has the words as typed, cards with nearly the same ones are found, and it is said", () => {
    expect(finder.find("Zimermann")).toMatchObject({ isNear: true, handles: Uint32Array.of(1) });
    expect(finder.find("Zimmerman")).toMatchObject({ isNear: false, handles: Uint32Array.of(1) });
    expect(finder.find("meyer holzbua bern").handles).toEqual(Uint32Array.of());
    expect(finder.find("meyer bern")).toMatchObject({ isNear: true, handles: Uint32Array.of(0) });
  });

  test("[LS5] words are gathered ahead, those that come meanwhile among them", () => {
    const ahead = new CardFinder();
    ahead.put(Array.from({ length: 1_200 }, (_, handle) => [handle, `k${handle}\nmeier holzbau\n`] as const));
    const steps = ahead.warm();
    for (let step = 0; step < 5; step += 1) expect(steps.next().done).toBe(false);
    ahead.put([[1, "k1\nzimmermann ag\n"]]);
    for (const _ of steps) continue;
    expect(ahead.find("zimermann").handles).toEqual(Uint32Array.of(1));
  });

  test("[LS5] short words and digits are taken at their word", () => {
    for (const search of ["webr", "044 999 88 78", "C00032"])
      expect(finder.find(search).handles, search).toHaveLength(0);
  });
});

test("[LS6] the number comes first, then the start of the name, words of it, words elsewhere, the inside of words", () => {
  const texts = [
    "k1\nholzbau meier\nbern",
    "k2\nmeier ag\nbern",
    "meier7\nag\n",
    "k3\nag\nstrasse-meier 5",
    "k4\nobermeier\n",
  ];
  const finder = new CardFinder();
  finder.put(texts.map((text, handle) => [handle, text] as const));
  const found = finder.find("meier");
  expect([...found.handles]).toEqual([0, 1, 2, 3, 4]);
  expect([...found.ranks]).toEqual([ranks.nameWord, ranks.nameStart, ranks.number, ranks.word, ranks.inside]);
  expect([...finder.find("meier bern").ranks]).toEqual([ranks.word, ranks.word]);
  expect(finder.find("  ").handles).toHaveLength(0);
});

test("[LS4] after any changes exactly the cards are found that have every word, over as many blocks as there are", () => {
  fc.assert(fc.property(fc.integer(), changeAndFind), { numRuns: 3 });
});

function changeAndFind(seed: number): void {
  const random = randomOf(seed);
  let finder = new CardFinder();
  const cards = new Map<number, KeptCard>();
  const queries = ["muller", "ll", "zurich 1", "+4144", "k1", "info", "10 elf", "oeuvre", "4", "ct0", "arzt bern", "@"];
  for (let round = 0; round < 3; round += 1) {
    const changes = Array.from({ length: 400 }, (): readonly [number, string | undefined] => {
      const handle = Math.floor(random() * 1_500);
      if (random() < 0.25) {
        cards.delete(handle);
        return [handle, undefined];
      }
      const card = sampleRow(`${handle}`, random);
      cards.set(handle, card);
      return [handle, searchTextOfCard(card)];
    });
    finder.put(changes);
    // A start in between; the next changes fall on blocks that were kept.
    const kept = structuredClone(finder.kept());
    finder = new CardFinder();
    finder.restore(kept);
    for (const query of queries) {
      const expected = [...cards].filter(([, card]) => matches(card, query)).map(([handle]) => handle);
      const { handles, isNear } = finder.find(query);
      if (isNear) expect(expected, query).toEqual([]);
      else
        expect(
          [...handles].sort((a, b) => a - b),
          query,
        ).toEqual(expected.sort((a, b) => a - b));
    }
  }
}
