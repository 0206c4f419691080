/**
 * The app: who is signed in, which page is shown, and what is always visible around it.
 *
 * Shape    one engine per signed-in user, handed to every page and, by the provider, to every element; the address is the state.
 * Not      business logic: cards, values and rules are the engine's and the model's.
 *
 * @module
 */
import { type PropertyDeclarations, html, nothing } from "lit";
import { type CardKind, mayEdit, maySetUp } from "@couplet/model";
import type { Engine, ListFilter } from "@couplet/engine";
import { baseStyles } from "@couplet/elements/pure";
import { AppElement } from "./app-element.ts";
import { renderHeader } from "./app-header.ts";
import { type KeyActions, doKey } from "./app-keys.ts";
import { otherPage } from "./app-pages.ts";
import { appStyles } from "./app.styles.ts";
import { describeError } from "./card-text.ts";
import { EngineController } from "./engine-controller.ts";
import { speakFor } from "./language-choice.ts";
import type { Arranged } from "./lists/list-address.ts";
import { forgetWishes } from "./lists/saved-views.ts";
import { formatList, locale, t } from "./locale.ts";
import type { CoupletListPage } from "./pages/list-page.ts";
import { paletteCommands } from "./palette/palette-commands.ts";
import type { CoupletNewCardDialog } from "./parts/new-card-dialog.ts";
import type { CoupletShortcutsDialog } from "./parts/shortcuts-dialog.ts";
import type { CoupletAppToast, ToastMessage } from "./parts/toast.ts";
import { type Route, formatRoute, parseRoute } from "./router.ts";
import { Session, addressHasCode } from "./session.ts";
import { type Theme, applyTheme, storedTheme } from "./theme.ts";

type ListRoute = Extract<Route, { page: "list" }>;
/** The same one, so that nothing is drawn for it. */
const noFilter: ListFilter = {};

/**
 * @element couplet-app
 */
