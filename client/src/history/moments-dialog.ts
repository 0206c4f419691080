/**
 * A card as it was: a line of time to move along, what was different at a moment, from now or from another one, and the way back to it.
 *
 * Shape    a dialog; the history is read when it opens. Restoring sets what differs, as one edit that can be taken back.
 * Not      the history itself, entry by entry: that is `couplet-history`.
 * Source   rule F8
 *
 * @module
 */
import { type PropertyDeclarations, html, nothing, svg } from "lit";
import { type CardKind, type Scalar, fieldLabel, fieldsOfKind, problemText } from "@couplet/model";
import type { CardSession, Engine, HistoryItem } from "@couplet/engine";
import { baseStyles, dialogStyles, renderDialogHead, renderFailureOf } from "@couplet/elements/pure";
import { AppElement } from "../app-element.ts";
import { describeError, readableValue } from "../card-text.ts";
import { type BulkEdit, revertBulk } from "../lists/bulk-edit.ts";
import { formatList, formatMoment, formatWhen, language, t } from "../locale.ts";
import type { ToastMessage } from "../parts/toast.ts";
import { momentsDialogStyles } from "./moments-dialog.styles.ts";
import { type Difference, type Moment, type Values, differences, momentsOf, valuesAt } from "./moments.ts";

const pageSize = 200;
/** Older ones are told as one, before all of these. */
const mostItems = 2_000;

/**
 * @element couplet-moments-dialog
 * @fires {CustomEvent<ToastMessage>} couplet-notice - A moment was restored, and can be left again.
 */
export class CoupletMomentsDialog extends AppElement {
  static override properties: PropertyDeclarations = {
    engine: { attribute: false },
    items: { state: true },
    fromCache: { state: true },
    at: { state: true },
    other: { state: true },
    failure: { state: true },
  };
  static override styles = [baseStyles, dialogStyles, momentsDialogStyles];
  declare engine: Engine | undefined;
  /** `undefined` until they are read. */
  declare items: readonly HistoryItem[] | undefined;
  /** Only what this device knows of. */
  declare fromCache: boolean;
  /** Index of the moment looked at; -1: before the first. */
  declare at: number;
  /** The one it is compared with; `undefined`: now. */
  declare other: number | undefined;
  declare failure: string | undefined;
  #session: CardSession | undefined;
  #stop: (() => void) | undefined;

  constructor() {
    super();
    this.fromCache = false;
    this.at = -1;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#leave();
  }

  async show(kind: CardKind, id: string): Promise<void> {
    this.items = undefined;
    this.failure = undefined;
    this.other = undefined;
    this.renderRoot.querySelector("dialog")?.showModal();
    const { engine } = this;
    if (!engine) return;
    try {
      const session = await engine.openCard(kind, { id });
      this.#leave();
      this.#session = session;
      this.#stop = session.snapshot.subscribe(() => this.requestUpdate());
      const { items, fromCache } = await readAll(engine, kind, id);
      if (session !== this.#session) return;
      this.items = items;
      this.fromCache = fromCache;
      this.at = this.#moments.length - 1;
    } catch (error) {
      this.failure = describeError(error);
    }
  }

  #leave(): void {
    this.#stop?.();
    this.#session?.close();
    this.#session = undefined;
  }

