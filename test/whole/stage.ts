/**
 * A whole, set up: world, network, server and the people at their tabs, with the oracle watching.
 *
 * Shape    a history does random things to it, a test of its own what it wants to see; then `settle` and `checkEnd`.
 *
 * @module
 */
import { on, type Machine } from "./place.ts";
import type { CardRow, CardSession, Keeps } from "@couplet/engine";
import {
  cardKinds,
  fieldsOfKind,
  parseCardId,
  pathOfKind,
  parseCommandId,
  parseDocumentId,
  parseRelationId,
  type Card,
  type CardKind,
} from "@couplet/model";
import { SimClient } from "./client.ts";
import { noCounts, type Counts } from "./counts.ts";
import { Device } from "./device.ts";
import { Network } from "./network.ts";
import { Violation } from "../harness/violation.ts";
import { Oracle } from "./oracle.ts";
import { soundParts, type Parts } from "./parts.ts";
import { SimServer, storeRows, workspaceId, type SimUser } from "./server.ts";
import type { OracleBackup } from "./taken-back.ts";
import { World } from "./world.ts";

/** Makes the workspace, and its first cards. */
export const admin: SimUser = { sub: "cleo", name: "Cleo", role: "admin" };
/** One of its own each time: who waits for it is forgotten with it. */
const never = (): Promise<never> => new Promise(() => undefined);

/** Whoever was cut off several times in a row rests for up to fifteen seconds before the next attempt. */
const longestPauseMs = 20_000;

export class Stage {
  readonly world: World;
  readonly oracle: Oracle;
  readonly network: Network;
  readonly server: SimServer;
  readonly clients: SimClient[] = [];
  readonly counts: Counts;
  readonly #parts: Parts;
  readonly #driver: Machine;
  #violation: Violation | undefined;
  #backup: OracleBackup | undefined;

