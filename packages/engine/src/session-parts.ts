/**
 * What an engine is made of once its user is known, and how the parts are wired to each other.
 *
 * @module
 */
import {
  type Actor,
  type CardKind,
  type Command,
  type CreateCommand,
  type InheritanceSwitches,
  type Setup,
} from "@couplet/model";
import { refusedCommand } from "./attention-commands.ts";
import type { Api } from "./api.ts";
import { AskedNames } from "./asked-names.ts";
import { AttentionList } from "./attention-list.ts";
import type { CardHost } from "./card-host.ts";
import { CardReader, type Moment } from "./card-reader.ts";
import type { Connectivity } from "./connectivity.ts";
import type { Device } from "./device.ts";
import { EditOutcomes } from "./edit-outcomes.ts";
import { ErasedHere } from "./erased-here.ts";
import type { EngineEvent, KnownSetup } from "./engine.ts";
import type { Identity } from "./identity.ts";
import { Lists } from "./lists/lists.ts";
import { OpenCards } from "./open-cards.ts";
import { writeFirstNotes } from "./first-notes.ts";
import { sinkOf, silentSinkOf } from "./other-epoch.ts";
import { Outbox } from "./outbox.ts";
import type { CommandOutcome, OutboxHost } from "./outbox-host.ts";
import type { CommandRefusal, ForecastDocument, OutboxRow } from "./outbox-row.ts";
import { PastReader } from "./past.ts";
import { People, type NamedUser } from "./people.ts";
import { FeedNews } from "./replica/feed-news.ts";
import type { Replica } from "./replica/replica.ts";
import { WorkspaceRows } from "./replica/workspace-rows.ts";
import { RegisterRows } from "./search/row-source.ts";
import { sendCommand } from "./send-command.ts";
import { SetupReader } from "./setup-reader.ts";
import { SyncConnection } from "./sync/sync-connection.ts";
import { type EngineLocale, languageFrom } from "./language.ts";
import { TabCarrier } from "./sync/tab-carrier.ts";
import type { TokenSource } from "./token-source.ts";
import { UndoHistory } from "./undo.ts";
import { WorkingCopies } from "./working-copies.ts";

export interface PartsContext {
  readonly endpoint: string;
  readonly api: Api;
  readonly tokens: TokenSource;
  readonly connectivity: Connectivity;
  /** Absent where only what was opened is kept. */
  readonly replica: Replica | undefined;
  readonly locale: EngineLocale | undefined;
  identity(): Identity;
  isReadonly(): boolean;
  stateChanged(): void;
  storageFailed(): void;
  emit(event: EngineEvent): void;
}

const flushBeforeCommandMs = 3_000;

export class SessionParts implements CardHost, OutboxHost {
  readonly device: Device;
  readonly reader: CardReader;
  readonly lists: Lists;
  readonly attention: AttentionList;
  readonly people: People;
  readonly past: PastReader;
  readonly carrier: TabCarrier;
  readonly copies: WorkingCopies;
  readonly outcomes: EditOutcomes;
  readonly open: OpenCards;
  readonly outbox: Outbox;
  readonly #setup: SetupReader;
  readonly #context: PartsContext;
  readonly #undo = new Map<string, UndoHistory>();
  readonly #names: AskedNames;
  readonly #sentAt = new Map<string, Moment>();
  readonly #erased: ErasedHere;
  readonly #stops: (() => void)[] = [];

