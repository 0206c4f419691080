/**
 * Deletion independence and unlinking against a running server: whatever is done to one card, the others keep every value
 * and stay editable.
 *
 * @module
 */
import { createWriterId, RecordDocument, WriterClock } from "@couplet/crdt";
import { type CardKind, pathOfKind, type RelatedKind, relatedKinds } from "@couplet/model";
import type { RunningServer } from "@couplet/server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as Y from "yjs";
import type { RoomClient } from "../harness/room-client.ts";
import { copyOf, Family, valuesOf } from "./family.ts";
import { type Act, acts } from "./hostile-acts.ts";
import { type Json, startFresh } from "./rest-client.ts";

/** Several, because a server takes so many sockets of one address a minute and no more. */
let servers: readonly RunningServer[] = [];
/** A contact of another workspace on each, and what it was. */
const strangers = new Map<RunningServer, { readonly family: Family; readonly before: Json }>();
let families = 0;

beforeAll(async () => {
  servers = await Promise.all([startFresh(), startFresh(), startFresh(), startFresh()]);
  for (const server of servers) {
    const family = await Family.open(server, []);
    strangers.set(server, { family, before: await family.read("contact") });
  }
});
afterAll(async () => {
  for (const { family, before } of strangers.values()) expect(await family.read("contact")).toEqual(before);
  await Promise.all(servers.map((server) => server.close()));
});

async function withFamily(related: readonly RelatedKind[], run: (family: Family) => Promise<void>): Promise<void> {
  const server = servers[(families += 1) % servers.length];
  if (!server) throw new Error("No server was started");
  const family = await Family.open(server, related);
  try {
    await run(family);
  } finally {
    family.close();
  }
}

const foreignCardOf = (family: Family): string => strangers.get(family.server)?.family.id("contact") ?? "";

/** Every combination of related kinds. */
const combinations: readonly (readonly RelatedKind[])[] = [1, 2, 3, 4, 5, 6, 7].map((bits) =>
  relatedKinds.filter((_, index) => (bits >> index) & 1),
);

interface Parting {
  readonly what: "deleting" | "unlinking";
  readonly kind: CardKind;
  readonly related: readonly RelatedKind[];
  readonly title: string;
}

const partings: readonly Parting[] = combinations.flatMap((related) => {
  const among = related.join(", ");
  const all: readonly CardKind[] = ["contact", ...related];
  return [
    ...all.map(
      (kind) => ({ what: "deleting", kind, related, title: `deleting the ${kind}, contact with ${among}` }) as const,
    ),
    ...related.map(
      (kind) => ({ what: "unlinking", kind, related, title: `unlinking the ${kind}, contact with ${among}` }) as const,
    ),
  ];
});

/** Fields that each kind's people edit, so that it can be told where an edit turns up. All kinds have all of them. */
const edits = {
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
const contested = "city";
const cityOf = (kind: CardKind): string => `City of ${kind}`;
/** In the card's own document, on every kind but the contact's people's. */
const ownEdit = {
  contact: ["email2", "away@cronus.ch"],
  customer: ["postingGroup", "AWAY"],
  vendor: ["postingGroup", "AWAY"],
  bankAccount: ["postingGroup", "AWAY"],
} as const;

/** Somebody's copies of a card's two documents, edited while they are away. */
interface Away {
  readonly kind: CardKind;
  readonly sub: string;
  readonly documents: readonly { readonly id: string; readonly doc: Y.Doc }[];
}

const clock = new WriterClock(() => Date.now());

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

async function goAway(family: Family, kind: CardKind): Promise<Away> {
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
async function comeBack(family: Family, away: Away): Promise<readonly RoomClient[]> {
  return await Promise.all(
    away.documents.map(async ({ id, doc }) => {
      const client = await family.join(id, { sub: away.sub, card: family.id(away.kind), doc });
      await client.settled();
      client.close();
      return client;
    }),
  );
}

/** Cards that hold one document together once the parting is done. */
function groupsAfter({ what, kind, related }: Parting): readonly (readonly CardKind[])[] {
  if (kind === "contact") return related.map((other) => [other]);
  const rest: readonly CardKind[] = ["contact", ...related.filter((other) => other !== kind)];
  return what === "unlinking" ? [rest, [kind]] : [rest];
}

async function relationIdOf(family: Family, kind: CardKind): Promise<string> {
  const { relations } = await family.read(kind);
  return relations[0].id;
}

async function perform(family: Family, { what, kind }: Parting): Promise<void> {
  if (what === "deleting") await family.ada.expecting(204, "DELETE", family.path(kind));
  else await family.ada.expecting(204, "DELETE", `${family.path("contact")}/links/${await relationIdOf(family, kind)}`);
}

/** Each group shows exactly the edits of its own people. */
async function expectEdits(
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

/** Nothing that remains points at the card, and it is not there. */
async function expectGone(family: Family, { kind, related }: Parting): Promise<void> {
  const id = family.id(kind);
  expect((await family.vera.call("GET", family.path(kind))).status).toBe(404);
  const left = (["contact", ...related] as const).filter((other) => other !== kind);
  for (const other of left) expect(JSON.stringify(await family.read(other))).not.toContain(id);
  for (const other of left) {
    const list = await family.vera.expecting(200, "GET", `/${pathOfKind(other)}`);
    expect(JSON.stringify(list)).not.toContain(id);
  }
}

/** Rooms of the groups' documents: everybody shows the same there [C1], which is what REST says [C3]. */
async function expectAgreement(family: Family, groups: readonly (readonly CardKind[])[]): Promise<void> {
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

async function editOverRest(family: Family, kind: CardKind): Promise<void> {
  const [field, value] = edits[kind].rest;
  await family.ada.expecting(200, "PATCH", family.path(kind), { [field]: value });
}

async function editInRoom(family: Family, kind: CardKind): Promise<void> {
  const client = await family.join((await family.read(kind)).documentId, { sub: "ed", card: family.id(kind) });
  const [field, value] = edits[kind].room;
  expect((await client.set(field, value)).refusals).toEqual([]);
  client.close();
}

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
