/**
 * Before everything of a person goes from this device: what would be lost, by name, and a file with it.
 *
 * @module
 */
import { type PropertyDeclarations, html, nothing } from "lit";
import { fieldLabel } from "@couplet/model";
import type { AttentionItem, QueuedCommand, Status } from "@couplet/engine";
import { baseStyles, dialogStyles, renderDialogHead } from "@couplet/elements/pure";
import { AppElement } from "../app-element.ts";
import { commandText } from "../card-text.ts";
import { language, t } from "../locale.ts";

const mostNamed = 6;

/**
 * @element couplet-wipe-dialog
 * @fires {CustomEvent<{ wipe: boolean }>} couplet-sign-out - The person leaves, and everything goes.
 * @fires {CustomEvent<void>} couplet-export - A file is wanted first.
 */
export class CoupletWipeDialog extends AppElement {
  static override properties: PropertyDeclarations = {
    status: { attribute: false },
    attention: { attribute: false },
    queue: { attribute: false },
    views: { type: Number },
  };
  static override styles = [baseStyles, dialogStyles];
  declare status: Status | undefined;
  declare attention: readonly AttentionItem[];
  declare queue: readonly QueuedCommand[];
  /** How many views were saved. */
  declare views: number;

  constructor() {
    super();
    this.attention = [];
    this.queue = [];
    this.views = 0;
  }

  show(): void {
    this.renderRoot.querySelector("dialog")?.showModal();
  }

  protected override render() {
    const { waiting = 0 } = this.status ?? {};
    const refused = this.attention.filter(({ kind }) => kind !== "conflict");
    const isLost = waiting > 0 || refused.length > 0 || this.views > 0;
    return html`
      <dialog class="narrow" closedby="any" aria-labelledby="title">
        ${renderDialogHead({ title: t("device.wipe.title"), closeLabel: t("app.close"), close: this.#close })}
        <div class="body">
          <p>${t(isLost ? "device.wipe.lost" : "device.wipe.nothing")}</p>
          <ul class="lost">
            ${waiting > 0 ? this.#named(t("device.wipe.waiting", { n: waiting }), this.queue.map(commandText)) : nothing}
            ${refused.length > 0 ? this.#named(t("device.wipe.refused", { n: refused.length }), refused.map(itemText)) : nothing}
            ${this.views > 0 ? this.#named(t("device.wipe.views", { n: this.views }), []) : nothing}
          </ul>
        </div>
        <footer>
          <button @click=${() => this.dispatchEvent(new CustomEvent("couplet-export"))}>
            ${t("device.wipe.export")}
          </button>
          <button @click=${this.#close}>${t("app.cancel")}</button>
          <button class="danger primary" @click=${this.#wipe}>${t("device.wipe.go")}</button>
        </footer>
      </dialog>
    `;
  }

  #named(what: string, items: readonly string[]) {
    const shown = items.slice(0, mostNamed);
    const more = items.length > mostNamed ? [t("device.wipe.more", { n: items.length - mostNamed })] : [];
    return html`
      <li>
        <b>${what}</b>
        ${[...shown, ...more].map(
          (text) => html`
            <p class="quiet">${text}</p>
          `,
        )}
      </li>
    `;
  }

  readonly #close = (): void => {
    this.renderRoot.querySelector("dialog")?.close();
  };

  readonly #wipe = (): void => {
    this.#close();
    this.dispatchEvent(new CustomEvent("couplet-sign-out", { bubbles: true, composed: true, detail: { wipe: true } }));
  };
}

/** Card, field and value of an edit; the card of a command. */
function itemText(item: AttentionItem): string {
  const name = `${t(`kind.${item.card.kind}.one`)} ${item.card.name ?? item.card.no ?? ""}`.trim();
  if (!("field" in item)) return name;
  return `${name}, ${fieldLabel(item.field, language)}${"value" in item ? `: ${String(item.value).slice(0, 80)}` : ""}`;
}