  get #moments(): readonly Moment[] {
    return momentsOf(this.items ?? []);
  }

  get #now(): Values {
    return this.#session?.snapshot.value.values ?? {};
  }

  #valuesOf(at: number): Values {
    const moments = this.#moments;
    return valuesAt(this.items ?? [], moments[at]?.atMs ?? Number.NEGATIVE_INFINITY, this.#now);
  }

  #differences(from: Values, to: Values): readonly Difference[] {
    const kind = this.#session?.kind;
    return kind === undefined
      ? []
      : differences(
          kind,
          fieldsOfKind(kind).map(({ name }) => name),
          from,
          to,
        );
  }

  protected override render() {
    const moments = this.#moments;
    return html`
      <dialog closedby="any" aria-labelledby="title" @close=${() => this.#leave()}>
        ${renderDialogHead({ title: t("moments.title"), closeLabel: t("app.close"), close: this.#close })}
        <div class="body">
          ${renderFailureOf(this.failure ?? "")}
          ${
            this.items === undefined
              ? this.failure === undefined
                ? html`
                    <p class="quiet" aria-busy="true">${t("app.loading")}</p>
                  `
                : nothing
              : moments.length === 0
                ? html`
                    <p class="quiet">${t("moments.none")}</p>
                  `
                : this.#scrubbing(moments)
          }
        </div>
        ${this.#footer()}
      </dialog>
    `;
  }

  #scrubbing(moments: readonly Moment[]) {
    const last = moments.length - 1;
    return html`
      ${this.#line("at", t("moments.at"), this.at, moments, (at) => (this.at = at))}
      <fieldset class="against">
        <legend class="hidden-text">${t("moments.against")}</legend>
        <span aria-hidden="true">${t("moments.against")}</span>
        ${(["now", "other"] as const).map(
          (which) => html`
            <label>
              <input
                type="radio"
                name="against"
                .checked=${(this.other === undefined) === (which === "now")}
                @change=${() => (this.other = which === "now" ? undefined : Math.max(-1, Math.min(last, this.at - 1)))}
              />
              ${t(`moments.${which}`)}
            </label>
          `,
        )}
      </fieldset>
      ${
        this.other === undefined
          ? nothing
          : this.#line("other", t("moments.other"), this.other, moments, (at) => (this.other = at))
      }
      ${this.#table()}
      ${
        this.fromCache
          ? html`
              <p class="quiet same">${t("moments.partial")}</p>
            `
          : nothing
      }
    `;
  }

  /** The line of time: a mark for each moment, as far apart as they lie in order. */
  #line(id: string, label: string, at: number, moments: readonly Moment[], moved: (at: number) => void) {
    const words = this.#momentText(moments[at]);
    const x = (index: number): number => (100 * (index + 1)) / Math.max(1, moments.length);
    return html`
      <div class="scrub">
        <label for=${id}>${label}</label>
        <div class="line">
          <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
            ${moments.map(
              (_, index) =>
                svg`<line class=${index === at ? "at" : ""} x1=${x(index)} x2=${x(index)} y1="2" y2="10" vector-effect="non-scaling-stroke" />`,
            )}
          </svg>
          <input
            id=${id}
            type="range"
            min="-1"
            max=${moments.length - 1}
            step="1"
            aria-valuetext=${words}
            .value=${String(at)}
            @input=${(event: Event) => moved(Number((event.currentTarget as HTMLInputElement).value))}
          />
        </div>
        <p class="when number">${words}</p>
      </div>
    `;
  }

  #momentText(moment: Moment | undefined): string {
    if (!moment) return t("moments.before");
    const fields = [...new Set(moment.items.map(({ field }) => fieldLabel(field, language)))];
    const when = formatWhen(new Date(moment.atMs), new Date());
    return t("moments.was", { when, who: moment.items[0]?.by.name ?? "", fields: formatList(fields) });
  }

  #table() {
    const [from, to] = [this.#valuesOf(this.at), this.other === undefined ? this.#now : this.#valuesOf(this.other)];
    const different = this.#differences(from, to);
    if (different.length === 0)
      return html`
        <p class="quiet" role="status">${t(this.other === undefined ? "moments.same" : "moments.sameBoth")}</p>
      `;
    return html`
      <table>
        <caption class="hidden-text">${t("moments.different", { n: different.length })}</caption>
        <thead>
          <tr>
            <th scope="col">${t("edit.field")}</th>
            <th scope="col">${t("moments.then")}</th>
            <th scope="col">${t(this.other === undefined ? "moments.now" : "moments.other")}</th>
          </tr>
        </thead>
        <tbody>
          ${different.map(
            ({ field, from: was, to: is }) => html`
              <tr>
                <th scope="row">${fieldLabel(field, language)}</th>
                <td>${this.#text(field, was)}</td>
                <td>${this.#text(field, is)}</td>
              </tr>
            `,
          )}
        </tbody>
      </table>
    `;
  }

  #text(field: string, value: Scalar): string {
    const kind = this.#session?.kind ?? "contact";
    return readableValue(kind, field, value, String(this.#now["countryCode"] ?? "")) || "–";
  }

  #footer() {
    const snapshot = this.#session?.snapshot.value;
    const n = this.items === undefined ? 0 : this.#differences(this.#now, this.#valuesOf(this.at)).length;
    return html`
      <footer>
        <button @click=${this.#close}>${t("app.close")}</button>
        ${
          snapshot === undefined || snapshot.readonly
            ? nothing
            : html`
                <button class="primary" ?disabled=${n === 0} @click=${this.#restore}>
                  ${t("moments.restore", { n })}
                </button>
              `
        }
      </footer>
    `;
  }

  readonly #restore = (): void => {
    const session = this.#session;
    const moment = this.#moments[this.at];
    if (!session) return;
    const different = this.#differences(this.#now, this.#valuesOf(this.at));
    // What is read from a person's company is not the person's own: taken back, it is read again.
    const { inherited } = session.snapshot.value;
    const before = Object.fromEntries(different.map(({ field, from }) => [field, inherited[field] ? "" : from]));
    const after = Object.fromEntries(
      different.map(({ field, to }) => [field, typeof before[field] === "boolean" ? to === true : to]),
    );
    const result = session.setAll(after);
    if (!result.ok) {
      const { code, params, field } = result.problem;
      this.failure = problemText(
        code,
        { ...params, ...(field ? { field: fieldLabel(field, language) } : {}) },
        language,
      );
      return;
    }
    const { kind, id } = session;
    this.#close();
    const when = moment ? formatMoment(new Date(moment.atMs)) : t("moments.before");
    this.#notice({
      text: t("moments.restored", { n: different.length, when }),
      action: { label: t("app.undo"), run: () => void this.#revert({ kind, id, before, after }) },
    });
  };

  async #revert(edit: BulkEdit): Promise<void> {
    if (!this.engine) return;
    const n = await revertBulk(this.engine, [edit]);
    this.#notice({ text: t("edit.undone", { n }) });
  }

  #notice(message: ToastMessage): void {
    this.dispatchEvent(new CustomEvent("couplet-notice", { bubbles: true, composed: true, detail: message }));
  }

  readonly #close = (): void => {
    this.renderRoot.querySelector("dialog")?.close();
  };
}

async function readAll(
  engine: Engine,
  kind: CardKind,
  id: string,
): Promise<{ readonly items: readonly HistoryItem[]; readonly fromCache: boolean }> {
  const items: HistoryItem[] = [];
  let cursor: string | undefined;
  for (;;) {
    const page = await engine.history(kind, id, { limit: pageSize, ...(cursor === undefined ? {} : { cursor }) });
    items.push(...page.items);
    cursor = page.nextCursor;
    if (cursor === undefined || items.length >= mostItems) return { items, fromCache: page.fromCache };
  }
}
