/**
 * One history: operations on a whole (clients, network, server), run against the oracle until everything has settled.
 *
 * Shape    an operation is four small numbers that mean something in whatever state they meet, so that any part of a history is
 *          a history too and can be made shorter; delays, losses and ids come from the seed.
 *
 * @module
 */
import "./place.ts";
import type { AttentionItem, CardSession, Engine, Keeps } from "@couplet/engine";
import { cardKinds, fieldsOfKind, type CardKind } from "@couplet/model";
import type { SimClient } from "./client.ts";
import { plannedCommand } from "./commands.ts";
import { noCounts, type Counts } from "./counts.ts";
import { distinctValue } from "./erasures.ts";
import type { Network } from "./network.ts";
import {
  backUp,
  erase,
  isCommandKind,
  kindsByNumber,
  pick,
  restore,
  type CommandKind,
  type Kind,
  type Operation,
} from "./operations.ts";
import type { Oracle } from "./oracle.ts";
import { soundParts, type Parts } from "./parts.ts";
import type { SimUser } from "./server.ts";
import { admin, Stage } from "./stage.ts";
import type { World } from "./world.ts";

/** What the devices of a history keep, by their number. */
export type KeepsOf = (seed: number, device: number) => Keeps;

/** In every third history every other device keeps the whole workspace. */
export const keepsBySeed: KeepsOf = (seed, device) =>
  seed % 3 === 0 && (Math.floor(seed / 3) + device) % 2 === 0 ? "workspace" : "opened";

/** Runs one history. @throws Violation when something that must always hold does not. */
export async function runHistory(
  seed: number,
  operations: readonly Operation[],
  parts: Parts = soundParts,
  counts: Counts = noCounts(),
  keeps: KeepsOf = keepsBySeed,
): Promise<Counts> {
  const history = new History(
    seed,
    parts,
    counts,
    keeps,
    operations.some(([number]) => number === erase),
  );
  try {
    await history.begin();
    for (const operation of operations) await history.apply(operation);
    await history.stage.settle();
    await history.stage.checkEnd();
    counts.histories++;
    counts.operations += operations.length;
    counts.events += history.world.events;
    return counts;
  } finally {
    history.stage.end();
  }
}

const users: readonly SimUser[] = [
  { sub: "ann", name: "Ann", role: "editor" },
  { sub: "bob", name: "Bob", role: "editor" },
  { sub: "ann", name: "Ann", role: "editor" },
  { sub: "cleo", name: "Cleo", role: "admin" },
  { sub: "bob", name: "Bob", role: "editor" },
];
const textFields: ReadonlySet<string> = new Set([
  "name",
  "city",
  "address2",
  "phoneNo",
  "salespersonCode",
  "registrationNo",
  "postingGroup",
]);

class History {
  readonly stage: Stage;
  readonly world: World;
  readonly #counts: Counts;
  readonly #oracle: Oracle;
  readonly #network: Network;
  readonly #clients: readonly SimClient[];
  readonly #hasErasures: boolean;
  #nextValue = 0;

  constructor(seed: number, parts: Parts, counts: Counts, keeps: KeepsOf, hasErasures: boolean) {
    this.#hasErasures = hasErasures;
    const stage = new Stage(seed, parts, counts);
    const { world } = stage;
    this.stage = stage;
    this.world = world;
    this.#counts = counts;
    this.#oracle = stage.oracle;
    this.#network = stage.network;
    this.#clients = stage.clients;
    const number = 3 + world.below(3);
    for (let index = 0; index < number; index++) {
      const user = users[index] ?? admin;
      // Now and then a second tab of the same device.
      const friend = this.#clients.find((client) => client.user.sub === user.sub);
      const neighbour = friend && world.chance(0.3) ? friend : undefined;
      const offsetMs = (world.below(21) - 10) * 60_000 + world.below(60_000);
      stage.add(user, neighbour?.offsetMs ?? offsetMs, neighbour, keeps(seed, index));
    }
  }

