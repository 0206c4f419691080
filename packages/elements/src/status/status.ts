/**
 * Whether everything of mine is on the server, and if not, why: the pill that is always visible.
 *
 * Shape    words and a mark, never colour alone; a press shows what it means and since when.
 * Not      a progress bar: "Saving…" only shows after 400 ms, so that ordinary typing stays calm.
 *
 * @module
 */
import { html, LitElement, nothing, type TemplateResult } from "lit";
import type { Engine, ReplicaProgress, Status, StatusState } from "@couplet/engine";
import { emit } from "../events.ts";
import { Connection } from "../provider/connection.ts";
import { baseStyles } from "../style/base.styles.ts";
import { iconAlert, iconCheck, iconDevice, iconFork, iconKey, iconSending, iconUnreachable } from "../style/icons.ts";
import type { Wording } from "../text/wording.ts";
import { statusStyles } from "./status.styles.ts";

const savingAfterMs = 400;
/** A workspace that comes faster than this comes unnoticed. */
const fetchingAfterMs = 3_000;

/** The states as they are told: `starting` is told as `saving`, and `saving` only once it has lasted. */
type Told = Exclude<StatusState, "starting">;

const marks: Readonly<Record<Told, () => TemplateResult>> = {
  saved: iconCheck,
  saving: iconSending,
  offline: iconDevice,
  unreachable: iconUnreachable,
  outdated: iconAlert,
  "sign-in": iconKey,
  decision: iconFork,
  refused: iconAlert,
  "no-storage": iconAlert,
};

/** What the pill says. Pure. */
export function statusText(
  state: Told,
  status: Pick<Status, "waiting" | "refused" | "decisions">,
  wording: Wording,
): string {
  if (state === "saved") return wording.say("status.saved");
  if (state === "saving") return wording.say("status.saving");
  if (state === "unreachable") return wording.say("status.unreachable");
  if (state === "outdated") return wording.say("status.outdated");
  if (state === "no-storage") return wording.say("status.noStorage");
  if (state === "offline") return wording.count("status.device", status.waiting);
  if (state === "sign-in") return wording.count("status.signIn", status.waiting);
  if (state === "decision") return wording.count("status.decision", status.decisions);
  return wording.count("status.refused", status.refused);
}

/** Of everything that was to come to this device, what is here; 100 only when it is all. Pure. */
export const percentOf = ({ isComplete, left, pending }: ReplicaProgress): number =>
  isComplete ? 100 : pending === 0 ? 0 : Math.min(99, Math.floor((100 * (pending - left)) / pending));

/** Only one pill of a page speaks, however many there are. */
const speakers = new WeakMap<Engine, CoupletStatus>();

/**
 * The state of saving, in words.
 *
 * @element couplet-status
 * @fires {CustomEvent} couplet-status-change - The state changed.
 * @fires {CustomEvent} couplet-action - The user wants to see what waits; `detail.action` is `show-attention`.
 * @csspart status - The pill.
 */
export class CoupletStatus extends LitElement {
  static override styles = [baseStyles, statusStyles];

  readonly #connection = new Connection(this);
  #engine: Engine | undefined;
  #stops: readonly (() => void)[] = [];
  #told: Told = "saved";
  #timer: ReturnType<typeof setTimeout> | undefined;
  #fetching: ReturnType<typeof setTimeout> | undefined;
  #isFetching = false;
  #isOpen = false;
  #isAsking = false;

  override disconnectedCallback(): void {
    this.#leave();
    super.disconnectedCallback();
  }

