/**
 * The pages that are made when they are opened and go when they are left.
 *
 * @module
 */
import { type TemplateResult, html, nothing } from "lit";
import type { Engine } from "@couplet/engine";
import type { EngineController } from "./engine-controller.ts";
import type { ToastMessage } from "./parts/toast.ts";
import type { Route } from "./router.ts";

export function otherPage(
  { page }: Route,
  engine: Engine | undefined,
  now: EngineController,
  notice: (event: CustomEvent<ToastMessage>) => void,
  signOut: (event: CustomEvent<{ readonly wipe: boolean }>) => void,
): TemplateResult | typeof nothing {
  if (page === "attention")
    return html`
      <couplet-attention-page
        .engine=${engine}
        .attention=${now.attention}
        .queue=${now.queue}
        @couplet-notice=${notice}
      ></couplet-attention-page>
    `;
  if (page === "account")
    return html`
      <couplet-account-page .engine=${engine} .offline=${now.isAway} @couplet-notice=${notice}></couplet-account-page>
    `;
  if (page === "device")
    return html`
      <couplet-device-page
        .engine=${engine}
        .status=${now.status}
        .attention=${now.attention}
        .queue=${now.queue}
        @couplet-notice=${notice}
        @couplet-sign-out=${signOut}
      ></couplet-device-page>
    `;
  return nothing;
}
