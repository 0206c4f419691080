/**
 * The replica of a device beside the REST API of a running server: every card is the same, whatever was done.
 *
 * @module
 */
import { readCardRow } from "@couplet/engine/disk";
import type { CardRow } from "@couplet/engine";
import { cardKinds, pathOfKind, roles, type Role } from "@couplet/model";
import { defaultSyncLimits, type RunningServer } from "@couplet/server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { seeded } from "../harness/random.ts";
import { startReplica, type ReplicaClient } from "../harness/replica-client.ts";
import { type Caller, createCaller, type Json, startFresh } from "./rest-client.ts";

let server: RunningServer;
const clients: ReplicaClient[] = [];

beforeAll(async () => {
  server = await startFresh({ limits: { sync: { ...defaultSyncLimits, chunkBytes: 4_000, chunkItems: 20 } } });
});
afterAll(async () => {
  for (const client of clients) client.end();
  await server.close();
});

async function replicaOf(caller: Caller, role: Role): Promise<ReplicaClient> {
  const client = await startReplica({ url: server.url, token: caller.token, role });
  clients.push(client);
  await client.until(() => client.replica.isComplete);
  return client;
}

/** Resolves once everything that was answered before is in the replicas: the feed comes in order. */
async function settled(admin: Caller, replicas: readonly ReplicaClient[]): Promise<void> {
  const { id } = await admin.expecting(201, "POST", "/bank-accounts", { name: "Last one" });
  for (const client of replicas) {
    await client.until(() => client.replica.rows.row(id)?.values["name"] === "Last one");
  }
}

async function restRows(caller: Caller): Promise<Map<string, CardRow>> {
  const rows = new Map<string, CardRow>();
  for (const kind of cardKinds) {
    const { items } = await caller.expecting(200, "GET", `/${pathOfKind(kind)}?limit=1000`);
    for (const json of items) {
      const row = readCardRow(json, 0);
      if (row) rows.set(row.id, row);
    }
  }
  return rows;
}

const inOrder = (row: CardRow): CardRow => ({
  ...row,
  relations: [...row.relations].sort((a, b) => (a.id < b.id ? -1 : 1)),
});

/** A device does not see at once that undoing a link is over: it may offer it where the server does not. */
const withUndoOf = (row: CardRow, answered: CardRow): CardRow => ({
  ...row,
  relations: row.relations.map(({ undo, ...relation }) => {
    const isOver = answered.relations.some(({ id, undo: answer }) => id === relation.id && answer === undefined);
    return isOver || !undo ? relation : { ...relation, undo };
  }),
});

/** What happened at all, so that a test which compares nothing is seen to. */
const met = new Set<string>();

function meet(row: CardRow): void {
  for (const name of ["inherited", "merged"] as const) if (row[name] !== undefined) met.add(name);
  if (row.relations.some(({ undo }) => undo !== undefined)) met.add("undo");
  if (row.cardDocumentId === "") met.add("closed");
  if (row.notes !== "") met.add("notes");
  if (row.inherited?.["contactName"] !== undefined) met.add("primary");
  if (row.status !== undefined) met.add(`status ${row.status}`);
}

async function expectSameAsRest({ replica }: ReplicaClient, caller: Caller): Promise<void> {
  const rows = await restRows(caller);
  const kept = [...replica.rows.blocks()].flat().filter(({ isDeleted }) => isDeleted !== true);
  expect(new Set(kept.map(({ id }) => id))).toEqual(new Set(rows.keys()));
  for (const row of kept) {
    const answered = rows.get(row.id);
    meet(row);
    if (!answered) throw new Error("There is no such card");
    expect(inOrder(withUndoOf(row, answered))).toEqual(inOrder(answered));
    expect(replica.rows.row(row.id)).toEqual(row);
    expect(replica.rows.byNumber(row.kind, row.no)).toEqual(row);
  }
}

/** Does things at random, over REST; what the rules refuse is not done. */
class Doings {
  readonly #caller: Caller;
  readonly #random: () => number;
  readonly #cards: { readonly kind: (typeof cardKinds)[number]; readonly id: string }[] = [];
  done = 0;

  constructor(caller: Caller, random: () => number) {
    this.#caller = caller;
    this.#random = random;
  }

  #one<Value>(of: readonly Value[]): Value | undefined {
    return of[Math.floor(this.#random() * of.length)];
  }

  async #call(method: string, path: string, body?: unknown): Promise<Json> {
    const answer = await this.#caller.call(method, path, body);
    if (answer.status >= 500) throw new Error(`${method} ${path} answered ${answer.status}`);
    if (answer.status < 300) this.done += 1;
    return answer.status < 300 ? answer.body : undefined;
  }

