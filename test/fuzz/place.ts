/**
 * A whole server in this process, for a fuzz: the app, admission, rooms, `/sync` and a SQLite store in memory, around a clock of the test's.
 *
 * Shape    what is committed is watched, what is logged as an error is kept: nothing that a client sends may lead to one.
 *
 * @module
 */
import { readOffer, ackProtocol } from "@couplet/protocol";
import {
  Accounts,
  admit,
  becomeAnother,
  attachUpgrade,
  closeOf,
  createApp,
  createLog,
  createMetrics,
  nothingMeasured,
  createOriginCheck,
  createTokenVerifier,
  EndedSessions,
  openDatabase,
  Passkeys,
  RateLimiter,
  SignIn,
  socketsPerAddress,
  SqliteStore,
  type Store,
  type Verdict,
  Workspaces,
  type Write,
  type VerifyToken,
} from "@couplet/server/parts";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { WebSocket } from "ws";
import { secret } from "../harness/secret.ts";
import type { FuzzSocket } from "./fuzz-socket.ts";

export interface Upgrade {
  readonly target: string;
  readonly protocols: readonly string[];
  readonly origin?: string;
  readonly address?: string;
}

let measured: Workspaces | undefined;
/** One for all places of a thread: it watches the process for as long as that lives. */
const metrics = createMetrics({ stats: () => (measured ?? nothingMeasured).stats() });

export class Place {
  readonly workspaces: Workspaces;
  readonly store: Store;
  readonly app: ReturnType<typeof createApp>;
  readonly accounts: Accounts;
  readonly verifyToken: VerifyToken;
  /** What the server logged as an error. */
  readonly errors: string[] = [];
  readonly #database = openDatabase(":memory:");
  readonly #directory: string;
  readonly #perAddress = new RateLimiter(socketsPerAddress);
  readonly #log;
  #stopListening: () => void = () => undefined;
  /** Milliseconds since 1970; grows with what is sent. */
  nowMs = Date.UTC(2026, 10, 23);

  static async open(committed: (writes: readonly Write[]) => void): Promise<Place> {
    const directory = await mkdtemp(join(tmpdir(), "couplet-fuzz-"));
    return new Place(committed, directory, await EndedSessions.open(join(directory, "ended-sessions"), 0));
  }

  private constructor(committed: (writes: readonly Write[]) => void, directory: string, ended: EndedSessions) {
    this.#directory = directory;
    const log = createLog("error", (line) => void this.errors.push(line));
    this.#log = log;
    const store = new SqliteStore(this.#database);
    this.store = new Proxy(store, {
      get: (target, name: keyof Store) => {
        if (name !== "commit") return (target[name] as (...of: never[]) => unknown).bind(target);
        return async (writes: readonly Write[]) => {
          await target.commit(writes);
          committed(writes);
        };
      },
    });
    const nowMs = (): number => this.nowMs;
    // How often one may ask is not what is tried here.
    const limits = { step1sPerSecond: 1e6, step1sBurst: 1e6 };
    this.workspaces = new Workspaces({ store: this.store, nowMs, logger: log, limits });
    measured = this.workspaces;
    this.accounts = new Accounts({ store: store.accounts, ended, nowMs });
    this.verifyToken = createTokenVerifier({ kind: "secret", secret }, { accesses: this.accounts });
    const passkeys = new Passkeys({ store: store.passkeys, accounts: this.accounts, ended, nowMs });
    const passkeySetup = { rpId: "localhost", origins: ["http://localhost"] };
    this.app = createApp({
      openWorkspace: (id, actor) => this.workspaces.get(id, actor),
      verifyToken: this.verifyToken,
      allowsOrigin: createOriginCheck(["https://host.example"]),
      allowedOrigins: ["https://host.example"],
      metrics,
      log,
      nowMs,
      isStopping: () => false,
      store: this.store,
      signIn: new SignIn({ secret, accounts: this.accounts, passkeys, passkeySetup, nowMs }),
      reportOf: () => undefined,
      checkStore: () => this.store.check(),
    });
  }

  /** As `http/upgrade.ts` does with a socket of its own. */
  async connect(socket: FuzzSocket, { target, protocols, origin, address = "" }: Upgrade): Promise<Verdict> {
    const offer = readOffer(protocols);
    const verdict = await admit(
      { target, offer, origin, host: "localhost", address },
      {
        openWorkspace: (id, actor) => this.workspaces.get(id, actor),
        verifyToken: this.verifyToken,
        allowsOrigin: createOriginCheck([]),
        log: this.#log,
        isStopping: () => false,
        nowMs: () => this.nowMs,
      },
      this.#perAddress,
    );
    if (verdict.kind === "refused") {
      socket.close(verdict.code);
      return verdict;
    }
    const { workspace, session } = verdict;
    socket.pause();
    if (verdict.kind === "sync") {
      workspace.sync(socket as unknown as WebSocket, { ...session, verifyToken: this.verifyToken });
      return verdict;
    }
    const { documentId } = verdict;
    const acks = offer.accepted === ackProtocol;
    await workspace.connect(socket, documentId, session.actor, acks, session.expiresAtMs).catch((error: unknown) => {
      this.errors.push(String(error));
      socket.close(closeOf(error).code);
    });
    return verdict;
  }

  /** Real sockets from here on, through the server's own upgrades. @returns `ws://…` */
  /** A backup has just been restored: what devices say it has lost is given back, others' edits as well. */
  becomeAnother(): void {
    becomeAnother(this.#database, { series: undefined, numbers: 0, nowMs: this.nowMs });
  }

  async listen(): Promise<string> {
    const server = createServer();
    const upgrades = attachUpgrade(server, {
      openWorkspace: (id, actor) => this.workspaces.get(id, actor),
      verifyToken: this.verifyToken,
      allowsOrigin: createOriginCheck([]),
      metrics,
      log: this.#log,
      limits: this.workspaces.limits,
      isStopping: () => false,
      nowMs: () => this.nowMs,
    });
    await once(server.listen(0, "127.0.0.1"), "listening");
    this.#stopListening = () => {
      void upgrades.close();
      server.closeAllConnections();
      server.close();
    };
    const address = server.address();
    return `ws://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
  }

  async close(): Promise<void> {
    this.#stopListening();
    await this.workspaces.close();
    await this.store.close();
    await rm(this.#directory, { recursive: true, force: true });
    measured = undefined;
  }
}
