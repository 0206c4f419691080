/**
 * The client engine, headless: what elements and apps build on.
 *
 * Shape    {@link Engine}, made by `createEngine`; one per signed-in user and workspace.
 * Not      a view of documents: cards are opened as {@link CardSession}s.
 * Source   docs/ARCHITECTURE.md, "Client flow"
 *
 * @module
 */
import type { CardKind, ContactType, MergeSide, Scalar, Setup } from "@couplet/model";
import type { Administration } from "./administration.ts";
import type { AttentionItem, QueuedCommand } from "./attention.ts";
import type { CardRow } from "./card-row.ts";
import type { CardSession } from "./card-session.ts";
import type { CardCommand, CommandResult, LinkChoice } from "./card-command.ts";
import type { Identity, TokenAnswer, TokenRequest } from "./identity.ts";
import type { EngineLocale } from "./language.ts";
import type { LinkPreview } from "./link-preview.ts";
import type { ListSession, OpenListQuery } from "./lists/open-list.ts";
import type { MergePreview } from "./merge-preview.ts";
import type { Readable } from "./readable.ts";
import type { ReplicaProgress } from "./replica/replica-progress.ts";
import type { Status } from "./status.ts";

/** `opened`: what was opened on this device, for opening it offline; `workspace`: every card there is. */
export type Keeps = "opened" | "workspace";

/** `session`: gone with the browser session (shared computers); `memory`: gone with the page. */
export type StorageMode = "persistent" | "session" | "memory";

export interface EngineOptions {
  /** Of the server, e.g. `https://records.example`. */
  readonly endpoint: string;
  /** Must be the token's, where given. */
  readonly workspace?: string;
  readonly getToken: (request: TokenRequest) => Promise<TokenAnswer>;
  /** `persistent` if absent. */
  readonly storage?: StorageMode;
  /** `opened` if absent. */
  readonly keeps?: Keeps;
  /** Starts without network; see {@link Engine.setOffline}. */
  readonly offline?: boolean;
  /** The server answers in this language, and lists are sorted as that of the start sorts; the browser's if absent. */
  readonly locale?: EngineLocale;
  /** Nothing can be edited, whatever the role. */
  readonly readonly?: boolean;
}

export interface ListQuery {
  readonly search?: string;
  /** 1 to 1000; 100 if absent. */
  readonly limit?: number;
  readonly cursor?: string;
}

export interface CardList {
  readonly items: readonly CardRow[];
  readonly nextCursor?: string;
  /** The server was not reachable: these are the cards this device has seen. */
  readonly fromCache: boolean;
}

export interface HistoryQuery {
  /** Of this field only. */
  readonly field?: string;
  readonly limit?: number;
  readonly cursor?: string;
}

/** One value that a field had, and where it came from (F8). */
export interface HistoryItem {
  /** `<writer>@<at>` */
  readonly entry: string;
  readonly field: string;
  /** `undefined`: none, or not known without the server. */
  readonly old: Scalar | undefined;
  readonly new: Scalar;
  readonly by: { readonly sub: string; readonly name: string };
  /** Milliseconds since 1970. */
  readonly atMs: number;
  /** The card it was set on, which may be a related one. */
  readonly cardId: string;
  /** Set on this device, and not on the server yet. */
  readonly isWaiting?: true;
}

export interface HistoryPage {
  readonly items: readonly HistoryItem[];
  readonly nextCursor?: string;
  /** The server was not reachable: these are the values this device knows of, and there may have been others. */
  readonly fromCache: boolean;
}

export interface KnownSetup {
  readonly setup: Setup;
  /** When the server told it, in milliseconds since 1970. */
  readonly asOfMs: number;
  /** The server was not reachable: this is what the device last heard of. */
  readonly fromCache: boolean;
}

export type EngineEvent =
  | { readonly type: "auth-required" }
  /** Relations of these cards, or which document they hold, may have changed. */
  | { readonly type: "cards-changed"; readonly cardIds: readonly string[] }
  /** Somebody saved another set-up; open cards go by it already. */
  | { readonly type: "setup-changed" }
  | { readonly type: "deleted"; readonly cardId: string; readonly kind: CardKind }
  | { readonly type: "restored"; readonly cardId: string; readonly kind: CardKind }
  | {
      readonly type: "refused";
      readonly cardId: string;
      readonly field: string;
      readonly code: string;
      readonly text: string;
    };

export interface Engine {
  readonly endpoint: string;
  /** `undefined` until {@link ready}; the role may change while it runs. */
  readonly identity: Readable<Identity | undefined>;
  readonly status: Readable<Status>;
  /** How far the workspace has come to this device; `undefined` where only what was opened is kept. */
  readonly progress: Readable<ReplicaProgress | undefined>;
  readonly attention: Readable<readonly AttentionItem[]>;
  /** Commands that wait for the server, in the order they will be sent. */
  readonly queue: Readable<readonly QueuedCommand[]>;
  /** Resolves once the user is known, also offline from the last session. @throws {SignInNeededError} where nobody is. */
  readonly ready: Promise<Identity>;

