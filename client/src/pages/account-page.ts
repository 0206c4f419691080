/**
 * One's own account, for everybody: the browsers one is signed in with, and the passkeys one has.
 *
 * Shape    two lists; each change is sent at once, there is nothing to save.
 * Not      there where people sign in elsewhere: then it says so. Others' accounts are the people's of the set-up.
 *
 * @module
 */
import { type PropertyDeclarations, type PropertyValues, html, nothing } from "lit";
import {
  type Engine,
  OfflineError,
  type PasskeyOfPerson,
  type PasskeysOfPerson,
  RequestRefusedError,
  type SessionOfPerson,
} from "@couplet/engine";
import { baseStyles } from "@couplet/elements/pure";
import { AppElement } from "../app-element.ts";
import { describeError } from "../card-text.ts";
import { iconOffline } from "../icons.ts";
import { t } from "../locale.ts";
import { roleText } from "../parts/account-menu.ts";
import { renderPasskey } from "../parts/passkey-row.ts";
import { when } from "../parts/people-panel-below.ts";
import { makePasskey, mayHavePasskeys, PasskeyFailure } from "../passkeys.ts";
import { controlStyles } from "../styles/control.styles.ts";
import { pageStyles } from "../styles/page.styles.ts";
import { accountPageStyles } from "./account-page.styles.ts";
import { setupPageStyles } from "./setup-page.styles.ts";

/** What was read of whom. */
interface Account {
  readonly sub: string;
  readonly who: string;
  /** `elsewhere`: nothing of it is kept here. */
  readonly kept: "elsewhere" | { readonly sessions: readonly SessionOfPerson[]; readonly passkeys: PasskeysOfPerson };
}

/**
 * @element couplet-account-page
 * @fires {CustomEvent<ToastMessage>} couplet-notice - A passkey was made.
 */
export class CoupletAccountPage extends AppElement {
  static override properties: PropertyDeclarations = {
    engine: { attribute: false },
    offline: { type: Boolean },
    account: { state: true },
    busy: { state: true },
    removing: { state: true },
    failure: { state: true },
    badName: { state: true },
  };
  static override styles = [baseStyles, pageStyles, controlStyles, setupPageStyles, accountPageStyles];
  declare engine: Engine | undefined;
  /** The server cannot be asked for anything. */
  declare offline: boolean;
  /** `undefined` until it is known. */
  declare account: Account | undefined;
  declare busy: false | "change" | "make";
  /** The passkey that is asked about. */
  declare removing: string;
  declare failure: { readonly at: "sessions" | "passkeys"; readonly text: string } | undefined;
  declare badName: boolean;

  constructor() {
    super();
    this.offline = false;
    this.busy = false;
    this.removing = "";
    this.badName = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener("focus", this.#refresh);
  }
  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener("focus", this.#refresh);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("engine")) this.account = undefined;
    if (changed.has("engine") || (changed.has("offline") && !this.offline)) void this.refresh();
  }

  /** Asks again what there is. */
  async refresh(): Promise<void> {
    const { engine } = this;
    if (!engine || this.offline) return;
    try {
      const { sub, name, role, workspace } = await engine.ready;
      const kept = await this.#keptOf(engine, sub);
      if (engine !== this.engine) return;
      this.account = { sub, who: t("account.who", { name, role: roleText(role), workspace }), kept };
    } catch (error) {
      if (engine === this.engine && !(error instanceof OfflineError)) this.#failed("sessions", error);
    }
  }

  async #keptOf({ administration }: Engine, sub: string): Promise<Account["kept"]> {
    try {
      const [sessions, passkeys] = await Promise.all([
        administration.people.sessions(sub),
        administration.passkeys.list(sub),
      ]);
      return { sessions, passkeys };
    } catch (error) {
      const isElsewhere = error instanceof RequestRefusedError && /^people\.(?:elsewhere|notFound)$/u.test(error.code);
      if (isElsewhere) return "elsewhere";
      throw error;
    }
  }

  protected override render() {
    const { account } = this;
    return html`
      <h1>${t("account.title")}</h1>
      ${
        account
          ? html`
              <p class="lead">${account.who}</p>
            `
          : nothing
      }
      ${
        this.offline
          ? html`
              <p class="note" role="status">${iconOffline()} ${t("account.offline")}</p>
            `
          : nothing
      }
      ${account ? this.#account(account) : this.#empty()}
    `;
  }

