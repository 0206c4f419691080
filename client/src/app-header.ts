/**
 * What stands above every page: the kinds of cards, what waits for the person, the state of saving, the account.
 *
 * @module
 */
import { type TemplateResult, html, nothing } from "lit";
import { cardKinds } from "@couplet/model";
import { iconOfKind } from "@couplet/elements/pure";
import { iconBell, iconSearch, mark } from "./icons.ts";
import { t } from "./locale.ts";
import { type Route, formatRoute } from "./router.ts";
import type { SignedInUser } from "./session.ts";
import { keyName } from "./shortcuts.ts";
import type { Theme } from "./theme.ts";

export interface Header {
  readonly route: Route;
  /** How many decisions wait for the person. */
  readonly urgent: number;
  readonly user: SignedInUser;
  readonly theme: Theme;
  readonly skip: () => void;
  readonly help: () => void;
  readonly palette: () => void;
  readonly themeChosen: (event: CustomEvent<{ readonly theme: Theme }>) => void;
  readonly signOut: (event: CustomEvent<{ readonly wipe: boolean }>) => void;
}

export function renderHeader(header: Header): TemplateResult {
  const { route, urgent } = header;
  return html`
    <header>
      <button class="skip primary" @click=${header.skip}>${t("app.skip")}</button>
      <a class="brand" href="#/contacts" aria-label="Couplet">
        ${mark()}
        <span>Couplet</span>
      </a>
      <nav aria-label=${t("app.nav")}>
        ${cardKinds.map(
          (kind) => html`
            <a
              href=${formatRoute({ page: "list", kind, search: "" })}
              aria-current=${"kind" in route && route.kind === kind ? "page" : nothing}
            >
              ${iconOfKind(kind)}${t(`kind.${kind}.many`)}
            </a>
          `,
        )}
      </nav>
      <div class="end">
        <button
          class="icon-only find"
          aria-label=${t("palette.title")}
          aria-keyshortcuts="Control+K Meta+K"
          title=${t("keys.beside", { text: t("palette.title"), keys: `${keyName("Ctrl")} K` })}
          @click=${header.palette}
        >
          ${iconSearch()}
        </button>
        <a
          class="attention"
          href="#/attention"
          title=${t("app.attention")}
          aria-label=${urgent > 0 ? `${t("app.attention")}: ${urgent}` : t("app.attention")}
          aria-current=${route.page === "attention" ? "page" : nothing}
        >
          ${iconBell()}${
            urgent > 0
              ? html`
                  <span class="n number">${urgent}</span>
                `
              : nothing
          }
        </a>
        <couplet-status></couplet-status>
        <couplet-account-menu
          .user=${header.user}
          .theme=${header.theme}
          @couplet-theme=${header.themeChosen}
          @couplet-help=${header.help}
          @couplet-sign-out=${header.signOut}
        ></couplet-account-menu>
      </div>
    </header>
  `;
}
