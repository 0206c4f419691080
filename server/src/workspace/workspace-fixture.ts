/**
 * A real workspace for tests: SQLite in a temporary directory, real sockets, a client of a few lines.
 *
 * Shape    `openFixture()`; commits can be held back or made to fail, to see what is told before they are through.
 * Not      the HTTP server: sockets are handed to the workspace as the upgrade handler would.
 *
 * @module
 */
import { createWriterId, entryId, RecordDocument, WriterClock } from "@couplet/crdt";
import {
  type Actor,
  type CardKind,
  type CommandId,
  parseCardId,
  parseCommandId,
  parseDocumentId,
  parseRelationId,
  type Role,
  type Scalar,
} from "@couplet/model";
import {
  ackProtocol,
  encodeTagged,
  messageTypes,
  type Notice,
  plainProtocol,
  readNotice,
  readSettled,
  type Refusal,
  syncTypes,
} from "@couplet/protocol";
import * as decoding from "lib0/decoding";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { v7 } from "uuid";
import { WebSocket, WebSocketServer } from "ws";
import * as Y from "yjs";
import { type Fault, faultyDatabase } from "../store/faulty-database.ts";
import { openDatabase } from "../store/schema.ts";
import { SqliteStore } from "../store/sqlite.ts";
import type { Store, Write } from "../store/store.ts";
import { step1Frame, step2Frame, updateFrame } from "./frames.ts";
import type { Limits } from "./limits.ts";
import type { CardJson, Workspace } from "./workspace.ts";
import { ErasedCards } from "./erased-cards.ts";
import { Workspaces } from "./workspaces.ts";

/** A card as who may read all of it sees it. */
export type WholeCard = CardJson & { readonly cardDocumentId: string; readonly notes: string };

export const actorOf = (sub: string, role: Role = "editor"): Actor => ({ sub, name: sub.toUpperCase(), role });
export const ada = actorOf("ada", "admin");
export const ben = actorOf("ben");

export const newCommandId = (): CommandId => parseCommandId(v7());
export const newRelationId = () => parseRelationId(v7());

/** A gate in front of a store's commits. */
class CommitGate {
  /** Commits wait while this is set. */
  #closed: { readonly opened: Promise<void>; readonly open: () => void } | undefined;
  /** Throws to make commits fail. */
  judge: (writes: readonly Write[]) => void = () => {};
  /** How long a commit takes beyond what it takes. */
  delayMs: (() => number) | undefined;
  /** Commits that have come to the gate. */
  arrived = 0;
  /** How long the store takes to say where the log ends. */
  answerDelayMs = 0;
  /** What commits failed of. */
  readonly failures: string[] = [];

  close(): void {
    let open = (): void => {};
    const opened = new Promise<void>((resolve) => (open = resolve));
    this.#closed = { opened, open };
  }

  open(): void {
    this.#closed?.open();
    this.#closed = undefined;
  }

  guard(store: Store): Store {
    return new Proxy(store, {
      get: (target, name: keyof Store) => {
        if (name === "lastSeq") {
          return async (workspace: string) => {
            if (this.answerDelayMs > 0) await aMoment(this.answerDelayMs);
            return await target.lastSeq(workspace);
          };
        }
        if (name !== "commit") return target[name].bind(target);
        return async (writes: readonly Write[]) => {
          this.arrived += 1;
          await this.#closed?.opened;
          if (this.delayMs) await aMoment(this.delayMs());
          try {
            this.judge(writes);
            await target.commit(writes);
          } catch (error) {
            this.failures.push(error instanceof Error ? error.message : String(error));
            throw error;
          }
        };
      },
    });
  }
}

export interface ConnectOptions {
  readonly actor?: Actor;
  /** The card to write on; none for clients that only read. */
  readonly card?: string;
  readonly acks?: boolean;
  readonly expiresAtMs?: number;
  /** A copy that was worked on offline. */
  readonly doc?: Y.Doc;
  readonly workspace?: Workspace;
}

interface FixtureOptions {
  readonly limits?: Partial<Limits>;
  readonly nowMs?: () => number;
  readonly retentionDays?: number;
  /** Fails when it says so. */
  readonly disk?: { fault: Fault };
}

/** Soon, so that no test waits for it. */
const tryDiskEveryMs = 5;

