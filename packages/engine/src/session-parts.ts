/**
 * What an engine is made of once its user is known, and how the parts are wired to each other.
 *
 * @module
 */
import { pathOfKind, type CardKind, type InheritanceSwitches, type Setup } from "@couplet/model";
import type { Api } from "./api.ts";
import { AttentionList } from "./attention-list.ts";
import type { CardHost } from "./card-host.ts";
import { CardReader } from "./card-reader.ts";
import type { Connectivity } from "./connectivity.ts";
import type { Device } from "./device.ts";
import { EditOutcomes } from "./edit-outcomes.ts";
import type { EngineEvent } from "./engine.ts";
import type { Identity } from "./identity.ts";
import { OpenCards } from "./open-cards.ts";
import { People, type NamedUser } from "./people.ts";
import { SetupReader } from "./setup-reader.ts";
import type { TokenSource } from "./token-source.ts";
import { UndoHistory } from "./undo.ts";
import { WorkingCopies } from "./working-copies.ts";

export interface PartsContext {
  readonly endpoint: string;
  readonly api: Api;
  readonly tokens: TokenSource;
  readonly connectivity: Connectivity;
  identity(): Identity;
  isReadonly(): boolean;
  stateChanged(): void;
  storageFailed(): void;
  emit(event: EngineEvent): void;
}

interface HistoryAnswer {
  readonly items?: readonly { readonly by?: NamedUser }[];
}

export class SessionParts implements CardHost {
  readonly device: Device;
  readonly reader: CardReader;
  readonly attention: AttentionList;
  readonly people: People;
  readonly copies: WorkingCopies;
  readonly outcomes: EditOutcomes;
  readonly open: OpenCards;
  readonly #setup: SetupReader;
  readonly #context: PartsContext;
  readonly #undo = new Map<string, UndoHistory>();
  readonly #askedUsers = new Set<string>();
  readonly #stops: (() => void)[] = [];

  constructor(device: Device, context: PartsContext) {
    this.device = device;
    this.#context = context;
    const { register } = device;
    const { api, connectivity, tokens } = context;
    this.reader = new CardReader(api, register, connectivity);
    this.attention = new AttentionList(register, () => context.storageFailed());
    this.people = new People(register, () => {
      for (const card of this.open) card.refresh();
    });
    this.open = new OpenCards(
      () => connectivity.reach.value === "reachable" || connectivity.reach.value === "unknown",
      () => {
        if (this.attention.items.value.length > 0) this.#recount();
      },
    );
    this.#setup = new SetupReader(api, register, () => {
      for (const card of this.open) card.refresh();
    });
    this.outcomes = new EditOutcomes(
      { api, register, attention: this.attention, reader: this.reader, connectivity },
      {
        cardEvent: (cardId, event) => {
          for (const card of this.open.of(cardId)) card.emit(event);
        },
        refused: ({ cardId, field, code, text }) => context.emit({ type: "refused", cardId, field, code, text }),
        stale: (cardId) => {
          this.open.reload([cardId]);
          context.emit({ type: "cards-changed", cardIds: [cardId] });
        },
      },
    );
    this.copies = new WorkingCopies(
      {
        roomsUrl: `${context.endpoint.replace(/^http/, "ws")}/docs`,
        register,
        keepsDocuments: device.storage !== "memory",
        tokens,
        connectivity,
        nowMs: () => this.nowMs(),
        user: () => context.identity().sub,
        storageFailed: () => context.storageFailed(),
      },
      { opened: (copy) => this.outcomes.follow(copy), stateChanged: () => context.stateChanged() },
    );
  }

  /** Reads what the device kept, then sends what was left unsent. */
  async start(): Promise<void> {
    await this.device.register.load();
    await this.people.load();
    await this.#setup.load();
    await this.attention.load();
    this.people.learn(this.#context.identity());
    this.#stops.push(
      this.attention.items.subscribe(() => {
        this.#context.stateChanged();
        for (const card of this.open) card.refresh();
      }),
      this.#context.connectivity.reach.subscribe((reach) => {
        if (reach === "reachable") this.#catchUp();
      }),
    );
    await this.copies.drain();
    this.#catchUp();
  }

  /** @throws {OfflineError} */
  readSetup(): Promise<Setup> {
    return this.#setup.read();
  }

  knownSetup(): Setup | undefined {
    return this.#setup.known;
  }

  inheritance(): InheritanceSwitches | undefined {
    return this.#setup.known?.inheritance;
  }

  #catchUp(): void {
    this.readSetup().catch(() => undefined);
    this.open.reloadAll();
    this.#recount();
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

  isReadonly(): boolean {
    return this.#context.isReadonly();
  }

  nowMs(): number {
    return Date.now() + this.#context.api.clockOffsetMs;
  }

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

  keep(row: Parameters<CardReader["keep"]>[0]): void {
    this.reader.keep(row);
  }

  undoOf(cardId: string): UndoHistory {
    const history = this.#undo.get(cardId) ?? new UndoHistory();
    this.#undo.set(cardId, history);
    return history;
  }

  askNames(kind: CardKind, cardId: string, users: ReadonlySet<string>): void {
    const unknown = [...users].filter((sub) => sub !== "" && !this.people.knows(sub) && !this.#askedUsers.has(sub));
    if (unknown.length === 0 || this.#context.connectivity.reach.value !== "reachable") return;
    for (const sub of unknown) this.#askedUsers.add(sub);
    void this.#learnNames(kind, cardId);
  }

  async #learnNames(kind: CardKind, cardId: string): Promise<void> {
    try {
      const answer = (await this.#context.api.get(`/${pathOfKind(kind)}/${cardId}/history?limit=200`)) as HistoryAnswer;
      for (const { by } of answer.items ?? []) if (by) this.people.learn(by);
    } catch {
      // Ids stand for the names until somebody shows up by name.
    }
  }

  async close(): Promise<void> {
    for (const stop of this.#stops) stop();
    this.open.close();
    await this.reader.save();
    await this.copies.close();
  }
}
