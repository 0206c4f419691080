/**
 * The server, simulated: the real app, owner, rooms and SQLite store in a process that can be killed.
 *
 * Shape    what is committed to the store outlives the process; a crash comes just before a commit, just after it, or in between. A disk
 *          that fails makes a commit fail.
 * Not      sockets and HTTP/1: requests reach the app as `Request`s, upgrades the same admission as in `http/upgrade.ts`.
 *
 * @module
 */
import { ackProtocol, readOffer } from "@couplet/protocol";
import {
  admit,
  becomeAnother,
  closeOf,
  createApp,
  createLog,
  createMetrics,
  ErasedCards,
  nothingMeasured,
  InvalidTokenError,
  openDatabase,
  RateLimiter,
  seriesOf,
  socketsPerAddress,
  SqliteStore,
  type Store,
  verifyDatabase,
  type VerifyToken,
  Workspaces,
  type Write,
} from "@couplet/server/parts";
import type { WebSocket } from "ws";
import type { ServerSocket } from "./connection.ts";
import type { Counts } from "./counts.ts";
import type { Parts } from "./parts.ts";
import { on, type Machine } from "./place.ts";
import type { Network } from "./network.ts";
import { LightRequest } from "./web.ts";
import type { World } from "./world.ts";

export const workspaceId = "whole";

export interface SimUser {
  readonly sub: string;
  readonly name: string;
  readonly role: "admin" | "editor";
}

export const tokenOf = (user: SimUser): string =>
  `x.${Buffer.from(JSON.stringify({ ...user, workspace: workspaceId })).toString("base64url")}.x`;

const payloads = new Map<string, SimUser & { readonly workspace: string }>();

/** Signatures are checked elsewhere, and their arithmetic runs on threads that no seed rules. */
const verifyToken: VerifyToken = (token) => {
  const payload = token?.split(".")[1];
  if (payload === undefined) return Promise.reject(new InvalidTokenError("auth.missing", "there is none"));
  const read = (): SimUser & { readonly workspace: string } =>
    JSON.parse(Buffer.from(payload, "base64url").toString()) as SimUser & { readonly workspace: string };
  const known = payloads.get(payload) ?? read();
  payloads.set(payload, known);
  const { sub, name, role, workspace } = known;
  return Promise.resolve({ actor: { sub, name, role }, workspace, expiresAtMs: Date.now() + 24 * 3_600_000 });
};

const log = createLog("silent");
let current: SimServer | undefined;

/** One for all worlds of this process: making it costs more than a history. What it asks is asked of the server of the moment. */
const app = createApp({
  openWorkspace: (id, actor) => serving().workspaces.get(id, actor),
  verifyToken,
  allowsOrigin: () => true,
  allowedOrigins: [],
  metrics: createMetrics(nothingMeasured),
  log,
  nowMs: () => Date.now(),
  isStopping: () => false,
  store: {
    card: (...of) => serving().store.card(...of),
    commandOutcome: (...of) => serving().store.commandOutcome(...of),
  },
  signIn: undefined,
  reportOf: () => undefined,
  checkStore: () => Promise.resolve(),
});

function serving(): Serving {
  if (!current?.serving) throw new Error("No server is running");
  return current.serving;
}

/** One for all worlds of this process as well, emptied before each: its tables are those of a new one. */
const database = openDatabase(":memory:");
const tables = database
  .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name <> 'meta'")
  .all()
  .map(({ name }) => String(name));

const [epoch] = database.prepare("SELECT value FROM meta WHERE name = 'epoch'").all();

function emptyStore(): Store {
  database.exec(`BEGIN; ${tables.map((name) => `DELETE FROM ${name}`).join("; ")}; COMMIT`);
  database.exec("DELETE FROM meta WHERE name IN ('former_epochs', 'restored_at_ms')");
  database.prepare("UPDATE meta SET value = ? WHERE name = 'epoch'").run(epoch?.["value"] ?? "");
  return new SqliteStore(database);
}

/** What a backup holds: one at a time, another takes its place. */
database.exec("ATTACH ':memory:' AS backup");

function backUpStore(): void {
  for (const name of tables) {
    database.exec(`DROP TABLE IF EXISTS backup.${name}; CREATE TABLE backup.${name} AS SELECT * FROM main.${name}`);
  }
}

