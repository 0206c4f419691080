/**
 * One change to the chosen cards: which fields, what they become, what that does to how many cards, and how far it is.
 *
 * Shape    a dialog; what will change is said before it does, what could not be changed afterwards, and all of it can be taken back.
 *
 * @module
 */
import { type PropertyDeclarations, html, nothing } from "lit";
import { type CardKind, type FieldSpec, emptyValue, fieldLabel, fieldSpec, parseValue } from "@couplet/model";
import type { CardRow, Engine } from "@couplet/engine";
import { baseStyles, dialogStyles, renderDialogHead } from "@couplet/elements/pure";
import { AppElement } from "../app-element.ts";
import { iconCross } from "../icons.ts";
import {
  type BulkEdit,
  type BulkFailure,
  type BulkValues,
  applyBulk,
  bulkFieldsOf,
  planBulk,
} from "../lists/bulk-edit.ts";
import { language, locale, t } from "../locale.ts";
import { controlStyles } from "../styles/control.styles.ts";
import { bulkEditStyles } from "./bulk-edit-dialog.styles.ts";
import { bulkFailures, bulkPreview, bulkProblem, bulkValueControl } from "./bulk-edit-view.ts";

const mostFields = 8;

interface Line {
  readonly field: string;
  readonly text: string;
}
const noLine: Line = { field: "", text: "" };

/**
 * @element couplet-bulk-edit-dialog
 * @fires {CustomEvent<{ edits: readonly BulkEdit[] }>} couplet-edited - Cards were changed.
 */
export class CoupletBulkEditDialog extends AppElement {
  static override properties: PropertyDeclarations = {
    engine: { attribute: false },
    kind: { state: true },
    cards: { state: true },
    lines: { state: true },
    done: { state: true },
    failures: { state: true },
    left: { state: true },
  };
  static override styles = [baseStyles, dialogStyles, controlStyles, bulkEditStyles];
  declare engine: Engine | undefined;
  declare kind: CardKind;
  declare cards: readonly CardRow[];
  declare lines: readonly Line[];
  /** Cards that are through; `undefined`: it has not begun. */
  declare done: number | undefined;
  declare failures: readonly BulkFailure[];
  /** Cards it was stopped before. */
  declare left: number;
  #isStopped = false;
  #isRunning = false;

  constructor() {
    super();
    this.kind = "contact";
    this.cards = [];
    this.#startOver();
  }

  show(kind: CardKind, cards: readonly CardRow[]): void {
    if (!this.#isRunning) {
      this.kind = kind;
      this.cards = cards;
      this.#startOver();
    }
    this.renderRoot.querySelector("dialog")?.showModal();
  }