  #empty() {
    if (this.failure) return this.#problem("sessions");
    if (this.offline) return nothing;
    return html`
      <div class="sheet skeleton" aria-busy="true"><p class="plain-text">${t("app.loading")}</p></div>
    `;
  }

  #account({ kept }: Account) {
    if (kept === "elsewhere")
      return html`
        <p class="note">${t("account.elsewhere")}</p>
      `;
    return html`
      ${this.#sessions(kept.sessions)} ${this.#passkeys(kept.passkeys)}
    `;
  }

  #sessions(sessions: readonly SessionOfPerson[]) {
    const isLocked = this.offline || this.busy !== false;
    return html`
      <section aria-labelledby="sessions">
        <div>
          <h2 id="sessions">${t("account.sessions")}</h2>
          <p>${t("account.sessions.lead")}</p>
        </div>
        <div class="sheet">
          ${sessions.map(({ id, device, beganAtMs, lastSeenAtMs, isCurrent }) => {
            const shown = device === "" ? t("people.session.unknown") : device;
            return html`
              <div class="row">
                <div>
                  <b>${shown}</b>
                  ${
                    isCurrent
                      ? html`
                          <span class="quiet">(${t("people.session.current")})</span>
                        `
                      : nothing
                  }
                  <p class="quiet">
                    ${t("people.session.since", { since: when(beganAtMs), when: when(lastSeenAtMs) })}
                  </p>
                </div>
                ${
                  isCurrent
                    ? nothing
                    : html`
                        <button
                          class="plain"
                          aria-label=${t("people.session.end.of", { device: shown })}
                          ?disabled=${isLocked}
                          @click=${() => this.#endSession(id)}
                        >
                          ${t("people.session.end")}
                        </button>
                      `
                }
              </div>
            `;
          })}
          ${
            sessions.some(({ isCurrent }) => !isCurrent)
              ? html`
                  <div class="row end">
                    <button class="plain" ?disabled=${isLocked} @click=${() => this.#endSession()}>
                      ${t("account.sessions.endOthers")}
                    </button>
                  </div>
                `
              : nothing
          }
          ${this.#problem("sessions")}
        </div>
      </section>
    `;
  }

  #passkeys({ items, unusable }: PasskeysOfPerson) {
    const why = unusable ?? (mayHavePasskeys() ? undefined : t("account.passkey.browser"));
    return html`
      <section aria-labelledby="passkeys">
        <div>
          <h2 id="passkeys">${t("account.passkeys")}</h2>
          <p>${t("account.passkeys.lead")}</p>
        </div>
        <div class="sheet">
          ${items.map((passkey) => this.#passkey(passkey))}
          ${
            items.length === 0 && why === undefined
              ? html`
                  <p class="plain-text">${t("account.passkeys.none")}</p>
                `
              : nothing
          }
          ${
            why === undefined
              ? this.#form()
              : html`
                  <p class="plain-text">${why}</p>
                `
          }
          ${this.#problem("passkeys")}
        </div>
      </section>
    `;
  }

  #passkey(passkey: PasskeyOfPerson) {
    const { id } = passkey;
    return renderPasskey(passkey, {
      isLocked: this.offline || this.busy !== false,
      isAsked: this.removing === id,
      ask: (isAsked) => {
        this.removing = isAsked ? id : "";
      },
      remove: () => this.#remove(id),
    });
  }

  #form() {
    return html`
      <form @submit=${this.#make} novalidate>
        <div class="field">
          <label for="name">${t("account.passkey.name")}</label>
          <input
            id="name"
            name="name"
            autocomplete="off"
            maxlength="255"
            aria-invalid=${this.badName}
            aria-describedby="bad-name"
            ?disabled=${this.offline}
          />
        </div>
        <button class="primary" ?disabled=${this.offline || this.busy !== false}>
          ${t(this.busy === "make" ? "account.passkey.adding" : "account.passkey.add")}
        </button>
        ${
          this.badName
            ? html`
                <p id="bad-name" class="bad" role="alert">${t("account.passkey.noName")}</p>
              `
            : nothing
        }
      </form>
    `;
  }

  #problem(at: "sessions" | "passkeys") {
    return this.failure?.at === at
      ? html`
          <p class="bad" role="alert">${this.failure.text}</p>
        `
      : nothing;
  }

  #failed(at: "sessions" | "passkeys", error: unknown): void {
    this.failure = { at, text: error instanceof PasskeyFailure ? error.message : describeError(error) };
  }

  readonly #refresh = (): void => {
    if (this.busy === false) void this.refresh();
  };

  readonly #make = (event: SubmitEvent): void => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const name = new FormData(form).get("name");
    this.badName = typeof name !== "string" || name.trim() === "";
    if (this.badName || typeof name !== "string") {
      form.querySelector("input")?.focus();
      return;
    }
    void this.#work("passkeys", "make", async ({ administration: { passkeys } }, sub) => {
      const credential = await makePasskey(await passkeys.ask(sub));
      if (!credential) return;
      const made = await passkeys.add(sub, name.trim(), credential);
      form.reset();
      const detail = { text: t("account.passkey.added", { name: made.name }) };
      this.dispatchEvent(new CustomEvent("couplet-notice", { bubbles: true, composed: true, detail }));
    });
  };

  #remove(id: string): void {
    void this.#work("passkeys", "change", async ({ administration }, sub) => {
      await administration.passkeys.remove(sub, id);
      this.removing = "";
    });
  }

  /** @param id all others if absent */
  #endSession(id?: string): void {
    void this.#work("sessions", "change", ({ administration: { people } }, sub) =>
      id === undefined ? people.endOtherSessions(sub) : people.endSession(sub, id),
    );
  }

  async #work(
    at: "sessions" | "passkeys",
    kind: "change" | "make",
    work: (engine: Engine, sub: string) => Promise<void>,
  ): Promise<void> {
    const { engine, account } = this;
    if (!engine || !account || this.busy !== false) return;
    this.busy = kind;
    this.failure = undefined;
    try {
      await work(engine, account.sub);
    } catch (error) {
      this.#failed(at, error);
    }
    this.busy = false;
    await this.refresh();
  }
}
