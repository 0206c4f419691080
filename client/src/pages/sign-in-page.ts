/**
 * Signing in: by the link that was opened, or pasted; with a passkey; and opening offline what is already on this device.
 *
 * Shape    shows why one is here (link too old, session over, server away), one field, and no puzzle.
 *
 * @module
 */
import { type PropertyDeclarations, css, html, nothing } from "lit";
import { baseStyles } from "@couplet/elements/pure";
import { AppElement } from "../app-element.ts";
import { t } from "../locale.ts";
import { iconKey, mark } from "../icons.ts";
import { mayHavePasskeys, offerLifeMs, PasskeyFailure, signInWithPasskey, withdrawOffer } from "../passkeys.ts";
import type { Session, SignedOutReason } from "../session.ts";
import type { MessageKey } from "../text/catalogues.ts";
import { renderLanguageSelect } from "../parts/language-select.ts";
import { controlStyles } from "../styles/control.styles.ts";

const reasons: Readonly<Record<SignedOutReason, MessageKey | undefined>> = {
  first: undefined,
  code: "signIn.why.code",
  expired: "signIn.why.expired",
  unreachable: "signIn.why.unreachable",
  left: "signIn.why.left",
};

/**
 * @element couplet-sign-in-page
 */
export class CoupletSignInPage extends AppElement {
  static override properties: PropertyDeclarations = {
    session: { attribute: false },
    busy: { state: true },
    failure: { state: true },
  };
  static override styles = [
    baseStyles,
    controlStyles,
    css`
      :host {
        --control-height: 2.5rem;
        display: grid;
        place-items: center;
        min-height: 100dvh;
        padding: 1.5rem;
      }
      main {
        width: min(26rem, 100%);
        padding: 2.25rem 2rem 2rem;
        border: 1px solid var(--_hairline);
        border-radius: calc(var(--_radius) * 2);
        background: var(--_surface);
      }
      .head {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: space-between;
        gap: 0.5rem 1rem;
      }
      .language {
        width: auto;
        font-size: var(--_text-s);
      }
      .brand {
        display: flex;
        align-items: center;
        gap: 0.625rem;
        color: var(--_accent);
        font-size: 1.375rem;
        font-weight: 650;
        letter-spacing: -0.02em;
      }
      .brand svg {
        width: 2rem;
        height: 2rem;
      }
      .brand span {
        color: var(--_text);
      }
      .lead {
        margin-block: 0.875rem 1.75rem;
        line-height: 1.6;
        text-wrap: pretty;
      }
      h1 {
        margin: 0 0 0.25rem;
        font-size: var(--_text-l);
        font-weight: 650;
      }
      .why {
        margin-bottom: 1.25rem;
        padding: 0.75rem 0.875rem;
        border-inline-start: 3px solid var(--_warning);
        background: color-mix(in oklab, var(--_warning) 9%, var(--_surface));
        font-size: var(--_text-s);
        text-wrap: pretty;
      }
      form {
        display: grid;
        gap: 0.625rem;
        margin-top: 1rem;
      }
      label {
        font-size: var(--_text-s);
        font-weight: 550;
      }
      button {
        min-height: 2.5rem;
        width: 100%;
      }
      .or {
        display: flex;
        align-items: center;
        gap: 0.75rem;
        margin-block: 1rem;
        color: var(--_muted);
        font-size: var(--_text-s);
      }
      .or::before,
      .or::after {
        flex: 1;
        border-top: 1px solid var(--_hairline);
        content: "";
      }
      .passkey {
        margin-top: 1rem;
      }
      .passkey svg {
        width: 1.125rem;
        height: 1.125rem;
        margin-inline-end: 0.25rem;
      }
      .other {
        display: grid;
        gap: 0.625rem;
        margin-top: 0.625rem;
      }
      .kept {
        margin-top: 1.5rem;
        padding-top: 1rem;
        border-top: 1px solid var(--_hairline);
      }
    `,
  ];
  declare session: Session;
  declare busy: false | "link" | "passkey";
  /** Why the passkey did not do. */
  declare failure: string | undefined;
  #offering: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.busy = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#offer();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#withdraw();
  }

  protected override render() {
    const { state } = this.session;
    if (state.kind !== "signed-out") return nothing;
    const reason = reasons[state.why];
    const why = this.failure ?? (reason && t(reason));
    return html`
      <main>
        <div class="head">
          <div class="brand">
            ${mark()}
            <span>Couplet</span>
          </div>
          ${renderLanguageSelect()}
        </div>
        <p class="lead">${t("signIn.lead")}</p>
        ${
          why
            ? html`
                <p class="why" role="alert">${why}</p>
              `
            : nothing
        }
        <h1>${t("signIn.title")}</h1>
        ${
          mayHavePasskeys()
            ? html`
                <button class="primary passkey" @click=${this.#ask} ?disabled=${this.busy !== false}>
                  ${iconKey()} ${t(this.busy === "passkey" ? "signIn.passkey.busy" : "signIn.passkey")}
                </button>
                <p class="or">${t("signIn.or")}</p>
              `
            : nothing
        }
        <p class="quiet">${t("signIn.how")}</p>
        <form @submit=${this.#submit}>
          <label for="code">${t("signIn.link")}</label>
          <input
            id="code"
            name="code"
            required
            autocomplete="one-time-code webauthn"
            autocapitalize="off"
            spellcheck="false"
          />
          <button class=${mayHavePasskeys() ? "" : "primary"} ?disabled=${this.busy !== false}>
            ${t(this.busy === "link" ? "signIn.busy" : "signIn.go")}
          </button>
        </form>
        <div class="other">
          ${
            state.why === "unreachable"
              ? html`
                  <button @click=${this.#retry} ?disabled=${this.busy !== false}>${t("app.retry")}</button>
                `
              : nothing
          }
          ${
            state.last
              ? html`
                  <button @click=${() => this.session.continueAsLast()}>
                    ${t(state.why === "code" ? "signIn.continue" : "signIn.offline", { name: state.last.name })}
                  </button>
                `
              : nothing
          }
        </div>
        <p class="quiet kept">${t("signIn.kept")}</p>
      </main>
    `;
  }

  readonly #submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const code = this.renderRoot.querySelector("input")?.value ?? "";
    if (code.trim() !== "") this.#whileBusy(this.session.signIn(code));
  };

  readonly #retry = (): void => this.#whileBusy(this.session.retry());

  /** In the suggestions of the field, for whoever has one here. */
  #offer(): void {
    if (!mayHavePasskeys()) return;
    clearTimeout(this.#offering);
    this.#offering = setTimeout(() => this.#offer(), offerLifeMs);
    void this.#take(true);
  }

  #withdraw(): void {
    clearTimeout(this.#offering);
    if (this.#offering !== undefined) void withdrawOffer();
    this.#offering = undefined;
  }

  readonly #ask = (): void => {
    clearTimeout(this.#offering);
    this.busy = "passkey";
    this.failure = undefined;
    void this.#take(false).finally(() => {
      this.busy = false;
      if (this.isConnected) this.#offer();
    });
  };

  async #take(isOffered: boolean): Promise<void> {
    try {
      const answer = await signInWithPasskey(isOffered);
      if (answer !== undefined && this.isConnected) this.session.enter(answer);
    } catch (error) {
      this.failure = error instanceof PasskeyFailure ? error.message : String(error);
      if (isOffered && this.isConnected) this.#offer();
    }
  }

  #whileBusy(work: Promise<void>): void {
    this.busy = "link";
    this.failure = undefined;
    void work.finally(() => {
      this.busy = false;
    });
  }
}