export async function openFixture({ disk = { fault: () => undefined }, ...options }: FixtureOptions = {}) {
  const directory = mkdtempSync(join(tmpdir(), "couplet-"));
  const gate = new CommitGate();
  const database = openDatabase(join(directory, "couplet.db"));
  const store = new SqliteStore(faultyDatabase(database, disk), tryDiskEveryMs);
  const erased = ErasedCards.inMemory();
  const workspaces = new Workspaces({ ...options, store: gate.guard(store), erased });
  const workspace = await workspaces.get("muster-ag", ada);
  const server = createServer();
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 2 ** 21 });
  const waiting = new Map<string, { readonly documentId: string; readonly options: ConnectOptions }>();
  server.on("upgrade", (request, socket, head) => {
    sockets.handleUpgrade(request, socket, head, (accepted) => {
      accepted.pause();
      const asked = waiting.get(request.url ?? "");
      if (!asked) throw new Error("Nobody asked for this socket");
      const { actor = ben, acks = true, expiresAtMs, workspace: other = workspace } = asked.options;
      void other.connect(accepted, asked.documentId, actor, acks, expiresAtMs);
    });
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  const clients = new Set<TestClient>();
  const reopened: Workspaces[] = [];

  return {
    gate,
    database,
    erased,
    store,
    workspaces,
    workspace,
    directory,
    connect(documentId: string, asked: ConnectOptions = {}): TestClient {
      const path = `/${v7()}`;
      waiting.set(path, { documentId, options: asked });
      const protocol = asked.acks === false ? plainProtocol : ackProtocol;
      const client = new TestClient(new WebSocket(`ws://127.0.0.1:${port}${path}`, protocol), asked);
      clients.add(client);
      return client;
    },
    /** Makes a card; `withContact`: and the contact that set-up makes along. */
    async create(
      kind: CardKind,
      fields: Readonly<Record<string, Scalar>> = {},
      more: { readonly contactType?: "company" | "person"; readonly actor?: Actor } = {},
    ): Promise<WholeCard> {
      const cardId = parseCardId(v7());
      const { actor = ada, ...type } = more;
      await workspace.execute(
        {
          type: "create",
          id: newCommandId(),
          cardId,
          kind,
          fields,
          ...type,
          commonDocumentId: parseDocumentId(v7()),
          cardDocumentId: parseDocumentId(v7()),
          contact: { cardId: parseCardId(v7()), cardDocumentId: parseDocumentId(v7()), relationId: newRelationId() },
        },
        actor,
      );
      return await this.read(cardId);
    },
    async read(id: string): Promise<WholeCard> {
      const { cardDocumentId, notes, ...card } = (await workspace.readCard(id)) ?? {};
      if (cardDocumentId === undefined || notes === undefined) throw new Error(`There is no card ${id}`);
      return { ...(card as CardJson), cardDocumentId, notes };
    },
    async delete(id: string, actor: Actor = ada): Promise<void> {
      await workspace.execute({ type: "delete", id: newCommandId(), cardId: parseCardId(id) }, actor);
    },
    async restore(id: string): Promise<void> {
      await workspace.execute({ type: "restore", id: newCommandId(), cardId: parseCardId(id) }, ada);
    },
    async link(contactId: string, cardId: string): Promise<void> {
      await workspace.execute(
        {
          type: "link",
          id: newCommandId(),
          contactId: parseCardId(contactId),
          cardId: parseCardId(cardId),
          relationId: newRelationId(),
          master: "contact",
        },
        ada,
      );
    },
    async unlink(card: CardJson): Promise<void> {
      for (const { id } of card.relations) {
        await workspace.execute({ type: "unlink", id: newCommandId(), relationId: parseRelationId(id) }, ada);
      }
    },
    /** The workspace again, on the same store, as after a restart. */
    async reopen(): Promise<Workspace> {
      await workspaces.close();
      const again = new Workspaces({ ...options, store });
      reopened.push(again);
      return await again.get("muster-ag", ada);
    },
    async close(): Promise<void> {
      gate.open();
      for (const client of clients) client.end();
      for (const opened of [workspaces, ...reopened]) await opened.close();
      server.closeAllConnections();
      server.close();
      await store.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

export type Fixture = Awaited<ReturnType<typeof openFixture>>;

/** One socket in a room, with a document. Sends tagged frames where it has acknowledgements. */
export class TestClient {
  readonly doc: Y.Doc;
  readonly record: RecordDocument;
  readonly writer = createWriterId();
  readonly closed: Promise<number>;
  readonly refusals: Refusal[] = [];
  readonly notices: Notice[] = [];
  readonly denied: string[] = [];
  /** Awareness updates received. */
  readonly awareness: Uint8Array[] = [];
  settled = 0;
  step1s = 0;
  updates = 0;
  isSynced = false;
  /** Answers no state vector any more. */
  isMute = false;
  readonly #socket: WebSocket;
  readonly #acks: boolean;
  readonly #actor: Actor;
  readonly #card: string | undefined;
  readonly #clock = new WriterClock(Date.now);
  #tag = 0;

  constructor(socket: WebSocket, options: ConnectOptions) {
    this.#socket = socket;
    this.#acks = options.acks ?? true;
    this.#actor = options.actor ?? ben;
    this.#card = options.card;
    this.doc = options.doc ?? new Y.Doc();
    this.record = new RecordDocument(this.doc);
    this.closed = new Promise((resolve) => socket.on("close", resolve));
    socket.on("error", () => {});
    socket.on("message", (message: Buffer) => this.#receive(message));
    socket.on("open", () => this.sendRaw(step1Frame(Y.encodeStateVector(this.doc))));
    this.doc.on("update", (update: Uint8Array, origin: unknown) => {
      if (origin !== this) this.send(updateFrame(update));
    });
  }

  set(field: string, value: Scalar): string {
    const { writer } = this;
    let id = "";
    this.doc.transact(() => {
      this.record.register(writer, { card: this.#card ?? "", user: this.#actor.sub });
      id = entryId(this.record.set(field, value, { writer, at: this.#clock.next() }));
    });
    return id;
  }

  /** Sends a stock frame as this client sends its frames. */
  send(frame: Uint8Array): void {
    this.#tag += 1;
    this.sendRaw(this.#acks ? encodeTagged(this.#tag, frame) : frame);
  }

  sendRaw(bytes: Uint8Array): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(bytes);
  }

  sendText(text: string): void {
    this.#socket.send(text);
  }

  /** Everything sent so far is settled. */
  get isSettled(): boolean {
    return this.isSynced && this.settled >= this.#tag;
  }

  ping(): void {
    this.#socket.ping("x".repeat(100));
  }

  /** What has been sent and not been taken yet. */
  get bufferedBytes(): number {
    return this.#socket.bufferedAmount;
  }

  end(): void {
    this.#socket.terminate();
  }

  /** Reads nothing any more, so that pings stay unanswered. */
  stopAnswering(): void {
    this.#socket.pause();
    setTimeout(() => this.#socket.resume(), 100);
  }

  #receive(message: Uint8Array): void {
    const decoder = decoding.createDecoder(message);
    const type = decoding.readVarUint(decoder);
    if (type === messageTypes.sync) this.#sync(decoder);
    else if (type === messageTypes.awareness) this.awareness.push(decoding.readVarUint8Array(decoder));
    else if (type === messageTypes.auth) this.denied.push(readDenied(message));
    else if (type === messageTypes.settled) {
      const { refusals } = readSettled(decoder);
      this.settled += 1;
      this.refusals.push(...refusals);
    } else if (type === messageTypes.notice) this.notices.push(readNotice(decoder));
  }

  #sync(decoder: decoding.Decoder): void {
    const type = decoding.readVarUint(decoder);
    const body = decoding.readVarUint8Array(decoder);
    if (type === syncTypes.step1) {
      this.step1s += 1;
      if (this.isMute) return;
      this.send(step2Frame(Y.encodeStateAsUpdate(this.doc, body)));
      return;
    }
    Y.applyUpdate(this.doc, body, this);
    if (type === syncTypes.step2) this.isSynced = true;
    else this.updates += 1;
  }
}

function readDenied(message: Uint8Array): string {
  const decoder = decoding.createDecoder(message);
  decoding.readVarUint(decoder);
  decoding.readVarUint(decoder);
  return decoding.readVarString(decoder);
}

/** Waits until something is so; the bound is against what hangs. */
export async function until(isSo: () => boolean, what = "it", withinMs = 30_000): Promise<void> {
  const endMs = Date.now() + withinMs;
  while (!isSo()) {
    if (Date.now() > endMs) throw new Error(`Not within ${withinMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

/** Long enough for anything that is going to happen to have happened. */
export const aMoment = (ms = 40): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
