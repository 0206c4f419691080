/**
 * One user's engine on a paper workspace: enough to show and test the elements without a server.
 *
 * Shape    an {@link Engine}; what a server would refuse for good reason is refused here too, in the same words.
 * Not      the engine: nothing is stored, sent or merged.
 *
 * @module
 */
import {
  Cell,
  CardNotFoundError,
  OfflineError,
  RequestRefusedError,
  linkPreviewOf,
  mergePreviewOf,
  type Administration,
  type AttentionItem,
  type CardList,
  type CardRow,
  type Engine,
  type EngineEvent,
  type FieldConflict,
  type HistoryPage,
  type HistoryQuery,
  type Identity,
  type KnownSetup,
  type LinkChoice,
  type LinkPreview,
  type MergePreview,
  type ListQuery,
  type ListSession,
  type QueuedCommand,
  type ReplicaProgress,
  type Status,
} from "@couplet/engine";
import {
  defaultSetup,
  fieldSpec,
  fittingTemplates,
  type CardKind,
  type ContactType,
  type MergeSide,
  type Scalar,
  type Setup,
} from "@couplet/model";
import { PaperSession } from "./paper-session.ts";
import type { PaperCard, PaperWorkspace } from "./paper-workspace.ts";

/** People sign in elsewhere. */
const nobody = (): Promise<never> => Promise.reject(new OfflineError("Managing people"));
const paperPeople: Administration["people"] = {
  list: async () => undefined,
  invite: nobody,
  change: nobody,
  remove: nobody,
  createLink: nobody,
  sessions: nobody,
  endSession: nobody,
  endOtherSessions: nobody,
};
const paperPasskeys: Administration["passkeys"] = { list: nobody, ask: nobody, add: nobody, remove: nobody };

export class PaperEngine implements Engine {
  readonly endpoint = "paper:";
  /** What {@link setup} answers. */
  paperSetup: Setup = defaultSetup();
  readonly administration: Administration = {
    readSetup: async () => ({ setup: this.paperSetup, tag: "" }),
    saveSetup: () => Promise.reject(new OfflineError("Setting up")),
    countMissingContacts: async () => ({ cards: 0, wanted: 0 }),
    createMissingContacts: () => Promise.reject(new OfflineError("Making contacts")),
    followBulk: () => Promise.reject(new OfflineError("Making contacts")),
    listBulks: async () => [],
    cancelBulk: () => Promise.reject(new OfflineError("Making contacts")),
    people: paperPeople,
    passkeys: paperPasskeys,
    demoReport: async () => undefined,
  };
  readonly identity: Cell<Identity>;
  readonly status: Cell<Status>;
  readonly progress = new Cell<ReplicaProgress | undefined>(undefined);
  readonly attention = new Cell<readonly AttentionItem[]>([]);
  readonly queue = new Cell<readonly QueuedCommand[]>([]);
  readonly ready: Promise<Identity>;
  readonly workspace: PaperWorkspace;
  /** The field the user is in, for tests. */
  focused: string | undefined;
  readonly #listeners = new Set<(event: EngineEvent) => void>();
  readonly sessions = new Map<string, PaperSession>();

