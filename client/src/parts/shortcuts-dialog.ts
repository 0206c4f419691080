/**
 * The keys the app knows, on one sheet: `?` from everywhere.
 *
 * @module
 */
import { css, html } from "lit";
import { baseStyles, dialogStyles, renderDialogHead } from "@couplet/elements/pure";
import { AppElement } from "../app-element.ts";
import { t } from "../locale.ts";
import { keyName } from "../shortcuts.ts";
import type { MessageKey } from "../text/catalogues.ts";

type Keys = readonly (readonly [names: readonly string[], meaning: MessageKey])[];

const groups: readonly (readonly [MessageKey, Keys])[] = [
  [
    "keys.everywhere",
    [
      [["Ctrl K"], "keys.palette"],
      [["/"], "keys.search"],
      [["n"], "keys.new"],
      [["Ctrl Z"], "keys.undoLast"],
      [["?"], "keys.help"],
    ],
  ],
  [
    "keys.onLists",
    [
      [["j", "k"], "keys.next"],
      [["Enter"], "keys.open"],
      [["x"], "keys.select"],
    ],
  ],
  [
    "keys.onCards",
    [
      [["[", "]"], "keys.cards"],
      [["Ctrl Z", "Ctrl ⇧ Z"], "keys.undo"],
      [["Esc"], "keys.escape"],
      [["Alt H"], "keys.history"],
    ],
  ],
  [
    "keys.onChoices",
    [
      [["1", "2"], "keys.choose"],
      [["e"], "keys.another"],
    ],
  ],
];

/**
 * @element couplet-shortcuts-dialog
 */
export class CoupletShortcutsDialog extends AppElement {
  static override styles = [
    baseStyles,
    dialogStyles,
    css`
      /* Scrolled by keys where it is longer than the window. */
      .body:focus-visible {
        outline-offset: -3px;
      }
      section + section {
        margin-top: 1.25rem;
      }
      h3 {
        margin: 0 0 0.5rem;
        color: var(--_muted);
        font-size: var(--_text-xs);
        font-weight: 550;
      }
      dl {
        display: grid;
        grid-template-columns: 9rem 1fr;
        gap: 0.5rem 1rem;
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
        <div class="body" tabindex="0" role="group" aria-labelledby="title">
          ${groups.map(
            ([where, keys]) => html`
              <section>
                <h3>${t(where)}</h3>
                <dl>
                  ${keys.map(
                    ([names, meaning]) => html`
                      <dt>
                        ${names.map(
                          (name) => html`
                            <kbd>${name.split(" ").map(keyName).join(" ")}</kbd>
                          `,
                        )}
                      </dt>
                      <dd>${t(meaning)}</dd>
                    `,
                  )}
                </dl>
              </section>
            `,
          )}
        </div>
      </dialog>
    `;
  }

  readonly #close = (): void => {
    this.renderRoot.querySelector("dialog")?.close();
  };
}
