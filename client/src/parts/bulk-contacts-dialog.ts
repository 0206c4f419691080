/**
 * Contacts for cards that have none: which cards, how many, how far it is, and what became of each.
 *
 * Shape    a dialog; many cards are the server's work, which goes on when the dialog or the page is closed, or the server starts anew,
 *          and is shown again when it is opened: whoever began it.
 * Not      a choice card by card: a card that has a contact is left alone, so that running it twice makes no second one.
 * Source   rule L11
 *
 * @module
 */
import { type PropertyDeclarations, html, nothing } from "lit";
import { type RelatedKind, fieldLabel } from "@couplet/model";
import {
  type BulkCount,
  type BulkFilter,
  type BulkRun,
  type BulkSummary,
  type Engine,
  OfflineError,
  RequestRefusedError,
} from "@couplet/engine";
import { baseStyles, dialogStyles, renderDialogHead, renderFailureOf } from "@couplet/elements/pure";
import { AppElement } from "../app-element.ts";
import { describeError } from "../card-text.ts";
import { formatWhen, language, t } from "../locale.ts";
import { controlStyles } from "../styles/control.styles.ts";
import { bulkReport } from "./bulk-report.ts";
import { bulkContactsStyles } from "./bulk-contacts-dialog.styles.ts";

/** The server asks first above this as well. */
const askAbove = 100;
const typingPauseMs = 250;
const pollMs = 500;

const filterNames = ["no", "name", "postingGroup", "currencyCode"] as const;
type FilterName = (typeof filterNames)[number];

/**
 * @element couplet-bulk-contacts-dialog
 * @fires {CustomEvent<void>} couplet-made-contacts - Contacts were made.
 */
export class CoupletBulkContactsDialog extends AppElement {
  static override properties: PropertyDeclarations = {
    engine: { attribute: false },
    offline: { type: Boolean },
    kind: { state: true },
    filter: { state: true },
    found: { state: true },
    asking: { state: true },
    run: { state: true },
    failure: { state: true },
    last: { state: true },
    isStopping: { state: true },
  };
  static override styles = [baseStyles, dialogStyles, controlStyles, bulkContactsStyles];
  declare engine: Engine | undefined;
  declare offline: boolean;
  declare kind: RelatedKind;
  declare filter: Readonly<Partial<Record<FilterName, string>>>;
  /** `undefined` while it is counted. */
  declare found: BulkCount | undefined;
  /** Whether the question for many stands. */
  declare asking: boolean;
  declare run: BulkRun | "starting" | undefined;
  declare failure: string | undefined;
  /** What this user had made last for cards of the kind. */
  declare last: BulkSummary | undefined;
  declare isStopping: boolean;
  #pause: ReturnType<typeof setTimeout> | undefined;
  #question = 0;

  constructor() {
    super();
    this.offline = false;
    this.kind = "customer";
    this.filter = {};
    this.asking = false;
    this.isStopping = false;
  }

  /** Opens it; while contacts are being made it shows how far that is, whatever the kind. */
  show(kind: RelatedKind): void {
    if (!this.#isRunning) {
      this.kind = kind;
      this.#startOver();
      void this.#findRun();
    }
    this.renderRoot.querySelector("dialog")?.showModal();
  }

