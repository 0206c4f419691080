/**
 * Who is signed in, how the app looks, the keys it knows, and the way out.
 *
 * @module
 */
import { type PropertyDeclarations, css, html } from "lit";
import { baseStyles } from "@couplet/elements/pure";
import { AppElement } from "../app-element.ts";
import { t } from "../locale.ts";
import type { MessageKey } from "../text/catalogues.ts";
import type { SignedInUser } from "../session.ts";
import { renderLanguageSelect } from "./language-select.ts";
import { type Theme, themes } from "../theme.ts";

/**
 * @element couplet-account-menu
 * @fires {CustomEvent<{ theme: Theme }>} couplet-theme - A theme was chosen.
 * @fires {CustomEvent<void>} couplet-help - The list of keys is wanted.
 * @fires {CustomEvent<{ wipe: boolean }>} couplet-sign-out - The person leaves.
 */
export class CoupletAccountMenu extends AppElement {
  static override properties: PropertyDeclarations = { user: { attribute: false }, theme: {} };
  static override styles = [
    baseStyles,
    css`
      .avatar {
        width: 2.125rem;
        min-height: 2.125rem;
        padding: 0;
        border: 1px solid var(--_hairline);
        border-radius: 50%;
        background: var(--_tint);
        color: var(--_accent);
        font-size: var(--_text-xs);
        font-weight: 650;
        letter-spacing: 0.02em;
      }
      [popover] {
        position: fixed;
        inset: calc(var(--app-header-height) - 0.25rem)
          max(var(--app-gutter), calc((100% - var(--app-page-width)) / 2 + var(--app-gutter))) auto auto;
        width: 17rem;
        margin: 0;
        padding: 1rem;
        border: 1px solid var(--_hairline);
        border-radius: calc(var(--_radius) * 1.5);
        background: var(--_surface);
        color: inherit;
        box-shadow: var(--_shadow);
      }
      .name {
        font-weight: 650;
      }
      fieldset {
        display: grid;
        grid-template-columns: repeat(3, 1fr);
        margin: 0.875rem 0;
        padding: 0;
        border: 0;
      }
      legend {
        margin-bottom: 0.375rem;
        padding: 0;
        color: var(--_muted);
        font-size: var(--_text-xs);
        font-weight: 550;
      }
      fieldset label {
        display: grid;
        place-items: center;
        min-height: 2rem;
        border: 1px solid var(--_border);
        margin-inline-end: -1px;
        font-size: var(--_text-s);
        cursor: pointer;
      }
      fieldset label:first-of-type {
        border-radius: var(--_radius) 0 0 var(--_radius);
      }
      fieldset label:last-of-type {
        border-radius: 0 var(--_radius) var(--_radius) 0;
      }
      fieldset label:has(:checked) {
        background: var(--_accent);
        color: var(--_on-accent);
        font-weight: 550;
      }
      fieldset label:has(:focus-visible) {
        z-index: 1;
        outline: var(--_focus-ring);
        outline-offset: 2px;
      }
      .languages {
        display: grid;
        gap: 0.375rem;
        margin-bottom: 0.875rem;
        color: var(--_muted);
        font-size: var(--_text-xs);
        font-weight: 550;
      }
      .language {
        width: 100%;
        min-height: 2rem;
        padding-inline: 0.5rem;
        border: 1px solid var(--_border);
        border-radius: var(--_radius);
        background: var(--_surface);
        color: var(--_text);
        font: inherit;
        font-size: var(--_text-s);
        font-weight: 450;
      }
      input {
        position: absolute;
        opacity: 0;
        pointer-events: none;
      }
      .do {
        display: grid;
        gap: 0.125rem;
        margin-inline: -0.5rem;
        padding-top: 0.5rem;
        border-top: 1px solid var(--_hairline);
      }
      .do a {
        border: 1px solid transparent;
        color: inherit;
        line-height: 1.2;
        font-size: var(--_text-s);
        text-decoration: none;
      }
      .do a,
      .do button {
        display: flex;
        align-items: center;
        border-radius: var(--_radius);
        justify-content: flex-start;
        min-height: 2.25rem;
        padding: 0.375rem 0.5rem;
        border-color: transparent;
        font-weight: 450;
      }
      .do a:hover {
        background: color-mix(in oklab, var(--_text) 6%, transparent);
      }
      .do button.danger {
        color: var(--_danger);
      }
      @media (pointer: coarse) {
        .avatar {
          width: 2.5rem;
          min-height: 2.5rem;
        }
        .do a,
        .do button,
        .language,
        label {
          min-height: 2.75rem;
        }
      }
      @media (forced-colors: active) {
        fieldset label:has(:checked) {
          forced-color-adjust: none;
          background: Highlight;
          color: HighlightText;
        }
      }
    `,
  ];
  declare user: SignedInUser;
  declare theme: Theme;

