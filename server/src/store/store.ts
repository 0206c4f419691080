/**
 * What the server keeps: cards, relations, set-up, documents, and the log of everything that happened, per workspace.
 *
 * Shape    all changes go through {@link Store.commit}, a list of {@link Write}s in one transaction; everything else reads.
 *          One process owns a store. The owner numbers the log: every {@link LogItem} has a `seq` of its own, strictly
 *          growing per workspace, starting after {@link Store.lastSeq}.
 * Not      a place for rules: whether a write is allowed has been decided before it comes here. The two rules that must hold
 *          whatever the code above does stand in the database too, see {@link Constraint}.
 * Source   docs/ARCHITECTURE.md, "The owner"; docs/decisions/0005-one-owner-one-commit-per-turn.md
 *
 * @module
 */
import {
  AppError,
  type Card,
  type CardKind,
  type DeletionRecord,
  type DocumentId,
  type Relation,
  type Scalar,
  type Setup,
} from "@couplet/model";
import type { ChangedPage, ChangedQuery, Logged, RangePage, RangeQuery } from "./changed.ts";
import type { JobItem, JobRow } from "./job-row.ts";

/** A Yjs document. A common document is held by cards ({@link Hold}); a card document belongs to `cardId` for ever. */
export interface DocumentRow {
  readonly id: DocumentId;
  readonly role: "common" | "card";
  /** The card of a card document; absent for common documents. */
  readonly cardId?: string | undefined;
  /** The document that took this one's place: set once nobody holds this one any more. */
  readonly retiredInto?: string | undefined;
  readonly retiredAtSeq?: number | undefined;
  /** Its content is gone for good: only that it was, and who held it, is still known. */
  readonly forgottenAtMs?: number | undefined;
  /** The document whose entries this one started with, as of `forkedAtSeq`. Its history up to there is this one's, too. */
  readonly forkedFrom?: string | undefined;
  readonly forkedAtSeq?: number | undefined;
}

/** A card holds a common document from one `seq` until another (exclusive), or until today where `untilSeq` is absent. */
export interface Hold {
  readonly documentId: DocumentId;
  readonly cardId: string;
  readonly fromSeq: number;
  readonly untilSeq?: number;
}

/** What a document shows: field -> shown value, and the fields with more than one candidate. */
export interface ShownValues {
  readonly values: Readonly<Record<string, Scalar>>;
  readonly conflicts: readonly string[];
}

/** One field set by one person. `by` is the authenticated sender, not what the entry claims. */
export interface HistoryRow {
  readonly seq: number;
  readonly documentId: string;
  /** The card on which the field was set. */
  readonly cardId: string;
  readonly field: string;
  /** What was shown before; absent where the field was never set. */
  readonly old?: Scalar | undefined;
  readonly new: Scalar;
  readonly by: { readonly sub: string; readonly name: string };
  readonly atMs: number;
  /** `<writer>@<at>` */
  readonly entry: string;
}

/** Where a page of history ended: its last row will do. */
export type HistoryCursor = Pick<HistoryRow, "seq" | "entry" | "field">;

/** The history of several documents, each up to and including `untilSeq` where given, newest first. */
export interface HistoryQuery {
  readonly documents: readonly { readonly documentId: string; readonly untilSeq?: number | undefined }[];
  /** Of this field only. */
  readonly field?: string | undefined;
  readonly limit: number;
  readonly before?: HistoryCursor | undefined;
}

/** Where a page of cards ended: its last card will do. */
type CardCursor = Pick<Card, "no" | "id">;

/** Every word of `search` must occur in the card's number or shown values; case, accents and phone formats do not matter. */
export interface CardQuery {
  readonly kind: CardKind;
  readonly search?: string | undefined;
  /** The search passes over what only this kind has: who asks may not read it. */
  readonly commonOnly?: boolean | undefined;
  readonly limit: number;
  readonly after?: CardCursor | undefined;
  /** From the greatest number down. */
  readonly isDescending?: boolean | undefined;
}

/** The same cards in the order of their ids, each with what it shows of a common field. */
export interface CardValuesQuery extends Pick<CardQuery, "kind" | "search" | "commonOnly" | "limit"> {
  readonly field: string;
  /** The last id before; absent: from the first on. */
  readonly afterId?: string | undefined;
}

