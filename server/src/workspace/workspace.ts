/**
 * A workspace as the rest of the server uses it: what HTTP routes call and sockets are handed to.
 *
 * Shape    as a role sees it, see `Workspaces.get`: what the role may not read is not in any answer.
 *          Every method is asynchronous; what it resolves with is durable; refusals are thrown as `ProblemError`.
 * Not      the implementation, see `owner.ts`; nor a place that knows of HTTP.
 * Source   docs/ARCHITECTURE.md, "The owner"
 *
 * @module
 */
import type {
  Actor,
  CardKind,
  Command,
  CommandId,
  ContactStatus,
  ContactType,
  LinkUndo,
  Scalar,
  Setup,
  SortColumn,
} from "@couplet/model";
import type { LostContent } from "@couplet/protocol";
import type { WebSocket } from "ws";
import type { StoredAnswer, StrandedRow } from "../store/store.ts";
import type { Access } from "../accounts/access.ts";
import type { ContactJobs } from "./contact-jobs.ts";
import type { VerifyToken } from "../token.ts";
import type { GoneCard } from "./erased-cards.ts";
import type { Erased } from "./erasure.ts";
import type { PersonalData } from "./personal-data.ts";
import type { Unrecovered } from "./recover.ts";
import type { SessionSocket } from "./session-socket.ts";

/** A relation as seen from a card: `cardId`, `kind`, `no` and `name` are those of the *other* card. */
export interface RelationJson {
  readonly id: string;
  readonly code: string;
  readonly kind: CardKind;
  readonly cardId: string;
  readonly no: string;
  readonly name: string;
  /** What undoing the link brings back; absent where it cannot be undone, or not any more. */
  readonly undo?: LinkUndo;
}

/** A contact that was joined into this one and can still be brought back. */
interface MergedJson {
  readonly id: string;
  readonly no: string;
  readonly name: string;
  /** ISO 8601, UTC. */
  readonly at: string;
}

/** A card, flat: beside these, every field its kind has, by name; the empty value where it was never set. */
export interface CardJson {
  readonly id: string;
  readonly kind: CardKind;
  readonly no: string;
  readonly type?: ContactType;
  readonly companyId?: string;
  readonly documentId: string;
  /** Absent, as are the kind's own fields and `notes`, where the role of who asks may not read them. */
  readonly cardDocumentId?: string;
  readonly relations: readonly RelationJson[];
  /** Contacts only. */
  readonly status?: ContactStatus;
  readonly notes?: string;
  /** Fields whose value is read from the person's company, and that company's id; absent where there are none. */
  readonly inherited?: Readonly<Record<string, string>>;
  /** Contacts only; absent where there are none. */
  readonly merged?: readonly MergedJson[];
  readonly [field: string]:
    | Scalar
    | readonly RelationJson[]
    | readonly MergedJson[]
    | Readonly<Record<string, string>>
    | undefined;
}

export interface ListQuery {
  readonly search?: string | undefined;
  /** 1 to 1000. */
  readonly limit: number;
  readonly cursor?: string | undefined;
  /** By number where it is absent. */
  readonly sort?: CardSort | undefined;
}

/** A column that the kind has, from its least value up or, with `-` before it, from its greatest down. */
export type CardSort = SortColumn | `-${SortColumn}`;

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor?: string;
}

export interface HistoryPageQuery {
  /** Of this field only. */
  readonly field?: string | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

export interface HistoryItem {
  readonly field: string;
  readonly old: Scalar | null;
  readonly new: Scalar;
  readonly by: { readonly sub: string; readonly name: string };
  /** ISO 8601, UTC. */
  readonly at: string;
  /** The card on which the field was set. */
  readonly cardId: string;
  /** `<writer>@<at>` */
  readonly entry: string;
}

export interface CandidateJson {
  /** `<writer>@<at>` */
  readonly entry: string;
  readonly value: Scalar;
  /** By the author's clock; ISO 8601, UTC. */
  readonly at: string;
  readonly cardId?: string;
  readonly by?: { readonly sub: string; readonly name?: string };
}

export interface ConflictJson {
  readonly field: string;
  /** `ask`: money or identity, somebody has to choose; `quiet`: a mark is enough. */
  readonly severity: "ask" | "quiet";
  /** The shown one first. */
  readonly candidates: readonly CandidateJson[];
}

/** One item of the feed; bytes as base64. */
export type ChangeJson = {
  readonly seq: number;
  readonly type: string;
  readonly by: string;
  readonly at: string;
} & Readonly<Record<string, unknown>>;

/** What a command did. `cardIds`: cards made, changed or deleted, the one the command is about first. */
export interface CommandOutcome {
  readonly commandId: string;
  readonly cardIds: readonly string[];
  readonly relationIds: readonly string[];
  /** True when this command had been executed before and nothing was done now. */
  readonly repeated: boolean;
}

/** A card as people name it. */
export interface CardLabel {
  readonly id: string;
  readonly kind: CardKind;
  readonly no: string;
  readonly name: string;
}

/** An edit that arrived for a deleted card, and what its author can do with it now. */
export interface StrandedOffer {
  readonly row: StrandedRow;
  readonly card?: CardLabel;
  readonly actions: readonly ("restore" | "apply" | "discard")[];
  /** What `apply` changes while the card is deleted. */
  readonly relatedCards: readonly CardLabel[];
}

/** Who comes with a socket of `/sync`. */
export interface SyncVisitor {
  readonly actor: Actor;
  readonly workspace: string;
  readonly expiresAtMs: number;
  readonly access?: Access;
  /** For the tokens that follow the first one. */
  readonly verifyToken: VerifyToken;
}

export interface Workspace {
  readonly id: string;
  /** Contacts for many cards at once. */
  readonly contactJobs: ContactJobs;