  /** By id, or by number. @throws {CardNotFoundError} @throws {OfflineError} where it was never open on this device. */
  openCard(kind: CardKind, card: { readonly id: string } | { readonly no: string }): Promise<CardSession>;
  /** One answer of the server about a card, not live; from the device while offline. `undefined`: no such card. */
  readCard(kind: CardKind, id: string): Promise<CardRow | undefined>;
  /** One page, by number; of a search what fits best first, where this device has everything. */
  list(kind: CardKind, query?: ListQuery): Promise<CardList>;
  /**
   * A list to look at: any rows of it, in any order, live. Resolves when there is something to show.
   *
   * @throws {RequestRefusedError}
   */
  openList(kind: CardKind, query?: OpenListQuery): Promise<ListSession>;
  /**
   * Newest first, also of fields set on related cards. A value is restored by setting it.
   *
   * @throws {OfflineError} where the server cannot be asked and this device knows nothing of the card's past
   */
  history(kind: CardKind, id: string, query?: HistoryQuery): Promise<HistoryPage>;

  /**
   * Where the server can be asked, resolves with its answer; else at once, with `queued`: the command waits on this device, and cards
   * and lists show what it will do.
   *
   * @throws {RequestRefusedError} Then nothing has changed.
   */
  execute(command: CardCommand): Promise<CommandResult>;
  /** The same for the methods up to `restore`. @throws {CommandQueuedError} where the card queued for cannot be shown yet */
  create(
    kind: CardKind,
    fields: Readonly<Record<string, unknown>>,
    options?: { readonly type?: ContactType; readonly no?: string; readonly notes?: string },
  ): Promise<CardRow>;
  /** A customer, vendor or bank account from a contact. */
  createFromContact(
    contactId: string,
    kind: Exclude<CardKind, "contact">,
    options?: { readonly templateCode?: string },
  ): Promise<CardRow>;
  createContactFromCard(kind: Exclude<CardKind, "contact">, cardId: string): Promise<CardRow>;
  link(contactId: string, cardId: string, choice?: LinkChoice): Promise<void>;
  unlink(contactId: string, relationId: string): Promise<void>;
  /** Both cards get back what they had. @throws {RequestRefusedError} `undoLink.edited` once somebody has edited since */
  undoLink(contactId: string, relationId: string): Promise<void>;
  /**
   * Joins a contact into another one, with its cards, persons and notes. A field not named keeps the kept contact's value, or where that
   * is blank the other's.
   */
  merge(contactId: string, mergedId: string, fields?: Readonly<Record<string, MergeSide>>): Promise<void>;
  /** Brings back a contact that was joined into another one. */
  undoMerge(contactId: string): Promise<void>;
  remove(kind: CardKind, id: string): Promise<void>;
  restore(kind: CardKind, id: string): Promise<CardRow>;
  /** Both sides' values before a link is made. */
  linkPreview(contactId: string, kind: Exclude<CardKind, "contact">, cardId: string): Promise<LinkPreview>;

  /** Both contacts' values before they are joined. */
  mergePreview(contactId: string, mergedId: string): Promise<MergePreview>;

  /** Gives up a refused or stranded edit, or a refused command. */
  discard(item: AttentionItem): Promise<void>;
  /** Sets a refused value again; sends a refused command again; applies a stranded one to the related card. */
  retry(item: AttentionItem): Promise<void>;
  /** Restores the card of a stranded edit, and applies the edit. */
  restoreStranded(item: AttentionItem): Promise<void>;

  /** Offline as it was last heard of. @throws {OfflineError} where it never was */
  setup(): Promise<KnownSetup>;
  readonly administration: Administration;
  /** What the demo import said, as the server keeps it; `undefined` where there was none. */
  demoReport(): Promise<unknown>;

  observe(listener: (event: EngineEvent) => void): () => void;
  /** Hands over a token, for instance after signing in again. */
  setToken(answer: TokenAnswer): void;
  /** Asks `getToken` and the server again now. */
  retryConnection(): void;
  setOffline(offline: boolean): void;
  setReadonly(readonly: boolean): void;
  /** Asks the browser to keep this device's data. True: it will. */
  requestPersistence(): Promise<boolean>;
  /** Ends the engine; with `wipe` everything this user has on the device in this workspace goes too, unsent edits included. */
  signOut(options?: { readonly wipe?: boolean }): Promise<void>;
  /** Ends the engine; what waits stays on the device. */
  close(): Promise<void>;
}
