/**
 * What waits for the person: decisions, commands and edits that were refused, edits whose card was deleted; what waits for the
 * connection; and what the demo import left empty.
 *
 * Shape    sections that are only there when there is something in them; every item says why it is here and what can be done.
 *
 * @module
 */
import { type PropertyDeclarations, type PropertyValues, type TemplateResult, html, nothing } from "lit";
import { fieldLabel, isEmptyValue } from "@couplet/model";
import type {
  AttentionItem,
  CommandAttention,
  Engine,
  QueuedCommand,
  RefusedAttention,
  StrandedAttention,
} from "@couplet/engine";
import { baseStyles, iconOfKind, thumbStyles } from "@couplet/elements/pure";
import { AppElement } from "../app-element.ts";
import { saveAsFile } from "../attention-export.ts";
import { commandText, describeError, textOfProblem } from "../card-text.ts";
import { type DemoReport, parseDemoReport } from "../demo-report.ts";
import { iconCheck } from "../icons.ts";
import { formatMoment, formatWhen, language, t } from "../locale.ts";
import { isPictureField, valueView } from "../parts/value-view.ts";
import { formatRoute } from "../router.ts";
import { pageStyles } from "../styles/page.styles.ts";
import { attentionPageStyles } from "./attention-page.styles.ts";

type LostEdit = RefusedAttention | StrandedAttention;
type LostItem = LostEdit | CommandAttention;
type Action = LostItem["actions"][number];

/**
 * @element couplet-attention-page
 * @fires {CustomEvent<{ text: string }>} couplet-notice - Something worth a toast happened.
 */
export class CoupletAttentionPage extends AppElement {
  static override properties: PropertyDeclarations = {
    engine: { attribute: false },
    attention: { attribute: false },
    queue: { attribute: false },
    report: { state: true },
    busy: { state: true },
    asking: { state: true },
    failure: { state: true },
  };
  static override styles = [baseStyles, thumbStyles, pageStyles, attentionPageStyles];
  declare engine: Engine | undefined;
  declare attention: readonly AttentionItem[];
  declare queue: readonly QueuedCommand[];
  declare report: DemoReport | undefined;
  /** Id of the item that is being dealt with. */
  declare busy: string | undefined;
  /** Id of the item whose discarding is asked about. */
  declare asking: string | undefined;
  declare failure: { readonly id: string; readonly text: string } | undefined;
  /** Also once the last one is settled: there the choice can be undone, as long as the page is shown. */
  #hadConflicts = false;

