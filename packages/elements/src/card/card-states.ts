/**
 * A card that is not simply there: being opened, missing, deleted, read-only, shown from this device.
 *
 * Shape    templates; the words say what is the case and what can be done.
 *
 * @module
 */
import { html, nothing, type TemplateResult } from "lit";
import { OfflineError, type CardSnapshot } from "@couplet/engine";
import type { Request } from "../request.ts";
import { iconAlert } from "../style/icons.ts";
import { failureText } from "../text/failure-text.ts";
import type { Wording } from "../text/wording.ts";

/** One line above the fields: what is unusual about this card now. */
export const renderNotice = (text: string, actions: unknown = nothing): TemplateResult => html`
  <p class="notice" role="status">
    ${iconAlert()}
    <span>${text}</span>
    ${actions}
  </p>
`;

/** At most one: the gravest. */
export function renderNotices(
  snapshot: CardSnapshot,
  wording: Wording,
  request: Request,
  restore: () => void,
  open: (contactId: string) => void,
): TemplateResult | typeof nothing {
  const { mergedInto } = snapshot;
  if (mergedInto) {
    const other = `${mergedInto.no} ${mergedInto.name}`.trim();
    return renderNotice(
      wording.say("card.merged", { other }),
      html`
        <button type="button" @click=${() => open(mergedInto.id)}>${wording.say("card.merged.open", { other })}</button>
      `,
    );
  }
  if (snapshot.deleted)
    return renderNotice(
      wording.say("card.deleted.someone"),
      html`
        <button type="button" ?disabled=${request.isWorking} @click=${restore}>${wording.say("card.restore")}</button>
        ${
          request.failure
            ? html`
                <span role="alert">${request.failure}</span>
              `
            : nothing
        }
      `,
    );
  if (snapshot.loading) return nothing;
  if (snapshot.readonly) return renderNotice(wording.say("card.readonly"));
  return snapshot.fromCache && !snapshot.connected
    ? renderNotice(wording.say("card.fromCache", { time: wording.time(snapshot.asOfMs) }))
    : nothing;
}

/** @param aside what can be told already: whether the server is there, and whether somebody has to sign in */
export function renderSkeleton(wording: Wording, aside: unknown): TemplateResult {
  const bar = (width: number) => html`
    <span class="bar ${width > 60 ? "long" : ""}"></span>
  `;
  return html`
    <div class="card skeleton" part="skeleton">
      <span class="hidden-text" role="status">${wording.say("card.loading")}</span>
      <div class="head">
        ${bar(34)}
        <div class="aside">${aside}</div>
      </div>
      <div class="sheet">
        <div class="block">${[70, 45, 82, 38, 60].map(bar)}</div>
        <div class="block">${[64, 50, 40].map(bar)}</div>
      </div>
    </div>
  `;
}

const wordsFor = (error: unknown, wording: Wording): string =>
  error instanceof OfflineError ? wording.say("card.missing.offline") : failureText(error, wording);

export const renderFailure = (error: unknown, wording: Wording, retry: () => void): TemplateResult => html`
  <div class="card nothing" part="empty">
    <slot name="empty">
      <p>${wordsFor(error, wording)}</p>
      <button type="button" @click=${retry}>${wording.say("action.retry")}</button>
    </slot>
  </div>
`;
