/**
 * What has to be known of a list as it is shown: that these are the cards of this device, that nothing is spelled so, that it failed.
 *
 * @module
 */
import { type TemplateResult, html, nothing } from "lit";
import type { ListSession } from "@couplet/engine";
import { iconAlert, iconOffline } from "../icons.ts";
import { t } from "../locale.ts";

export const listNotes = (
  list: ListSession | undefined,
  search: string,
  failure: string | undefined,
  retry: () => void,
): TemplateResult => html`
  ${
    list?.progress.value.fromCache === true
      ? html`
          <p class="note">${iconOffline()} ${t("list.fromDevice")}</p>
        `
      : nothing
  }
  ${
    list?.progress.value.isNear === true
      ? html`
          <p class="note" role="status">${t("list.near", { search: search.trim() })}</p>
        `
      : nothing
  }
  ${
    failure
      ? html`
          <p class="note bad" role="alert">
            ${iconAlert()} ${failure}
            <button class="plain" @click=${retry}>${t("app.retry")}</button>
          </p>
        `
      : nothing
  }
`;