  /** A few cards, and everybody there. */
  async begin(): Promise<void> {
    this.stage.server.start();
    await this.stage.make("customer", "company", "Adatum");
    await this.stage.make("vendor", "company", "Fabrikam");
    await this.stage.make("customer", "person", "Contoso");
    await this.stage.make("bankAccount", undefined, "Litware");
    await this.stage.make("contact", "company", "Proseware");
    for (const client of this.#clients) {
      client.start();
      const kinds = cardKinds.filter(() => this.world.chance(0.6));
      client.do(async (engine) => {
        await engine.ready;
        for (const kind of kinds) await engine.list(kind);
        await engine.setup();
      });
    }
    await this.world.pass(400);
    for (const client of this.#clients) {
      for (let count = 0; count < 3; count++) this.#open(client, this.world.below(6));
    }
    await this.world.pass(600);
  }

  async apply([number, a, b, c]: Operation): Promise<void> {
    if (number === backUp) this.stage.backUp();
    if (number === restore) await this.stage.restore(b % 2 === 0);
    if (number === erase) {
      const cards = [...this.#oracle.cards.values()];
      const gone = cards.filter(({ deletedAtMs }) => deletedAtMs !== undefined);
      const card = pick(b % 3 === 0 && gone.length > 0 ? gone : cards, c);
      this.world.tell(() => `-- somebody erases ${card?.id}`);
      if (card) this.stage.erase(card);
    }
    if (number >= backUp) return;
    const kind = kindsByNumber[number % kindsByNumber.length]!;
    const client = this.#clients[a % this.#clients.length]!;
    this.world.tell(() => `-- ${client.machine?.name ?? client.user.sub} ${kind} ${a} ${b} ${c}`);
    if (client.machine) this.#do(kind, client, a, b, c);
    else if (c % 2 === 0) client.start();
    const pauseMs = this.world.chance(0.1) ? this.world.below(6_000) : this.world.below(400);
    await this.world.pass(pauseMs);
    this.stage.stop();
  }

  #do(kind: Kind, client: SimClient, a: number, b: number, c: number): void {
    if (isCommandKind(kind)) {
      this.#command(kind, client, b, c);
      return;
    }
    switch (kind) {
      case "edit":
        this.#edit(client, b, c);
        return;
      case "prose":
        this.#type(client, b);
        return;
      case "open":
        this.#open(client, b);
        return;
      case "shut":
        client.shut(pick([...client.sessions.keys()], b) ?? "");
        return;
      case "choose":
        this.#choose(client, b, c);
        return;
      case "undo": {
        const session = pick([...client.sessions.values()], b);
        if (session) client.do(() => (c % 3 === 0 ? session.redo() : session.undo()));
        if (session) this.#counts.undos++;
        return;
      }
      case "offline":
        client.do((engine) => engine.setOffline(c % 5 < 3));
        return;
      case "line":
        this.#setLine(client, c);
        return;
      case "cut":
        if (this.#network.cutOne()) this.#counts.connectionsCut++;
        return;
      case "kill":
        this.#counts.tabsKilled++;
        client.kill();
        return;
      case "close":
        this.#counts.tabsClosed++;
        client.close();
        return;
      case "wipe":
        this.#wipe(client);
        return;
      case "crash":
        this.stage.server.crash();
        return;
      case "arrange":
        this.stage.server.arrange((["crash before", "crash after", "fail"] as const)[c % 3]!);
        return;
      case "weather":
        this.#network.weather =
          c % 3 === 0 ? { lost: 0, repeated: 0, slow: 0 } : { lost: 0.1, repeated: 0.3, slow: (c % 4) * 0.1 };
        return;
      case "attention":
        this.#attend(client, b, c);
        return;
      case "wait":
        return;
      default:
        kind satisfies never;
    }
  }

  /** Cards the client may know: those of the server, and what it made itself. */
  #cards(client: SimClient, isMeant: (kind: CardKind) => boolean = () => true): { id: string; kind: CardKind }[] {
    const cards = new Map<string, CardKind>(client.made);
    for (const card of this.#oracle.cards.values()) if (card.deletedAtMs === undefined) cards.set(card.id, card.kind);
    return [...cards].filter(([, kind]) => isMeant(kind)).map(([id, kind]) => ({ id, kind }));
  }

  #open(client: SimClient, b: number): void {
    const card = pick(this.#cards(client), b);
    if (card && !client.sessions.has(card.id)) client.open(card.kind, card.id);
  }

  #session(client: SimClient, b: number): CardSession | undefined {
    const session = pick([...client.sessions.values()], b);
    if (!session) this.#open(client, b);
    return session;
  }