  #word(): string {
    return `${this.#one(["Bern", "Zürich", "", "Genève", "Ann & Söhne", "x"])} ${Math.floor(this.#random() * 100)}`.trim();
  }

  async step(): Promise<void> {
    const card = this.#one(this.#cards);
    const path = card && `/${pathOfKind(card.kind)}/${card.id}`;
    const contact = this.#one(this.#cards.filter(({ kind }) => kind === "contact"));
    const other = this.#one(this.#cards.filter(({ kind }) => kind !== "contact"));
    const dice = Math.floor(this.#random() * 16);
    if (dice < 4 || !card || !path) {
      const kind = this.#one(cardKinds) ?? "contact";
      const isPerson = kind === "contact" && this.#random() < 0.5;
      const companyId = isPerson && contact && this.#random() < 0.7 ? { companyId: contact.id } : {};
      const fields = { name: this.#word() || "Nobody", city: this.#word(), email: "a@b.ch", notes: this.#word() };
      const made = await this.#call("POST", `/${pathOfKind(kind)}`, {
        ...fields,
        ...companyId,
        ...(isPerson ? { type: "person" } : {}),
      });
      if (made) this.#cards.push({ kind, id: made.id });
      for (const { cardId, kind: of } of made?.relations ?? []) this.#cards.push({ kind: of, id: cardId });
      return;
    }
    if (dice < 8) {
      const field = this.#one(["name", "city", "phoneNo", "notes", "searchName", "salespersonCode", "homePage"]) ?? "";
      const value = field === "phoneNo" ? `+4144${1_000_000 + Math.floor(this.#random() * 8_000_000)}` : this.#word();
      await this.#call("PATCH", path, { [field]: value });
    } else if (dice === 8) await this.#call("DELETE", path);
    else if (dice === 9) await this.#call("POST", `${path}/restore`);
    else if (dice === 10 && contact && other) {
      const master = this.#random() < 0.5 ? "contact" : "card";
      await this.#call("POST", `/contacts/${contact.id}/links`, { cardId: other.id, master });
    } else if (dice <= 12 && contact) {
      const read = await this.#call("GET", `/contacts/${contact.id}`);
      const relation = this.#one<Json>(read?.relations ?? []);
      if (!relation) return;
      const end = `/contacts/${contact.id}/links/${relation.id}`;
      if (dice === 11) await this.#call("DELETE", end);
      else await this.#call("POST", `${end}/undo`);
    } else if (dice === 13 && contact) {
      const merged = this.#one(this.#cards.filter(({ kind, id }) => kind === "contact" && id !== contact.id));
      if (merged) await this.#call("POST", `/contacts/${contact.id}/merge`, { contactId: merged.id });
    } else if (dice === 14 && contact) {
      const read = await this.#call("GET", `/contacts/${contact.id}`);
      const merged = this.#one<Json>(read?.merged ?? []);
      if (merged) await this.#call("POST", `/contacts/${contact.id}/merge/${merged.id}/undo`);
    } else if (contact) {
      const company = this.#one(this.#cards.filter(({ kind }) => kind === "contact"));
      await this.#call("PATCH", `/contacts/${contact.id}`, { companyId: company?.id ?? "" });
      const setup = await this.#call("GET", "/setup");
      const inheritance = { ...setup.inheritance, address: this.#random() < 0.7, communication: this.#random() < 0.7 };
      await this.#call("PUT", "/setup", { ...setup, inheritance });
    }
  }
}

/** What chance may leave out. */
async function oneOfEach(caller: Caller): Promise<void> {
  const put = (path: string, body: object): Promise<Json> => caller.expecting(201, "POST", path, body);
  const company = await put("/contacts", { name: "Haus AG", city: "Bern", countryCode: "CH" });
  const person = await put("/contacts", { type: "person", name: "Eva Muster", companyId: company.id });
  const customer = await put(`/contacts/${company.id}/customers`, {});
  await caller.expecting(200, "PATCH", `/customers/${customer.id}`, { primaryContactId: person.id });
  const vendor = await put("/vendors", { name: "Haus" });
  await caller.expecting(204, "DELETE", `/contacts/${vendor.relations[0].cardId}`);
  await put(`/contacts/${company.id}/links`, { cardId: vendor.id, master: "card" });
  const merged = await put("/contacts", { name: "Haus zwei" });
  await caller.call("POST", `/contacts/${company.id}/merge`, { contactId: merged.id });
  const linked = await put("/vendors", { name: "Lieferant" });
  await caller.expecting(204, "DELETE", `/contacts/${linked.relations[0].cardId}`);
  const contact = await put("/contacts", { name: "Kontakt" });
  await put(`/contacts/${contact.id}/links`, { cardId: linked.id, master: "card" });
}

describe("A replica", () => {
  test("[RP6] says of every card what REST says, to every role, after anything", async () => {
    const seed = Number(process.env["SEED"] ?? Math.floor(Math.random() * 1e9));
    const workspace = `random ${seed}`;
    const admin = await createCaller(server, { workspace, role: "admin" });
    const doings = new Doings(admin, seeded(seed));
    try {
      for (let step = 0; step < 100; step += 1) await doings.step();
      await oneOfEach(admin);
      const callers = await Promise.all(
        roles.map(async (role) => ({ role, caller: await createCaller(server, { workspace, sub: role, role }) })),
      );
      const replicas = await Promise.all(callers.map(({ caller, role }) => replicaOf(caller, role)));
      for (let round = 0; round < 2; round += 1) {
        await settled(admin, replicas);
        for (const [index, replica] of replicas.entries()) {
          await expectSameAsRest(replica, callers[index]?.caller ?? admin);
        }
        for (let step = 0; step < 50; step += 1) await doings.step();
      }
      expect(doings.done).toBeGreaterThan(80);
      const must = ["closed", "notes", "inherited", "merged", "undo", "primary", "status multiple", "status none"];
      expect([...met]).toEqual(expect.arrayContaining(must));
    } catch (error) {
      throw new Error(`With SEED=${seed}`, { cause: error });
    }
  });
});