  protected override willUpdate(): void {
    const { engine } = this.#connection;
    if (engine === this.#engine || !this.isConnected) return;
    this.#leave();
    this.#engine = engine;
    if (!engine) return;
    if (!speakers.has(engine)) speakers.set(engine, this);
    this.#stops = [
      engine.status.subscribe((status) => this.#follow(status)),
      engine.progress.subscribe(() => this.#followProgress(engine)),
    ];
    this.#followProgress(engine);
    this.#follow(engine.status.value);
  }

  protected override render() {
    const engine = this.#engine;
    if (!engine) return nothing;
    const { wording } = this.#connection;
    const status = engine.status.value;
    const progress = engine.progress.value;
    const text = statusText(this.#told, status, wording);
    // When everything else is well.
    const isTold = progress && this.#isFetching && this.#told === "saved";
    const shown = isTold ? wording.say("status.fetching", { percent: percentOf(progress) }) : text;
    return html`
      <div
        class="root"
        @focusout=${(event: FocusEvent) => this.#onFocusOut(event)}
        @keydown=${(event: KeyboardEvent) => this.#onKey(event)}
      >
        <button
          type="button"
          class="pill"
          part="status"
          data-state=${this.#told}
          aria-expanded=${this.#isOpen}
          aria-controls="details"
          @click=${() => this.#toggle()}
        >
          ${marks[this.#told]()}
          <span>${shown}</span>
          <span class="hidden-text">. ${wording.say("status.details")}</span>
        </button>
        <span class="hidden-text" role="status">${speakers.get(engine) === this ? text : ""}</span>
        <div id="details" class="details" ?hidden=${!this.#isOpen}>
          ${this.#isOpen ? this.#renderDetails(status, engine) : nothing}
        </div>
      </div>
    `;
  }

  #renderDetails(status: Status, engine: Engine): TemplateResult {
    const { wording } = this.#connection;
    const hasItems = status.refused > 0 || status.decisions > 0;
    const isAway = this.#told === "unreachable" || this.#told === "offline";
    return html`
      <p>${wording.say(`status.explain.${this.#told}`)}</p>
      ${
        engine.progress.value?.wasEmptied
          ? html`
              <p class="emptied">${wording.say("status.emptied")}</p>
            `
          : nothing
      }
      <dl>
        <div>
          <dt>${wording.say("status.waiting")}</dt>
          <dd class="number">${status.waiting}</dd>
        </div>
        ${
          status.decisions
            ? html`
                <div>
                  <dt>${wording.say("status.decisions")}</dt>
                  <dd class="number">${status.decisions}</dd>
                </div>
              `
            : nothing
        }
        ${
          status.refused
            ? html`
                <div>
                  <dt>${wording.say("status.refusals")}</dt>
                  <dd class="number">${status.refused}</dd>
                </div>
              `
            : nothing
        }
        ${
          status.lastContactMs === undefined
            ? nothing
            : html`
                <div>
                  <dt>${wording.say("status.lastContact")}</dt>
                  <dd class="number">${wording.time(status.lastContactMs)}</dd>
                </div>
              `
        }
        <div>
          <dt>${wording.say("status.kept")}</dt>
          <dd>${wording.say(`status.kept.${status.storage}`)}</dd>
        </div>
        ${engine.progress.value ? this.#renderProgress(engine.progress.value) : nothing}
      </dl>
      <div class="answers">
        ${
          hasItems
            ? html`
                <button type="button" class="primary" @click=${() => this.#showItems()}>
                  ${wording.say("status.show")}
                </button>
              `
            : nothing
        }
        ${
          isAway
            ? html`
                <button type="button" @click=${() => engine.retryConnection()}>${wording.say("action.retry")}</button>
              `
            : nothing
        }
        ${
          status.storage === "persistent"
            ? html`
                <button type="button" ?disabled=${this.#isAsking} @click=${() => this.#keep(engine)}>
                  ${wording.say("status.keep")}
                </button>
              `
            : nothing
        }
      </div>
    `;
  }

  #renderProgress(progress: ReplicaProgress): TemplateResult {
    const { wording } = this.#connection;
    const percent = percentOf(progress);
    return html`
      <div>
        <dt>${wording.say("status.fetched")}</dt>
        <dd>
          ${percent === 100 ? wording.say("status.fetched.all") : wording.say("status.fetched.part", { percent })}
        </dd>
      </div>
    `;
  }

  /** "Saving…" is told late, everything else at once. */
  #follow(status: Status): void {
    clearTimeout(this.#timer);
    const told: Told = status.state === "starting" ? "saving" : status.state;
    if (told !== "saving" || this.#told === "saving") this.#tell(told, status);
    else this.#timer = setTimeout(() => this.#tell(told, status), savingAfterMs);
    this.requestUpdate();
  }

  /** The first time; what comes later comes unnoticed. */
  #followProgress(engine: Engine): void {
    const progress = engine.progress.value;
    const isComing = progress?.isComplete === false && progress.pending > 0;
    if (isComing) {
      this.#fetching ??= setTimeout(() => {
        this.#isFetching = true;
        this.requestUpdate();
      }, fetchingAfterMs);
    } else this.#forgetProgress();
    this.requestUpdate();
  }

  #forgetProgress(): void {
    clearTimeout(this.#fetching);
    this.#fetching = undefined;
    this.#isFetching = false;
  }

  #tell(told: Told, status: Status): void {
    this.requestUpdate();
    if (told === this.#told) return;
    this.#told = told;
    emit(this, "couplet-status-change", { state: told, waiting: status.waiting, since: status.sinceMs });
  }

  #toggle(): void {
    this.#isOpen = !this.#isOpen;
    this.requestUpdate();
  }

  #onFocusOut(event: FocusEvent): void {
    const next = event.relatedTarget;
    if (!(next instanceof Node) || this.renderRoot.contains(next)) return;
    this.#isOpen = false;
    this.requestUpdate();
  }

  #onKey(event: KeyboardEvent): void {
    if (event.key !== "Escape" || !this.#isOpen) return;
    event.stopPropagation();
    this.#isOpen = false;
    this.renderRoot.querySelector<HTMLElement>(".pill")?.focus();
    this.requestUpdate();
  }

  #showItems(): void {
    this.#isOpen = false;
    this.requestUpdate();
    emit(this, "couplet-action", { action: "show-attention", kind: "contact", id: "" });
  }

  async #keep(engine: Engine): Promise<void> {
    this.#isAsking = true;
    this.requestUpdate();
    const isKept = await engine.requestPersistence();
    this.#isAsking = isKept;
    this.requestUpdate();
  }

  #leave(): void {
    for (const stop of this.#stops) stop();
    this.#stops = [];
    clearTimeout(this.#timer);
    this.#forgetProgress();
    if (this.#engine && speakers.get(this.#engine) === this) speakers.delete(this.#engine);
    this.#engine = undefined;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "couplet-status": CoupletStatus;
  }
}
