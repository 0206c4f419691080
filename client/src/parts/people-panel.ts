/**
 * The people of the workspace: who may sign in, as what, by which link, in which browsers.
 *
 * Shape    a section of the set-up, for administrators; each change is sent at once, there is nothing to save. A link is shown only where
 *          it was just made.
 * Not      there where people sign in elsewhere: then nothing is shown.
 *
 * @module
 */
import { type PropertyDeclarations, type PropertyValues, html, nothing } from "lit";
import { isRole, roles } from "@couplet/model";
import { OfflineError, type Engine, type WorkspacePeople, type PersonOfWorkspace } from "@couplet/engine";
import { baseStyles } from "@couplet/elements/pure";
import { AppElement } from "../app-element.ts";
import { describeError } from "../card-text.ts";
import { t } from "../locale.ts";
import { setupPageStyles } from "../pages/setup-page.styles.ts";
import { controlStyles } from "../styles/control.styles.ts";
import { pageStyles } from "../styles/page.styles.ts";
import { type Below, renderBelow, when } from "./people-panel-below.ts";
import { peoplePanelStyles } from "./people-panel.styles.ts";

/**
 * @element couplet-people-panel
 * @fires {CustomEvent<ToastMessage>} couplet-notice - Somebody was removed.
 */
export class CoupletPeoplePanel extends AppElement {
  static override properties: PropertyDeclarations = {
    engine: { attribute: false },
    offline: { type: Boolean },
    people: { state: true },
    me: { state: true },
    below: { state: true },
    busy: { state: true },
    copied: { state: true },
    failure: { state: true },
    badName: { state: true },
  };
  static override styles = [baseStyles, pageStyles, controlStyles, setupPageStyles, peoplePanelStyles];
  declare engine: Engine | undefined;
  /** The server cannot be asked for anything. */
  declare offline: boolean;
  /** `elsewhere`: there is nothing to be shown; `undefined` until it is known. */
  declare people: readonly PersonOfWorkspace[] | "elsewhere" | undefined;
  /** The `sub` of who looks. */
  declare me: string;
  declare below: Below | undefined;
  declare busy: boolean;
  declare copied: boolean;
  declare failure: string | undefined;
  declare badName: boolean;

  constructor() {
    super();
    this.offline = false;
    this.me = "";
    this.busy = false;
    this.copied = false;
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
    if (changed.has("engine")) {
      this.people = undefined;
      this.below = undefined;
    }
    if (changed.has("engine") || (changed.has("offline") && !this.offline)) void this.refresh();
  }

  /** Asks again who there is. */
  async refresh(): Promise<void> {
    const { engine } = this;
    if (!engine || this.offline) return;
    try {
      const [people, user] = [await engine.administration.people.list(), await engine.ready];
      if (engine !== this.engine) return;
      this.people = people ?? "elsewhere";
      this.me = user.sub;
      if (this.below && !people?.some(({ sub }) => sub === this.below?.sub)) this.below = undefined;
    } catch (error) {
      if (engine === this.engine && !(error instanceof OfflineError)) this.failure = describeError(error);
    }
  }

  protected override render() {
    const { people } = this;
    if (people === "elsewhere" || (people === undefined && this.offline)) return nothing;
    return html`
      <section aria-labelledby="title">
        <div>
          <h2 id="title">${t("people.title")}</h2>
          <p>${t("people.lead")}</p>
        </div>
        <div class="sheet">
          ${
            people
              ? people.map((person) => this.#person(person))
              : html`
                  <p class="empty quiet" aria-busy=${this.failure === undefined}>
                    ${this.failure === undefined ? t("app.loading") : nothing}
                  </p>
                `
          }
          ${
            this.failure === undefined
              ? nothing
              : html`
                  <p class="bad" role="alert">${this.failure}</p>
                `
          }
          ${people ? this.#invitation() : nothing}
        </div>
      </section>
    `;
  }

