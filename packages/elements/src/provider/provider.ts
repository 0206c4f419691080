/**
 * The provider: connection, identity, language, theme and storage for the elements under it.
 *
 * Shape    an element without looks of its own; it makes one engine from its properties and makes another when they change so much
 *          that the first no longer fits (endpoint, workspace, storage).
 * Not      a sign-in form: tokens come from the page, by `getToken` or `token-url`.
 *
 * @module
 */
import { ContextProvider } from "@lit/context";
import { css, html, LitElement, type PropertyValues } from "lit";
import {
  createEngine,
  type Engine,
  type EngineOptions,
  type Keeps,
  type StorageMode,
  type TokenAnswer,
  type TokenRequest,
} from "@couplet/engine";
import { emit, emitError } from "../events.ts";
import { createWording, type MessageOverrides, type Wording } from "../text/wording.ts";
import { adoptEarly } from "../adopt-early.ts";
import { localeAround } from "./connection.ts";
import {
  announceProvider,
  providerContext,
  type ChangeJudge,
  type ProviderLink,
  type ProviderSource,
  type Theme,
} from "./link.ts";
import { tokensFrom } from "./token-source.ts";

/**
 * Connects the elements inside it, or all that are inside none, to a Couplet server. Shows nothing itself.
 *
 * @element couplet-provider
 * @slot - The page's own content, with Couplet elements anywhere in it.
 * @fires {CustomEvent} couplet-status-change - The state of saving changed.
 * @fires {CustomEvent} couplet-auth-required - No token could be had; edits stay on this device.
 * @fires {CustomEvent} couplet-error - The page uses the elements wrongly.
 * @cssprop --couplet-color-accent - The one accent: links, focus, the shared block.
 * @cssprop --couplet-color-on-accent - Text on the accent.
 * @cssprop --couplet-color-surface - Paper.
 * @cssprop --couplet-color-surface-2 - What the paper lies on.
 * @cssprop --couplet-color-text - Ink.
 * @cssprop --couplet-color-text-muted - Labels.
 * @cssprop --couplet-color-border - Rules of inputs.
 * @cssprop --couplet-color-danger - Refused, deleting.
 * @cssprop --couplet-color-warning - Waiting for a decision, only on this device.
 * @cssprop --couplet-color-success - Saved.
 * @cssprop --couplet-color-info - Other people.
 * @cssprop --couplet-font - Type.
 * @cssprop --couplet-font-size - Size of values; labels and titles follow.
 * @cssprop --couplet-radius - Rounding.
 * @cssprop --couplet-space - The step all distances are made of.
 * @cssprop --couplet-focus-ring - An outline.
 * @cssprop --couplet-field-height - Height of a field's line.
 * @cssprop --couplet-shadow - Under dialogs and lists.
 * @cssprop --couplet-z-overlay - Height of what lies over the page.
 */
export class CoupletProvider extends LitElement implements ProviderSource {
  static override properties = {
    endpoint: {},
    workspace: {},
    tokenUrl: { attribute: "token-url" },
    getToken: { attribute: false },
    locale: {},
    theme: { reflect: true },
    storage: {},
    keeps: {},
    readonly: { type: Boolean },
    offline: { type: Boolean },
    messages: { attribute: false },
    onChange: { attribute: false },
  };
  static override styles = css`
    :host {
      display: contents;
    }
    :host([theme="light"]) {
      --couplet-color-scheme: light;
    }
    :host([theme="dark"]) {
      --couplet-color-scheme: dark;
    }
    :host([theme="high-contrast"]) {
      --couplet-color-text: light-dark(#000, #fff);
      --couplet-color-text-muted: light-dark(#000, #fff);
      --couplet-color-surface: light-dark(#fff, #000);
      --couplet-color-surface-2: light-dark(#fff, #000);
      --couplet-color-border: light-dark(#000, #fff);
      --couplet-color-accent: light-dark(#00363a, #8ff0f0);
      --couplet-color-on-accent: light-dark(#fff, #000);
      --couplet-color-danger: light-dark(#8a0f00, #ffb3a8);
      --couplet-color-warning: light-dark(#5c3b00, #ffd78f);
      --couplet-color-success: light-dark(#00471d, #a6f2bf);
      --couplet-focus-ring: 3px solid light-dark(#00363a, #8ff0f0);
    }
  `;

  /** Address of the server, for instance `https://records.example`. */
  declare endpoint: string;
  /** Id of the workspace; must be the token's. */
  declare workspace: string | undefined;
  /** An address of the page's own origin that answers POST with `{ token, expiresAt }`. */
  declare tokenUrl: string | undefined;
  /** Gives a token; comes before `tokenUrl`. */
  declare getToken: ((request: TokenRequest) => Promise<TokenAnswer>) | undefined;
  /** BCP 47; else the nearest `lang`, else the browser's. */
  declare locale: string | undefined;
  declare theme: Theme;
  /** Where edits wait: `persistent`, `session` (shared computers) or `memory`. */
  declare storage: StorageMode;
  /** What is kept for working offline: `opened`, the cards opened here, or `workspace`, every card there is. */
  declare keeps: Keeps;
  /** Nothing can be edited, whatever the role. */
  declare readonly: boolean;
  /** Forces local mode, for demonstrations and tests. */
  declare offline: boolean;
  /** Texts of the page's own, by key, instead of ours. */
  declare messages: MessageOverrides | undefined;
  /** Judges each edit before it is made; a sentence refuses it. */
  declare onChange: ChangeJudge | undefined;

