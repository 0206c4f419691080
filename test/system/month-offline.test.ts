/**
 * A device that comes back after thirty days: whatever was done on both sides meanwhile is there, or its author is told.
 *
 * Shape    hundreds of edits on the device and hundreds by others, in the same fields and in others, while cards are linked, unlinked, deleted
 *          and restored; the device is started anew every few days, always without network. What must be there is worked out from what was
 *          typed, not from what the engine says.
 *
 * @module
 */
import type { CardSession, Engine } from "@couplet/engine";
import { createEngineOn } from "@couplet/engine/disk";
import { fieldsOfKind, pathOfKind } from "@couplet/model";
import { signToken, type RunningServer } from "@couplet/server";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { keptDevice } from "../harness/kept-disk.ts";
import { seeded } from "../harness/random.ts";
import { secret, startFresh, type Json } from "./rest-client.ts";

type Kind = "contact" | "customer";

interface Card {
  readonly kind: Kind;
  readonly id: string;
  /** Which fields are set here on the device: of two related cards each has some of the block's. */
  readonly fields: readonly string[];
}

interface Shown {
  readonly documentId: string;
  readonly values: Readonly<Record<string, string>>;
}

const days = 30;
const edits = 500;
const dayMs = 86_400_000;
const shared = ["address", "address2", "city", "county", "name2", "postCode"] as const;
const own: Readonly<Record<Kind, readonly string[]>> = {
  contact: ["salutationCode", "correspondenceType"],
  customer: ["shipToAddress", "priceGroup"],
};
const workspace = "month";
const device = keptDevice();
let server: RunningServer;
let engine: Engine;
let open = new Map<string, Promise<CardSession>>();

