/**
 * A workspace on its owner: reads go to the store, changes go through the owner.
 *
 * Shape    implements `workspace.ts`, for one role each; commands and edits that carry an id are done once, whatever is retried.
 *
 * @module
 */
import {
  type Actor,
  type CardKind,
  type Command,
  type CommandId,
  type CommandProblem,
  decide,
  type Effect,
  mayRead,
  parseCommandId,
  type Role,
  type Setup,
} from "@couplet/model";
import type { LostContent } from "@couplet/protocol";
import { v7 } from "uuid";
import type { WebSocket } from "ws";
import type { Access } from "../accounts/access.ts";
import { ProblemError } from "../problem.ts";
import type { StoredAnswer, StrandedRow } from "../store/store.ts";
import { SyncHub } from "../sync/sync-hub.ts";
import { CardView } from "./card-view.ts";
import { putSetup } from "./change-setup.ts";
import { ContactJobs } from "./contact-jobs.ts";
import { editCard } from "./edit.ts";
import type { ErasedCards, GoneCard } from "./erased-cards.ts";
import { type Erased, erase, eraseAgain } from "./erasure.ts";
import { applyEffects, loadForEffects } from "./effects.ts";
import { bringBackStranded, resolveStranded } from "./late.ts";
import type { Owner } from "./owner.ts";
import { changesSince, conflictsOf, historyOf } from "./past.ts";
import { type PersonalData, personalDataOf } from "./personal-data.ts";
import { decideWith } from "./rows.ts";
import { recoverLost, type Unrecovered } from "./recover.ts";
import type { SessionSocket } from "./session-socket.ts";
import { strandedOffers } from "./stranded.ts";
import type { Transaction } from "./transaction.ts";
import type {
  CardJson,
  ChangeJson,
  CommandOutcome,
  ConflictJson,
  HistoryItem,
  HistoryPageQuery,
  ListQuery,
  Page,
  StrandedOffer,
  SyncVisitor,
  Workspace,
} from "./workspace.ts";

export class OwnedWorkspace implements Workspace {
  readonly id: string;
  readonly contactJobs: ContactJobs;
  readonly #owner: Owner;
  readonly #cards: CardView;
  readonly #readsOwn: (kind: CardKind) => boolean;
  readonly #syncs: SyncHub;
  readonly #erased: ErasedCards;

  /** @param reader whose eyes it is seen with; absent: the server's own, which see everything; @param syncs its connections, the same for all eyes */
  constructor(owner: Owner, erased: ErasedCards, contactJobs = new ContactJobs(owner), reader?: Role, syncs?: SyncHub) {
    this.#erased = erased;
    this.id = owner.workspace;
    this.#owner = owner;
    this.contactJobs = contactJobs;
    this.#readsOwn = (kind) => reader === undefined || mayRead(reader, kind);
    this.#cards = new CardView(owner, this.#readsOwn);
    this.#syncs = syncs ?? new SyncHub(owner, this);
  }