  #engine: Engine | undefined;
  #ownsEngine = false;
  #engineKey = "";
  #stops: (() => void)[] = [];
  #wording: Wording | undefined;
  #ended = false;
  readonly #context: ContextProvider<typeof providerContext, this>;

  constructor() {
    super();
    this.endpoint = "";
    this.theme = "auto";
    this.storage = "persistent";
    this.keeps = "opened";
    this.readonly = false;
    this.offline = false;
    this.#context = new ContextProvider(this, { context: providerContext, initialValue: this.link });
  }

  /** The engine the elements use. Set it to share one that the page made itself; it then stays the page's to close. */
  get engine(): Engine | undefined {
    return this.#engine;
  }
  set engine(engine: Engine | undefined) {
    this.#release();
    this.#ended = false;
    this.#adopt(engine, false);
    this.#publish();
  }

  /** What descendants receive. @internal */
  get link(): ProviderLink {
    return { engine: this.#engine, wording: this.wording, theme: this.theme, judge: this.onChange };
  }

  /** How the elements under this provider speak. @internal */
  get wording(): Wording {
    return (this.#wording ??= createWording(this.locale || localeAround(this), this.messages));
  }

  override connectedCallback(): void {
    super.connectedCallback();
    adoptEarly(this, "engine");
    this.#wording = undefined;
    announceProvider(this, true);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    announceProvider(this, false);
    // Moving within the page disconnects and connects again at once; that is no reason to close a connection.
    queueMicrotask(() => {
      if (!this.isConnected && this.#ownsEngine) this.#release();
    });
  }

  /** Ends the session; with `wipe` what this user has on the device goes too, edits not sent included. */
  async signOut(options: { readonly wipe?: boolean } = {}): Promise<void> {
    const engine = this.#engine;
    this.#ended = true;
    this.#drop();
    this.#publish();
    await engine?.signOut(options);
  }

  /** Hands over a token, for instance after signing in again. */
  setToken(answer: TokenAnswer): void {
    this.#engine?.setToken(answer);
    if (!this.#engine) {
      this.#ended = false;
      this.requestUpdate();
    }
  }

  /** Everything this user may read on this device, as plain data. */
  async export(): Promise<unknown> {
    const engine = this.#engine;
    if (!engine) return undefined;
    const kinds = ["contact", "customer", "vendor", "bankAccount"] as const;
    const lists = await Promise.all(
      kinds.map(async (kind) => [kind, (await engine.list(kind, { limit: 1000 })).items] as const),
    );
    return Object.fromEntries(lists);
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has("locale") || changed.has("messages")) this.#wording = undefined;
    if (changed.has("offline") && changed.get("offline") !== undefined) this.#engine?.setOffline(this.offline);
    if (changed.has("readonly") && changed.get("readonly") !== undefined) this.#engine?.setReadonly(this.readonly);
    this.#start();
    this.#publish();
  }

  protected override render() {
    return html`
      <slot></slot>
    `;
  }

  /** Makes the engine the properties ask for, unless the page handed one over or it is there already. */
  #start(): void {
    if (this.#ended || (this.#engine && !this.#ownsEngine)) return;
    const getToken = this.getToken ?? (this.tokenUrl ? tokensFrom(this.tokenUrl) : undefined);
    if (!this.endpoint) return;
    if (!getToken) {
      // The property usually follows in the same task; only a page that never sets it has made a mistake.
      setTimeout(() => {
        if (this.isConnected && !this.#engine && !this.getToken && !this.tokenUrl)
          emitError(this, "provider.token", this.wording.say("error.noToken"));
      }, 2000);
      return;
    }
    const key = JSON.stringify([this.endpoint, this.workspace, this.storage, this.keeps]);
    if (this.#engine && key === this.#engineKey) return;
    this.#release();
    this.#engineKey = key;
    const options: EngineOptions = {
      endpoint: this.endpoint,
      // Asked through the element, so that a page may replace its function at any time.
      getToken: (request) => (this.getToken ?? getToken)(request),
      storage: this.storage,
      keeps: this.keeps,
      locale: () => this.wording.locale,
      offline: this.offline,
      readonly: this.readonly,
      ...(this.workspace ? { workspace: this.workspace } : {}),
    };
    this.#adopt(createEngine(options), true);
  }

  #adopt(engine: Engine | undefined, owns: boolean): void {
    this.#engine = engine;
    this.#ownsEngine = owns;
    if (!engine) return;
    // Who must sign in is told by the event and the status; a rejection nobody handles would only be noise.
    engine.ready.catch(() => undefined);
    this.#stops = [
      engine.status.subscribe(({ state, waiting, sinceMs }) => {
        emit(this, "couplet-status-change", { state, waiting, since: sinceMs });
      }),
      engine.observe((event) => {
        if (event.type === "auth-required")
          emit(this, "couplet-auth-required", { waiting: engine.status.value.waiting });
      }),
    ];
  }

  /** Lets go of the engine without closing it. */
  #drop(): void {
    for (const stop of this.#stops) stop();
    this.#stops = [];
    this.#engine = undefined;
    this.#ownsEngine = false;
    this.#engineKey = "";
  }

  #release(): void {
    const engine = this.#ownsEngine ? this.#engine : undefined;
    this.#drop();
    engine?.close().catch((error: unknown) => {
      emitError(this, "engine.close", String(error));
    });
  }

  #publish(): void {
    this.#context.setValue(this.link, true);
    if (this.isConnected) announceProvider(this, true);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "couplet-provider": CoupletProvider;
  }
}