  get #isRunning(): boolean {
    return this.run === "starting" || (this.run !== undefined && this.run.status === "running");
  }

  #startOver(): void {
    this.run = undefined;
    this.failure = undefined;
    this.filter = {};
    this.#countSoon(0);
  }

  /** One that is under way, also one that this page knows nothing of, is shown in place of the questions. */
  async #findRun(): Promise<void> {
    const { engine } = this;
    if (!engine || this.offline) return;
    try {
      const runs = await engine.administration.listBulks();
      const me = engine.identity.value?.sub;
      this.last = runs.find((run) => run.endedAtMs !== undefined && run.kind === this.kind && run.by.sub === me);
      const found = runs.find((run) => run.endedAtMs === undefined);
      if (found && this.run === undefined) await this.#show(engine, found.id);
    } catch {
      // Then the questions stand; what they ask says what is wrong.
    }
  }

  readonly #showLast = async (): Promise<void> => {
    if (!this.engine || !this.last) return;
    try {
      await this.#show(this.engine, this.last.id);
    } catch (error) {
      this.failure = describeError(error);
    }
  };

  async #show(engine: Engine, id: string): Promise<void> {
    const run = await engine.administration.followBulk(id);
    if (run.status === "running") this.kind = run.kind;
    this.failure = undefined;
    this.run = run;
    await this.#follow(engine);
  }

  #countSoon(pauseMs: number): void {
    clearTimeout(this.#pause);
    this.found = undefined;
    this.asking = false;
    const question = ++this.#question;
    this.#pause = setTimeout(() => void this.#count(question), pauseMs);
  }

  async #count(question: number): Promise<void> {
    try {
      const found = await this.engine?.administration.countMissingContacts(this.kind, this.#wanted);
      if (question !== this.#question) return;
      this.found = found;
      this.failure = undefined;
    } catch (error) {
      if (question === this.#question) this.failure = describeError(error);
    }
  }

  get #wanted(): BulkFilter {
    const entries = filterNames.map((name) => [name, this.filter[name]?.trim() ?? ""] as const);
    return Object.fromEntries(entries.filter(([, value]) => value !== ""));
  }

  readonly #make = async (): Promise<void> => {
    const { engine, found } = this;
    if (!engine || !found || found.wanted === 0 || this.offline || this.#isRunning) return;
    if (found.wanted > askAbove && !this.asking) {
      this.asking = true;
      return;
    }
    this.asking = false;
    this.failure = undefined;
    this.run = "starting";
    try {
      this.run = await engine.administration.createMissingContacts(this.kind, this.#wanted);
      if (this.run.status === "done") this.#tell();
      else await this.#follow(engine);
    } catch (error) {
      this.run = undefined;
      this.failure = describeError(error);
      this.#countSoon(0);
      if (error instanceof RequestRefusedError && error.code === "job.running") void this.#findRun();
    }
  };

  readonly #stop = async (): Promise<void> => {
    const { engine, run } = this;
    if (!engine || run === undefined || run === "starting" || run.status !== "running") return;
    this.isStopping = true;
    try {
      this.run = await engine.administration.cancelBulk(run.id);
      this.failure = undefined;
      this.#tell();
    } catch (error) {
      this.failure = describeError(error);
    }
    this.isStopping = false;
  };

  /** Asks until it is done. Without a connection it asks on: the server does not need us for it. */
  async #follow(engine: Engine): Promise<void> {
    for (;;) {
      const { run } = this;
      if (run === undefined || run === "starting" || run.status !== "running") return;
      await new Promise((resolve) => setTimeout(resolve, pollMs));
      if (engine !== this.engine) return;
      try {
        const now = await engine.administration.followBulk(run.id);
        // It may have been stopped meanwhile.
        if (this.run !== run) continue;
        this.run = now;
        if (now.status !== "running") this.#tell();
      } catch (error) {
        // The server does not answer or is starting: it goes on with it.
        if (!(error instanceof OfflineError || error instanceof RequestRefusedError)) throw error;
      }
    }
  }

  #tell(): void {
    this.dispatchEvent(new CustomEvent("couplet-made-contacts", { bubbles: true, composed: true }));
  }

  protected override render() {
    const { run } = this;
    return html`
      <dialog closedby="any" aria-labelledby="title">
        ${renderDialogHead({ title: t(`bulk.title.${this.kind}`), closeLabel: t("app.close"), close: this.#close })}
        <div class="body">
          ${run === undefined ? this.#questions() : run === "starting" ? this.#progress() : this.#state(run)}
          ${renderFailureOf(this.failure ?? "")}
        </div>
        ${this.#footer()}
      </dialog>
    `;
  }

  #questions() {
    return html`
      <p class="lead">${t("bulk.lead")}</p>
      <form
        id="filter"
        @submit=${(event: Event) => {
          event.preventDefault();
          void this.#make();
        }}
      >
        ${filterNames.map(
          (name) => html`
            <div class="field">
              <label for=${name}>
                ${name === "no" || name === "name" ? t(`bulk.${name}`) : fieldLabel(name, language)}
              </label>
              <input
                id=${name}
                autocomplete="off"
                spellcheck="false"
                placeholder=${name === "no" ? t("bulk.no.hint") : nothing}
                .value=${this.filter[name] ?? ""}
                @input=${(event: Event) => {
                  this.filter = { ...this.filter, [name]: (event.currentTarget as HTMLInputElement).value };
                  this.#countSoon(typingPauseMs);
                }}
              />
            </div>
          `,
        )}
      </form>
      <p class="count" role="status">${this.#countText()}</p>
      ${
        this.last?.endedAtMs === undefined
          ? nothing
          : html`
              <button class="plain last" @click=${this.#showLast}>
                ${t("bulk.last", { when: formatWhen(new Date(this.last.endedAtMs), new Date()) })}
              </button>
            `
      }
    `;
  }

  #countText(): string {
    const { found } = this;
    if (this.offline) return t("bulk.offline");
    if (!found) return this.failure === undefined ? t("bulk.counting") : "";
    if (found.wanted === 0) return t("bulk.none");
    if (this.asking) return t("bulk.confirm", { max: askAbove, n: found.wanted });
    return t("bulk.count", { n: found.wanted, cards: found.cards });
  }

  #state(run: BulkRun) {
    if (run.status === "running") return this.#progress(run);
    const left = run.status === "done" ? 0 : run.total - run.report.items.length;
    return html`
      ${renderFailureOf(run.status === "failed" ? t("bulk.failed") : "")}
      ${bulkReport(this.kind, run.report, left, this.#close)}
    `;
  }

  #progress(run?: BulkRun & { readonly status: "running" }) {
    const { done = 0, total = 0 } = run ?? {};
    const isForeign = run !== undefined && run.by.sub !== this.engine?.identity.value?.sub;
    return html`
      <p role="status">${total === 0 ? t("bulk.running.short") : t("bulk.running", { done, total })}</p>
      <progress
        aria-label=${t("bulk.running.short")}
        max=${total || nothing}
        value=${total === 0 ? nothing : done}
      ></progress>
      <p class="quiet">${isForeign ? t("bulk.by", { name: run.by.name }) : nothing} ${t("bulk.running.hint")}</p>
    `;
  }

  #footer() {
    const { found, run } = this;
    const n = found?.wanted ?? 0;
    return html`
      <footer>
        ${
          run !== undefined && !this.#isRunning
            ? html`
                <button @click=${() => this.#startOver()}>${t("bulk.again")}</button>
              `
            : nothing
        }
        ${
          this.#mayStop()
            ? html`
                <button @click=${this.#stop} ?disabled=${this.isStopping || this.offline}>
                  ${t(this.isStopping ? "bulk.stopping" : "bulk.stop")}
                </button>
              `
            : nothing
        }
        <button @click=${this.#close}>${t(run === undefined ? "app.cancel" : "app.close")}</button>
        ${
          run === undefined
            ? html`
                <button class="primary" form="filter" ?disabled=${this.offline || n === 0}>
                  ${this.asking ? t("bulk.makeYes", { n }) : t("bulk.make", { n })}
                </button>
              `
            : nothing
        }
      </footer>
    `;
  }

  /** Whoever began it, and administrators. */
  #mayStop(): boolean {
    const { run } = this;
    const me = this.engine?.identity.value;
    return (
      run !== undefined &&
      run !== "starting" &&
      run.status === "running" &&
      (me?.role === "admin" || me?.sub === run.by.sub)
    );
  }

  readonly #close = (): void => {
    this.renderRoot.querySelector("dialog")?.close();
  };
}