  constructor(seed: number, parts: Parts = soundParts, counts: Counts = noCounts()) {
    this.counts = counts;
    this.#parts = parts;
    const world = new World(seed);
    this.world = world;
    this.#driver = {
      name: "driver",
      device: "",
      offsetMs: 0,
      isAlive: true,
      world,
      fetch: never,
      connect: () => {
        throw new Error("The driver does not connect");
      },
      locks: { request: never },
      localStorage: { getItem: () => null, setItem: () => undefined, removeItem: () => undefined },
      openChannel: () => {
        throw new Error("The driver has no channels");
      },
    };
    this.oracle = new Oracle(counts);
    this.oracle.onViolation = (violation) => (this.#violation ??= violation);
    this.network = new Network(world, counts);
    const watcher = { committed: this.oracle.committed.bind(this.oracle) };
    this.server = new SimServer(world, this.network, watcher, counts, parts, this.#driver);
  }

  /** Somebody at a device of their own, or at another tab of one. */
  add(user: SimUser, offsetMs: number, neighbour?: SimClient, keeps: Keeps = "opened"): SimClient {
    const { world, network, oracle } = this;
    const parts = this.#parts;
    const index = this.clients.length;
    const device = neighbour?.device ?? new Device(`${user.sub}${index}`, keeps, world, oracle, parts);
    const client = new SimClient(index, { user, device, offsetMs }, { world, network, oracle, parts });
    this.clients.push(client);
    return client;
  }

  async make(kind: CardKind, contactType: "company" | "person" | undefined, name: string): Promise<void> {
    const { serving } = this.server;
    if (!serving) return;
    const made = on(serving.machine, async () => {
      const workspace = await serving.workspaces.get(workspaceId, admin);
      await workspace.execute(
        {
          type: "create",
          id: parseCommandId(crypto.randomUUID()),
          cardId: parseCardId(crypto.randomUUID()),
          kind,
          fields: { name, phoneNo: "+41441112233" },
          ...(contactType === undefined ? {} : { contactType }),
          commonDocumentId: parseDocumentId(crypto.randomUUID()),
          cardDocumentId: parseDocumentId(crypto.randomUUID()),
          contact: {
            cardId: parseCardId(crypto.randomUUID()),
            cardDocumentId: parseDocumentId(crypto.randomUUID()),
            relationId: parseRelationId(crypto.randomUUID()),
          },
        },
        admin,
      );
    });
    made.catch((error: unknown) => this.world.mishaps.push(error));
    await this.world.pass(50);
  }

  backUp(): void {
    this.server.backUp();
    this.#backup = this.oracle.backUp();
  }

  /** Puts the last backup in the place of the store, where there is one. */
  async restore(isExact: boolean): Promise<void> {
    const backup = this.#backup;
    if (!backup) return;
    // Nothing of it is being written.
    this.server.restore(isExact);
    const kept = new Map<string, ReadonlyMap<string, readonly Uint8Array[]>>();
    for (const { device } of this.clients) kept.set(device.name, await device.kept(this.oracle.documentIds()));
    this.oracle.restored(backup, kept);
  }

  /** An administrator erases the card, which is deleted first where it is there. */
  erase(card: Card): void {
    const { server, oracle, counts } = this;
    const path = `/${pathOfKind(card.kind)}/${card.id}`;
    const erasing = async (): Promise<void> => {
      if (card.deletedAtMs === undefined) await server.ask(admin, "DELETE", path);
      const { status, text } = await server.ask(admin, "POST", `${path}/erasure`, { confirm: card.no });
      this.world.tell(() => `erasure of ${card.id}: ${status} ${text}`);
      if (status !== 200) return;
      counts.erasures++;
      oracle.erasures.told((JSON.parse(text) as { readonly cardIds: readonly string[] }).cardIds);
    };
    erasing().catch((error: unknown) => this.world.mishaps.push(error));
  }

  stop(): void {
    if (this.#violation) throw this.#violation;
    const [mishap] = this.world.mishaps;
    if (mishap !== undefined) throw new Error("Something broke down", { cause: mishap });
  }

  /** Everybody comes back, nothing fails any more, and time passes until nothing is left to do. */
  async settle(): Promise<void> {
    this.network.calm();
    this.server.calm();
    for (const client of this.clients) {
      const machines = this.clients.flatMap((one) =>
        one.device === client.device && one.machine ? [one.machine] : [],
      );
      this.network.setLink(client.device.name, "up", machines);
      client.start();
      client.do((engine) => engine.setOffline(false));
    }
    const patienceMs = 300_000;
    const untilMs = this.world.nowMs + patienceMs;
    let quietSince: number | undefined;
    while (this.world.nowMs < untilMs) {
      await this.world.pass(2_000);
      this.stop();
      for (const client of this.clients) {
        client.start();
        this.#lookIn(client);
      }
      const isLooking = this.#backup !== undefined && this.clients.some(({ sessions }) => sessions.size === 0);
      if (isLooking || !this.#isQuiet() || this.network.hasStuck || this.network.isWaiting) quietSince = undefined;
      else quietSince ??= this.world.nowMs;
      const calmMs = this.#isConnected() ? 4_000 : longestPauseMs;
      if (quietSince !== undefined && this.world.nowMs - quietSince >= calmMs) return;
    }
    const left = this.clients.map(({ machine, engine }) =>
      engine
        ? `${machine?.name} ${JSON.stringify(engine.status.value)} queue ${JSON.stringify(engine.queue.value)}`
        : "gone",
    );
    for (const { machine, documentId } of this.oracle.live) {
      this.world.tell(() => `${machine.name} has ${documentId} open, connected: ${this.network.isConnected(machine)}`);
    }
    throw new Violation("C1", `the whole does not come to rest: ${left.join("; ")}`);
  }

  /** Where only what is opened is kept, nothing is compared with a restored server until something is. */
  #lookIn(client: SimClient): void {
    if (!this.#backup || client.sessions.size > 0) return;
    const card = [...this.oracle.cards.values()].find(({ deletedAtMs }) => deletedAtMs === undefined);
    if (card) client.open(card.kind, card.id);
  }

  /** Every open card is live. One that is gone may never be again, but its device has to hear where it came back. */
  #isConnected(): boolean {
    return this.clients.every(({ sessions, device }) =>
      [...sessions.values()].every(
        ({ snapshot: { value } }) => value.connected || (value.deleted && this.#hears(device)),
      ),
    );
  }

  #hears(device: Device): boolean {
    return this.clients.some((one) => one.device === device && one.machine && this.network.isConnected(one.machine));
  }

  #isQuiet(): boolean {
    return this.clients.every(
      ({ engine, device }) =>
        engine &&
        !device.isReading &&
        (device.keeps === "opened" ||
          (engine.progress.value?.isComplete === true && engine.progress.value.left === 0)) &&
        engine.queue.value.length === 0 &&
        engine.status.value.waiting === 0 &&
        !["starting", "offline", "unreachable", "no-storage"].includes(engine.status.value.state),
    );
  }

  async checkEnd(): Promise<void> {
    const oracle = this.oracle;
    for (const live of oracle.live) oracle.checkReplica(live);
    oracle.checkEnd();
    this.#checkNumbers();
    for (const client of this.clients) {
      for (const session of client.sessions.values()) this.#checkSession(client, session);
      const kind = cardKinds[this.world.below(cardKinds.length)] ?? "contact";
      client.do(async (engine) => {
        this.#checkList(client, kind, (await engine.list(kind, { limit: 1000 })).items);
        if (client.device.keeps === "opened") return;
        engine.setOffline(true);
        const { items } = await engine.list(kind, { limit: 1000 });
        this.#checkList(client, kind, items);
        for (const row of items) this.#checkRow(client, row);
      });
    }
    await this.world.pass(2_000);
    if (oracle.erasures.isAny) {
      // What is open is kept as long as somebody looks at it.
      for (const client of this.clients) {
        client.do((engine) => engine.setOffline(false));
        for (const id of client.sessions.keys()) if (oracle.cards.get(id)?.deletedAtMs !== undefined) client.shut(id);
        client.do((engine) => engine.history("contact", this.#anyCard()).catch(() => undefined));
      }
      await this.world.pass(6_000);
      const devices = new Set(this.clients.map(({ device }) => device));
      const kept = await Promise.all([...devices].map((device) => device.everything()));
      oracle.checkErased([...storeRows(), ...kept.flat()]);
    }
    this.stop();
  }

  #anyCard(): string {
    return [...this.oracle.cards.keys()][0] ?? "";
  }

  #checkNumbers(): void {
    const numbers = new Set<string>();
    for (const { kind, no } of this.oracle.cards.values()) {
      const key = `${kind} ${no}`;
      if (no === "" || numbers.has(key)) this.oracle.fail("G4", `there are two of ${key}`);
      numbers.add(key);
    }
  }

  #checkSession({ machine }: SimClient, { id, snapshot: { value: shown } }: CardSession): void {
    const oracle = this.oracle;
    const card = oracle.cards.get(id);
    const where = `${id} on ${machine?.name}`;
    if (!card || card.deletedAtMs !== undefined) {
      if (!shown.deleted && shown.provisional !== true) oracle.fail("C1", `${where} is shown though it is deleted`);
      return;
    }
    const expected: Partial<Card> = { no: card.no, kind: card.kind };
    if (shown.deleted) oracle.fail("C1", `${where} is shown as deleted`);
    if (shown.no !== expected.no) oracle.fail("C1", `${where} shows number ${shown.no} for ${card.no}`);
    if (shown.documentId !== card.commonDocumentId)
      oracle.fail("C1", `${where} shows document ${shown.documentId} for ${card.commonDocumentId}`);
    const record = oracle.record(card.commonDocumentId);
    for (const { name, scope } of fieldsOfKind(card.kind)) {
      if (scope !== "common" || name === "searchName" || shown.inherited[name]) continue;
      const there = record.value(name) ?? "";
      const here = shown.values[name] ?? "";
      if (here !== there && !(there === "" && here === false))
        oracle.fail("C1", `${name} of ${where} shows ${String(here)} for ${String(there)}`);
    }
    const kept = new Set(
      fieldsOfKind(card.kind)
        .filter(({ scope }) => scope === "common")
        .map(({ name }) => name),
    );
    const conflicts = record.conflicts().filter((name) => kept.has(name));
    const shownConflicts = Object.keys(shown.conflicts).filter((name) => kept.has(name));
    if (conflicts.sort().join() !== shownConflicts.sort().join())
      oracle.fail("C1", `${where} shows conflicts in ${shownConflicts.join()} for ${conflicts.join()}`);
  }