  protected override render() {
    const { user } = this;
    return html`
      <button
        class="avatar"
        popovertarget="menu"
        aria-haspopup="dialog"
        aria-label=${`${initialsOf(user.name)}, ${t("app.account")}: ${user.name}`}
        title=${user.name}
      >
        ${initialsOf(user.name)}
      </button>
      <div id="menu" popover role="dialog" aria-label=${t("app.account")}>
        <p class="name">${user.name}</p>
        <p class="quiet">${roleText(user.role)} · ${t("app.workspace", { workspace: user.workspace })}</p>
        <fieldset @change=${this.#themeChosen}>
          <legend>${t("app.theme")}</legend>
          ${themes.map(
            (theme) => html`
              <label>
                <input type="radio" name="theme" value=${theme} .checked=${theme === this.theme} />
                ${t(`app.theme.${theme}`)}
              </label>
            `,
          )}
        </fieldset>
        <label class="languages">
          <span aria-hidden="true">${t("app.language")}</span>
          ${renderLanguageSelect()}
        </label>
        <div class="do">
          <a href="#/account" @click=${this.#hide}>${t("account.title")}</a>
          <a href="#/device" @click=${this.#hide}>${t("app.device")}</a>
          <a href="#/setup" @click=${this.#hide}>${t("app.setup")}</a>
          <button popovertarget="menu" popovertargetaction="hide" @click=${this.#help}>${t("app.shortcuts")}</button>
          <button @click=${() => this.#leave(false)}>${t("app.signOut")}</button>
          <button class="danger" @click=${() => this.#leave(true)}>${t("app.signOutWipe")}</button>
        </div>
      </div>
    `;
  }

  readonly #themeChosen = (event: Event): void => {
    const theme = themes.find((name) => name === (event.target as HTMLInputElement).value) ?? "auto";
    this.dispatchEvent(new CustomEvent("couplet-theme", { detail: { theme } }));
  };

  readonly #hide = (): void => {
    this.renderRoot.querySelector<HTMLElement>("[popover]")?.hidePopover();
  };

  readonly #help = (): void => {
    this.dispatchEvent(new CustomEvent("couplet-help"));
  };

  #leave(wipe: boolean): void {
    this.dispatchEvent(new CustomEvent("couplet-sign-out", { detail: { wipe } }));
  }
}

const roleTexts: Readonly<Record<string, MessageKey>> = {
  viewer: "role.viewer",
  sales: "role.sales",
  purchasing: "role.purchasing",
  finance: "role.finance",
  editor: "role.editor",
  admin: "role.admin",
};
export const roleText = (role: string): string => {
  const key = roleTexts[role];
  return key ? t(key) : role;
};

/** First letters of the first and the last name. */
function initialsOf(name: string): string {
  const words = name.split(/\s+/u).filter((word) => word !== "");
  return [words[0], words.length > 1 ? words.at(-1) : undefined]
    .map((word) => Array.from(word ?? "")[0] ?? "")
    .join("")
    .toUpperCase();
}
