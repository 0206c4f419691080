/**
 * A passkey in its person's account: what it is called, when it was used, and the question before it is removed.
 *
 * Source   pages/account-page.ts
 *
 * @module
 */
import { type TemplateResult, html, nothing } from "lit";
import type { PasskeyOfPerson } from "@couplet/engine";
import { t } from "../locale.ts";
import { when } from "./people-panel-below.ts";

export interface PasskeyActions {
  readonly isLocked: boolean;
  /** Whether it is asked if it is to be removed. */
  readonly isAsked: boolean;
  ask(isAsked: boolean): void;
  remove(): void;
}

export function renderPasskey(passkey: PasskeyOfPerson, actions: PasskeyActions): TemplateResult {
  const { name, isCopied } = passkey;
  return html`
    <div class="row">
      <div>
        <b>${name}</b>
        <p class="quiet">${standing(passkey)}</p>
        ${
          isCopied
            ? html`
                <p class="warn">${t("account.passkey.copied")}</p>
              `
            : nothing
        }
      </div>
      <button
        class="plain"
        aria-label=${t("account.passkey.remove.of", { name })}
        aria-expanded=${actions.isAsked}
        ?disabled=${actions.isLocked}
        @click=${() => actions.ask(!actions.isAsked)}
      >
        ${t("account.passkey.remove")}
      </button>
    </div>
    ${actions.isAsked ? question(name, actions) : nothing}
  `;
}

const question = (name: string, actions: PasskeyActions): TemplateResult => html`
  <div class="row ask" role="alert">
    <p>${t("account.passkey.remove.ask", { name })}</p>
    <button class="danger" ?disabled=${actions.isLocked} @click=${() => actions.remove()}>
      ${t("account.passkey.remove")}
    </button>
    <button @click=${() => actions.ask(false)}>${t("account.passkey.keep")}</button>
  </div>
`;

/** Its domain only where that is not this page's. */
function standing({ createdAtMs, lastUsedAtMs, domain }: PasskeyOfPerson): string {
  const made = t("account.passkey.made", { when: when(createdAtMs) });
  const used =
    lastUsedAtMs === undefined ? t("account.passkey.unused") : t("account.passkey.used", { when: when(lastUsedAtMs) });
  const isHere = location.hostname === domain || location.hostname.endsWith(`.${domain}`);
  return [made, used, ...(isHere ? [] : [t("account.passkey.elsewhere", { domain })])].join(", ");
}