/** @param isExact the database that is replaced can still be read */
function restoredStore(nowMs: number, isExact: boolean): Store {
  const series = isExact ? seriesOf(database) : undefined;
  const all = tables.map((name) => `DELETE FROM main.${name}; INSERT INTO main.${name} SELECT * FROM backup.${name}`);
  database.exec(`BEGIN; ${all.join("; ")}; COMMIT`);
  becomeAnother(database, { series, numbers: 1_000, nowMs });
  return new SqliteStore(database);
}

/** What is not as it should be in the store of the last world. */
export function storeFindings(): readonly string[] {
  const findings: string[] = [];
  verifyDatabase(database, (finding) => findings.push(JSON.stringify(finding)));
  return findings;
}

/** All that is in the tables of the last world, but for the backup. */
export const storeRows = (): readonly (readonly [place: string, kept: Uint8Array | string])[] =>
  tables.flatMap((name) =>
    database
      .prepare(`SELECT * FROM main.${name}`)
      .all()
      .flatMap((row) =>
        Object.entries(row).flatMap(([column, value]) =>
          typeof value === "string" || value instanceof Uint8Array
            ? [[`${name}.${column} of the store`, value] as const]
            : [],
        ),
      ),
  );

interface Serving {
  readonly machine: Machine;
  readonly workspaces: Workspaces;
  readonly store: Store;
}

export interface CommitWatcher {
  /** It is in the store; nobody has been told. */
  committed(writes: readonly Write[]): void;
}

/** What happens to a commit. */
type Fate = "crash before" | "crash after" | "fail";

/** One of its own each time: who waits for it is forgotten with it. */
const never = (): Promise<never> => new Promise(() => undefined);

export class SimServer {
  disk: Store = emptyStore();
  /** Beside the store: a restored backup does not take it back. */
  readonly #erased = ErasedCards.inMemory();
  serving: Serving | undefined;
  readonly #world: World;
  readonly #network: Network;
  readonly #watcher: CommitWatcher;
  readonly #counts: Counts;
  readonly #parts: Parts;
  #fate: Fate | undefined;
  #starts = 0;
  readonly #driver: Machine;

  constructor(world: World, network: Network, watcher: CommitWatcher, counts: Counts, parts: Parts, driver: Machine) {
    this.#world = world;
    this.#network = network;
    this.#watcher = watcher;
    this.#counts = counts;
    this.#parts = parts;
    this.#driver = driver;
    // oxlint-disable-next-line unicorn/no-this-assignment, typescript/no-this-alias -- the one app of the process serves whichever world runs
    current = this;
  }

  get isRunning(): boolean {
    return this.serving !== undefined;
  }