  /**
   * Idempotent by `command.id`.
   *
   * @param isDecidedOnce a refusal is kept, too: the command stays refused however often and late it arrives
   * @throws {ProblemError} when it is refused; nothing has changed then
   */
  execute(command: Command, actor: Actor, isDecidedOnce?: boolean): Promise<CommandOutcome>;

  /**
   * `undefined` for a card that is deleted, unknown or of another kind. Here and in what follows the id of a contact that was joined into
   * another one stands for that one.
   */
  readCard(id: string, kind?: CardKind): Promise<CardJson | undefined>;
  /** Ordered by number. @throws {ProblemError} 400 `cursor.invalid` */
  listCards(kind: CardKind, query: ListQuery): Promise<Page<CardJson>>;
  /**
   * Sets fields (and `notes`) as edits by the actor; judged as a whole against the card that would result.
   * With a `commandId` it is idempotent: a repetition changes nothing and answers the card as it is.
   *
   * @throws {ProblemError} 403, 404, 422 with `field`
   */
  editCard(
    id: string,
    patch: Readonly<Record<string, unknown>>,
    actor: Actor,
    commandId?: CommandId,
  ): Promise<CardJson>;

  /** Newest first; of deleted cards too. @throws {ProblemError} 404, 400 `cursor.invalid` */
  history(cardId: string, query: HistoryPageQuery): Promise<Page<HistoryItem>>;
  /** Fields with more than one candidate. @throws {ProblemError} 404 */
  conflicts(cardId: string): Promise<{ readonly items: readonly ConflictJson[] }>;
  changes(since: number, limit: number): Promise<{ readonly items: readonly ChangeJson[]; readonly nextSince: number }>;

  /** Deleted cards have some, too. Whoever asks may read everything. @throws {ProblemError} 404 */
  personalData(cardId: string): Promise<PersonalData>;
  /**
   * Takes what is kept of a deleted card, and of those joined into it, out for good.
   *
   * @param confirm the card's number
   * @throws {ProblemError} 404, 409 `erasure.notDeleted`, `erasure.joined`, 422 `erasure.confirm`
   */
  erase(cardId: string, confirm: string, actor: Actor): Promise<Erased>;
  /** Grows with every erasure; 0: nothing was erased. */
  readonly erasedMark: () => number;
  /** What was erased after the mark, and perhaps some before. */
  erasedSince(mark: number): readonly GoneCard[];

  setup(): Promise<Setup>;
  /**
   * Takes what {@link setup} gave, and `renames: [{ from, to }]` of relation codes.
   *
   * @param ifMatch tags of the set-ups it may replace; absent: whichever holds
   * @throws {ProblemError} 403, 412, 422
   */
  putSetup(setup: unknown, actor: Actor, ifMatch?: string): Promise<Setup>;

  /** Edits of the actor that arrived for deleted cards. */
  stranded(actor: Actor): Promise<readonly StrandedRow[]>;
  /** The same, with what can be done with each. */
  strandedOffers(actor: Actor): Promise<readonly StrandedOffer[]>;
  /**
   * `apply`: to the card if it is there again, else to the cards it was related to; `discard`: forgets the edit.
   *
   * @throws {ProblemError} 404, 403, 409 `stranded.noCard`
   */
  resolveStranded(entry: string, action: "apply" | "discard", actor: Actor): Promise<void>;

  /** Brings back what a restored backup has lost of a document. @returns what was not taken */
  recover(documentId: string, lost: LostContent, actor: Actor): Promise<readonly Unrecovered[]>;

  /** What was answered to an Idempotency-Key. */
  answer(user: string, key: string): Promise<StoredAnswer | undefined>;
  /** Keeps an answer; the first one stays. */
  saveAnswer(user: string, key: string, answer: StoredAnswer & { readonly body: string }): Promise<void>;

  /**
   * Takes over a socket as a session in the document's room, or closes it with the code that says why not.
   * The caller accepts the upgrade and pauses the socket until it calls this; from here on it is this session's.
   *
   * @param acks whether `couplet.ack.v1` was negotiated
   * @param expiresAtMs when the token ends; the socket is closed with 4401 then
   * @param access watched: the socket is closed with 4401 when it ends, and with 1013 when the role is another one
   */
  connect(
    socket: SessionSocket,
    documentId: string,
    actor: Actor,
    acks: boolean,
    expiresAtMs?: number,
    access?: Access,
  ): Promise<void>;

  /** Takes over a socket that carries the whole workspace. The caller pauses it until it calls this. */
  sync(socket: WebSocket, visitor: SyncVisitor): void;

  /** Whatever is shown, settled or relayed by now, and everything received before it, is durable once this resolves. */
  flush(): Promise<void>;
  /** Commits what is pending, closes every socket with 1013. */
  close(): Promise<void>;
}