  #startOver(): void {
    this.lines = [noLine];
    this.done = undefined;
    this.failures = [];
    this.left = 0;
    this.#isStopped = false;
  }

  get #chosen(): readonly (Line & { readonly spec: FieldSpec })[] {
    return this.lines.flatMap((line) => {
      const spec = fieldSpec(this.kind, line.field);
      return spec ? [{ ...line, spec }] : [];
    });
  }

  /** What the lines say; `undefined` where one of them cannot be. */
  get #values(): BulkValues | undefined {
    const parsed = this.#chosen.map(({ field, text, spec }) => [field, parsedOf(spec, text)] as const);
    const values = parsed.flatMap(([field, result]) => (result.ok ? [[field, result.value] as const] : []));
    return values.length < parsed.length ? undefined : Object.fromEntries(values);
  }

  protected override render() {
    const values = this.#values;
    const plan = values && planBulk(this.kind, this.cards, values);
    const n = plan?.changing.length ?? 0;
    const hasBegun = this.done !== undefined;
    return html`
      <dialog aria-labelledby="title" @cancel=${this.#cancelled}>
        ${renderDialogHead({ title: t("edit.title", { n: this.cards.length }), closeLabel: t("app.close"), close: this.#close })}
        <div class="body">
          ${
            hasBegun
              ? this.#progress()
              : html`
                  <form id="lines" @submit=${this.#submitted}>
                    ${this.lines.map((line, at) => this.#line(line, at))}
                  </form>
                  ${
                    this.lines.length < mostFields
                      ? html`
                          <button class="plain" @click=${() => (this.lines = [...this.lines, noLine])}>
                            ${t("edit.add")}
                          </button>
                        `
                      : nothing
                  }
                  ${plan && values && plan.fields > 0 ? bulkPreview(plan, values) : nothing}
                `
          }
        </div>
        <footer>
          ${
            this.#isRunning
              ? html`
                  <button @click=${() => (this.#isStopped = true)}>${t("edit.stop")}</button>
                `
              : html`
                  <button @click=${this.#close}>${t(hasBegun ? "app.close" : "app.cancel")}</button>
                `
          }
          ${
            hasBegun
              ? nothing
              : html`
                  <button class="primary" form="lines" ?disabled=${n === 0}>${t("edit.go", { n })}</button>
                `
          }
        </footer>
      </dialog>
    `;
  }

  #line({ field, text }: Line, at: number) {
    const spec = fieldSpec(this.kind, field);
    const collator = new Intl.Collator(locale);
    const taken = new Set(this.lines.map((line) => line.field).filter((name) => name !== field));
    const offered = bulkFieldsOf(this.kind)
      .filter(({ name }) => !taken.has(name))
      .map(({ name }) => ({ name, label: fieldLabel(name, language) }))
      .toSorted((a, b) => collator.compare(a.label, b.label));
    const result = spec && parsedOf(spec, text);
    return html`
      <div class="line" role="group" aria-label=${spec ? fieldLabel(field, language) : t("edit.field")}>
        <div class="field">
          <label for=${`field-${at}`}>${t("edit.field")}</label>
          <select
            id=${`field-${at}`}
            @change=${(event: Event) => this.#setLine(at, { field: (event.currentTarget as HTMLSelectElement).value, text: "" })}
          >
            <option value="" .selected=${field === ""}>${t("edit.choose")}</option>
            ${offered.map(
              ({ name, label }) => html`
                <option value=${name} .selected=${name === field}>${label}</option>
              `,
            )}
          </select>
        </div>
        ${
          spec && result
            ? html`
                <div class="field">
                  <label for=${`value-${at}`}>${t("edit.value")}</label>
                  ${bulkValueControl(spec, text, `value-${at}`, !result.ok, (value) => this.#setLine(at, { field, text: value }))}
                  ${bulkProblem(result, spec, text)}
                </div>
              `
            : html`
                <span></span>
              `
        }
        ${
          this.lines.length > 1
            ? html`
                <button
                  type="button"
                  class="icon-only"
                  aria-label=${t("edit.drop", { field: spec ? fieldLabel(field, language) : "" })}
                  @click=${() => (this.lines = this.lines.filter((_, index) => index !== at))}
                >
                  ${iconCross()}
                </button>
              `
            : nothing
        }
      </div>
    `;
  }

  #setLine(at: number, line: Line): void {
    this.lines = this.lines.map((known, index) => (index === at ? line : known));
  }

  #progress() {
    const total = this.cards.length;
    return html`
      <p role="status">
        ${this.#isRunning ? t("edit.running", { done: this.done ?? 0, total }) : this.left > 0 ? t("edit.stopped", { n: this.left }) : ""}
      </p>
      <progress aria-label=${t("edit.title", { n: total })} max=${total} value=${this.done ?? 0}></progress>
      ${this.failures.length > 0 ? bulkFailures(this.failures) : nothing}
    `;
  }

  readonly #submitted = (event: SubmitEvent): void => {
    event.preventDefault();
    void this.#go();
  };

  async #go(): Promise<void> {
    const { engine, kind } = this;
    const values = this.#values;
    if (!engine || !values || this.#isRunning) return;
    const { changing } = planBulk(kind, this.cards, values);
    if (changing.length === 0) return;
    this.#isRunning = true;
    this.cards = changing;
    this.done = 0;
    let edits: readonly BulkEdit[] = [];
    try {
      const outcome = await applyBulk(engine, changing, values, {
        isStopped: () => this.#isStopped,
        progress: (done) => (this.done = done),
      });
      ({ edits } = outcome);
      this.failures = outcome.failures;
      this.left = outcome.left;
    } finally {
      this.#isRunning = false;
      this.requestUpdate();
    }
    if (this.failures.length === 0 && this.left === 0) this.#close();
    if (edits.length > 0) this.dispatchEvent(new CustomEvent("couplet-edited", { detail: { edits } }));
  }

  /** While it runs it is stopped, not left. */
  readonly #cancelled = (event: Event): void => {
    if (!this.#isRunning) return;
    event.preventDefault();
    this.#isStopped = true;
  };

  readonly #close = (): void => {
    if (this.#isRunning) this.#isStopped = true;
    else this.renderRoot.querySelector("dialog")?.close();
  };
}

const parsedOf = (spec: FieldSpec, text: string): ReturnType<typeof parseValue> =>
  spec.type === "boolean"
    ? { ok: true, value: text === "true" }
    : text.trim() === ""
      ? { ok: true, value: emptyValue(spec) }
      : parseValue(spec, text);