  /** The same workspace, without what the role may not read. */
  seenBy(reader: Role): OwnedWorkspace {
    return new OwnedWorkspace(this.#owner, this.#erased, this.contactJobs, reader, this.#syncs);
  }

  async execute(command: Command, actor: Actor, isDecidedOnce = false): Promise<CommandOutcome> {
    const outcome = await this.#owner.transact((transaction) => execute(transaction, command, actor, isDecidedOnce));
    if ("refused" in outcome) throw ProblemError.ofCommand(outcome.refused);
    return outcome;
  }

  readCard(id: string, kind?: CardKind): Promise<CardJson | undefined> {
    return this.#cards.read(id, kind);
  }

  listCards(kind: CardKind, query: ListQuery): Promise<Page<CardJson>> {
    return this.#cards.list(kind, query);
  }

  async editCard(
    id: string,
    patch: Readonly<Record<string, unknown>>,
    actor: Actor,
    commandId?: CommandId,
  ): Promise<CardJson> {
    await this.#owner.transact(async (transaction) => {
      if (commandId !== undefined && (await transaction.outcome(commandId)) !== undefined) return;
      await editCard(transaction, id, patch, actor, commandId ?? parseCommandId(v7()));
      if (commandId !== undefined) transaction.saveOutcome(commandId, "");
    });
    const card = await this.#cards.read(id);
    if (!card) throw new ProblemError(404, "card.notFound");
    return card;
  }

  history(cardId: string, query: HistoryPageQuery): Promise<Page<HistoryItem>> {
    return historyOf(this.#owner.store, this.id, cardId, { ...query, readsOwn: this.#readsOwn });
  }

  conflicts(cardId: string): Promise<{ readonly items: readonly ConflictJson[] }> {
    return this.#owner.transact(async (transaction) => {
      const card = await transaction.cardToday(cardId);
      if (!card || card.deletedAtMs !== undefined) throw new ProblemError(404, "card.notFound");
      const rooms = [await transaction.room(card.commonDocumentId)];
      if (this.#readsOwn(card.kind)) rooms.push(await transaction.room(card.cardDocumentId));
      const records = rooms.map((room) => [room.id, room.record] as const);
      return { items: await conflictsOf(transaction.store, this.id, card, records) };
    }, false);
  }

  changes(
    since: number,
    limit: number,
  ): Promise<{ readonly items: readonly ChangeJson[]; readonly nextSince: number }> {
    return changesSince(this.#owner.store, this.id, { since, limit, readsOwn: this.#readsOwn });
  }

  async personalData(cardId: string): Promise<PersonalData> {
    await this.flush();
    return await personalDataOf(this.#owner.store, this.id, cardId, this.#owner.nowMs());
  }

  async erase(cardId: string, confirm: string, actor: Actor): Promise<Erased> {
    const erased = await erase(this.#owner, this.#erased, { cardId, confirm, by: actor });
    await this.#syncs.feed.forgetKept();
    return erased;
  }

  readonly erasedMark = (): number => this.#erased.markOf(this.id);

  erasedSince(mark: number): readonly GoneCard[] {
    return this.#erased.goneSince(this.id, mark);
  }

  /** What was erased and is there again is erased again. @returns how many cards */
  async eraseAgain(): Promise<number> {
    const nobody: Actor = { sub: "", name: "", role: "admin" };
    const count = await eraseAgain(this.#owner, this.#erased, ({ id: cardId }, id) =>
      this.execute({ type: "delete", id, cardId }, nobody),
    );
    if (count > 0) await this.#syncs.feed.forgetKept();
    return count;
  }

  async setup(): Promise<Setup> {
    const setup = await this.#owner.store.setup(this.id);
    if (!setup) throw new ProblemError(404, "workspace.notFound", { text: "There is no such workspace." });
    return setup;
  }

  async putSetup(setup: unknown, actor: Actor, ifMatch?: string): Promise<Setup> {
    await this.#owner.transact((transaction) => putSetup(transaction, setup, actor, ifMatch));
    return await this.setup();
  }

  stranded(actor: Actor): Promise<readonly StrandedRow[]> {
    return this.#owner.store.stranded(this.id, { user: actor.sub });
  }

  strandedOffers(actor: Actor): Promise<readonly StrandedOffer[]> {
    return strandedOffers(this.#owner.store, this.id, actor, this.#owner.nowMs());
  }

  resolveStranded(entry: string, action: "apply" | "discard", actor: Actor): Promise<void> {
    return this.#owner.transact((transaction) => resolveStranded(transaction, entry, action, actor));
  }

  async recover(documentId: string, lost: LostContent, actor: Actor): Promise<readonly Unrecovered[]> {
    const { store, limits } = this.#owner;
    const rules = { restoredAtMs: await store.restoredAtMs(), maxDocumentBytes: limits.maxDocumentBytes };
    return await this.#owner.transact((transaction) => recoverLost(transaction, documentId, lost, actor, rules));
  }

  answer(user: string, key: string): Promise<StoredAnswer | undefined> {
    return this.#owner.store.answer(this.id, user, key);
  }

  saveAnswer(user: string, key: string, answer: StoredAnswer & { readonly body: string }): Promise<void> {
    return this.#owner.transact(async (transaction) => {
      if (await transaction.store.answer(this.id, user, key)) return;
      const isPending = transaction.batch.writes.some(
        (write) => write.type === "answer" && write.user === user && write.key === key,
      );
      if (!isPending) transaction.write({ type: "answer", user, key, atMs: transaction.nowMs, ...answer });
    });
  }

  connect(
    socket: SessionSocket,
    documentId: string,
    actor: Actor,
    acks: boolean,
    expiresAtMs?: number,
    access?: Access,
  ): Promise<void> {
    return this.#owner.connect(socket, documentId, { actor, acks, expiresAtMs, access });
  }

  sync(socket: WebSocket, visitor: SyncVisitor): void {
    this.#syncs.connect(socket, visitor);
  }

  flush(): Promise<void> {
    return this.#owner.transact(() => Promise.resolve(), false);
  }

  async close(): Promise<void> {
    await this.contactJobs.close();
    await this.#owner.close();
  }
}

/** What became of a command that was refused, and is to stay so. */
interface Refused {
  readonly refused: CommandProblem;
}

async function execute(
  transaction: Transaction,
  command: Command,
  actor: Actor,
  isDecidedOnce: boolean,
): Promise<CommandOutcome | Refused> {
  const before = await transaction.outcome(command.id);
  if (before !== undefined) {
    const known = readOutcome(before);
    return "refused" in known ? known : { ...known, commandId: command.id, repeated: true };
  }
  const decision = await decideWith(() => decide(transaction.rows, command, actor));
  if (!decision.ok) {
    if (!isDecidedOnce) throw ProblemError.ofCommand(decision.problem);
    const refused: Refused = { refused: decision.problem };
    transaction.saveOutcome(command.id, JSON.stringify(refused));
    return refused;
  }
  const { effects } = decision;
  await loadForEffects(transaction, effects);
  transaction.isChanging = true;
  applyEffects(transaction, effects, actor);
  if (command.type === "restore") {
    for (const cardId of cardsOf(effects)) await bringBackStranded(transaction, cardId);
  }
  const outcome = { cardIds: cardsOf(effects), relationIds: relationsOf(effects) };
  transaction.saveOutcome(command.id, JSON.stringify(outcome));
  transaction.isChanging = false;
  return { ...outcome, commandId: command.id, repeated: false };
}

/** Cards in the order the effects name them, without duplicates. */
const cardsOf = (effects: readonly Effect[]): string[] => [
  ...new Set(
    effects.flatMap((effect) =>
      effect.type === "putCard" ? [effect.card.id] : "cardId" in effect ? [effect.cardId] : [],
    ),
  ),
];

const relationsOf = (effects: readonly Effect[]): string[] => [
  ...new Set(
    effects.flatMap((effect) =>
      effect.type === "putRelation" || effect.type === "removeRelation" ? [effect.relation.id] : [],
    ),
  ),
];

function readOutcome(text: string): Pick<CommandOutcome, "cardIds" | "relationIds"> | Refused {
  if (text === "") return { cardIds: [], relationIds: [] };
  return JSON.parse(text) as Pick<CommandOutcome, "cardIds" | "relationIds"> | Refused;
}
