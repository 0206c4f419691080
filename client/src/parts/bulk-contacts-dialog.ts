/**
 * Contacts for cards that have none: which cards, how many, how far it is, and what became of each.
 *
 * Shape    a dialog; many cards are the server's work, which goes on when the dialog is closed and is shown again when it is opened.
 * Not      a choice card by card: a card that has a contact is left alone, so that running it twice makes no second one.
 * Source   rule L11
 *
 * @module
 */
import { LitElement, type PropertyDeclarations, html, nothing } from "lit";
import { type RelatedKind, fieldLabel } from "@couplet/model";
import {
  type BulkCount,
  type BulkFilter,
  type BulkItem,
  type BulkReport,
  type BulkRun,
  type Engine,
  OfflineError,
  RequestRefusedError,
} from "@couplet/engine";
import { baseStyles, dialogStyles } from "@couplet/elements/pure";
import { describeError, textOfProblem } from "../card-text.ts";
import { iconCross } from "../icons.ts";
import { language, t } from "../locale.ts";
import { formatRoute } from "../router.ts";
import { bulkContactsStyles } from "./bulk-contacts-dialog.styles.ts";

/** The server asks first above this as well. */
const askAbove = 100;
const typingPauseMs = 250;
const pollMs = 500;
/** More rows of what went well than this only make the page heavy. */
const shownRows = 200;

const filterNames = ["no", "name", "postingGroup", "currencyCode"] as const;
type FilterName = (typeof filterNames)[number];

/**
 * @element couplet-bulk-contacts-dialog
 * @fires {CustomEvent<void>} couplet-made-contacts - Contacts were made.
 */
export class CoupletBulkContactsDialog extends LitElement {
  static override properties: PropertyDeclarations = {
    engine: { attribute: false },
    offline: { type: Boolean },
    kind: { state: true },
    filter: { state: true },
    found: { state: true },
    asking: { state: true },
    run: { state: true },
    failure: { state: true },
  };
  static override styles = [baseStyles, dialogStyles, bulkContactsStyles];
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
  #pause: ReturnType<typeof setTimeout> | undefined;
  #question = 0;

  constructor() {
    super();
    this.offline = false;
    this.kind = "customer";
    this.filter = {};
    this.asking = false;
  }

  /** Opens it; while contacts are being made it shows how far that is, whatever the kind. */
  show(kind: RelatedKind): void {
    if (!this.#isRunning) {
      this.kind = kind;
      this.#startOver();
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
      await this.#follow(engine);
      if (this.run.status === "done") this.#tell();
    } catch (error) {
      this.run = undefined;
      this.failure = describeError(error);
      this.#countSoon(0);
    }
  };

  /** Asks until it is done. Without a connection it asks on: the server does not need us for it. */
  async #follow(engine: Engine): Promise<void> {
    for (;;) {
      const { run } = this;
      if (run === undefined || run === "starting" || run.status !== "running") return;
      await new Promise((resolve) => setTimeout(resolve, pollMs));
      if (engine !== this.engine) return;
      try {
        this.run = await engine.administration.followBulk(run.id);
      } catch (error) {
        // A server that was started again knows nothing of it; what it made is there.
        if (error instanceof RequestRefusedError) this.run = { status: "failed" };
        else if (!(error instanceof OfflineError)) throw error;
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
        <header role="none">
          <h2 id="title">${t(`bulk.title.${this.kind}`)}</h2>
          <button class="icon-only" aria-label=${t("app.close")} @click=${this.#close}>${iconCross()}</button>
        </header>
        <div class="body">
          ${run === undefined ? this.#questions() : run === "starting" ? this.#progress(0, 0) : this.#state(run)}
          <div role="alert">
            ${
              this.failure === undefined
                ? nothing
                : html`
                    <p class="failure">${this.failure}</p>
                  `
            }
          </div>
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
    if (run.status === "running") return this.#progress(run.done, run.total);
    if (run.status === "failed")
      return html`
        <p class="failure" role="alert">${t("bulk.failed")}</p>
      `;
    return this.#report(run.report);
  }

  #progress(done: number, total: number) {
    return html`
      <p role="status">${total === 0 ? t("bulk.running.short") : t("bulk.running", { done, total })}</p>
      <progress
        aria-label=${t("bulk.running.short")}
        max=${total || nothing}
        value=${total === 0 ? nothing : done}
      ></progress>
      <p class="quiet">${t("bulk.running.hint")}</p>
    `;
  }

  #report({ created, skipped, refused, items }: BulkReport) {
    // What was refused wants reading; what was made is there to open.
    const ordered = items.toSorted((a, b) => weight(a) - weight(b));
    const rest = ordered.length - shownRows;
    return html`
      <p role="status">${t("bulk.done", { created, skipped, refused })}</p>
      <table>
        <caption class="hidden-text">${t("bulk.report")}</caption>
        <tbody>${ordered.slice(0, shownRows).map((item) => this.#row(item))}</tbody>
      </table>
      ${
        rest > 0
          ? html`
              <p class="quiet">${t("bulk.more", { n: rest })}</p>
            `
          : nothing
      }
    `;
  }

  #row({ cardId, no, result, contactId, code, params = {}, text = "" }: BulkItem) {
    return html`
      <tr>
        <th scope="row" class="number">
          <a href=${formatRoute({ page: "card", kind: this.kind, id: cardId })} @click=${this.#close}>${no}</a>
        </th>
        <td class=${result}>
          ${
            contactId === undefined
              ? t(`bulk.${result}`)
              : html`
                  <a href=${formatRoute({ page: "card", kind: "contact", id: contactId })} @click=${this.#close}>
                    ${t(`bulk.${result}`)}
                  </a>
                `
          }
        </td>
        <td>${code === undefined ? nothing : textOfProblem({ code, params, text })}</td>
      </tr>
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

  readonly #close = (): void => {
    this.renderRoot.querySelector("dialog")?.close();
  };
}

const weight = ({ result }: BulkItem): number => (result === "refused" ? 0 : result === "created" ? 1 : 2);
