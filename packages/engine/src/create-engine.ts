/**
 * Makes an engine, and gives out its state as one object.
 *
 * Shape    the parts below exist once the user is known; until then methods wait for that.
 * Not      where things happen: see the parts it is made of.
 *
 * @module
 */
import type { CardKind } from "@couplet/model";
import { createAdministration, type Administration } from "./administration.ts";
import { Api } from "./api.ts";
import { AttentionActions } from "./attention-actions.ts";
import type { AttentionItem, QueuedCommand } from "./attention.ts";
import type { CardCommand, CommandResult } from "./card-command.ts";
import type { CardRow } from "./card-row.ts";
import type { CardSession } from "./card-session.ts";
import { queuedCommand } from "./attention-commands.ts";
import { commandOf, isOfRelation, subjectOf } from "./commands.ts";
import { Connectivity, hasAnswered } from "./connectivity.ts";
import { firstIdentity, knownIdentity } from "./first-identity.ts";
import type { DeviceDisk } from "./device-disk.ts";
import { idbDisk } from "./idb-disk.ts";
import { lastIdentity, openDevice, rememberIdentity, wipeDevice, type Device } from "./device.ts";
import {
  CardNotFoundError,
  CommandQueuedError,
  EngineClosedError,
  isOutOfReach,
  RequestRefusedError,
  SignInNeededError,
} from "./engine-error.ts";
import type { Engine, EngineEvent, EngineOptions, HistoryPage, HistoryQuery, KnownSetup } from "./engine.ts";
import type { Identity, TokenAnswer } from "./identity.ts";
import { readLinkPreview } from "./link-preview.ts";
import { readMergePreview } from "./merge-preview.ts";
import { keepAnew } from "./keep-anew.ts";
import { LiveCard } from "./live-card.ts";
import { Cell, type Readable } from "./readable.ts";
import { openReplica } from "./replica/open-replica.ts";
import type { ReplicaProgress } from "./replica/replica-progress.ts";
import type { Replica } from "./replica/replica.ts";
import { SessionParts } from "./session-parts.ts";
import { StorageWatch } from "./storage-watch.ts";
import { nextStatus, type Status } from "./status.ts";
import { TokenSource } from "./token-source.ts";

/** Starts at once; {@link Engine.ready} tells when the user is known. `createEngineOn`: the same on a disk of the caller's. */
export const createEngine = (options: EngineOptions): Engine => new CoupletEngine(options, idbDisk());
export const createEngineOn = (disk: DeviceDisk, options: EngineOptions): Engine => new CoupletEngine(options, disk);