export interface CardValue {
  readonly id: string;
  readonly no: string;
  /** `undefined` where it shows none, or no text. */
  readonly value: string | undefined;
}

/** An edit that arrived for a deleted card: kept whole, so that its author can still have it applied. */
export interface StrandedRow {
  /** `<writer>@<at>` */
  readonly entry: string;
  readonly cardId: string;
  /** The document it arrived in. */
  readonly documentId: string;
  readonly field: string;
  readonly value: Scalar;
  readonly writer: string;
  readonly at: number;
  readonly seen: Readonly<Record<string, number>>;
  /** Who the writers in `seen` are: without it, what was seen counts for nothing where they are not known. */
  readonly seenWriters?: Readonly<Record<string, { readonly card: string; readonly user: string }>>;
  /** `sub` of the author. */
  readonly user: string;
  readonly userName: string;
  readonly strandedAtMs: number;
}

/** The first answer to a request with an Idempotency-Key. */
export interface StoredAnswer {
  readonly bodyHash: string;
  readonly status: number;
  /** Absent once the answer was pruned. */
  readonly body?: string | undefined;
}

/** The end of a workspace's chain: 64 hexadecimal digits that stand for all that was logged so far. */
export interface ChainHead {
  readonly entries: number;
  readonly link: string;
}

/** Items of the log about relations of some cards, `limit` numbers of the log at a time. */
export interface RelationItemsQuery {
  readonly cardIds: readonly string[];
  readonly after: number;
  readonly limit: number;
}

export interface RelationItems {
  readonly items: readonly { readonly seq: number; readonly relation: Relation }[];
  readonly end: number;
  readonly isLast: boolean;
}

/** What has been kept since before a time, the oldest first. */
export interface AgeQuery {
  readonly beforeMs: number;
  readonly limit: number;
}

/** Outcomes of commands longer than this many characters are large: {@link Store.largeOutcomes}. */
export const largeOutcomeLength = 200;

/** One item of the log. `by` is the `sub` of who caused it. */
export type LogItem = { readonly seq: number; readonly by: string; readonly atMs: number } & (
  | { readonly type: "update"; readonly documentId: string; readonly update: Uint8Array }
  | { readonly type: "putCard"; readonly card: Card }
  | { readonly type: "putRelation" | "removeRelation"; readonly relation: Relation }
  | { readonly type: "putSetup"; readonly setup: Setup }
  /** The document's content is gone from here on; what is left of it in the log goes with {@link Write} `purgeDocument`. */
  | { readonly type: "forgetDocument"; readonly documentId: string }
);

/** One change. Log items change their table row, too. Ids of documents may be used before `createDocument` within one commit. */
export type Write = { readonly workspace: string } & (
  | LogItem
  | { readonly type: "createDocument"; readonly document: DocumentRow }
  | {
      readonly type: "retireDocument";
      readonly documentId: string;
      readonly into: string;
      readonly seq: number;
      readonly atMs: number;
    }
  /** What was set in the document goes with its updates, by {@link Write} `purgeDocument`. */
  | { readonly type: "eraseDocument"; readonly documentId: string; readonly atMs: number }
  /** The content of an item of the log goes. */
  | { readonly type: "purgeItem"; readonly seq: number }
  /** What mentions the cards beside their documents: deletions, stranded edits, answers, refusals, reports; the latter three also where they have one of the words. */
  | { readonly type: "eraseTraces"; readonly cardIds: readonly string[]; readonly words: readonly string[] }
  /** Takes at most `limit` updates of a forgotten document out of the log; of an erased one as many rows of history. */
  | { readonly type: "purgeDocument"; readonly documentId: string; readonly limit: number }
  | { readonly type: "hold"; readonly documentId: string; readonly cardId: string; readonly fromSeq: number }
  | { readonly type: "release"; readonly documentId: string; readonly cardId: string; readonly untilSeq: number }
  /** The user was the first to write under this Yjs client id in the document. A later one changes nothing. */
  | { readonly type: "client"; readonly documentId: string; readonly client: number; readonly user: string }
  /** Replaces all shown values of the document; what the lists search is derived from them. */
  | ({ readonly type: "project"; readonly documentId: string } & ShownValues)
  /** Stands for the updates of the document up to and including `seq` when it is loaded; the log keeps them. */
  | { readonly type: "snapshot"; readonly documentId: string; readonly state: Uint8Array; readonly seq: number }
  | ({ readonly type: "history" } & HistoryRow)
  /** In place of an earlier one of the same writer, card and field. */
  | { readonly type: "strand"; readonly row: StrandedRow }
  | { readonly type: "unstrand"; readonly entry: string; readonly cardId: string }
  | { readonly type: "recordDeletion"; readonly record: DeletionRecord }
  | { readonly type: "forgetDeletion"; readonly cardId: string }
  | ({ readonly type: "answer"; readonly user: string; readonly key: string; readonly atMs: number } & StoredAnswer & {
        readonly body: string;
      })
  /** Drops the body; that there was an answer, to what, is kept. */
  | { readonly type: "pruneAnswer"; readonly user: string; readonly key: string }
  | {
      readonly type: "commandOutcome";
      readonly commandId: string;
      readonly outcome: string;
      readonly atMs: number;
    }
  /** Another text in place of the outcome of a command that was executed. */
  | { readonly type: "pruneOutcome"; readonly commandId: string; readonly outcome: string }
  /** `cards`, those it has to do, are kept from the first time. */
  | { readonly type: "putJob"; readonly job: JobRow; readonly cards?: readonly string[] }
  /** A piece of the report, from its item number `first`. */
  | { readonly type: "reportJob"; readonly id: string; readonly first: number; readonly items: readonly JobItem[] }
  | { readonly type: "forgetJob"; readonly id: string }
);