  /** What a device that keeps the workspace says by itself. */
  #checkRow({ machine }: SimClient, row: CardRow): void {
    const oracle = this.oracle;
    const card = oracle.cards.get(row.id);
    if (!card) return;
    const where = `${row.id} kept on ${machine?.name}`;
    if (row.documentId !== card.commonDocumentId)
      oracle.fail("C1", `${where} has document ${row.documentId} for ${card.commonDocumentId}`);
    const record = oracle.record(card.commonDocumentId);
    for (const { name, scope } of fieldsOfKind(card.kind)) {
      if (scope !== "common" || name === "searchName" || row.inherited?.[name] !== undefined) continue;
      const [there, here] = [record.value(name) ?? "", row.values[name] ?? ""];
      if (here !== there && !(there === "" && here === false))
        oracle.fail("C1", `${name} of ${where} is ${String(here)} for ${String(there)}`);
    }
    const notes = oracle.record(card.cardDocumentId).notes().toJSON();
    if (row.notes !== notes) oracle.fail("C1", `the notes of ${where} are ${row.notes} for ${notes}`);
    const related = row.relations.map(({ cardId }) => cardId).sort();
    const relatedThere = oracle.relatedTo(row.id).sort();
    if (related.join() !== relatedThere.join())
      oracle.fail("C3", `${where} is related to ${related.join()} for ${relatedThere.join()}`);
  }

  #checkList(
    { machine }: SimClient,
    kind: CardKind,
    items: readonly { readonly id: string; readonly no: string }[],
  ): void {
    const there = [...this.oracle.cards.values()]
      .filter((card) => card.kind === kind && card.deletedAtMs === undefined)
      .map(({ id, no }) => `${no} ${id}`);
    const here = items.map(({ id, no }) => `${no} ${id}`);
    if (there.sort().join() !== here.sort().join())
      this.oracle.fail("C1", `${machine?.name} lists ${here.join()} for ${there.join()}`);
  }

  end(): void {
    for (const client of this.clients) client.kill();
    if (this.server.serving) this.server.serving.machine.isAlive = false;
    this.#driver.isAlive = false;
  }
}
