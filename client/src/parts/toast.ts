/**
 * What just happened, with one thing to do about it; goes after ten seconds.
 *
 * Shape    `toast.show({ text, action })`; the time stops while the pointer or the focus is on it.
 * Not      for errors that need an answer, nor for states that last: those stay where they belong.
 *
 * @module
 */
import { type PropertyDeclarations, css, html, nothing } from "lit";
import { baseStyles } from "@couplet/elements/pure";
import { AppElement } from "../app-element.ts";
import { t } from "../locale.ts";
import { iconCross } from "../icons.ts";

export interface ToastMessage {
  readonly text: string;
  readonly action?: { readonly label: string; readonly run: () => void };
}

const shownMs = 10_000;

/**
 * @element couplet-app-toast
 * @fires {CustomEvent<void>} couplet-left - It went while it had the focus, which should not be left nowhere.
 */
export class CoupletAppToast extends AppElement {
  static override properties: PropertyDeclarations = { message: { state: true } };
  static override styles = [
    baseStyles,
    css`
      :host {
        position: fixed;
        inset: auto 0 calc(1.25rem + var(--app-tabs-height, 0px)) 0;
        z-index: var(--_z-overlay);
        display: grid;
        justify-items: center;
        pointer-events: none;
      }
      .toast {
        display: flex;
        align-items: center;
        gap: 1rem;
        max-width: min(36rem, calc(100vw - 2rem));
        padding: 0.375rem 0.375rem 0.375rem 1rem;
        border-radius: calc(var(--_radius) * 1.5);
        background: light-dark(#172120, #e8eeec);
        color: light-dark(#ffffff, #101817);
        box-shadow: var(--_shadow);
        font-size: var(--_text-s);
        pointer-events: auto;
        animation: rise 180ms ease-out;
      }
      p {
        padding-block: 0.375rem;
      }
      button,
      button.icon-only {
        border-color: transparent;
        color: inherit;
      }
      button.act {
        border-color: color-mix(in oklab, currentColor 45%, transparent);
        font-weight: 650;
      }
      button:hover:not(:disabled) {
        background: color-mix(in oklab, currentColor 16%, transparent);
      }
      :focus-visible {
        outline-color: currentColor;
      }
      @media (forced-colors: active) {
        .toast {
          border: 1px solid CanvasText;
        }
      }
      @keyframes rise {
        from {
          opacity: 0;
          translate: 0 0.5rem;
        }
      }
    `,
  ];
  declare message: ToastMessage | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Why it stays: both have to be gone before its time goes on. */
  readonly #held = new Set<"pointer" | "focus">();

  show(message: ToastMessage): void {
    this.message = message;
    if (this.#held.size === 0) this.#start();
  }

  readonly hide = (): void => {
    this.#hold("all", false);
    this.#stop();
    const hadFocus = this.shadowRoot?.activeElement !== null;
    this.message = undefined;
    if (hadFocus) this.dispatchEvent(new CustomEvent("couplet-left"));
  };

  /** Does what the message offers, by a key from elsewhere. False: it offers nothing. */
  act(): boolean {
    if (!this.message?.action) return false;
    this.#act();
    return true;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop();
  }

  protected override render() {
    const { message } = this;
    return html`
      <div role="status" aria-live="polite">
        ${
          message
            ? html`
                <div
                  class="toast"
                  @pointerenter=${() => this.#hold("pointer", true)}
                  @pointerleave=${() => this.#hold("pointer", false)}
                  @focusin=${() => this.#hold("focus", true)}
                  @focusout=${() => this.#hold("focus", false)}
                  @keydown=${this.#keydown}
                >
                  <p>${message.text}</p>
                  ${
                    message.action
                      ? html`
                          <button class="act" @click=${this.#act}>${message.action.label}</button>
                        `
                      : nothing
                  }
                  <button class="icon-only" aria-label=${t("app.close")} @click=${this.hide}>${iconCross()}</button>
                </div>
              `
            : nothing
        }
      </div>
    `;
  }

  readonly #act = (): void => {
    const run = this.message?.action?.run;
    this.hide();
    run?.();
  };

  #hold(by: "pointer" | "focus" | "all", isHeld: boolean): void {
    if (by === "all") this.#held.clear();
    else if (isHeld) this.#held.add(by);
    else this.#held.delete(by);
    if (this.#held.size > 0) this.#stop();
    else if (this.message) this.#start();
  }

  readonly #keydown = (event: KeyboardEvent): void => {
    if (event.key === "Escape") this.hide();
  };

  readonly #start = (): void => {
    this.#stop();
    this.#timer = setTimeout(this.hide, shownMs);
  };

  readonly #stop = (): void => {
    clearTimeout(this.#timer);
  };
}