beforeAll(async () => {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
  vi.stubGlobal("localStorage", device.localStorage);
  server = await startFresh({ nowMs: () => Date.now() });
});
afterAll(async () => {
  await (engine as Engine | undefined)?.close();
  await server.close();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const tokenOf = (sub: string): Promise<string> =>
  signToken(secret, { sub, name: `${sub} Keller`, workspace, role: "admin" }, Date.now() + dayMs);

/** Others, over REST, with the server's clock. */
async function ask(method: string, path: string, body?: unknown, sub = "ada"): Promise<Json> {
  const response = await fetch(`${server.url}/api/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${await tokenOf(sub)}`,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return text === "" ? undefined : JSON.parse(text);
}

const pathOf = ({ kind, id }: Pick<Card, "kind" | "id">): string => `/${pathOfKind(kind)}/${id}`;
const slotOf = ({ id }: Pick<Card, "id">, field: string): string => `${id} ${field}`;
const isShared = (field: string): boolean => (shared as readonly string[]).includes(field);

/** Starts the device's engine. */
function begin(offline: boolean): void {
  open = new Map();
  engine = createEngineOn(device.disk, {
    endpoint: server.url,
    keeps: "workspace",
    offline,
    getToken: async () => ({ token: await tokenOf("ben") }),
  });
}

async function cardOf({ kind, id }: Pick<Card, "kind" | "id">): Promise<CardSession> {
  const opening = open.get(id) ?? engine.openCard(kind, { id });
  open.set(id, opening);
  return await opening;
}

async function set(card: Card, field: string, value: string): Promise<void> {
  const session = await cardOf(card);
  await expect.poll(() => session.snapshot.value.loading, { timeout: 20_000, interval: 5 }).toBe(false);
  expect(session.set(field, value)).toMatchObject({ ok: true });
}

/** What the server has of a card; `undefined`: it is deleted. */
async function shownOf(card: Card): Promise<Shown | undefined> {
  const json = await ask("GET", pathOf(card)).catch((error: unknown) => {
    if (String(error).includes(": 404") || String(error).includes(": 410")) return undefined;
    throw error;
  });
  if (!json) return undefined;
  const fields = fieldsOfKind(card.kind).map(({ name }) => name);
  return {
    documentId: json.documentId,
    values: Object.fromEntries(fields.map((field) => [field, String(json[field] ?? "")])),
  };
}

/** By field: every value that holds, one where nobody differs. */
async function candidatesOf(card: Card, { values }: Shown): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const { items } = await ask("GET", `${pathOf(card)}/conflicts`);
  const candidates = new Map<string, Set<string>>(
    Object.entries(values).map(([field, value]) => [field, new Set([value])]),
  );
  for (const item of items as { field: string; candidates: { value: unknown }[] }[])
    candidates.set(item.field, new Set(item.candidates.map(({ value }) => String(value))));
  return candidates;
}

async function pair(number: number): Promise<readonly [Card, Card]> {
  // Made with its contact.
  const { id: customer } = await ask("POST", "/customers", { name: `Paar ${number} AG`, city: `B${number}` });
  const { relations } = await ask("GET", pathOf({ kind: "customer", id: customer }));
  const contact: string = relations[0].cardId;
  const half = (rest: number): readonly string[] => shared.filter((_, index) => (index + number) % 2 === rest);
  return [
    { kind: "contact", id: contact, fields: [...half(0), ...own.contact] },
    { kind: "customer", id: customer, fields: [...half(1), ...own.customer] },
  ];
}

async function alone(kind: Kind, number: number): Promise<Card> {
  const { id } = await ask("POST", `/${pathOfKind(kind)}`, { name: `Einzel ${number} AG` });
  const { relations } = await ask("GET", pathOf({ kind, id }));
  for (const { cardId } of relations as { cardId: string }[]) await ask("DELETE", `/contacts/${cardId}`);
  return { kind, id, fields: [...shared, ...own[kind]] };
}

async function many<T>(count: number, make: (number: number) => Promise<T>): Promise<T[]> {
  const made: T[] = [];
  for (let number = 0; number < count; number += 1) made.push(await make(number));
  return made;
}

test(
  "[C2] [C3] [C5] thirty days offline: 500 edits on either side, links and deletions in between, and nothing is lost",
  { timeout: 300_000 },
  async () => {
    const seed = Math.floor(Date.now() % 1_000_000);
    console.log(`thirty days offline, seed ${seed}`);
    const random = seeded(seed);
    const below = (count: number): number => Math.floor(random() * count);

    const pairs = await many(30, pair);
    const contacts = await many(8, (number) => alone("contact", number));
    const customers = await many(8, (number) => alone("customer", number));
    const cards: readonly Card[] = [...pairs.flat(), ...contacts, ...customers];

    begin(false);
    await expect.poll(() => engine.progress.value?.isComplete, { timeout: 30_000 }).toBe(true);
    engine.setOffline(true);

    /** By slot: what the device set last. */
    const typed = new Map<string, string>();
    const gone = new Set<string>();
    const relink = async (contact: Card, customer: Card, master: string): Promise<void> => {
      await ask("POST", `${pathOf(contact)}/links`, { cardId: customer.id, master });
    };
    const part = async (contact: Card): Promise<void> => {
      const { relations } = await ask("GET", pathOf(contact));
      await ask("DELETE", `${pathOf(contact)}/links/${(relations as { id: string }[])[0]?.id}`);
    };
    const drop = async (card: Card): Promise<void> => {
      await ask("DELETE", pathOf(card));
      gone.add(card.id);
    };
    const restore = async ({ id }: Card): Promise<void> => {
      await ask("POST", "/commands", { type: "restore", id: crypto.randomUUID(), cardId: id });
      gone.delete(id);
    };
    const at = <T>(list: readonly T[], index: number): T => {
      const one = list[index];
      if (one === undefined) throw new Error(`no ${index}`);
      return one;
    };
    const contactOf = (index: number): Card => at(at(pairs, index), 0);
    const customerOf = (index: number): Card => at(at(pairs, index), 1);
    /** What others do on which day. */
    const deeds: ReadonlyMap<number, () => Promise<void>> = new Map([
      ...[0, 1, 2, 3].map(
        (n) => [3 + 2 * n, () => relink(at(contacts, n), at(customers, n), n % 2 ? "card" : "contact")] as const,
      ),
      ...[0, 1, 2].map((n) => [4 + 2 * n, () => part(contactOf(n))] as const),
      ...[3, 4, 5].map((n) => [10 + n, () => drop(contactOf(n))] as const),
      ...[6, 7, 8].map((n) => [10 + n, () => drop(customerOf(n))] as const),
      // Parted, and related to somebody else.
      [20, () => relink(at(contacts, 4), customerOf(0), "contact")],
      [21, () => restore(contactOf(3))],
      [22, () => restore(customerOf(6))],
      [23, () => drop(at(contacts, 5))],
      [24, () => drop(at(customers, 5))],
    ]);

    let typedCount = 0;
    let othersCount = 0;
    const names: string[] = [];
    for (let day = 0; day < days; day += 1) {
      if (day % 6 === 5) {
        await engine.close();
        begin(true);
      }
      await deeds.get(day)?.();
      while (othersCount < (edits * (day + 1)) / days) {
        const card = at(cards, below(cards.length));
        if (gone.has(card.id)) continue;
        const field = at([...shared, ...own[card.kind]], below(shared.length + 2));
        await ask("PATCH", pathOf(card), { [field]: `R${othersCount}` });
        othersCount += 1;
      }
      while (typedCount < (edits * (day + 1)) / days) {
        const card = at(cards, below(cards.length));
        const field = at(card.fields, below(card.fields.length));
        await set(card, field, `L${typedCount}`);
        typed.set(slotOf(card, field), `L${typedCount}`);
        typedCount += 1;
      }
      if (day % 10 === 7) {
        const name = `Unterwegs ${day} AG`;
        const made = await engine.create("contact", { name });
        const card = await cardOf({ kind: "contact", id: made.id });
        expect(card.set("city", `Ort ${day}`)).toMatchObject({ ok: true });
        names.push(name);
      }
      vi.setSystemTime(Date.now() + dayMs);
      await server.workspaces.forgetOld();
    }
    expect([typedCount, othersCount]).toEqual([edits, edits]);

    const before = new Map<string, Shown>();
    for (const card of cards) {
      const shown = await shownOf(card);
      expect(shown === undefined, card.id).toBe(gone.has(card.id));
      if (shown) before.set(card.id, shown);
    }
    await engine.close();
    begin(false);
    const isSettled = (): boolean => {
      const { state, waiting } = engine.status.value;
      return waiting === 0 && (state === "saved" || state === "decision");
    };
    await engine.ready;
    await expect.poll(isSettled, { timeout: 120_000, interval: 50 }).toBe(true);

    const lost: string[] = [];
    const after = new Map<string, Shown>();
    for (const card of cards) {
      const shown = await shownOf(card);
      if (shown) after.set(card.id, shown);
    }
    let conflicts = 0;
    const quiet = new Set(pairs.slice(9).flat());
    for (const card of cards) {
      const [was, is] = [before.get(card.id), after.get(card.id)];
      if (!was || !is) continue;
      const candidates = await candidatesOf(card, is);
      // In the block that it holds today, or on its own.
      const together = cards.filter(({ id }) => after.get(id)?.documentId === is.documentId);
      for (const field of [...shared, ...own[card.kind]]) {
        const here = candidates.get(field) ?? new Set();
        if (here.size > 1) conflicts += 1;
        const mine = (isShared(field) ? together : [card]).flatMap((one) => typed.get(slotOf(one, field)) ?? []);
        for (const value of mine)
          if (!here.has(value)) lost.push(`${card.kind} ${card.id}: ${field} ${value} of the device`);
        const others = was.values[field] ?? "";
        if (others.startsWith("R") && !here.has(others))
          lost.push(`${card.kind} ${card.id}: ${field} ${others} of others`);
        for (const value of here)
          if (value !== others && !mine.includes(value))
            lost.push(`${card.kind} ${card.id}: ${field} ${value} from nowhere`);
        // Where nobody set it meanwhile and nothing was linked, what stood there had been seen.
        const isSeen = quiet.has(card) && !others.startsWith("R") && mine.length === 1;
        if (isSeen && here.size > 1) lost.push(`${card.kind} ${card.id}: ${field} in conflict with what was seen`);
      }
    }
    expect(lost).toEqual([]);
    expect(conflicts).toBeGreaterThan(50);

    // What was typed on cards that are gone is offered to its author, all of it.
    const stranded = (await ask("GET", "/stranded", undefined, "ben")).items as {
      field: string;
      card: { id: string };
      value: string;
    }[];
    const offered = stranded.map(({ card, field, value }) => `${slotOf(card, field)} ${value}`).toSorted();
    const left = [...typed].filter(([slot]) => gone.has(slot.split(" ")[0] ?? ""));
    const expected = left.map(([slot, value]) => `${slot} ${value}`).toSorted();
    expect(offered).toEqual(expected);
    expect(engine.attention.value.filter(({ kind }) => kind === "refused")).toEqual([]);

    // The device shows what the server has.
    for (const card of cards.filter(({ id }) => after.has(id))) {
      const session = await cardOf(card);
      const server = after.get(card.id);
      await expect
        .poll(() => session.snapshot.value.connected && !session.snapshot.value.loading, { timeout: 20_000 })
        .toBe(true);
      const { values, documentId } = session.snapshot.value;
      const shown = [...shared, ...own[card.kind]].map((field) => [field, String(values[field] ?? "")]);
      expect({ documentId, values: Object.fromEntries(shown) }).toEqual({
        documentId: server?.documentId,
        values: Object.fromEntries([...shared, ...own[card.kind]].map((field) => [field, server?.values[field]])),
      });
      session.close();
      open.delete(card.id);
    }

    for (const [index, name] of names.entries()) {
      const { items } = await ask("GET", `/contacts?search=${encodeURIComponent(name)}`);
      const made = (items as { name: string }[]).filter((item) => item.name === name);
      expect(made).toMatchObject([{ name, city: `Ort ${7 + 10 * index}`, no: expect.stringMatching(/^CT\d+$/u) }]);
    }
  },
);