  start(): void {
    if (this.serving) return;
    this.#starts += 1;
    this.#world.tell(() => "server start");
    const machine: Machine = {
      ...this.#driver,
      name: `server ${this.#starts}`,
      offsetMs: 0,
      isAlive: true,
    };
    this.serving = on(machine, () => {
      const store = this.#storeOf(machine);
      return { machine, store, workspaces: new Workspaces({ store, erased: this.#erased, nowMs: () => Date.now() }) };
    });
    const { serving } = this;
    const perAddress = new RateLimiter(socketsPerAddress);
    this.#network.server = {
      machine,
      answer: async (request) => {
        const response = await app.fetch(request);
        const { status, headers } = response;
        headers.set("date", new Date(Date.now()).toUTCString());
        return { status, headers, text: await response.text() };
      },
      accept: (socket, url, protocols, open) => accept(serving, { socket, url, protocols, open }, perAddress),
    };
  }

  /** The next commit meets this. */
  arrange(fate: Fate): void {
    this.#fate = fate;
  }

  calm(): void {
    this.#fate = undefined;
  }

  crash(): void {
    const { serving } = this;
    if (!serving) return;
    this.#counts.serverCrashes++;
    this.#world.tell(() => "server crash");
    serving.machine.isAlive = false;
    this.serving = undefined;
    this.#network.server = undefined;
    this.#network.serverGone();
    // It is started again by whoever watches over it.
    this.#world.schedule(this.#driver, 200 + this.#world.below(4_000), () => this.start());
  }

  /** Asks over HTTP, where there is a server; the answer never comes where it ends before. */
  ask(user: SimUser, method: string, path: string, body?: object): Promise<{ status: number; text: string }> {
    const { serving } = this;
    if (!serving) return never();
    const headers = { authorization: `Bearer ${tokenOf(user)}`, "content-type": "application/json" };
    const request = new LightRequest(`http://couplet.test/api/v1${path}`, {
      method,
      headers,
      ...(body && { body: JSON.stringify(body) }),
    });
    return on(serving.machine, async () => {
      const response = await app.fetch(request as unknown as Request);
      return { status: response.status, text: await response.text() };
    });
  }

  /** The store as it is now, kept elsewhere. */
  backUp(): void {
    backUpStore();
  }

  /** The plug is pulled, what was kept takes the place of the store, and the server is started again. */
  restore(isExact: boolean): void {
    this.crash();
    this.#counts.restoredBackups++;
    this.#world.tell(() => `a backup is restored, ${isExact ? "" : "not "}knowing the numbers`);
    this.disk = on(this.#driver, () => restoredStore(this.#world.nowMs, isExact));
  }

  #storeOf(machine: Machine): Store {
    return new Proxy(this.disk, {
      get: (disk, name: keyof Store) => {
        if (name === "commit") return (writes: readonly Write[]) => this.#commit(machine, writes);
        return (...args: never[]): unknown =>
          machine.isAlive ? (disk[name] as (...of: never[]) => unknown).apply(disk, args) : never();
      },
    });
  }

  async #commit(machine: Machine, asked: readonly Write[]): Promise<void> {
    if (!machine.isAlive) return await never();
    const takesMs = 1 + this.#world.below(6);
    await new Promise<void>((resolve) => void this.#world.schedule(machine, takesMs, resolve));
    const fate = this.#fate;
    this.#fate = undefined;
    if (fate === "crash before") {
      this.#counts.crashesBeforeCommit++;
      this.crash();
      return await never();
    }
    if (fate === "fail") {
      this.#counts.failedCommits++;
      throw Object.assign(new Error("database or disk is full"), { code: "ERR_SQLITE_ERROR" });
    }
    const writes = this.#parts.keptWrites(asked);
    if (this.#parts.promisesEarly) {
      this.#world.schedule(machine, 60, () => void this.#write(writes).catch(() => undefined));
      return;
    }
    await this.#write(writes);
    if (fate === "crash after") {
      this.#counts.crashesAfterCommit++;
      this.crash();
      return await never();
    }
    await new Promise<void>((resolve) => void this.#world.schedule(machine, this.#world.below(3), resolve));
  }

  async #write(writes: readonly Write[]): Promise<void> {
    this.#world.tell(() => `commit ${writes.map(textOf).join(", ")}`);
    await this.disk.commit(writes);
    this.#counts.commits++;
    this.#watcher.committed(writes);
  }
}

const textOf = (write: Write): string => write.type + ("documentId" in write ? ` ${write.documentId}` : "");

async function accept(
  { workspaces, machine }: Serving,
  upgrade: {
    readonly socket: ServerSocket;
    readonly url: string;
    readonly protocols: readonly string[];
    readonly open: (protocol: string) => void;
  },
  perAddress: RateLimiter,
): Promise<void> {
  const { socket, url, protocols } = upgrade;
  const offer = readOffer(protocols);
  const verdict = await admit(
    { target: new URL(url).pathname, offer, origin: undefined, host: undefined, address: machine.name },
    {
      openWorkspace: workspaces.get.bind(workspaces),
      verifyToken,
      allowsOrigin: () => true,
      log,
      isStopping: () => false,
      nowMs: () => Date.now(),
    },
    perAddress,
  );
  const { accepted = "" } = offer;
  upgrade.open(accepted);
  if (verdict.kind === "refused") {
    socket.close(verdict.code, verdict.reason);
    return;
  }
  const { workspace, session } = verdict;
  socket.pause();
  if (verdict.kind === "sync") {
    workspace.sync(socket as unknown as WebSocket, { ...session, verifyToken });
    return;
  }
  const { documentId } = verdict;
  const joining = workspace.connect(socket, documentId, session.actor, accepted === ackProtocol, session.expiresAtMs);
  await joining.catch((error: unknown) => {
    const { code, reason } = closeOf(error);
    socket.resume();
    socket.close(code, reason);
  });
}