/**
 * `number`            another card of the kind has the number (deleted ones included)
 * `relation.card`     the card is related already
 * `relation.contact`  the contact has a card of that kind already
 * `document`          there is a document with that id already
 * `seq`               the log has an item with that seq already
 * `command`           the command has an outcome already
 * `answer`            the key has an answer already
 */
export type Constraint = "number" | "relation.card" | "relation.contact" | "document" | "seq" | "command" | "answer";

/** A commit would have broken a uniqueness that the database guards. Nothing of it was written. */
export class ConstraintError extends AppError {
  readonly code = "store.constraint";
  readonly constraint: Constraint;
  constructor(constraint: Constraint, options?: ErrorOptions) {
    super(`The store refuses a second ${constraint}`, options);
    this.constraint = constraint;
  }
}

export const maxMergedContacts = 50;

/** Implemented by {@link SqliteStore}; every implementation passes `describeStore` of `store-contract.ts`. */
export interface Store {
  /**
   * All writes, in order, in one transaction: durable once resolved, none of them if it rejects.
   *
   * @throws {ConstraintError}
   * @throws {StoreUnavailableError} where the disk does not take them, or has not taken others a moment ago
   */
  commit(writes: readonly Write[]): Promise<void>;
  /** Made with the store; another one means that the store is another one (a backup, an emptied directory). */
  epoch(): Promise<string>;
  /** When this copy took the place of what was there, where it is a restored backup. */
  restoredAtMs(): Promise<number | undefined>;
  /** Workspaces that were ever written to. */
  workspaceIds(): Promise<string[]>;
  /** The last number given out; 0 where nothing happened yet. */
  lastSeq(workspace: string): Promise<number>;

  document(workspace: string, documentId: string): Promise<DocumentRow | undefined>;
  /** The snapshot, if any, and the updates after it, in order. Empty for a document never written to. */
  loadDocument(workspace: string, documentId: string): Promise<Uint8Array[]>;
  /** User by the Yjs client id under which they were the first to write in the document. */
  clients(workspace: string, documentId: string): Promise<Map<number, string>>;
  /**
   * Documents that no living card holds: retired, or of a card that is deleted. The longest unused first; forgotten ones
   * until nothing of them is left in the log.
   */
  unusedDocuments(workspace: string, query: AgeQuery): Promise<DocumentRow[]>;
  /** Documents that were never projected are absent. */
  values(workspace: string, documentIds: readonly string[]): Promise<Map<string, ShownValues>>;
  /** Whether something of the document is in the log, or in what is kept of its history. */
  hasContent(workspace: string, documentId: string): Promise<boolean>;
  relationItems(workspace: string, query: RelationItemsQuery): Promise<RelationItems>;
  /** What was deleted is not in the bytes that are stored any more. May take as long as writing all of it. */
  scrub(): Promise<void>;
  /** Past and present, in the order they began. */
  holds(workspace: string, of: { readonly documentId: string } | { readonly cardId: string }): Promise<Hold[]>;

