/**
 * What the people of a family edit, each a field of their own and one that all of them set: away, over REST, in the room; and who shows it.
 *
 * @module
 */
import { createWriterId, RecordDocument, WriterClock } from "@couplet/crdt";
import type { CardKind } from "@couplet/model";
import { expect } from "vitest";
import type * as Y from "yjs";
import type { RoomClient } from "../harness/room-client.ts";
import { copyOf, type Family, valuesOf } from "./family.ts";
import type { Json } from "./rest-client.ts";

/** Fields that each kind's people edit, so that it can be told where an edit turns up. All kinds have all of them. */
export const edits = {
  contact: { away: ["address2", "Postfach 1"], rest: ["phoneNo", "+41440000001"], room: ["postCode", "8001"] },
  customer: {
    away: ["name2", "Grosshandel"],
    rest: ["mobilePhoneNo", "+41790000002"],
    room: ["address", "Seestrasse 2"],
  },
  vendor: { away: ["county", "ZH"], rest: ["faxNo", "+41440000003"], room: ["territoryCode", "NORTH"] },
  bankAccount: {
    away: ["homePage", "https://bank.ch"],
    rest: ["email", "four@cronus.ch"],
    room: ["languageCode", "fr-CH"],
  },
} as const satisfies Record<CardKind, Record<"away" | "rest" | "room", readonly [string, string]>>;

/** Set by everybody who is away, each to something else. */
export const contested = "city";
export const cityOf = (kind: CardKind): string => `City of ${kind}`;
/** In the card's own document, on every kind but the contact's people's. */
export const ownEdit = {
  contact: ["email2", "away@cronus.ch"],
  customer: ["postingGroup", "AWAY"],
  vendor: ["postingGroup", "AWAY"],
  bankAccount: ["postingGroup", "AWAY"],
} as const;

/** Somebody's copies of a card's two documents, edited while they are away. */
export interface Away {
  readonly kind: CardKind;
  readonly sub: string;
  readonly documents: readonly { readonly id: string; readonly doc: Y.Doc }[];
}

export const clock = new WriterClock(() => Date.now());

/** Sets a field in a copy, as an engine does: a writer of its own, registered before its first entry. */
function setIn(
  doc: Y.Doc,
  by: { readonly card: string; readonly user: string },
  values: readonly (readonly [string, string])[],
): void {
  const record = new RecordDocument(doc);
  const writer = createWriterId();
  record.register(writer, by);
  for (const [field, value] of values) record.set(field, value, { writer, at: clock.next() });
  record.destroy();
}

export async function goAway(family: Family, kind: CardKind): Promise<Away> {
  const sub = `away-${kind}`;
  const card = await family.read(kind);
  const copies = await Promise.all(
    [card.documentId, card.cardDocumentId].map(async (id: string) => {
      const client = await family.join(id, { sub });
      client.close();
      return { id, doc: copyOf(client) };
    }),
  );
  const [shared, private_] = copies;
  const by = { card: family.id(kind), user: sub };
  if (shared) setIn(shared.doc, by, [edits[kind].away, [contested, cityOf(kind)]]);
  if (private_) setIn(private_.doc, by, [ownEdit[kind]]);
  return { kind, sub, documents: copies };
}

/** Brings what was edited while away. @returns the clients, closed */
export async function comeBack(family: Family, away: Away): Promise<readonly RoomClient[]> {
  return await Promise.all(
    away.documents.map(async ({ id, doc }) => {
      const client = await family.join(id, { sub: away.sub, card: family.id(away.kind), doc });
      await client.settled();
      client.close();
      return client;
    }),
  );
}

/** Each group shows exactly the edits of its own people. */
export async function expectEdits(
  family: Family,
  before: ReadonlyMap<CardKind, Json>,
  groups: readonly (readonly CardKind[])[],
  applied: readonly ("away" | "rest" | "room")[],
): Promise<void> {
  for (const group of groups) {
    const own = applied.flatMap((when) => group.map((kind) => edits[kind][when]));
    const cities = applied.includes("away") ? group.map(cityOf) : [];
    for (const kind of group) {
      const card = await family.read(kind);
      const expected = { ...valuesOf(before.get(kind)), ...Object.fromEntries(own) };
      if (applied.includes("away")) expected[ownEdit[kind][0]] = ownEdit[kind][1];
      if (cities.length > 0) {
        expect(cities).toContain(card[contested]);
        expected[contested] = card[contested];
      }
      expect(valuesOf(card)).toEqual(expected);
      const { items } = await family.vera.expecting(200, "GET", `${family.path(kind)}/conflicts`);
      const found = items.map((item: Json) => [item.field, item.candidates.map((entry: Json) => entry.value).sort()]);
      expect(found).toEqual(cities.length > 1 ? [[contested, [...cities].sort()]] : []);
    }
  }
}

/** Rooms of the groups' documents: everybody shows the same there [C1], which is what REST says [C3]. */
export async function expectAgreement(family: Family, groups: readonly (readonly CardKind[])[]): Promise<void> {
  for (const group of groups) {
    const cards = [...(await family.readAll(group)).values()];
    const [first] = cards;
    expect(new Set(cards.map((card) => card.documentId)).size).toBe(1);
    for (const [field, [shown = ""]] of await family.agreed(first.documentId)) {
      const holders = cards.filter((card) => field in card);
      for (const card of holders) expect(shown.slice(shown.indexOf(" ") + 1)).toBe(String(card[field]));
    }
  }
  const documents = await Promise.all(groups.map(async ([kind]) => (kind ? (await family.read(kind)).documentId : "")));
  expect(new Set(documents).size).toBe(groups.length);
}

export async function editOverRest(family: Family, kind: CardKind): Promise<void> {
  const [field, value] = edits[kind].rest;
  await family.ada.expecting(200, "PATCH", family.path(kind), { [field]: value });
}

export async function editInRoom(family: Family, kind: CardKind): Promise<void> {
  const client = await family.join((await family.read(kind)).documentId, { sub: "ed", card: family.id(kind) });
  const [field, value] = edits[kind].room;
  expect((await client.set(field, value)).refusals).toEqual([]);
  client.close();
}