class CoupletEngine implements Engine {
  readonly endpoint: string;
  readonly ready: Promise<Identity>;
  readonly administration: Administration;
  readonly #options: EngineOptions;
  readonly #disk: DeviceDisk | undefined;
  readonly #tokens: TokenSource;
  readonly #connectivity: Connectivity;
  readonly #api: Api;
  readonly #items: AttentionActions;
  readonly #status: Cell<Status>;
  readonly #attention = new Cell<readonly AttentionItem[]>([]);
  readonly #queue = new Cell<readonly QueuedCommand[]>([]);
  readonly #listeners = new Set<(event: EngineEvent) => void>();
  readonly #started: Promise<SessionParts>;
  readonly #progress = new Cell<ReplicaProgress | undefined>(undefined);
  #replica: Replica | undefined;
  #parts: SessionParts | undefined;
  #isReadonly: boolean;
  readonly #storage = new StorageWatch(
    () => this.#keepAnew(),
    () => this.#updateStatus(),
  );
  #isClosed = false;

  constructor(options: EngineOptions, disk: DeviceDisk | undefined) {
    this.#options = options;
    this.#disk = disk;
    this.endpoint = options.endpoint.replace(/\/+$/, "");
    this.#isReadonly = options.readonly ?? false;
    this.#tokens = new TokenSource(options.getToken, options.workspace);
    this.#connectivity = new Connectivity(() => hasAnswered(`${this.endpoint}/healthz`), options.offline ?? false);
    this.#api = new Api(this.endpoint, this.#tokens, this.#connectivity, options.locale);
    this.#items = new AttentionActions(this, this.#api, () => this.#running());
    this.administration = createAdministration(() => this.#running(), this.#api);
    const storage = options.storage ?? "persistent";
    this.#status = new Cell<Status>({
      state: "starting",
      waiting: 0,
      refused: 0,
      decisions: 0,
      sinceMs: Date.now(),
      storage,
    });
    this.#tokens.state.subscribe((state) => {
      this.#updateStatus();
      if (state === "signed-out") this.#emit({ type: "auth-required" });
      else void this.#parts?.outbox.drain();
    });
    this.#tokens.identity.subscribe((identity) => this.#identityChanged(identity));
    this.#connectivity.reach.subscribe(() => this.#updateStatus());
    this.#connectivity.lastContactMs.subscribe(() => this.#updateStatus());
    const last = storage === "persistent" ? lastIdentity(this.endpoint, options.workspace) : undefined;
    const first = firstIdentity(this.#tokens, this.#connectivity, last);
    this.#started = this.#start();
    this.ready = first.then(async (identity) => {
      await this.#started;
      return identity;
    });
    this.ready.catch(() => undefined);
    this.#started.catch(() => undefined);
  }

  get identity(): Readable<Identity | undefined> {
    return this.#tokens.identity;
  }

  get status(): Readable<Status> {
    return this.#status;
  }

  get progress(): Readable<ReplicaProgress | undefined> {
    return this.#progress;
  }

  get attention(): Readable<readonly AttentionItem[]> {
    return this.#attention;
  }

  get queue(): Readable<readonly QueuedCommand[]> {
    return this.#queue;
  }

  async openCard(kind: CardKind, card: { readonly id: string } | { readonly no: string }): Promise<CardSession> {
    const parts = await this.#running();
    const kept = "id" in card ? parts.knownCard(card.id) : undefined;
    const isOnDevice = parts.device.storage !== "memory" || parts.register.isComplete;
    const isKept = kept?.kind === kind && kept.isDeleted !== true && isOnDevice;
    let row: CardRow | undefined = isKept ? kept : undefined;
    if (!row) {
      try {
        row = "id" in card ? await parts.readRow(kind, card.id) : await parts.reader.findByNo(kind, card.no);
      } catch (error) {
        const hasRow = kept?.kind === kind && kept.isDeleted !== true;
        if (!hasRow || !isOutOfReach(error)) throw error;
        row = kept;
      }
    }
    if (!row) throw new CardNotFoundError("id" in card ? card.id : card.no);
    const live = new LiveCard(parts, row, !isKept && "id" in card, (closed) => parts.open.delete(closed));
    parts.open.add(live);
    if (isKept || "no" in card) live.reloadSoon();
    await parts.open.opened(live);
    return live;
  }

  async readCard(kind: CardKind, id: string): Promise<CardRow | undefined> {
    const parts = await this.#running();
    try {
      return await parts.readRow(kind, id);
    } catch (error) {
      const kept = parts.knownCard(id);
      if (isOutOfReach(error) && kept?.kind === kind) return kept.isDeleted === true ? undefined : kept;
      throw error;
    }
  }

  list: Engine["list"] = async (kind, query = {}) => await (await this.#running()).lists.page(kind, query);

  openList: Engine["openList"] = async (kind, query = {}) => await (await this.#running()).lists.open(kind, query);

  async history(kind: CardKind, id: string, query: HistoryQuery = {}): Promise<HistoryPage> {
    return await (await this.#running()).past.read(kind, id, query);
  }

  async execute(asked: CardCommand): Promise<CommandResult> {
    const parts = await this.#running();
    const command = commandOf(asked);
    await parts.reader.save();
    const submitted = await parts.outbox.submit(command);
    if (asked.type === "delete") this.#emit({ type: "deleted", cardId: asked.cardId, kind: asked.kind });
    if (asked.type === "restore") this.#emit({ type: "restored", cardId: asked.cardId, kind: asked.kind });
    const made = command.type === "link" || isOfRelation(command) ? undefined : subjectOf(command);
    const row = made === undefined ? undefined : parts.knownCard(made);
    return {
      ...(row && row.isDeleted !== true ? { card: row } : {}),
      ...(submitted.state === "queued" ? { queued: true } : {}),
    };
  }

  create: Engine["create"] = (kind, fields, { type, no, notes } = {}) =>
    this.#make({
      type: "create",
      kind,
      fields,
      ...(type === undefined ? {} : { contactType: type }),
      ...(no === undefined ? {} : { no }),
      ...(notes === undefined ? {} : { notes }),
    });

  createFromContact: Engine["createFromContact"] = (contactId, kind, { templateCode } = {}) =>
    this.#make({ type: "createFromContact", contactId, kind, ...(templateCode === undefined ? {} : { templateCode }) });

  createContactFromCard: Engine["createContactFromCard"] = (kind, cardId) =>
    this.#make({ type: "createContactFromCard", kind, cardId });

  readonly #do = async (command: CardCommand): Promise<void> => {
    await this.execute(command);
  };

  link: Engine["link"] = (contactId, cardId, choice) =>
    this.#do({ type: "link", contactId, cardId, ...(choice === undefined ? {} : { choice }) });

  unlink: Engine["unlink"] = (contactId, relationId) => this.#do({ type: "unlink", contactId, relationId });

  undoLink: Engine["undoLink"] = (contactId, relationId) => this.#do({ type: "undoLink", contactId, relationId });

  merge: Engine["merge"] = (contactId, mergedId, fields) =>
    this.#do({ type: "mergeContacts", contactId, mergedId, ...(fields === undefined ? {} : { fields }) });

  undoMerge: Engine["undoMerge"] = (contactId) => this.#do({ type: "undoMerge", cardId: contactId });

  remove: Engine["remove"] = (kind, id) => this.#do({ type: "delete", kind, cardId: id });

  restore: Engine["restore"] = (kind, id) => this.#make({ type: "restore", kind, cardId: id });

  async #make(command: CardCommand): Promise<CardRow> {
    const { card, queued } = await this.execute(command);
    if (!card && queued) throw new CommandQueuedError();
    if (!card)
      throw new RequestRefusedError(502, { code: "answer.malformed", text: "The server's answer is not a card" });
    return card;
  }

  linkPreview: Engine["linkPreview"] = (contactId, kind, cardId) =>
    readLinkPreview((of, id) => this.readCard(of, id), contactId, kind, cardId);

  mergePreview: Engine["mergePreview"] = (contactId, mergedId) =>
    readMergePreview((id) => this.readCard("contact", id), contactId, mergedId);

  discard: Engine["discard"] = (item) => this.#items.discard(item);
  retry: Engine["retry"] = (item) => this.#items.retry(item);
  restoreStranded: Engine["restoreStranded"] = (item) => this.#items.restoreStranded(item);

  async setup(): Promise<KnownSetup> {
    return await (await this.#running()).answerSetup();
  }

  demoReport(): Promise<unknown> {
    return this.administration.demoReport();
  }

  observe(listener: (event: EngineEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  setToken(answer: TokenAnswer): void {
    this.#tokens.accept(answer);
    this.#connectivity.retryNow();
  }

  retryConnection(): void {
    this.#tokens.retry();
    this.#connectivity.retryNow();
    this.#parts?.carrier.retryNow();
  }

  setOffline(offline: boolean): void {
    this.#connectivity.setOffline(offline);
  }

  setReadonly(readonly: boolean): void {
    if (this.#isReadonly === readonly) return;
    this.#isReadonly = readonly;
    for (const card of this.#parts?.open ?? []) card.rightsChanged();
  }

  async requestPersistence(): Promise<boolean> {
    return (await globalThis.navigator?.storage?.persist?.()) ?? false;
  }

  async signOut({ wipe = false }: { readonly wipe?: boolean } = {}): Promise<void> {
    rememberIdentity(this.endpoint, undefined);
    await this.#end(wipe);
  }

  close(): Promise<void> {
    return this.#end(false);
  }

  async #end(wipe: boolean): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    const parts = this.#parts;
    this.#storage.close();
    this.#tokens.close();
    await parts?.close();
    this.#connectivity.close();
    if (parts && wipe) await wipeDevice(parts.device);
    else parts?.device.register.close();
    parts?.device.release();
    this.#listeners.clear();
  }

  async #start(): Promise<SessionParts> {
    const identity = await knownIdentity(this.#tokens);
    const mode = this.#options.storage ?? "persistent";
    const device = await openDevice(this.#disk, mode, this.endpoint, identity, () => this.#failStorage());
    if (this.#isClosed) throw new EngineClosedError();
    if (device.isDenied) this.#storage.denied();
    if (this.#options.keeps === "workspace") await this.#keepWorkspace(device, identity);
    const parts = new SessionParts(device, {
      endpoint: this.endpoint,
      api: this.#api,
      tokens: this.#tokens,
      connectivity: this.#connectivity,
      replica: this.#replica,
      locale: this.#options.locale,
      identity: () => this.#tokens.identity.value ?? identity,
      isReadonly: () => this.#isReadonly,
      stateChanged: () => this.#updateStatus(),
      storageFailed: () => this.#failStorage(),
      emit: (event) => this.#emit(event),
    });
    this.#parts = parts;
    parts.attention.items.subscribe((items) => this.#attention.set(items));
    await parts.start();
    this.#updateStatus();
    return parts;
  }

  async #keepWorkspace(device: Device, identity: Identity): Promise<void> {
    const roleOf = (): Identity["role"] => (this.#tokens.identity.value ?? identity).role;
    this.#replica = await openReplica(device, roleOf, {
      failed: () => this.#failStorage(),
      denied: () => this.#storage.denied(),
    });
    this.#replica.progress.subscribe((progress) => this.#progress.set(progress));
    this.#progress.set(this.#replica.progress.value);
  }

  async #running(): Promise<SessionParts> {
    if (this.#isClosed) throw new EngineClosedError();
    if (!this.#parts && this.#tokens.state.value === "signed-out") throw new SignInNeededError();
    if (!this.#parts) await this.ready;
    return await this.#started;
  }

  #identityChanged(identity: Identity | undefined): void {
    if (!identity) return;
    this.#remember(identity);
    for (const card of this.#parts?.open ?? []) card.rightsChanged();
    this.#replica?.forgetUnreadable().catch(() => this.#failStorage());
  }

  #remember(identity: Identity | undefined): void {
    const isPersistent = (this.#options.storage ?? "persistent") === "persistent";
    if (identity && isPersistent) rememberIdentity(this.endpoint, identity);
  }

  #failStorage(): void {
    if (this.#options.storage !== "memory" && !this.#isClosed) this.#storage.failed();
  }

  async #keepAnew(): Promise<void> {
    const parts = await this.#started;
    this.#remember(this.#tokens.identity.value);
    await keepAnew(parts, this.#replica);
  }

  #showQueue({ outbox, register }: SessionParts): void {
    const queue = outbox.waiting.map((row) => queuedCommand(row, register));
    const isSame = JSON.stringify(queue) === JSON.stringify(this.#queue.value);
    if (!isSame) this.#queue.set(queue);
  }

  #emit(event: EngineEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  #updateStatus(): void {
    if (this.#isClosed) return;
    const parts = this.#parts;
    if (parts) this.#showQueue(parts);
    const inputs = {
      isStarted: parts !== undefined && !parts.copies.isLooking,
      hasStorageFailed: this.#storage.hasFailed,
      isSignedOut: this.#tokens.state.value === "signed-out",
      reach: this.#connectivity.reach.value,
      isOutdated: parts?.carrier.outdated.value ?? false,
      waiting: parts ? parts.copies.waiting().length + parts.outbox.waiting.length : 0,
      refused: parts?.attention.refusedCount ?? 0,
      decisions: parts?.attention.decisionCount ?? 0,
      contactMs: this.#connectivity.lastContactMs.value,
      storage: parts?.device.storage ?? this.#status.value.storage,
    };
    this.#status.set(nextStatus(this.#status.value, inputs, Date.now()));
  }
}