  #edit(client: SimClient, b: number, c: number): void {
    const session = pick([...client.sessions.values()], b);
    const set = (open: CardSession): void => client.do((engine) => this.#set(client, engine, open, c));
    if (session) {
      set(session);
      return;
    }
    const card = pick(this.#cards(client), b);
    if (card) client.open(card.kind, card.id, set);
  }

  #set(client: SimClient, engine: Engine, session: CardSession, c: number): void {
    const fields = fieldsOfKind(session.kind).filter(({ name }) => textFields.has(name));
    // Two fields more often than the others, so that people meet.
    const field = c % 2 === 0 ? (["name", "phoneNo"][(c >> 1) % 2] ?? "name") : (pick(fields, c)?.name ?? "name");
    const number = ++this.#nextValue;
    const value =
      c % 16 === 0 ? "" : field === "phoneNo" ? `+4144${String(2_000_000 + number)}` : this.#text(field, number);
    const result = session.set(field, value);
    if (!result.ok || !result.changed) return;
    this.#counts.edits++;
    const isOut = ["offline", "unreachable"].includes(engine.status.value.state);
    if (isOut || this.#network.linkOf(client.device.name) !== "up") this.#counts.editsOffline++;
  }

  /** Where somebody erases, what is erased is found by its words. */
  #text(field: string, number: number): string {
    return this.#hasErasures ? distinctValue(field, number) : `${field[0]}${number}`;
  }

  #type(client: SimClient, b: number): void {
    const session = this.#session(client, b);
    const { machine } = client;
    if (!session || !machine) return;
    const word = `<${machine.name} ${++this.#nextValue}>`;
    client.do(() => {
      const { text } = session.notes;
      const result = session.notes.splice(b % 2 === 0 ? 0 : text.length, 0, word);
      if (result.ok) this.#counts.proseEdits++;
    });
  }

  #choose(client: SimClient, b: number, c: number): void {
    const sessions = [...client.sessions.values()].filter(
      ({ snapshot }) => Object.keys(snapshot.value.conflicts).length > 0,
    );
    const session = pick(sessions, b);
    if (!session) return;
    const [field, conflict] = Object.entries(session.snapshot.value.conflicts)[0] ?? [];
    const candidate = pick(conflict?.candidates ?? [], c);
    if (field === undefined || !candidate) return;
    this.#counts.choices++;
    client.do(() => session.choose(field, candidate.entry));
  }

  #setLine(client: SimClient, c: number): void {
    const { device } = client;
    const machines = this.#clients.flatMap((one) => (one.device === device && one.machine ? [one.machine] : []));
    if (this.#network.linkOf(device.name) !== "up") this.#network.setLink(device.name, "up", machines);
    else if (c % 2 === 0) {
      this.#counts.linksDown++;
      this.#network.setLink(device.name, "down", machines);
    } else {
      this.#counts.linksSilent++;
      this.#network.setLink(device.name, "silent", machines);
    }
  }

  #wipe(client: SimClient): void {
    this.#counts.devicesWiped++;
    const { device } = client;
    for (const one of this.#clients) {
      if (one.device !== device) continue;
      one.kill();
      one.made.clear();
    }
    device.wipe();
    this.#oracle.wiped(device.name);
  }

  #command(kind: CommandKind, client: SimClient, b: number, c: number): void {
    const number = ++this.#nextValue;
    const name = this.#hasErasures ? distinctValue("name", number) : `Made ${number}`;
    const around = { cards: this.#cards(client), oracle: this.#oracle, counts: this.#counts, name };
    const run = plannedCommand(kind, client, [b, c], around);
    if (!run) return;
    this.#counts.commands++;
    client.do(async (engine) => {
      const before = engine.queue.value.length;
      await run(engine);
      if (engine.queue.value.length > before) this.#counts.commandsQueued++;
    });
  }

  #attend(client: SimClient, b: number, c: number): void {
    const isMeant = ({ kind }: AttentionItem): boolean => kind === "stranded" || kind === "command";
    const item = pick(client.engine?.attention.value.filter(isMeant) ?? [], b);
    if (!item) return;
    client.do((engine) => {
      if (c % 3 === 0) return engine.discard(item);
      if (item.kind === "stranded" && c % 3 === 1) return engine.restoreStranded(item);
      return engine.retry(item);
    });
  }
}