  constructor() {
    super();
    this.attention = [];
    this.queue = [];
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("engine")) void this.#readReport();
  }

  async #readReport(): Promise<void> {
    try {
      this.report = parseDemoReport(await this.engine?.demoReport());
    } catch {
      // It is nice to know, and comes with the next visit; a page about problems need not make one of it.
      this.report = undefined;
    }
  }

  protected override render() {
    const conflicts = this.attention.filter((item) => item.kind === "conflict");
    const edits = this.attention.filter((item) => item.kind === "refused");
    const late = edits.filter(isTooLate);
    const refused = edits.filter((item) => !isTooLate(item));
    const stranded = this.attention.filter((item) => item.kind === "stranded");
    const commands = this.attention.filter((item) => item.kind === "command");
    this.#hadConflicts ||= conflicts.length > 0;
    return html`
      <h1>${t("app.attention")}</h1>
      ${
        this.attention.length === 0 && this.queue.length === 0
          ? html`
              <div class="sheet none">
                <span class="well">${iconCheck()}</span>
                <h2>${t("attention.none")}</h2>
                <p class="quiet">${t("attention.none.hint")}</p>
              </div>
            `
          : nothing
      }
      ${
        this.#hadConflicts
          ? html`
              <section aria-labelledby="conflicts">
                <h2 id="conflicts">
                  ${t("attention.conflicts")}
                  ${
                    conflicts.length > 0
                      ? html`
                          <span class="n number">${conflicts.length}</span>
                        `
                      : nothing
                  }
                </h2>
                <p class="quiet lead">${t("attention.conflicts.lead")}</p>
                <div class="sheet pad"><couplet-conflicts></couplet-conflicts></div>
              </section>
            `
          : nothing
      }
      ${this.#list("commands", commands, (item) => this.#command(item, this.#actions(item, commandText(item))))}
      ${this.#lost("refused", refused)} ${this.#lost("late", late, this.#exportAll(late))}
      ${this.#lost("stranded", stranded)} ${this.#list("queue", this.queue, (item) => this.#command(item))}
      ${this.report ? this.#report(this.report) : nothing}
    `;
  }

  #lost(kind: "refused" | "late" | "stranded", items: readonly LostEdit[], more: unknown = nothing) {
    return this.#list(kind, items, (item) => this.#item(item), more);
  }

  #exportAll(items: readonly RefusedAttention[]) {
    if (items.length < 2) return nothing;
    return html`
      <button class="all" @click=${() => this.#export(items)}>${t("attention.export.all")}</button>
    `;
  }

  #export(items: readonly RefusedAttention[]): void {
    this.#notify(t("attention.exported", { file: saveAsFile(items) }));
  }

  #list<Item>(
    id: "refused" | "late" | "stranded" | "commands" | "queue",
    items: readonly Item[],
    show: (item: Item) => TemplateResult,
    more: unknown = nothing,
  ) {
    if (items.length === 0) return nothing;
    return html`
      <section aria-labelledby=${id}>
        <h2 id=${id}>
          ${t(`attention.${id}`)}
          <span class="n number">${items.length}</span>
        </h2>
        <p class="quiet lead">${t(`attention.${id}.lead`)}</p>
        ${more}
        <ul class="sheet">
          ${items.map(show)}
        </ul>
      </section>
    `;
  }

  #command(item: QueuedCommand | CommandAttention, actions: unknown = nothing): TemplateResult {
    const at = new Date(item.atMs);
    return html`
      <li aria-busy=${this.busy === item.id}>
        <div class="what">
          <p class="card">
            ${iconOfKind(item.card.kind)}
            <span>${commandText(item)}</span>
          </p>
          <p class="why">
            ${
              "code" in item
                ? html`
                    ${textOfProblem(item)} ·
                  `
                : nothing
            }
            ${this.#when(at)}
          </p>
          ${this.#failureOf(item.id)}
        </div>
        ${actions}
      </li>
    `;
  }

  #when(at: Date) {
    return html`
      <time datetime=${at.toISOString()} title=${formatMoment(at)}>${formatWhen(at, new Date())}</time>
    `;
  }

  #failureOf(id: string) {
    if (this.failure?.id !== id) return nothing;
    return html`
      <p class="bad" role="alert">${this.failure.text}</p>
    `;
  }

  /** @param text what can be copied; nothing of a picture */
  #actions(item: LostItem, text: string | undefined) {
    if (this.asking === item.id) return this.#question(item);
    return html`
      <div class="actions">
        ${item.actions.map((action) => this.#action(item, action))}
        ${
          text === undefined
            ? nothing
            : html`
                <button class="plain" @click=${() => void this.#copy(text)}>${t("attention.copy")}</button>
              `
        }
      </div>
    `;
  }

  /** What was typed is gone for good: a slip of the hand must not do that. */
  #question(item: LostItem) {
    return html`
      <div class="actions" role="group" aria-label=${t("attention.discard.ask")}>
        <button class="danger" ?disabled=${this.busy === item.id} @click=${() => void this.#run(item, "discard")}>
          ${t("attention.discard.yes")}
        </button>
        <button @click=${() => (this.asking = undefined)}>${t("attention.discard.no")}</button>
      </div>
    `;
  }

  #item(item: LostEdit): TemplateResult {
    const at = new Date(item.atMs);
    const value = isEmptyValue(item.value) ? t("history.empty") : valueView(item.card.kind, item.field, item.value);
    const isOpen = item.kind === "refused";
    const name = nameOf(item);
    return html`
      <li aria-busy=${this.busy === item.id}>
        <div class="what">
          <p class="card">
            ${iconOfKind(item.card.kind)}
            ${
              isOpen
                ? html`
                    <a href=${formatRoute({ page: "card", kind: item.card.kind, id: item.card.id })}>${name}</a>
                  `
                : html`
                    <span>${name}</span>
                  `
            }
            <span class="quiet number">${item.card.no}</span>
          </p>
          <p class="value">
            <span class="quiet">${fieldLabel(item.field, language)}</span>
            <strong class="number">${value}</strong>
          </p>
          <p class="why">
            ${
              item.kind === "refused" && !isTooLate(item)
                ? html`
                    ${textOfProblem({ ...item, params: { field: item.field } })} ·
                  `
                : nothing
            }
            ${this.#when(at)}
          </p>
          ${this.#failureOf(item.id)}
        </div>
        ${this.#actions(item, isPictureField(item.card.kind, item.field) ? undefined : String(item.value))}
      </li>
    `;
  }

  #action(item: LostItem, action: Action) {
    return html`
      <button ?disabled=${this.busy === item.id} @click=${() => this.#take(item, action)}>
        ${actionText(item, action)}
      </button>
    `;
  }

  #take(item: LostItem, action: Action): void {
    if (action === "export" && item.kind === "refused") this.#export([item]);
    else if (action === "discard" && item.kind !== "command") this.asking = item.id;
    else if (action !== "export") void this.#run(item, action);
  }

  async #run(item: LostItem, action: Exclude<Action, "export">): Promise<void> {
    if (!this.engine) return;
    this.busy = item.id;
    this.failure = undefined;
    try {
      await acts[action](this.engine, item);
      if (action === "apply") this.#notify(t("attention.applied"));
      if (action === "restore") this.#notify(t("attention.restored", { name: nameOf(item) }));
    } catch (error) {
      this.failure = { id: item.id, text: describeError(error) };
    } finally {
      this.busy = undefined;
      this.asking = undefined;
    }
  }

  async #copy(text: string): Promise<void> {
    await navigator.clipboard.writeText(text);
    this.#notify(t("attention.copied"));
  }

  #notify(text: string): void {
    this.dispatchEvent(new CustomEvent("couplet-notice", { bubbles: true, composed: true, detail: { text } }));
  }

  #report(report: DemoReport) {
    return html`
      <section aria-labelledby="report">
        <h2 id="report">
          ${t("attention.report")}
          <span class="n number">${report.problems.length}</span>
        </h2>
        <p class="quiet lead">
          ${t("attention.report.lead", { imported: report.imported, n: report.problems.length })}
        </p>
        <details class="sheet">
          <summary>${t("attention.report.show")}</summary>
          <div class="scroll">
            <table>
              <thead>
                <tr>
                  <th scope="col">${t("attention.report.row")}</th>
                  <th scope="col">${t("attention.report.field")}</th>
                  <th scope="col">${t("attention.report.value")}</th>
                  <th scope="col">${t("attention.report.why")}</th>
                </tr>
              </thead>
              <tbody>
                ${report.problems.map(
                  (problem) => html`
                    <tr>
                      <td>
                        <a href=${formatRoute({ page: "card", kind: problem.kind, id: problem.cardId })}>
                          ${problem.row}
                        </a>
                      </td>
                      <td>${problem.field === undefined ? nothing : fieldLabel(problem.field, language)}</td>
                      <td class="number">${problem.value}</td>
                      <td>${textOfProblem(problem)}</td>
                    </tr>
                  `,
                )}
              </tbody>
            </table>
          </div>
        </details>
      </section>
    `;
  }
}

/** Its document is forgotten: those are told of together, with the reason once. */
const isTooLate = (item: LostItem): boolean => item.kind === "refused" && item.code === "document.forgotten";

const nameOf = ({ card }: LostItem): string => card.name ?? card.no ?? t(`kind.${card.kind}.one`);

function actionText(item: LostItem, action: Action): string {
  if (action === "apply" && item.kind === "stranded") {
    const [first, ...others] = item.relatedCards;
    if (!first) return t("attention.apply.there");
    if (others.length > 0) return t("attention.apply.many", { n: item.relatedCards.length });
    return t("attention.apply", { card: `${t(`kind.${first.kind}.one`)} ${first.no ?? ""}`.trim() });
  }
  if (action === "retry") return t(isTooLate(item) ? "attention.setAgain" : "attention.tryAgain");
  return t(action === "apply" ? "attention.apply.there" : `attention.${action}`);
}

const acts: Readonly<Record<Exclude<Action, "export">, (engine: Engine, item: LostItem) => Promise<void>>> = {
  retry: (engine, item) => engine.retry(item),
  apply: (engine, item) => engine.retry(item),
  discard: (engine, item) => engine.discard(item),
  restore: (engine, item) => engine.restoreStranded(item),
};
