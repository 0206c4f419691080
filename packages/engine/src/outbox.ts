/**
 * Commands that the server has not executed: kept on the device, sent in order, by one tab, until each is executed or refused.
 *
 * Shape    a command is on the device before it is sent and stays there until it is answered; its id makes sending it again harmless.
 *          While the server cannot be asked, the rows show the forecast of what waits.
 * Not      edits: those wait in their documents, see `outstanding.ts`.
 * Source   docs/ARCHITECTURE.md, "The client"
 *
 * @module
 */
import { defaultSetup, parseCommandId, type Command } from "@couplet/model";
import { v7 } from "uuid";
import { cardsTouchedBy } from "./commands.ts";
import { EngineClosedError, RequestRefusedError, SignInNeededError } from "./engine-error.ts";
import { claim } from "./exclusive.ts";
import { type ForecastEffects, ForecastWorkspace, isGuess } from "./forecast.ts";
import { forecastRows } from "./forecast-rows.ts";
import type { CommandOutcome, OutboxHost, Submitted } from "./outbox-host.ts";
import { type CommandRefusal, type OutboxRow, withoutValues } from "./outbox-row.ts";
import { outcomeOf, withEdits, withoutNotes } from "./sent-command.ts";
import { TabChannel } from "./tab-channel.ts";

interface Caller {
  readonly resolve: (submitted: Submitted) => void;
  readonly reject: (error: unknown) => void;
}

const retryMs = 3_000;
/** Statuses that say nothing about the command. */
const isUndecided = (status: number): boolean => status >= 500 || status === 429 || status === 408;

export class Outbox {
  readonly #host: OutboxHost;
  readonly #tabs: TabChannel | undefined;
  #rows: OutboxRow[] = [];
  /** Commands whose callers wait for the answer: nothing is forecast for them. */
  readonly #callers = new Map<string, Caller>();
  #touched: ReadonlySet<string> = new Set();
  /** What waits does to documents, as of the rows that are here now: it may be other than when it was given. */
  #foreseen: readonly ForecastEffects[] = [];
  #order = 0;
  #draining: Promise<void> | undefined;
  #isWanted = false;
  readonly #inStep = new Set<string>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isClosed = false;
  readonly #stop: () => void;

