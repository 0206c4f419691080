/**
 * A fresh workspace per test on one started server, and what tests do in it: over REST, in rooms, through client engines.
 *
 * Shape    `createScene()` once in a file; what is opened through it is closed after the test; the server's clock can be moved on.
 * Not      a model of the rules: the tests say what must hold.
 *
 * @module
 */
import { createEngine, type CardSession, type Engine, type EngineOptions } from "@couplet/engine";
import { type CardKind, pathOfKind, type RelatedKind, relatedKinds, type Role } from "@couplet/model";
import { signToken, type RunningServer } from "@couplet/server";
import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest";
import { RoomClient } from "../harness/room-client.ts";
import { type Caller, createCaller, type Json, secret, startFresh } from "./rest-client.ts";

export type Fields = Readonly<Record<string, unknown>>;

/** What a refused call says; `params` hold what its text was made from. */
export interface Problem {
  readonly status: number;
  readonly code: string;
  readonly field?: string;
  readonly params?: Readonly<Record<string, string | number>>;
  readonly detail: string;
}

/** Who is at a device, and where it finds the server. */
export interface At {
  readonly role?: Role;
  readonly url?: string;
  /** Of its tokens. */
  readonly lifeMs?: number;
}

const dayMs = 24 * 60 * 60 * 1000;
const hourMs = 60 * 60 * 1000;

export class Scene {
  server!: RunningServer;
  /** An administrator, who was there first. */
  ada!: Caller;
  readonly #name: string;
  #aheadMs = 0;
  #count = 0;
  readonly #engines: Engine[] = [];
  readonly #rooms: RoomClient[] = [];

  constructor(name: string) {
    this.#name = name;
  }