  /** Whether a field of the document was set since the card came to hold it; false where it does not hold it. */
  isEditedSinceHeld(workspace: string, documentId: string, cardId: string): Promise<boolean>;

  /** Deleted ones included. */
  card(workspace: string, id: string): Promise<Card | undefined>;
  /** Whether a card of the kind has the number, or had it; deleted ones included. */
  isNumberTaken(workspace: string, kind: CardKind, no: string): Promise<boolean>;
  /** Deleted ones included, in the order asked for, unknown ones left out. */
  cardsById(workspace: string, ids: readonly string[]): Promise<Card[]>;
  /** Not deleted, ordered by number. */
  listCards(workspace: string, query: CardQuery): Promise<Card[]>;
  /** Not deleted, ordered by id, which never changes: whoever reads on meets every card once, whatever is changed meanwhile. */
  cardValues(workspace: string, query: CardValuesQuery): Promise<CardValue[]>;
  /** Cards that are not deleted and whose own documents show the contact as `primaryContactId`, ordered by number. */
  cardsWithPrimary(workspace: string, contactId: string): Promise<Card[]>;
  /** Contacts of the company that are not deleted, ordered by number. */
  personsOf(workspace: string, companyId: string): Promise<Card[]>;
  /** Contacts that were joined into the contact, at most {@link maxMergedContacts}, those that went last first. */
  mergedInto(workspace: string, contactId: string): Promise<Card[]>;
  /** Relations that any of the cards, contact or other, stands in. */
  relationsOf(workspace: string, cardIds: readonly string[]): Promise<Relation[]>;
  relation(workspace: string, id: string): Promise<Relation | undefined>;
  setup(workspace: string): Promise<Setup | undefined>;

  history(workspace: string, query: HistoryQuery): Promise<HistoryRow[]>;
  /** Log items after `since`, in the order of `seq`: at least one where there are some, fewer than `limit` where they are large. */
  changes(workspace: string, since: number, limit: number): Promise<LogItem[]>;
  /** What has changed, each thing once in its latest form, in the order of its last change. */
  changed(workspace: string, query: ChangedQuery): Promise<ChangedPage>;
  /** Things of one type by their ids, in their latest form; what was only mentioned, or removed, is not there. */
  inRange(workspace: string, query: RangeQuery): Promise<RangePage>;
  /** Nothing that was logged can be changed, taken out or moved without another head. `undefined` where nothing was. */
  chainHead(workspace: string): Promise<ChainHead | undefined>;
  /** The last item of the log up to there. */
  lastLogged(workspace: string, seq: number): Promise<Logged | undefined>;
  /** How many things have last changed after that, and up to `to` where it is given. */
  countChanged(workspace: string, after: number, to?: number): Promise<number>;
  /** Oldest first. */
  stranded(workspace: string, of: { readonly user: string } | { readonly cardId: string }): Promise<StrandedRow[]>;
  deletion(workspace: string, cardId: string): Promise<DeletionRecord | undefined>;
  answer(workspace: string, user: string, key: string): Promise<StoredAnswer | undefined>;
  /** Answers that still have their body; those without a `bodyHash` are no request's, and kept for good. */
  wholeAnswers(workspace: string, query: AgeQuery): Promise<{ readonly user: string; readonly key: string }[]>;
  commandOutcome(workspace: string, commandId: string): Promise<string | undefined>;
  /** Outcomes longer than {@link largeOutcomeLength}. */
  largeOutcomes(
    workspace: string,
    query: AgeQuery,
  ): Promise<{ readonly commandId: string; readonly outcome: string }[]>;

  job(workspace: string, id: string): Promise<JobRow | undefined>;
  /** The one begun last first. */
  jobs(workspace: string): Promise<JobRow[]>;
  /** The cards it has to do, as they were given to it. */
  jobCards(workspace: string, id: string): Promise<string[]>;
  /** Its report so far, in order. */
  jobItems(workspace: string, id: string): Promise<JobItem[]>;
  /** Workspaces with a job that is still running. */
  workspacesWithJobs(): Promise<string[]>;

  /** False from a commit that failed for the disk until a write has succeeded again, which is tried now and then when this is called. */
  canWrite(): boolean;
  /** Writes something small for real. @throws when the store cannot take writes. */
  check(): Promise<void>;
  close(): Promise<void>;
}
