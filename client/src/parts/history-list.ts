/**
 * What was changed on a card: field, value before and after, who, when, and on which of the cards that share the field.
 *
 * Shape    newest first, a page at a time; read again when the card says that something was saved.
 * Not      kept on the device: the history is the server's own record.
 *
 * @module
 */
import { LitElement, type PropertyDeclarations, type PropertyValues, css, html, nothing } from "lit";
import { type CardKind, type Scalar, fieldLabel, fieldSpec, isEmptyValue, isUuid } from "@couplet/model";
import { type Engine, type HistoryItem, OfflineError, type RelatedCard, SignInNeededError } from "@couplet/engine";
import { baseStyles, thumbStyles } from "@couplet/elements/pure";
import { cardName, describeError } from "../card-text.ts";
import { formatMoment, formatWhen, language, t } from "../locale.ts";
import { valueView } from "./value-view.ts";

const pageSize = 12;
const settleMs = 400;

/**
 * @element couplet-history-list
 */
export class CoupletHistoryList extends LitElement {
  static override properties: PropertyDeclarations = {
    engine: { attribute: false },
    kind: {},
    recordId: { attribute: "record-id" },
    related: { attribute: false },
    items: { state: true },
    nextCursor: { state: true },
    failure: { state: true },
  };
  static override styles = [
    baseStyles,
    thumbStyles,
    css`
      h2 {
        margin-bottom: 0.5rem;
        font-size: var(--_text-s);
        font-weight: 600;
      }
      li {
        position: relative;
        padding: 0.5rem 0 0.625rem 1.125rem;
        font-size: var(--_text-s);
        line-height: 1.4;
      }
      li::before {
        position: absolute;
        inset-block: 0 0;
        inset-inline-start: 0.1875rem;
        border-inline-start: 1px solid var(--_hairline);
        content: "";
      }
      li::after {
        position: absolute;
        inset-block-start: 0.875rem;
        inset-inline-start: 0;
        width: 0.4375rem;
        height: 0.4375rem;
        border: 1px solid var(--_border);
        border-radius: 50%;
        background: var(--_surface-2);
        content: "";
      }
      .field {
        font-weight: 550;
      }
      .values {
        overflow-wrap: anywhere;
      }
      del,
      ins {
        display: inline-block;
        margin-inline-end: 0.375rem;
      }
      del {
        color: var(--_muted);
        text-decoration-color: color-mix(in oklab, var(--_muted) 60%, transparent);
      }
      ins {
        text-decoration: none;
      }
      .thumb {
        margin-block: 0.25rem;
      }
      del .thumb {
        opacity: 0.5;
      }
      .by {
        color: var(--_muted);
        font-size: var(--_text-xs);
      }
      .plain {
        margin-inline-start: 0.5rem;
      }
    `,
  ];
  declare engine: Engine | undefined;
  declare kind: CardKind;
  declare recordId: string;
  declare related: readonly RelatedCard[];
  declare items: readonly HistoryItem[] | undefined;
  declare nextCursor: string | undefined;
  declare failure: string | undefined;
  /** Names of the cards that values point at. */
  readonly #names = new Map<string, string>();
  #question = 0;
  #settling: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.related = [];
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#settling);
  }

  /** Reads it again once what is going on has come to rest. */
  refreshSoon(): void {
    clearTimeout(this.#settling);
    this.#settling = setTimeout(() => void this.#load(), settleMs);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has("engine") && !changed.has("recordId")) return;
    if (changed.has("recordId")) this.items = undefined;
    void this.#load();
  }

  async #load(cursor?: string): Promise<void> {
    const { engine, recordId } = this;
    if (!engine || !recordId) return;
    const question = ++this.#question;
    try {
      const limit = cursor === undefined ? Math.max(pageSize, this.items?.length ?? 0) : pageSize;
      const page = await engine.history(this.kind, recordId, { limit, ...(cursor === undefined ? {} : { cursor }) });
      if (question !== this.#question) return;
      this.items = cursor === undefined ? page.items : [...(this.items ?? []), ...page.items];
      this.nextCursor = page.nextCursor;
      this.failure = undefined;
      void this.#nameCards(engine, page.items);
    } catch (error) {
      if (question === this.#question) this.failure = needsServer(error) ? t("history.offline") : describeError(error);
    }
  }

  async #nameCards(engine: Engine, items: readonly HistoryItem[]): Promise<void> {
    const values = items
      .filter(({ field }) => fieldSpec(this.kind, field)?.type === "cardId")
      .flatMap((item) => [item.old, item.new]);
    const ids = new Set(values.map(String).filter((id) => isUuid(id) && !this.#names.has(id)));
    for (const id of ids) {
      const card = await engine.readCard("contact", id).catch(() => undefined);
      this.#names.set(id, card ? cardName(card) || card.no : t("card.missing"));
    }
    if (ids.size > 0) this.requestUpdate();
  }

  protected override render() {
    const now = new Date();
    return html`
      <section aria-labelledby="title">
        <h2 id="title">${t("card.history")}</h2>
        ${
          this.failure
            ? html`
                <p class="quiet">${this.failure}</p>
              `
            : nothing
        }
        ${
          this.items?.length === 0
            ? html`
                <p class="quiet">${t("history.none")}</p>
              `
            : nothing
        }
        <ol>
          ${this.items?.map((item) => this.#item(item, now))}
        </ol>
        ${
          this.nextCursor === undefined || this.failure
            ? nothing
            : html`
                <button class="plain" @click=${() => void this.#load(this.nextCursor)}>${t("history.more")}</button>
              `
        }
      </section>
    `;
  }

  #item(item: HistoryItem, now: Date) {
    const at = new Date(item.atMs);
    const other = item.cardId === this.recordId ? undefined : this.related.find((card) => card.cardId === item.cardId);
    const hadValue = item.old !== undefined && !isEmptyValue(item.old);
    return html`
      <li>
        <span class="field">${fieldLabel(item.field, language)}</span>
        <div class="values number">
          ${
            hadValue
              ? html`
                  <del>
                    <span class="hidden-text">${t("history.was")}</span>
                    ${this.#value(item, item.old)}
                  </del>
                `
              : nothing
          }
          <ins>${this.#value(item, item.new)}</ins>
        </div>
        <div class="by">
          <time datetime=${at.toISOString()} title=${formatMoment(at)}>
            ${t("history.by", { who: item.by.name, when: formatWhen(at, now) })}
          </time>
          ${other ? t("history.on", { no: `${t(`kind.${other.kind}.one`)} ${other.no}` }) : nothing}
        </div>
      </li>
    `;
  }

  #value(item: HistoryItem, value: Scalar | undefined) {
    if (value === undefined || value === "")
      return html`
        <span class="quiet">${t("history.empty")}</span>
      `;
    if (fieldSpec(this.kind, item.field)?.type === "cardId") return this.#names.get(String(value)) ?? "…";
    return valueView(this.kind, item.field, value);
  }
}

const needsServer = (error: unknown): boolean => error instanceof OfflineError || error instanceof SignInNeededError;