  #person(person: PersonOfWorkspace) {
    const { sub, name, role, sessions } = person;
    const isLocked = this.offline || this.busy;
    const open = this.below?.sub === sub ? this.below : undefined;
    return html`
      <div class="person" data-sub=${sub}>
        <div class="who">
          <b>${name}</b>
          ${
            sub === this.me
              ? html`
                  <span class="quiet">(${t("people.you")})</span>
                `
              : nothing
          }
          <p class="quiet">${standing(person)}</p>
        </div>
        <select
          aria-label=${t("people.role", { name })}
          ?disabled=${isLocked}
          @change=${(event: Event) => this.#setRole(person, event.currentTarget as HTMLSelectElement)}
        >
          ${roles.map(
            (one) => html`
              <option value=${one} ?selected=${one === role} .selected=${one === role}>${t(`role.${one}`)}</option>
            `,
          )}
        </select>
        <div class="acts">
          <button
            class="plain"
            aria-label=${t("people.link.for", { name })}
            ?disabled=${isLocked}
            @click=${() => this.#makeLink(sub)}
          >
            ${t("people.link")}
          </button>
          <button
            class="plain"
            aria-label=${t("people.sessions.of", { name, n: sessions })}
            aria-expanded=${open?.kind === "sessions"}
            ?disabled=${isLocked}
            @click=${() => this.#toggleSessions(sub, open)}
          >
            ${t("people.sessions", { n: sessions })}
          </button>
          <button
            class="plain"
            aria-label=${t("people.remove.of", { name })}
            aria-expanded=${open?.kind === "remove"}
            ?disabled=${isLocked}
            @click=${() => this.#show(open?.kind === "remove" ? undefined : { kind: "remove", sub })}
          >
            ${t("people.remove")}
          </button>
        </div>
        ${
          open
            ? renderBelow(person, open, {
                isLocked,
                isCopied: this.copied,
                copy: () => void this.#copy(),
                close: () => this.#show(undefined),
                endSession: (id) => this.#endSession(sub, id),
                removePasskey: (id) => this.#removePasskey(sub, id),
                remove: () => this.#remove(sub, name),
              })
            : nothing
        }
      </div>
    `;
  }

  #invitation() {
    const isLocked = this.offline || this.busy;
    return html`
      <form @submit=${this.#invite} novalidate>
        <div class="field">
          <label for="name">${t("people.invite.name")}</label>
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
        <div class="field">
          <label for="role">${t("people.invite.role")}</label>
          <select id="role" name="role" ?disabled=${this.offline}>
            ${roles.map(
              (role) => html`
                <option value=${role} ?selected=${role === "editor"}>${t(`role.${role}`)}</option>
              `,
            )}
          </select>
        </div>
        <button class="primary" ?disabled=${isLocked}>${t(this.busy ? "people.invite.busy" : "people.invite")}</button>
        ${
          this.badName
            ? html`
                <p id="bad-name" class="bad" role="alert">${t("people.invite.noName")}</p>
              `
            : nothing
        }
        ${
          this.offline
            ? html`
                <p class="quiet">${t("people.offline")}</p>
              `
            : nothing
        }
      </form>
    `;
  }

  #show(below: Below | undefined): void {
    this.below = below;
    this.copied = false;
    if (below?.kind === "remove") void this.refresh();
  }

  readonly #refresh = (): void => void this.refresh();

  readonly #invite = (event: SubmitEvent): void => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const [name, role] = [new FormData(form).get("name"), new FormData(form).get("role")];
    this.badName = typeof name !== "string" || name.trim() === "";
    if (this.badName || typeof name !== "string" || !isRole(role)) {
      form.querySelector("input")?.focus();
      return;
    }
    void this.#work(async (people) => {
      const { sub } = await people.invite(name.trim(), role);
      form.reset();
      await this.#tellLink(people, sub);
    });
  };

  #makeLink(sub: string): void {
    void this.#work((people) => this.#tellLink(people, sub));
  }

  async #tellLink(people: WorkspacePeople, sub: string): Promise<void> {
    const { code, expiresAtMs } = await people.createLink(sub);
    this.#show({ kind: "link", sub, url: `${location.origin}/#code=${code}`, expiresAtMs });
    await this.refresh();
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(".link .primary")?.focus();
  }

  #setRole(person: PersonOfWorkspace, select: HTMLSelectElement): void {
    const role = select.value;
    if (!isRole(role) || role === person.role) return;
    void this.#work(
      (people) => people.change(person.sub, { role }),
      (text) => {
        select.value = person.role;
        return t("people.role.failed", { name: person.name, text });
      },
    );
  }

  #remove(sub: string, name: string): void {
    void this.#work(async (people) => {
      await people.remove(sub);
      this.#show(undefined);
      const detail = { text: t("people.removed", { name }) };
      this.dispatchEvent(new CustomEvent("couplet-notice", { bubbles: true, composed: true, detail }));
    });
  }

  #toggleSessions(sub: string, open: Below | undefined): void {
    if (open?.kind === "sessions") this.#show(undefined);
    else void this.#work((people) => this.#showSessions(people, sub));
  }

  async #showSessions(people: WorkspacePeople, sub: string): Promise<void> {
    const sessions = await people.sessions(sub);
    const passkeys = (await this.engine?.administration.passkeys.list(sub))?.items ?? [];
    this.#show({ kind: "sessions", sub, sessions, passkeys });
  }

  #endSession(sub: string, id?: string): void {
    void this.#work(async (people) => {
      await people.endSession(sub, id);
      await this.#showSessions(people, sub);
    });
  }

  #removePasskey(sub: string, id: string): void {
    void this.#work(async (people) => {
      await this.engine?.administration.passkeys.remove(sub, id);
      await this.#showSessions(people, sub);
    });
  }

  async #copy(): Promise<void> {
    if (this.below?.kind !== "link") return;
    try {
      await navigator.clipboard.writeText(this.below.url);
      this.copied = true;
    } catch {
      // Without leave to the clipboard the link is marked, to be copied by hand.
      this.renderRoot.querySelector<HTMLInputElement>(".link input")?.focus();
    }
  }

  /** @param failed what is said where it did not work */
  async #work(
    work: (people: WorkspacePeople) => Promise<unknown>,
    failed: (text: string) => string = (text) => text,
  ): Promise<void> {
    const people = this.engine?.administration.people;
    if (!people || this.busy) return;
    this.busy = true;
    this.failure = undefined;
    try {
      await work(people);
    } catch (error) {
      this.failure = failed(describeError(error));
    }
    this.busy = false;
    await this.refresh();
  }
}

function standing({ status, lastSeenAtMs, linkExpiresAtMs }: PersonOfWorkspace): string {
  const seen =
    status === "invited" || lastSeenAtMs === undefined
      ? t("people.invited")
      : t("people.seen", { when: when(lastSeenAtMs) });
  return linkExpiresAtMs === undefined
    ? `${seen}.`
    : `${seen}. ${t("people.link.waits", { when: when(linkExpiresAtMs) })}.`;
}