  constructor(device: Device, context: PartsContext) {
    this.device = device;
    this.#context = context;
    const { register } = device;
    const { api, connectivity, tokens, replica } = context;
    if (replica) register.keepWorkspace(new WorkspaceRows(replica));
    this.reader = new CardReader(api, register, connectivity);
    const rows = new RegisterRows(register, replica);
    const quiet = (): Promise<void> => this.open.quiet();
    const language = languageFrom(context.locale);
    this.lists = new Lists({ rows, reader: this.reader, connectivity, language: language(), quiet });
    this.attention = new AttentionList(register, () => context.storageFailed());
    this.people = new People(register, () => {
      for (const card of this.open) card.refresh();
    });
    this.#names = new AskedNames(api, this.people, connectivity);
    this.past = new PastReader(api, {
      register,
      isOutOfReach: () => this.isOutOfReach(),
      records: (cardId) => this.open.of(cardId)[0]?.records() ?? [],
      waiting: (cardId) => new Set(this.copies.waiting().flatMap((edit) => (edit.cardId === cardId ? edit.id : []))),
      named: (sub) => this.people.named(sub),
      learn: (user) => this.people.learn(user),
    });
    this.open = new OpenCards(
      () => connectivity.reach.value === "reachable" || connectivity.reach.value === "unknown",
      {
        recount: () => {
          if (this.attention.items.value.length > 0) this.#recount();
        },
        visible: () => this.#setup.readSoon(),
        unheard: () => void this.#setup.look().catch(() => undefined),
      },
    );
    this.#setup = new SetupReader(api, register, () => {
      for (const card of this.open) card.refresh();
      context.emit({ type: "setup-changed" });
    });
    this.outcomes = new EditOutcomes(
      { api, register, attention: this.attention, reader: this.reader, connectivity },
      {
        cardEvent: (cardId, event) => {
          for (const card of this.open.of(cardId)) card.emit(event);
        },
        refused: ({ cardId, field, code, text }) => context.emit({ type: "refused", cardId, field, code, text }),
        stale: (cardId) => {
          this.open.reload(cardId);
          context.emit({ type: "cards-changed", cardIds: [cardId] });
        },
        setupChanged: () => this.#setup.readSoon(),
        isEarly: (edit, refusal) => this.copies.isEarly(edit, refusal),
        setInTime: ({ documentId, role }, edit) => this.copies.setInTime(documentId, role, edit),
      },
    );
    this.carrier = new TabCarrier({
      name: this.isShared ? register.name : undefined,
      tokens,
      connectivity,
      connect: () =>
        new SyncConnection({
          url: `${context.endpoint.replace(/^http/, "ws")}/sync`,
          tokens,
          connectivity,
          language,
          sink: replica ? sinkOf(replica, this) : silentSinkOf(this),
        }),
    });
    this.#stops.push(
      this.carrier.outdated.subscribe(() => context.stateChanged()),
      this.carrier.feedFails.subscribe((fails) => {
        if (replica) replica.isLeftBehind = fails;
        if (fails) context.storageFailed();
      }),
    );
    this.copies = new WorkingCopies(
      {
        carrier: this.carrier,
        register,
        disk: device.disk,
        kept: replica,
        connectivity,
        nowMs: () => this.nowMs(),
        tellTime: () => api.get("/setup"),
        user: () => context.identity().sub,
        isHeld: (documentId) => this.outbox.isHeld(documentId),
        isNew: (documentId) => this.outbox.isNew(documentId),
        storageFailed: () => context.storageFailed(),
      },
      { opened: (copy) => this.outcomes.follow(copy), stateChanged: () => context.stateChanged() },
    );
    this.outbox = new Outbox(this);
    this.#erased = new ErasedHere({ api, register, copies: this.copies, lists: replica?.lists });
    if (replica) {
      const news = new FeedNews(replica, {
        open: this.open,
        lists: this.lists,
        rows,
        register,
        setupChanged: () => this.#setup.readSoon(),
        changed: (cardIds) => context.emit({ type: "cards-changed", cardIds }),
      });
      this.#stops.push(() => news.close());
    }
  }

  get api(): Api {
    return this.#context.api;
  }

  get connectivity(): Connectivity {
    return this.#context.connectivity;
  }

  get register(): Device["register"] {
    return this.device.register;
  }

  get isShared(): boolean {
    return this.device.storage !== "memory";
  }

  /** Reads what the device kept, then sends what was left unsent. */
  async start(): Promise<void> {
    await this.device.register.load();
    await this.people.load();
    await this.#setup.load();
    await this.attention.load();
    await this.outbox.load();
    this.listChanged();
    this.people.learn(this.#context.identity());
    // The first answer to what is asked for below makes the server reachable: nothing has to be asked for twice.
    let isAsked = false;
    this.#stops.push(
      this.attention.items.subscribe(() => {
        this.#context.stateChanged();
        for (const card of this.open) card.refresh();
      }),
      this.#context.connectivity.reach.subscribe((reach) => {
        if (reach === "reachable" && !isAsked) this.#catchUp();
        isAsked = false;
      }),
    );
    await this.copies.start();
    this.#catchUp();
    isAsked = this.#context.connectivity.reach.value === "unknown";
    this.outbox.resume();
  }

  /** @throws {OfflineError} */
  readSetup(): Promise<Setup> {
    return this.#setup.read();
  }

  /** @throws {OfflineError} where it was never heard of */
  answerSetup(): Promise<KnownSetup> {
    return this.#setup.answer();
  }

  /** As it was last read, also without network. */
  knownSetup(): Setup | undefined {
    return this.#setup.known;
  }

  inheritance(): InheritanceSwitches | undefined {
    return this.#setup.known?.inheritance;
  }

  #catchUp(): void {
    this.readSetup().catch(() => undefined);
    this.open.catchUp();
    this.#recount();
  }

  actor(): Actor {
    const { sub, name, role } = this.identity();
    return { sub, name, role };
  }

  /** What was typed just before must be there when the server decides. */
  async beforeSending({ id, cardIds }: OutboxRow): Promise<void> {
    await this.copies.flush(
      (copy) => !this.outbox.isHeld(copy.documentId) && copy.waiting.some(({ cardId }) => cardIds.includes(cardId)),
      flushBeforeCommandMs,
    );
    this.#sentAt.set(id, this.reader.moment());
  }

  readonly sendCommand = (command: Command): Promise<unknown> => sendCommand(command, this);

  async executed({ command, cardIds }: OutboxRow, outcome: CommandOutcome): Promise<void> {
    // Before anything is taken in: a forecast ends as soon as the server's row is here.
    const rows = [...new Set([...cardIds, ...outcome.cardIds])].flatMap((id) => this.register.card(id) ?? []);
    const mayRevive = command.type === "restore" || command.type === "undoMerge";
    const sentAt = this.#sentAt.get(command.id) ?? this.reader.moment();
    const made = await this.reader.take(outcome.card, mayRevive, sentAt);
    this.#sentAt.delete(command.id);
    if (command.type === "delete") await this.reader.takeDeletion(command.cardId, outcome.card, sentAt);
    const isDeleted = (id: string): boolean => command.type === "delete" && command.cardId === id;
    const stale = rows.filter(
      ({ id, forecast }) =>
        id !== made?.id && !isDeleted(id) && (forecast !== undefined || this.open.of(id).length > 0),
    );
    await Promise.allSettled(stale.map(({ kind, id }) => this.reader.refresh(kind, id)));
  }

  writeNotes({ cardId, cardDocumentId, kind }: CreateCommand, notes: string): Promise<void> {
    return writeFirstNotes(this.copies, cardDocumentId, { cardId, kind }, notes);
  }

  async forecastChanged(cardIds: ReadonlySet<string>): Promise<void> {
    const open = [...this.open].filter((card) => cardIds.has(card.id));
    await Promise.allSettled(
      open.map(async (card) => {
        const isProvisional = card.row.provisional === true;
        // Another tab may have sent what makes it, and kept what the server answered.
        const row = this.register.card(card.id) ?? (isProvisional ? await this.register.readCard(card.id) : undefined);
        if (row) await card.adopt(row.isDeleted === true ? undefined : row, row.forecast === undefined);
        else if (isProvisional) await card.reload().catch(() => card.adopt(undefined));
      }),
    );
    this.copies.holdsChanged();
    this.attention.rebuild();
    if (cardIds.size > 0) this.#context.emit({ type: "cards-changed", cardIds: [...cardIds] });
  }

  listChanged(): void {
    this.attention.setCommands(this.outbox.refused.map((row) => refusedCommand(row, this.register)));
    this.#context.stateChanged();
  }

  async bringInStep(documents: Readonly<Record<string, ForecastDocument>>): Promise<void> {
    const kept = new Set(this.register.documents.ids());
    const edited = Object.entries(documents).filter(([id]) => kept.has(id) || this.copies.open(id) !== undefined);
    await Promise.all(edited.map(([id, { role, values }]) => this.copies.bringInStep(id, role, values)));
  }

  async abandon(documentIds: readonly string[], { code, text }: CommandRefusal): Promise<void> {
    for (const documentId of documentIds) this.copies.giveUp(documentId, { code, text });
    await Promise.resolve();
  }

  storageFailed(): void {
    this.#context.storageFailed();
  }

  /** Others may have settled what waits here. */
  #recount(): void {
    void this.outcomes.readStranded();
    void this.outcomes.recountClosed((documentId) => this.copies.open(documentId) !== undefined);
  }

  identity(): Identity {
    return this.#context.identity();
  }

  user(): NamedUser {
    const { sub, name } = this.#context.identity();
    return { sub, name };
  }

  isReadonly = (): boolean => this.#context.isReadonly();

  nowMs = (): number => Date.now() + this.#context.api.clockOffsetMs;

  isOutOfReach(): boolean {
    const { value } = this.#context.connectivity.reach;
    return value === "offline" || value === "unreachable";
  }

  observeReach(listener: () => void): () => void {
    return this.#context.connectivity.reach.subscribe(listener);
  }

  readRow(kind: CardKind, id: string): ReturnType<CardReader["readRow"]> {
    return this.reader.readRow(kind, id);
  }

  knownCard(id: string): ReturnType<Device["register"]["card"]> {
    return this.device.register.card(id);
  }

  numberOf(id: string): { readonly kind: CardKind; readonly no: string } | undefined {
    const row = this.knownCard(id);
    return row && { kind: row.kind, no: row.no };
  }

  keep(...shown: Parameters<CardReader["keep"]>): void {
    this.reader.keep(...shown);
  }

  undoOf(cardId: string): UndoHistory {
    const history = this.#undo.get(cardId) ?? new UndoHistory();
    this.#undo.set(cardId, history);
    return history;
  }

  askNames(kind: CardKind, cardId: string, users: ReadonlySet<string>): void {
    this.#names.ask(kind, cardId, users);
  }

  async close(): Promise<void> {
    for (const stop of this.#stops) stop();
    this.open.close();
    this.#erased.close();
    this.outbox.close();
    this.#setup.close();
    this.lists.close();
    await this.reader.save();
    await this.copies.close();
    await this.carrier.close();
    this.#context.replica?.close();
  }
}
