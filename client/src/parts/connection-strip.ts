/**
 * A line under the header while the server cannot be reached: what that means for what one types.
 *
 * Shape    comes after five seconds of loss, goes at once; never covers anything, never blocks; announced once.
 * Not      the state itself: `couplet-status` always shows that.
 *
 * @module
 */
import { type PropertyDeclarations, type PropertyValues, css, html, nothing } from "lit";
import type { Status, StatusState } from "@couplet/engine";
import { baseStyles } from "@couplet/elements/pure";
import { AppElement } from "../app-element.ts";
import { t } from "../locale.ts";
import type { MessageKey } from "../text/catalogues.ts";

const patienceMs = 5000;
const texts: Readonly<Partial<Record<StatusState, MessageKey>>> = {
  offline: "app.offline",
  unreachable: "app.unreachable",
  outdated: "app.outdated",
  "sign-in": "app.signInAgain",
};

/**
 * @element couplet-connection-strip
 * @fires {CustomEvent<void>} couplet-sign-in - The person wants to sign in again.
 */
export class CoupletConnectionStrip extends AppElement {
  static override properties: PropertyDeclarations = { status: { attribute: false } };
  static override styles = [
    baseStyles,
    css`
      p {
        display: flex;
        align-items: center;
        justify-content: center;
        gap: 0.5rem 1rem;
        min-height: 2.25rem;
        padding: 0.25rem var(--app-gutter);
        border-bottom: 1px solid color-mix(in oklab, var(--_warning) 40%, transparent);
        background: color-mix(in oklab, var(--_warning) 12%, var(--_surface));
        font-size: var(--_text-s);
        text-wrap: balance;
      }
    `,
  ];
  declare status: Status | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  protected override updated(_changed: PropertyValues<this>): void {
    clearTimeout(this.#timer);
    const leftMs = this.#leftMs();
    if (leftMs > 0) this.#timer = setTimeout(() => this.requestUpdate(), leftMs);
  }

  /** How long to wait before the strip shows; 0: now, or never in this state. */
  #leftMs(): number {
    if (!this.status || this.status.state === "sign-in" || texts[this.status.state] === undefined) return 0;
    return Math.max(0, this.status.sinceMs + patienceMs - Date.now());
  }

  protected override render() {
    const state = this.status?.state;
    const text = state && this.#leftMs() === 0 ? texts[state] : undefined;
    return html`
      <div role="status" aria-live="polite">
        ${
          text
            ? html`
                <p>
                  ${t(text)}
                  ${
                    state === "sign-in"
                      ? html`
                          <button @click=${this.#signIn}>${t("app.signIn")}</button>
                        `
                      : nothing
                  }
                </p>
              `
            : nothing
        }
      </div>
    `;
  }

  readonly #signIn = (): void => {
    this.dispatchEvent(new CustomEvent("couplet-sign-in", { bubbles: true, composed: true }));
  };
}