  constructor(host: OutboxHost) {
    this.#host = host;
    this.#tabs = host.isShared
      ? new TabChannel(`${host.register.name}/outbox`, () => {
          this.readAgain().catch(() => this.#host.storageFailed());
        })
      : undefined;
    host.register.observeRows(() => this.#rowsChanged());
    this.#stop = host.connectivity.reach.subscribe(() => void this.drain());
  }

  async load(): Promise<void> {
    this.#rows = [...(await this.#host.register.outbox())];
    await this.#forecastMissing();
    this.#foresee();
  }

  /** Goes on with what an earlier session left. */
  resume(): void {
    for (const row of this.#rows) if (row.state === "confirmed") void this.#bringInStep(row);
    void this.drain();
  }

  get waiting(): readonly OutboxRow[] {
    return this.#rows.filter(({ state }) => state === "waiting");
  }

  get refused(): readonly OutboxRow[] {
    return this.#rows.filter(({ state }) => state === "refused");
  }

  /** The room of the document stays closed: a command that waits makes it, or moves a card into it. */
  isHeld(documentId: string): boolean {
    return [...this.#foreseen, ...this.waiting].some(({ holds }) => holds.includes(documentId));
  }

  /** A command that waits makes the document. */
  isNew(documentId: string): boolean {
    return [...this.#foreseen, ...this.waiting].some(({ shown }) => shown?.[documentId]?.isNew === true);
  }

  /**
   * Executes a command, or queues it where the server cannot be asked.
   *
   * @throws {RequestRefusedError} refused by the server, or by the rules on what this device knows; nothing is queued then
   */
  async submit(command: Command): Promise<Submitted> {
    const { connectivity, register } = this.#host;
    const { value: reach } = connectivity.reach;
    this.#order = Math.max(this.#order + 1, Date.now() * 1000);
    const row: OutboxRow = {
      id: command.id,
      order: this.#order,
      command,
      atMs: this.#host.nowMs(),
      state: "waiting",
      isSent: false,
      holds: [],
      cardIds: cardsTouchedBy(command, register),
    };
    if (reach === "offline" || reach === "unreachable") {
      const { bare, notes } = withoutNotes(command);
      await this.#queue({ ...row, command: bare }, true);
      // The server may have come back while the device was writing it down.
      void this.drain();
      if (bare.type === "create" && notes !== "") await this.#host.writeNotes(bare, notes);
      return { state: "queued" };
    }
    await register.putOutbox({ ...row, isSent: true });
    this.#rows.push({ ...row, isSent: true });
    this.tellTabs();
    return await new Promise<Submitted>((resolve, reject) => {
      this.#callers.set(row.id, { resolve, reject });
      void this.drain();
    });
  }

  /** @param mayRefuse the rules may refuse it here and now: it was never sent */
  async #queue(row: OutboxRow, mayRefuse: boolean): Promise<void> {
    const decision = this.#workspace().run(row, this.#host.actor());
    if (mayRefuse && !decision.ok && !isGuess(decision)) {
      const { status, ...problem } = decision.problem;
      throw new RequestRefusedError(status, problem);
    }
    const queued: OutboxRow = { ...row, ...(decision.did ?? { shown: {}, holds: [] }) };
    await this.#host.register.putOutbox(queued);
    this.#replace(queued);
    await this.#changed();
  }

  #replace(row: OutboxRow): void {
    const index = this.#rows.findIndex(({ id }) => id === row.id);
    if (index < 0) this.#rows.push(row);
    else this.#rows[index] = row;
    this.#rows.sort((a, b) => a.order - b.order);
  }

  async #remove(id: string): Promise<void> {
    await this.#host.register.dropOutbox(id);
    this.#rows = this.#rows.filter((row) => row.id !== id);
  }

  /** A workspace with everything that waits carried out. */
  #workspace(upTo?: OutboxRow, effects: ForecastEffects[] = []): ForecastWorkspace {
    const base = this.#host.register.baseRows(this.#host.nowMs());
    const workspace = new ForecastWorkspace(base, this.#host.knownSetup() ?? defaultSetup(), this.#host.nowMs());
    for (const row of this.waiting) {
      if (upTo && row.order >= upTo.order) break;
      if (!row.shown || this.#callers.has(row.id)) continue;
      const { did } = workspace.run(row, this.#host.actor());
      if (did) effects.push(did);
    }
    return workspace;
  }

  /** What was left by a tab that went while it waited for the answer. */
  async #forecastMissing(): Promise<void> {
    for (const row of this.waiting) {
      if (row.shown || this.#callers.has(row.id)) continue;
      const { did = { shown: {}, holds: [] } } = this.#workspace(row).run(row, this.#host.actor());
      const complete = { ...row, ...did };
      await this.#host.register.putOutbox(complete);
      this.#replace(complete);
    }
  }

  /** @returns cards that look different */
  #foresee(): ReadonlySet<string> {
    const { register } = this.#host;
    const effects: ForecastEffects[] = [];
    const workspace = this.#workspace(undefined, effects);
    this.#foreseen = effects;
    const base = register.baseRows(this.#host.nowMs());
    const rows = forecastRows(workspace, base, (id) => register.edited(id));
    register.showForecast(rows);
    const changed = new Set([...this.#touched, ...rows.keys()]);
    this.#touched = new Set(rows.keys());
    return changed;
  }

  async #changed(cardIds: readonly string[] = []): Promise<void> {
    this.tellTabs();
    const cards = new Set([...this.#foresee(), ...cardIds]);
    this.#host.listChanged();
    await this.#host.forecastChanged(cards);
  }

  #rowsChanged(): void {
    if (!this.#isClosed && this.waiting.some(({ id }) => !this.#callers.has(id))) this.#touched = this.#foresee();
  }

  tellTabs(): void {
    this.#tabs?.tell();
  }

  /** Sends what waits, one after the other, unless another tab does. */
  drain(): Promise<void> {
    this.#isWanted = true;
    this.#draining ??= this.#drainWhileWanted();
    return this.#draining;
  }

  async #drainWhileWanted(): Promise<void> {
    while (this.#isWanted) {
      this.#isWanted = false;
      await this.#drain().catch(() => this.#host.storageFailed());
    }
    // Without waiting in between: who asks from now on begins anew.
    this.#draining = undefined;
  }

  async #drain(): Promise<void> {
    const { value: reach } = this.#host.connectivity.reach;
    if (reach === "offline" || reach === "unreachable") {
      await this.#giveBack();
      return;
    }
    if (this.#isClosed || this.waiting.length === 0) return;
    const release = await claim(`${this.#host.register.name}/outbox`);
    if (!release) {
      this.#again();
      return;
    }
    try {
      for (;;) {
        const [row] = this.waiting;
        if (!row || this.#isClosed || !(await this.#send(row))) break;
      }
    } finally {
      release();
    }
  }

  #again(): void {
    clearTimeout(this.#timer);
    this.#timer = this.#isClosed ? undefined : setTimeout(() => void this.drain(), retryMs);
  }

  /** False: not decided, nothing more can be sent now. */
  async #send(row: OutboxRow): Promise<boolean> {
    await this.#host.beforeSending(row);
    const sent = await this.#frozen(row);
    try {
      await this.#confirm(sent, outcomeOf(await this.#host.sendCommand(sent.command)));
      return true;
    } catch (error) {
      if (this.#isClosed) return false;
      if (error instanceof RequestRefusedError && !isUndecided(error.status)) {
        await this.#refuse(sent, error);
        return true;
      }
      if (!(error instanceof SignInNeededError)) this.#again();
      await this.#giveBack();
      return false;
    }
  }

  /** A card that is still to be made takes along what was typed since: from its first sending on a command stays as it is. */
  async #frozen(row: OutboxRow): Promise<OutboxRow> {
    if (row.isSent) return row;
    const { command } = row;
    const edited = command.type === "create" ? this.#host.register.edited(command.cardId) : undefined;
    const frozen: OutboxRow = {
      ...row,
      isSent: true,
      ...(command.type === "create" && edited ? { command: withEdits(command, edited.values) } : {}),
    };
    await this.#host.register.putOutbox(frozen);
    this.#replace(frozen);
    return frozen;
  }

  async #confirm(row: OutboxRow, outcome: CommandOutcome): Promise<void> {
    await this.#host.executed(row, outcome);
    const hasForecast = Object.keys(row.shown ?? {}).length > 0;
    if (hasForecast) {
      const confirmed: OutboxRow = { ...row, state: "confirmed" };
      await this.#host.register.putOutbox(confirmed);
      this.#replace(confirmed);
      void this.#bringInStep(confirmed);
    } else await this.#remove(row.id);
    await this.#changed([...row.cardIds, ...outcome.cardIds]);
    this.#callers.get(row.id)?.resolve({ state: "executed", ...outcome });
    this.#callers.delete(row.id);
  }

  async #bringInStep(row: OutboxRow): Promise<void> {
    if (this.#inStep.has(row.id)) return;
    this.#inStep.add(row.id);
    try {
      await this.#host.bringInStep(row.shown ?? {});
      if (!this.#isClosed) await this.#remove(row.id);
    } catch {
      if (!this.#isClosed) this.#host.storageFailed();
    }
  }

  async #refuse(row: OutboxRow, error: RequestRefusedError): Promise<void> {
    const { code, text, field, params } = error;
    const caller = this.#callers.get(row.id);
    if (caller && !row.shown) {
      await this.#remove(row.id);
      this.#callers.delete(row.id);
      await this.#changed();
      caller.reject(error);
      return;
    }
    const refusal: CommandRefusal = {
      code,
      text,
      params,
      ...(field === undefined ? {} : { field }),
      atMs: this.#host.nowMs(),
    };
    const refused: OutboxRow = { ...withoutValues(row), state: "refused", refusal };
    await this.#host.register.putOutbox(refused);
    this.#replace(refused);
    await this.#changed();
    await this.#abandon(refused);
  }

  async #abandon({ shown = {}, refusal, cardIds }: OutboxRow): Promise<void> {
    const made = Object.entries(shown).flatMap(([documentId, { isNew }]) => (isNew ? [documentId] : []));
    if (refusal) await this.#host.abandon(made, refusal);
    await this.#host.register.dropEdited(cardIds);
  }

  /** Who waits for an answer that does not come now is told that the command is queued. */
  async #giveBack(): Promise<void> {
    for (const [id, caller] of this.#callers) {
      this.#callers.delete(id);
      const row = this.#rows.find((one) => one.id === id);
      if (row) await this.#queue(row, false).catch(() => this.#host.storageFailed());
      caller.resolve({ state: "queued" });
    }
  }

  /** Gives a refused command once more, after all that waits: under an id of its own, since the server decides each once. */
  async retry(id: string): Promise<void> {
    const row = this.refused.find((one) => one.id === id);
    if (!row) return;
    this.#order = Math.max(this.#order + 1, Date.now() * 1000);
    const { refusal: _settled, shown: _before, ...again } = row;
    const atMs = this.#host.nowMs();
    const command = { ...row.command, id: parseCommandId(v7()) };
    const { id: newId } = command;
    await this.#queue({ ...again, id: newId, command, state: "waiting", order: this.#order, atMs, holds: [] }, false);
    await this.#remove(id);
    await this.#changed();
    await this.drain();
  }

  async discard(id: string): Promise<void> {
    const row = this.refused.find((one) => one.id === id);
    if (!row) return;
    await this.#remove(id);
    await this.#changed();
  }

  /** Somebody else changed what waits. */
  async readAgain(): Promise<void> {
    const before = new Map(this.#rows.map((row) => [row.id, row]));
    this.#rows = [...(await this.#host.register.outbox())];
    const now = new Map(this.#rows.map((row) => [row.id, row]));
    for (const [id, caller] of this.#callers) {
      const row = now.get(id);
      if (row?.state === "waiting") continue;
      this.#callers.delete(id);
      if (row?.refusal) caller.reject(new RequestRefusedError(409, row.refusal));
      else caller.resolve({ state: "executed", cardIds: [] });
    }
    for (const row of this.#rows) if (row.state === "confirmed") void this.#bringInStep(row);
    const cards = this.#foresee();
    this.#host.listChanged();
    await this.#host.forecastChanged(cards);
    for (const row of this.#rows) {
      if (row.state === "refused" && before.get(row.id)?.state === "waiting") await this.#abandon(row);
    }
    void this.drain();
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#stop();
    this.#tabs?.close();
    for (const { reject } of this.#callers.values()) reject(new EngineClosedError());
    this.#callers.clear();
  }
}
