/**
 * The keys the app knows, on one sheet: `?` from everywhere.
 *
 * @module
 */
import { css, html } from "lit";
import { baseStyles, dialogStyles, renderDialogHead } from "@couplet/elements/pure";
import { AppElement } from "../app-element.ts";
import { t } from "../locale.ts";
import type { MessageKey } from "../text/catalogues.ts";

const keys: readonly (readonly [readonly string[], MessageKey])[] = [
  [["/"], "keys.search"],
  [["j", "k"], "keys.next"],
  [["Enter"], "keys.open"],
  [["n"], "keys.new"],
  [["[", "]"], "keys.cards"],
  [["Ctrl Z", "Ctrl ⇧ Z"], "keys.undo"],
  [["Esc"], "keys.escape"],
  [["Alt H"], "keys.history"],
  [["?"], "keys.help"],
];

/**
 * @element couplet-shortcuts-dialog
 */
export class CoupletShortcutsDialog extends AppElement {
  static override styles = [
    baseStyles,
    dialogStyles,
    css`
      dl {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: 0.625rem 1.25rem;
        align-items: center;
      }
      dt {
        display: flex;
        gap: 0.375rem;
      }
      kbd {
        min-width: 1.75rem;
        padding: 0.125rem 0.4rem;
        border: 1px solid var(--_hairline);
        border-radius: calc(var(--_radius) * 0.75);
        background: var(--_surface-2);
        font: inherit;
        font-size: var(--_text-xs);
        text-align: center;
      }
    `,
  ];

  show(): void {
    this.renderRoot.querySelector("dialog")?.showModal();
  }

  protected override render() {
    return html`
      <dialog class="narrow" closedby="any" aria-labelledby="title">
        ${renderDialogHead({ title: t("app.shortcuts"), closeLabel: t("app.close"), close: this.#close })}
        <div class="body">
          <dl>
            ${keys.map(
              ([names, meaning]) => html`
                <dt>
                  ${names.map(
                    (name) => html`
                      <kbd>${name}</kbd>
                    `,
                  )}
                </dt>
                <dd>${t(meaning)}</dd>
              `,
            )}
          </dl>
        </div>
      </dialog>
    `;
  }

  readonly #close = (): void => {
    this.renderRoot.querySelector("dialog")?.close();
  };
}