  constructor(workspace: PaperWorkspace, identity: Partial<Identity> = {}) {
    this.workspace = workspace;
    this.identity = new Cell<Identity>({
      sub: "ada",
      name: "Ada Keller",
      role: "admin",
      workspace: "main",
      ...identity,
    });
    this.status = new Cell<Status>({
      state: "saved",
      waiting: 0,
      refused: 0,
      decisions: 0,
      sinceMs: Date.now(),
      lastContactMs: Date.now(),
      storage: "persistent",
    });
    this.ready = Promise.resolve(this.identity.value);
    this.onChange((cardIds) => {
      for (const listener of this.#listeners) listener({ type: "cards-changed", cardIds });
      this.#findConflicts();
    });
    this.#findConflicts();
  }

  onChange(listener: (cardIds: readonly string[]) => void): () => void {
    this.workspace.listeners.add(listener);
    return () => this.workspace.listeners.delete(listener);
  }

  #findConflicts(): void {
    const items: AttentionItem[] = [];
    const seen = new Set<FieldConflict>();
    for (const card of this.workspace.cards.values())
      for (const document of [card.common, card.own])
        for (const [field, conflict] of document.conflicts) {
          if (seen.has(conflict)) continue;
          seen.add(conflict);
          const name = String(this.workspace.values(card)["name"] ?? "");
          items.push({
            kind: "conflict",
            id: `${card.id}/${field}`,
            card: { id: card.id, kind: card.kind, no: card.no, name },
            field,
            severity: conflict.severity,
            actions: ["choose"],
          });
        }
    this.attention.set(items);
    const { state } = this.status.value;
    const isCalm = state === "saved" || state === "decision";
    this.status.set({
      ...this.status.value,
      decisions: items.length,
      ...(isCalm ? { state: items.length ? "decision" : "saved" } : {}),
    });
  }