export class CoupletApp extends AppElement {
  static override properties: PropertyDeclarations = {
    route: { state: true },
    theme: { state: true },
  };
  static override styles = [baseStyles, appStyles];
  declare route: Route;
  declare theme: Theme;
  readonly #session = new Session();
  readonly #now = new EngineController(this, this.#session.getToken);
  /** The list behind a card: its kind and search, and how far it was scrolled. */
  #list: ListRoute = { page: "list", kind: "contact", search: "" };
  #listScroll = 0;
  #wasAway = false;
  /** Kept behind other pages, with what is being changed there. */
  #hasSetup = false;
  /** The card that was just made, to be shown at the fields of its own. */
  #openOwn = "";
  /** What sticks below the header has to know how high it is, with the strip and without. */
  readonly #top = new ResizeObserver(([entry]) => {
    if (entry) document.documentElement.style.setProperty("--app-top-height", `${entry.contentRect.height}px`);
  });

  constructor() {
    super();
    this.theme = storedTheme();
    applyTheme(this.theme);
    speakFor(undefined);
    this.#session.subscribe(this.#sessionChanged);
    // The code goes out of the address before the first page reads it.
    void this.#session.start();
    this.route = parseRoute(location.hash);
    if (this.route.page === "list") this.#list = this.route;
    if (this.route.page === "card") this.#list = { page: "list", kind: this.route.kind, search: "" };
    this.#nameThePage();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener("hashchange", this.#moved);
    addEventListener("keydown", this.#key);
    addEventListener("couplet-navigate", this.#navigate);
    document.addEventListener("visibilitychange", this.#visible);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#top.disconnect();
    removeEventListener("hashchange", this.#moved);
    removeEventListener("keydown", this.#key);
    removeEventListener("couplet-navigate", this.#navigate);
    document.removeEventListener("visibilitychange", this.#visible);
  }

  /** Says something at the bottom of the page, for a while. */
  notify(message: ToastMessage): void {
    this.renderRoot.querySelector<CoupletAppToast>("couplet-app-toast")?.show(message);
  }

  readonly #sessionChanged = (): void => {
    const { state } = this.#session;
    if (state.kind === "signed-in") {
      speakFor(state.user.sub);
      this.#now.use(state.user);
    }
    this.requestUpdate();
  };

  protected override updated(): void {
    this.#nameThePage();
    const top = this.renderRoot.querySelector(".top");
    if (top) this.#top.observe(top);
    const isAway = this.#now.isAway;
    if (this.#wasAway && !isAway) {
      this.#listPage?.refresh();
      this.renderRoot.querySelector("couplet-card-page")?.refresh();
    }
    this.#wasAway = isAway;
  }

  protected override render() {
    const { state } = this.#session;
    if (state.kind === "starting") return nothing;
    if (state.kind === "signed-out")
      return html`
        <couplet-sign-in-page .session=${this.#session} .why=${state.why}></couplet-sign-in-page>
      `;
    const { route } = this;
    const { engine, status, attention } = this.#now;
    return html`
      <couplet-provider
        .engine=${engine}
        .theme=${this.theme}
        locale=${locale}
        @couplet-deleted=${this.#deleted}
        @couplet-action=${this.#acted}
      >
        <div class="top">
          ${renderHeader({
            route,
            urgent: attention.filter((item) => item.kind !== "conflict" || item.severity === "ask").length,
            user: state.user,
            theme: this.theme,
            skip: this.#focusMain,
            themeChosen: this.#themeChosen,
            help: this.#help,
            palette: this.#openPalette,
            signOut: this.#signOut,
          })}
          <couplet-connection-strip
            .status=${status}
            @couplet-sign-in=${() => this.#session.askSignIn()}
          ></couplet-connection-strip>
        </div>
        <main id="main" tabindex="-1">${this.#page(engine)}</main>
        <couplet-new-card-dialog
          .engine=${engine}
          .offline=${this.#now.isAway}
          @couplet-made=${this.#made}
        ></couplet-new-card-dialog>
      </couplet-provider>
      <couplet-command-palette .engine=${engine}></couplet-command-palette>
      <couplet-shortcuts-dialog></couplet-shortcuts-dialog>
      <couplet-app-toast @couplet-left=${this.#focusMain}></couplet-app-toast>
    `;
  }

  /** The list stays behind the card, so that going back finds it as it was. */
  #page(engine: Engine | undefined) {
    const { route } = this;
    const list = this.#list;
    this.#hasSetup ||= route.page === "setup";
    return html`
      <couplet-list-page
        ?hidden=${route.page !== "list"}
        .engine=${engine}
        .kind=${list.kind}
        .search=${list.search}
        .filter=${list.filter ?? noFilter}
        .sorting=${list.sorting}
        .columns=${list.columns}
        .attention=${this.#now.attention}
        .mayCreate=${this.#mayCreate()}
        @couplet-search=${this.#searched}
        @couplet-arranged=${this.#arranged}
        @couplet-notice=${this.#notice}
        @couplet-new=${this.#new}
        .offline=${this.#now.isAway}
      ></couplet-list-page>
      ${
        this.#hasSetup
          ? html`
              <couplet-setup-page
                ?hidden=${route.page !== "setup"}
                .engine=${engine}
                .mayChange=${this.#now.role !== undefined && maySetUp(this.#now.role)}
                .offline=${this.#now.isAway}
                @couplet-notice=${this.#notice}
              ></couplet-setup-page>
            `
          : nothing
      }
      ${
        route.page === "card"
          ? html`
              <couplet-card-page
                @couplet-notice=${this.#notice}
                .engine=${engine}
                .kind=${route.kind}
                .recordId=${route.id}
                .atOwn=${route.id === this.#openOwn}
                .back=${formatRoute(list.kind === route.kind ? list : { page: "list", kind: route.kind, search: "" })}
                .previous=${this.#listPage?.neighbour(route.id, -1)}
                .next=${this.#listPage?.neighbour(route.id, 1)}
              ></couplet-card-page>
            `
          : nothing
      }
      ${otherPage(route, engine, this.#now, this.#notice, this.#leaveFor)}
    `;
  }

  get #listPage(): CoupletListPage | null {
    return this.renderRoot.querySelector<CoupletListPage>("couplet-list-page");
  }

  #mayCreate(): boolean {
    return this.#now.role !== undefined && mayEdit(this.#now.role, this.#list.kind);
  }

  readonly #moved = (): void => {
    if (addressHasCode()) void this.#session.start();
    const before = this.route;
    const route = parseRoute(location.hash);
    if (before.page === "list") this.#listScroll = scrollY;
    this.route = route;
    if (route.page !== "card" || route.id !== this.#openOwn) this.#openOwn = "";
    this.#nameThePage();
    if (route.page === "list") {
      const isSame = formatRoute(route) === formatRoute(this.#list);
      this.#list = route;
      void this.updateComplete.then(() => {
        if (isSame && before.page !== "list") this.#listPage?.refresh();
        scrollTo({ top: isSame ? this.#listScroll : 0 });
        if (isSame && before.page === "card") this.#listPage?.focusCard(before.id);
      });
    } else {
      void this.updateComplete.then(() => {
        if (route.page === "setup") void this.renderRoot.querySelector("couplet-setup-page")?.refresh();
        scrollTo({ top: 0 });
        this.#focusMain();
      });
    }
  };

  #nameThePage(): void {
    const { route } = this;
    if (route.page === "card") return;
    document.title = `${t(route.page === "list" ? `kind.${route.kind}.many` : `app.${route.page}`)} – Couplet`;
  }

  readonly #navigate = (event: GlobalEventHandlersEventMap["couplet-navigate"]): void => {
    event.preventDefault();
    const { kind, id, part } = event.detail;
    this.#openOwn = part === "own" ? id : "";
    location.hash = formatRoute({ page: "card", kind, id });
  };

  readonly #focusMain = (): void => {
    this.renderRoot.querySelector<HTMLElement>("main")?.focus({ preventScroll: true });
  };

  readonly #visible = (): void => {
    if (document.visibilityState === "visible" && this.route.page === "list") this.#listPage?.refresh();
  };

  readonly #searched = (event: CustomEvent<{ readonly search: string }>): void =>
    this.#relist({ ...this.#list, search: event.detail.search });

  readonly #arranged = (event: CustomEvent<Arranged>): void => {
    const { kind, search } = this.#list;
    this.#relist({ page: "list", kind, search, ...event.detail });
  };

  /** The same list otherwise: going back does not lead through all of it. */
  #relist(list: ListRoute): void {
    this.#list = list;
    this.route = list;
    history.replaceState(null, "", formatRoute(list));
  }

  readonly #new = (): void => {
    this.renderRoot.querySelector<CoupletNewCardDialog>("couplet-new-card-dialog")?.show(this.#list.kind);
  };

  readonly #made = (event: CustomEvent<{ readonly kind: CardKind; readonly id: string }>): void => {
    location.hash = formatRoute({ page: "card", ...event.detail });
  };

  readonly #help = (): void => {
    this.renderRoot.querySelector<CoupletShortcutsDialog>("couplet-shortcuts-dialog")?.show();
  };

  readonly #notice = (event: CustomEvent<ToastMessage>): void => this.notify(event.detail);

  readonly #themeChosen = (event: CustomEvent<{ readonly theme: Theme }>): void => this.#choose(event.detail.theme);

  #choose(theme: Theme): void {
    this.theme = theme;
    applyTheme(theme);
  }

  /** What would be lost is named first, on the page that also has a file of it. */
  readonly #signOut = (event: CustomEvent<{ readonly wipe: boolean }>): void => {
    const { waiting = 0, refused = 0 } = this.#now.status ?? {};
    if (!event.detail.wipe || waiting + refused === 0) return this.#leaveFor(event);
    location.hash = formatRoute({ page: "device" });
    void this.updateComplete.then(() =>
      setTimeout(() => this.renderRoot.querySelector("couplet-device-page")?.askWipe()),
    );
  };

  readonly #leaveFor = (event: CustomEvent<{ readonly wipe: boolean }>): void => void this.#leave(event.detail.wipe);

  async #leave(wipe: boolean): Promise<void> {
    const engine = this.#now.letGo();
    const owner = engine?.identity.value;
    if (wipe && owner) forgetWishes(owner, localStorage);
    await Promise.allSettled([engine?.signOut({ wipe }), this.#session.signOut()]);
  }

  /** The status shows what needs attention by asking the page to. */
  readonly #acted = (event: GlobalEventHandlersEventMap["couplet-action"]): void => {
    if (event.detail.action === "show-attention") location.hash = "#/attention";
  };

  /** Somebody deleted a card on this page: back to the list, and a way back. */
  readonly #deleted = (event: GlobalEventHandlersEventMap["couplet-deleted"]): void => {
    const { kind, id, no, name } = event.detail;
    const shown = name === "" ? no : name;
    const related = this.renderRoot.querySelector("couplet-card-page")?.related ?? [];
    const list = formatList(related.map((card) => `${t(`kind.${card.kind}.one`)} ${card.no}`));
    const kept = related.length === 0 ? "" : t("card.deleted.kept", { list, count: related.length });
    location.hash = formatRoute(this.#list.kind === kind ? this.#list : { page: "list", kind, search: "" });
    this.notify({
      text: t("card.deleted", { name: shown, kept }).trim(),
      action: { label: t("app.undo"), run: () => void this.#restore(kind, id, shown) },
    });
  };

  async #restore(kind: CardKind, id: string, name: string): Promise<void> {
    try {
      await this.#now.engine?.restore(kind, id);
      location.hash = formatRoute({ page: "card", kind, id });
      this.notify({ text: t("card.restored", { name }) });
    } catch (error) {
      this.notify({ text: describeError(error) });
    }
  }

  readonly #key = (event: KeyboardEvent): void => {
    if (this.#session.state.kind === "signed-in") doKey(event, this.#keys);
  };

  readonly #keys: KeyActions = {
    palette: () => this.#openPalette(),
    // At once where the list is shown: what is typed next belongs to the search.
    search: () => {
      if (this.route.page === "list") this.#listPage?.focusSearch();
      else {
        location.hash = formatRoute(this.#list);
        void this.updateComplete.then(() => setTimeout(() => this.#listPage?.focusSearch()));
      }
    },
    moveRow: (step) => this.route.page === "list" && this.#listPage?.moveFocus(step),
    create: () => this.#mayCreate() && this.#new(),
    moveCard: (step) => {
      const { route } = this;
      const next = route.page === "card" ? this.#listPage?.neighbour(route.id, step) : undefined;
      if (next) location.hash = formatRoute({ page: "card", kind: next.kind, id: next.id });
    },
    help: () => this.#help(),
    undoLast: () => this.renderRoot.querySelector<CoupletAppToast>("couplet-app-toast")?.act() ?? false,
  };

  readonly #openPalette = (): void => {
    const commands = paletteCommands(this.#now.role, {
      create: (kind) => this.renderRoot.querySelector("couplet-new-card-dialog")?.show(kind),
      theme: (theme) => this.#choose(theme),
      help: this.#help,
      copyAddress: () =>
        void navigator.clipboard.writeText(location.href).then(
          () => this.notify({ text: t("palette.linkCopied") }),
          (error: unknown) => this.notify({ text: describeError(error) }),
        ),
      retry: () => this.#now.engine?.retryConnection(),
      signOut: () => void this.#leave(false),
    });
    this.renderRoot.querySelector("couplet-command-palette")?.show(commands);
  };
}