  async openServer(): Promise<void> {
    this.server = await startFresh({ nowMs: () => Date.now() + this.#aheadMs });
  }

  async openWorkspace(): Promise<void> {
    this.#count += 1;
    this.#aheadMs = 0;
    this.ada = await this.as("admin", "ada");
    await this.ada.expecting(200, "GET", "/setup");
  }

  async closeWorkspace(): Promise<void> {
    for (const room of this.#rooms.splice(0)) room.close();
    await Promise.all(this.#engines.splice(0).map((engine) => engine.close()));
  }

  get workspace(): string {
    return `${this.#name}-${this.#count}`;
  }

  /** The server's clock goes on; tokens were given out for an hour. */
  async wait(days: number): Promise<void> {
    this.#aheadMs += days * dayMs;
    this.ada = await this.as("admin", "ada");
  }

  as(role: Role, sub: string = role): Promise<Caller> {
    const claims = { workspace: this.workspace, role, sub, name: `${sub} Keller` };
    return createCaller(this.server, claims, this.#aheadMs);
  }

  make(kind: CardKind, fields: Fields): Promise<Json> {
    return this.ada.expecting(201, "POST", `/${pathOfKind(kind)}`, fields);
  }

  read({ kind, id }: Json): Promise<Json> {
    return this.ada.expecting(200, "GET", `/${pathOfKind(kind)}/${id}`);
  }

  edit({ kind, id }: Json, fields: Fields): Promise<Json> {
    return this.ada.expecting(200, "PATCH", `/${pathOfKind(kind)}/${id}`, fields);
  }

  async remove({ kind, id }: Json): Promise<void> {
    await this.ada.expecting(204, "DELETE", `/${pathOfKind(kind)}/${id}`);
  }

  restore({ kind, id }: Json): Promise<Json> {
    return this.ada.expecting(200, "POST", `/${pathOfKind(kind)}/${id}/restore`);
  }

  /** A card made from the contact. */
  from(contact: Json, kind: RelatedKind, fields?: Fields): Promise<Json> {
    return this.ada.expecting(201, "POST", `/contacts/${contact.id}/${pathOfKind(kind)}`, fields);
  }

  link(contact: Json, card: Json, choice: Fields = {}): Promise<Json> {
    return this.ada.expecting(201, "POST", `/contacts/${contact.id}/links`, { cardId: card.id, ...choice });
  }

  /** Parts the card from its contact. */
  async unlink(card: Json): Promise<void> {
    const [relation] = (await this.read(card)).relations;
    await this.ada.expecting(204, "DELETE", `/contacts/${relation.cardId}/links/${relation.id}`);
  }

  /** The contact a card came with. */
  contactOf(card: Json): Promise<Json> {
    return this.ada.expecting(200, "GET", `/contacts/${card.relations[0].cardId}`);
  }

  /** A customer, vendor or bank account that never had a contact. */
  async alone(kind: RelatedKind, fields: Fields): Promise<Json> {
    const { businessRelationCodes: codes } = await this.setup();
    await this.setUp({ businessRelationCodes: { [kind]: "" } });
    const card = await this.make(kind, fields);
    await this.setUp({ businessRelationCodes: { [kind]: codes[kind] } });
    return card;
  }

  /** A customer that has lost its contact. @returns its id */
  async loneCustomer(name: string, fields: Fields = {}): Promise<string> {
    const customer = await this.make("customer", { name, ...fields });
    const contact = await this.contactOf(customer);
    await this.unlink(customer);
    await this.remove(contact);
    return customer.id;
  }

  /** All cards of a path. */
  async all(path: string): Promise<readonly Json[]> {
    return (await this.ada.expecting(200, "GET", `${path}?limit=1000`)).items;
  }

  /** A contact with a customer, a vendor and a bank account, all on one common document. */
  async family(fields: Fields = { name: "Cronus AG" }): Promise<Readonly<Record<CardKind, Json>>> {
    const contact = await this.make("contact", fields);
    const made = new Map<CardKind, Json>();
    for (const kind of relatedKinds) made.set(kind, await this.from(contact, kind));
    return {
      contact: await this.read(contact),
      customer: made.get("customer"),
      vendor: made.get("vendor"),
      bankAccount: made.get("bankAccount"),
    };
  }

  setup(): Promise<Json> {
    return this.ada.expecting(200, "GET", "/setup");
  }

  setUp(change: Fields): Promise<Json> {
    return this.ada.expecting(200, "PUT", "/setup", change);
  }

  /** A call that must be refused and must leave everything as it was. */
  async refused(method: string, path: string, body?: unknown, caller = this.ada): Promise<Problem> {
    const before = await this.changes();
    const answer = await caller.call(method, path, body);
    expect(answer.status, `${method} ${path} answered ${JSON.stringify(answer.body)}`).toBeGreaterThanOrEqual(400);
    expect(await this.changes(), `${method} ${path} was refused and changed something`).toEqual(before);
    return { ...answer.body, status: answer.status };
  }

  /** Everything that ever happened in the workspace. */
  async changes(): Promise<readonly Json[]> {
    const { items } = await this.ada.expecting(200, "GET", "/changes?limit=1000");
    return items;
  }

  async history({ kind, id }: Json, field?: string): Promise<readonly Json[]> {
    const { items } = await this.ada.expecting(200, "GET", `/${pathOfKind(kind)}/${id}/history?limit=1000`);
    return field === undefined ? items : items.filter((item: Json) => item.field === field);
  }

  /** A token of this workspace. */
  token(sub: string, role: Role = "editor", lifeMs = hourMs): Promise<string> {
    const claims = { sub, name: `${sub} Keller`, workspace: this.workspace, role };
    return signToken(secret, claims, Date.now() + lifeMs);
  }

  /** A client engine in its first moment, that keeps what it has in memory. */
  startEngine(getToken: EngineOptions["getToken"], url: string = this.server.url): Engine {
    const engine = createEngine({ endpoint: url, storage: "memory", getToken });
    this.#engines.push(engine);
    return engine;
  }

  /** A client engine that knows who is at it. */
  async engine(sub: string, { role, url, lifeMs }: At = {}): Promise<Engine> {
    const engine = this.startEngine(async () => ({ token: await this.token(sub, role, lifeMs) }), url);
    await engine.ready;
    return engine;
  }

  /** The same, which has seen the lists of these kinds and so has something to show offline. */
  async acquainted(sub: string, kinds: readonly CardKind[] = ["contact"], at: At = {}): Promise<Engine> {
    const engine = await this.engine(sub, at);
    for (const kind of kinds) await engine.list(kind);
    return engine;
  }

  /** Somebody in the room of a card's common document, or of its own. */
  async join(
    card: Json,
    who: { readonly sub: string; readonly role?: Role; readonly own?: boolean },
  ): Promise<RoomClient> {
    const { token } = await this.as(who.role ?? "editor", who.sub);
    const documentId = who.own === true ? card.cardDocumentId : card.documentId;
    const client = new RoomClient({ url: this.server.url, token, documentId, card: card.id, user: who.sub });
    this.#rooms.push(client);
    await Promise.race([client.ready, client.closed]);
    return client;
  }
}

/** To be called once in a test file. `name` begins the names of its workspaces. */
export function createScene(name = "rules"): Scene {
  const scene = new Scene(name);
  beforeAll(() => scene.openServer());
  afterAll(() => scene.server.close());
  beforeEach(() => scene.openWorkspace());
  afterEach(() => scene.closeWorkspace());
  return scene;
}

export const eventually = async (check: () => unknown, timeoutMs = 8_000): Promise<void> => {
  await expect.poll(check, { timeout: timeoutMs, interval: 20 }).toBe(true);
};

/** Waits until nothing of an engine is on its way any more, neither edits nor commands. */
export const drained = (engine: Engine): Promise<void> =>
  eventually(() => engine.queue.value.length === 0 && engine.status.value.waiting === 0);

/** What an open card shows. */
export const shown = (session: CardSession, field: string): unknown => session.snapshot.value.values[field];

/** Waits until the server has everything. */
export const saved = async (session: CardSession): Promise<void> => {
  expect((await session.flush()).waiting).toBe(0);
};