  #find(id: string): PaperCard {
    const card = this.workspace.cards.get(id);
    if (!card) throw new CardNotFoundError(id);
    return card;
  }

  async openCard(kind: CardKind, name: { readonly id: string } | { readonly no: string }): Promise<PaperSession> {
    const card = [...this.workspace.cards.values()].find(
      (found) => found.kind === kind && ("id" in name ? found.id === name.id : found.no === name.no),
    );
    if (!card) throw new CardNotFoundError("id" in name ? name.id : name.no);
    const session = new PaperSession(this, card);
    this.sessions.set(card.id, session);
    return session;
  }
  async readCard(_kind: CardKind, id: string): Promise<CardRow | undefined> {
    const card = this.workspace.cards.get(id);
    return card && !card.deleted ? this.workspace.row(card) : undefined;
  }
  async list(kind: CardKind, query: ListQuery = {}): Promise<CardList> {
    const words = (query.search ?? "").toLocaleLowerCase();
    const items = [...this.workspace.cards.values()]
      .filter((card) => card.kind === kind && !card.deleted)
      .map((card) => this.workspace.row(card))
      .filter((row) =>
        `${row.no} ${String(row.values["name"])} ${String(row.values["city"])}`.toLocaleLowerCase().includes(words),
      );
    return { items, fromCache: false };
  }
  async openList(kind: CardKind, query: ListQuery = {}): Promise<ListSession> {
    const { items } = await this.list(kind, query);
    return {
      count: new Cell(items.length),
      progress: new Cell({ hasMore: false, fromCache: false, canArrange: false, isNear: false }),
      rows: (from, to) => items.slice(from, to),
      indexOf: (id) => items.findIndex((row) => row.id === id),
      card: (id) => items.find((row) => row.id === id),
      values: () => [],
      arrange: () => undefined,
      observe: () => () => undefined,
      refresh: async () => undefined,
      close: () => undefined,
    };
  }
  async history(_kind: CardKind, id: string, { field, limit = 100, cursor }: HistoryQuery = {}): Promise<HistoryPage> {
    const card = this.#find(id);
    const all = [...card.common.past, ...card.own.past]
      .filter((item) => fieldSpec(card.kind, item.field) && (field === undefined || item.field === field))
      .sort((a, b) => b.atMs - a.atMs);
    const from = Number(cursor ?? 0);
    const next = from + limit < all.length ? { nextCursor: String(from + limit) } : {};
    return { items: all.slice(from, from + limit), ...next, fromCache: this.status.value.state === "offline" };
  }
  async execute(): Promise<never> {
    throw new OfflineError("A command on paper");
  }
  async create(
    kind: CardKind,
    fields: Readonly<Record<string, Scalar>>,
    options: { readonly type?: ContactType; readonly notes?: string } = {},
  ): Promise<CardRow> {
    return this.workspace.row(this.workspace.add(kind, fields, options));
  }
  async createFromContact(
    contactId: string,
    kind: Exclude<CardKind, "contact">,
    { templateCode }: { readonly templateCode?: string } = {},
  ): Promise<CardRow> {
    const contact = this.#find(contactId);
    const type = this.workspace.values(contact)["companyId"] ? "company" : (contact.type ?? "company");
    const fitting = fittingTemplates(this.paperSetup.cardTemplates, kind, type);
    const template = fitting.length === 1 ? fitting[0] : fitting.find(({ code }) => code === templateCode);
    if (fitting.length > 1 && !template)
      throw new RequestRefusedError(409, {
        code: "template.ambiguous",
        text: "",
        params: { codes: fitting.map(({ code }) => code).join(", ") },
      });
    const card = this.workspace.add(kind, template?.fields ?? {});
    this.workspace.relate(contact, card);
    return this.workspace.row(card);
  }
  async createContactFromCard(_kind: Exclude<CardKind, "contact">, cardId: string): Promise<CardRow> {
    const card = this.#find(cardId);
    const contact = this.workspace.add("contact", {}, { type: "company" });
    contact.common = card.common;
    this.workspace.relate(contact, card);
    return this.workspace.row(contact);
  }
  async link(contactId: string, cardId: string, choice: LinkChoice = {}): Promise<void> {
    const contact = this.#find(contactId);
    const card = this.#find(cardId);
    const [taken] = this.workspace.relationsOf(card);
    if (taken)
      throw new RequestRefusedError(409, {
        code: "link.exists",
        text: "",
        params: { a: card.no, b: taken.contact.no },
      });
    this.workspace.relate(contact, card, choice);
  }
  async unlink(_contactId: string, relationId: string): Promise<void> {
    const relation = this.workspace.relations.find((found) => found.id === relationId);
    if (relation) this.workspace.part(relation);
  }
  async undoLink(_contactId: string, relationId: string): Promise<void> {
    const relation = this.workspace.relations.find((found) => found.id === relationId);
    if (!relation?.before) throw new RequestRefusedError(409, { code: "undoLink.none", text: "" });
    this.workspace.undo(relation);
  }
  async merge(contactId: string, mergedId: string, fields: Readonly<Record<string, MergeSide>> = {}): Promise<void> {
    this.workspace.merge(this.#find(contactId), this.#find(mergedId), fields);
  }
  async undoMerge(contactId: string): Promise<void> {
    this.workspace.undoMerge(this.#find(contactId));
  }
  async mergePreview(contactId: string, mergedId: string): Promise<MergePreview> {
    return mergePreviewOf(this.workspace.row(this.#find(contactId)), this.workspace.row(this.#find(mergedId)));
  }
  async remove(_kind: CardKind, id: string): Promise<void> {
    const card = this.#find(id);
    for (const relation of this.workspace.relationsOf(card)) this.workspace.part(relation);
    card.deleted = true;
    this.workspace.tell([id]);
  }
  async restore(_kind: CardKind, id: string): Promise<CardRow> {
    const card = this.#find(id);
    card.deleted = false;
    this.workspace.tell([id]);
    return this.workspace.row(card);
  }
  async linkPreview(contactId: string, _kind: Exclude<CardKind, "contact">, cardId: string): Promise<LinkPreview> {
    return linkPreviewOf(this.workspace.row(this.#find(contactId)), this.workspace.row(this.#find(cardId)));
  }
  async discard(): Promise<void> {}
  async retry(): Promise<void> {}
  async restoreStranded(): Promise<void> {}
  async setup(): Promise<KnownSetup> {
    return { setup: this.paperSetup, asOfMs: Date.now(), fromCache: false };
  }
  async demoReport(): Promise<unknown> {
    return undefined;
  }
  observe(listener: (event: EngineEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
  setToken(): void {}
  retryConnection(): void {}
  setOffline(isOffline: boolean): void {
    this.status.set({ ...this.status.value, state: isOffline ? "offline" : "saved", sinceMs: Date.now() });
  }
  setReadonly(): void {}
  async requestPersistence(): Promise<boolean> {
    return true;
  }
  async signOut(): Promise<void> {}
  async close(): Promise<void> {}
}
