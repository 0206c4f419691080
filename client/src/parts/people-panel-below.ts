/**
 * What opens below a person: the link that was just made, where they are signed in, the question before they are removed.
 *
 * Source   parts/people-panel.ts
 *
 * @module
 */
import { type TemplateResult, html, nothing } from "lit";
import type { PasskeyOfPerson, PersonOfWorkspace, SessionOfPerson } from "@couplet/engine";
import { formatWhen, t } from "../locale.ts";

/** What is open, and below whom. */
export type Below =
  | { readonly kind: "link"; readonly sub: string; readonly url: string; readonly expiresAtMs: number }
  | {
      readonly kind: "sessions";
      readonly sub: string;
      readonly sessions: readonly SessionOfPerson[];
      readonly passkeys: readonly PasskeyOfPerson[];
    }
  | { readonly kind: "remove"; readonly sub: string };

export interface BelowActions {
  readonly isLocked: boolean;
  readonly isCopied: boolean;
  copy(): void;
  close(): void;
  /** All of them without an id. */
  endSession(id?: string): void;
  removePasskey(id: string): void;
  remove(): void;
}

export const when = (ms: number): string => formatWhen(new Date(ms), new Date());

export function renderBelow({ name }: PersonOfWorkspace, open: Below, actions: BelowActions): TemplateResult {
  switch (open.kind) {
    case "link":
      return linkOf(name, open.url, open.expiresAtMs, actions);
    case "sessions":
      return html`
        ${sessionsOf(open.sessions, actions)} ${passkeysOf(open.passkeys, actions)}
      `;
    case "remove":
      return html`
        <div class="below" role="alert">
          <p>${t("people.remove.ask", { name })}</p>
          <div class="ask">
            <button class="danger" ?disabled=${actions.isLocked} @click=${() => actions.remove()}>
              ${t("people.remove")}
            </button>
            <button @click=${() => actions.close()}>${t("people.remove.keep")}</button>
          </div>
        </div>
      `;
    default:
      return open satisfies never;
  }
}

const linkOf = (name: string, url: string, expiresAtMs: number, actions: BelowActions): TemplateResult => html`
  <div class="below">
    <div class="link">
      <input
        readonly
        .value=${url}
        aria-label=${t("people.link.for", { name })}
        @focus=${(event: Event) => (event.currentTarget as HTMLInputElement).select()}
      />
      <button class="primary" @click=${() => actions.copy()}>
        ${t(actions.isCopied ? "people.copied" : "people.copy")}
      </button>
      <button @click=${() => actions.close()}>${t("people.done")}</button>
    </div>
    <p role="status">${t("people.link.told", { name, when: when(expiresAtMs) })}</p>
  </div>
`;

function sessionsOf(sessions: readonly SessionOfPerson[], actions: BelowActions): TemplateResult {
  if (sessions.length === 0)
    return html`
      <div class="below"><p>${t("people.sessions.none")}</p></div>
    `;
  return html`
    <ul class="below sessions">
      ${sessions.map((session) => sessionLine(session, actions))}
      ${
        sessions.length > 1
          ? html`
              <li class="all">
                <button class="plain" ?disabled=${actions.isLocked} @click=${() => actions.endSession()}>
                  ${t("people.session.endAll")}
                </button>
              </li>
            `
          : nothing
      }
    </ul>
  `;
}

/** Nothing where there are none: most have none. */
const passkeysOf = (passkeys: readonly PasskeyOfPerson[], actions: BelowActions) =>
  passkeys.length === 0
    ? nothing
    : html`
        <ul class="below sessions" aria-label=${t("account.passkeys")}>
          ${passkeys.map(({ id, name, lastUsedAtMs, isCopied }) => {
            const used =
              lastUsedAtMs === undefined
                ? t("account.passkey.unused")
                : t("account.passkey.used", { when: when(lastUsedAtMs) });
            return html`
              <li>
                <span>
                  ${t("people.passkey", { name })},
                  <span class="quiet">${used}${isCopied ? `. ${t("people.passkey.copied")}` : ""}</span>
                </span>
                <button
                  class="plain"
                  aria-label=${t("account.passkey.remove.of", { name })}
                  ?disabled=${actions.isLocked}
                  @click=${() => actions.removePasskey(id)}
                >
                  ${t("account.passkey.remove")}
                </button>
              </li>
            `;
          })}
        </ul>
      `;

function sessionLine(
  { id, device, beganAtMs, lastSeenAtMs, isCurrent }: SessionOfPerson,
  actions: BelowActions,
): TemplateResult {
  const shown = device === "" ? t("people.session.unknown") : device;
  return html`
    <li>
      <span>
        ${shown}${isCurrent ? ` (${t("people.session.current")})` : ""},
        <span class="quiet">${t("people.session.since", { since: when(beganAtMs), when: when(lastSeenAtMs) })}</span>
      </span>
      <button
        class="plain"
        aria-label=${t("people.session.end.of", { device: shown })}
        ?disabled=${actions.isLocked}
        @click=${() => actions.endSession(id)}
      >
        ${t("people.session.end")}
      </button>
    </li>
  `;
}
