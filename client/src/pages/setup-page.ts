/**
 * The set-up of the workspace: read by everybody, changed by administrators, saved as a whole.
 *
 * Shape    a draft over what was read. Saving goes over that only: what somebody else saved meanwhile is taken into the draft first, and
 *          where both changed one setting the page says so.
 * Not      offline: without a connection it can be read once it has been, and nothing can be changed.
 * Source   rules S1 to S7, L9
 *
 * @module
 */
import { type PropertyDeclarations, type PropertyValues, html, nothing } from "lit";
import { type Engine, OfflineError, type ReadSetup, RequestRefusedError } from "@couplet/engine";
import { baseStyles } from "@couplet/elements/pure";
import { AppElement } from "../app-element.ts";
import { describeError, textOfProblem } from "../card-text.ts";
import { iconAlert, iconOffline } from "../icons.ts";
import { formatWhen, t } from "../locale.ts";
import { type Overlaps, type SetupDraft, countChanges, draftOf, inputOf, rebaseDraft } from "../setup/setup-draft.ts";
import type { SetupEditing } from "../setup/setup-editing.ts";
import { duplicatesSection, interactionsSection } from "../setup/setup-interactions.ts";
import { setupInteractionsStyles } from "../setup/setup-interactions.styles.ts";
import { type Problems, judgeDraft, settingOf } from "../setup/setup-judge.ts";
import { setupRowsStyles } from "../setup/setup-rows.styles.ts";
import { codesSection, defaultsSection, inheritanceSection, seriesSection } from "../setup/setup-sections.ts";
import { setupSeriesStyles } from "../setup/setup-series.styles.ts";
import { setupTemplatesStyles } from "../setup/setup-templates.styles.ts";
import { templatesSection } from "../setup/setup-templates.ts";
import { controlStyles } from "../styles/control.styles.ts";
import { pageStyles } from "../styles/page.styles.ts";
import { setupPageStyles } from "./setup-page.styles.ts";

/** What is being edited. */
interface Sheet {
  readonly tag: string;
  readonly base: SetupDraft;
  readonly draft: SetupDraft;
}

/**
 * @element couplet-setup-page
 * @fires {CustomEvent<ToastMessage>} couplet-notice - The set-up was saved.
 */
export class CoupletSetupPage extends AppElement {
  static override properties: PropertyDeclarations = {
    engine: { attribute: false },
    mayChange: { type: Boolean, attribute: "may-change" },
    offline: { type: Boolean },
    sheet: { state: true },
    saving: { state: true },
    failure: { state: true },
    meanwhile: { state: true },
    overlaps: { state: true },
    refused: { state: true },
    asOfMs: { state: true },
  };
  static override styles = [
    baseStyles,
    pageStyles,
    controlStyles,
    setupPageStyles,
    setupRowsStyles,
    setupSeriesStyles,
    setupTemplatesStyles,
    setupInteractionsStyles,
  ];
  declare engine: Engine | undefined;
  declare mayChange: boolean;
  /** The server cannot be asked for anything. */
  declare offline: boolean;
  declare sheet: Sheet | undefined;
  declare saving: boolean;
  declare failure: string | undefined;
  /** Somebody else saved while this was being edited. */
  declare meanwhile: boolean;
  declare overlaps: Overlaps;
  /** What the server said of a setting, until it is changed. */
  declare refused: Problems;
  /** When the server told what is shown. */
  declare asOfMs: number;
  readonly #opened = new Set<string>();
  #unobserve: (() => void) | undefined;

  constructor() {
    super();
    this.mayChange = false;
    this.offline = false;
    this.saving = false;
    this.meanwhile = false;
    this.overlaps = new Map();
    this.refused = new Map();
    this.asOfMs = 0;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener("beforeunload", this.#beforeLeaving);
  }
  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener("beforeunload", this.#beforeLeaving);
    this.#unobserve?.();
    this.#unobserve = undefined;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("engine")) {
      this.sheet = undefined;
      this.#unobserve?.();
      // Saved by somebody else: shown at once, unless something is being changed here. Then saving tells.
      this.#unobserve = this.engine?.observe(({ type }) => {
        if (type === "setup-changed") void this.refresh();
      });
      void this.refresh();
    } else if (changed.has("offline") && !this.offline) void this.refresh();
  }

  /** Reads it again, unless somebody is in the middle of changing it. */
  async refresh(): Promise<void> {
    const { engine } = this;
    if (!engine || this.saving || this.#changes > 0) return;
    try {
      const read = await engine.administration.readSetup();
      if (engine === this.engine && this.#changes === 0) this.#take(read);
      this.asOfMs = Date.now();
    } catch (error) {
      if (engine !== this.engine) return;
      this.failure = error instanceof OfflineError ? undefined : describeError(error);
      const last = this.sheet ? undefined : await engine.setup().catch(() => undefined);
      if (!last || this.sheet) return;
      // Without its tag, which saving over it would be refused for: then it is read again first.
      this.#take({ setup: last.setup, tag: "" });
      this.asOfMs = last.asOfMs;
    }
  }

  get #changes(): number {
    return this.sheet ? countChanges(this.sheet.draft, this.sheet.base) : 0;
  }

  #take({ setup, tag }: ReadSetup): void {
    const base = draftOf(setup);
    this.sheet = { tag, base, draft: base };
    this.failure = undefined;
    this.meanwhile = false;
    this.overlaps = new Map();
    this.refused = new Map();
  }

  protected override render() {
    const { sheet, mayChange } = this;
    return html`
      <h1>${t("app.setup")}</h1>
      <p class="lead">${t("setup.lead")}</p>
      ${
        this.offline
          ? html`
              <p class="note" role="status">
                ${iconOffline()}
                ${
                  sheet
                    ? t("setup.offline", { when: formatWhen(new Date(this.asOfMs), new Date()) })
                    : t("setup.offline.none")
                }
              </p>
            `
          : nothing
      }
      ${
        sheet && !mayChange
          ? html`
              <p class="note">${t("setup.readonly")}</p>
            `
          : nothing
      }
      ${
        this.meanwhile
          ? html`
              <p class="note changed" role="alert">${iconAlert()} ${t("setup.changed")}</p>
            `
          : nothing
      }
      ${
        mayChange
          ? html`
              <couplet-people-panel .engine=${this.engine} .offline=${this.offline}></couplet-people-panel>
            `
          : nothing
      }
      ${sheet ? this.#form(sheet, !mayChange || this.offline || this.saving) : this.#empty()}
      ${
        this.failure === undefined
          ? nothing
          : html`
              <p class="note bad" role="alert">${iconAlert()} ${this.failure}</p>
            `
      }
      ${sheet && mayChange ? this.#bar(sheet) : nothing}
    `;
  }

  #empty() {
    if (this.offline || this.failure !== undefined) return nothing;
    return html`
      <div class="sheet skeleton" aria-busy="true"><p class="empty quiet">${t("app.loading")}</p></div>
    `;
  }

  #form(sheet: Sheet, isLocked: boolean) {
    const editing = this.#editing(sheet);
    return html`
      <form @submit=${this.#submit} novalidate>
        <fieldset ?disabled=${isLocked}>
          ${codesSection(editing)} ${seriesSection(editing)} ${defaultsSection(editing)} ${inheritanceSection(editing)}
          ${templatesSection(editing, isLocked)} ${interactionsSection(editing, isLocked)} ${duplicatesSection(editing)}
        </fieldset>
      </form>
    `;
  }

  #bar({ draft, base }: Sheet) {
    const changes = this.#changes;
    if (changes === 0 && !this.saving) return nothing;
    const problems = judgeDraft(draft, base).size;
    return html`
      <div class="bar" role="region" aria-label=${t("setup.save")}>
        <p role="status">
          ${t("setup.unsaved", { n: changes })}.
          ${
            problems === 0
              ? nothing
              : html`
                  ${t("setup.problems", { n: problems })}
                  <button type="button" class="plain" @click=${this.#showProblem}>${t("setup.show")}</button>
                `
          }
        </p>
        <button type="button" ?disabled=${this.saving} @click=${this.#discard}>${t("setup.discard")}</button>
        <button
          type="button"
          class="primary"
          ?disabled=${this.saving || this.offline || problems > 0}
          @click=${this.#save}
        >
          ${t(this.saving ? "setup.saving" : "setup.save")}
        </button>
      </div>
    `;
  }

  #editing(sheet: Sheet): SetupEditing {
    const { draft, base } = sheet;
    const problems = judgeDraft(draft, base);
    const change = (next: SetupDraft): void => {
      this.sheet = { ...sheet, draft: next };
    };
    const set = (path: string, value: string): void => {
      this.refused = without(this.refused, path);
      change({ ...draft, values: { ...draft.values, [path]: value } });
    };
    return {
      draft,
      base,
      problemOf: (path) => problems.get(path) ?? this.refused.get(path),
      overlapOf: (path) => (this.overlaps.has(path) ? { theirs: this.overlaps.get(path) } : undefined),
      set,
      change: (next) => {
        this.refused = new Map();
        change(next);
      },
      takeTheirs: (path) => {
        this.overlaps = without(this.overlaps, path);
        const key = /^cardTemplates\.(.+)$/u.exec(path)?.[1];
        if (key === undefined) return set(path, base.values[path] ?? "");
        const theirs = base.templates.find((template) => template.key === key);
        change({
          ...draft,
          templates: draft.templates.flatMap((template) => (template.key === key ? (theirs ?? []) : template)),
        });
      },
      isTemplateOpen: ({ key }) => this.#opened.has(key),
      toggled: ({ key }, isOpen) => {
        if (isOpen) this.#opened.add(key);
        else this.#opened.delete(key);
      },
    };
  }

  readonly #submit = (event: Event): void => {
    event.preventDefault();
    if (this.#changes > 0) void this.#save();
  };

  readonly #discard = (): void => {
    const { sheet } = this;
    if (!sheet) return;
    this.sheet = { ...sheet, draft: sheet.base };
    this.failure = undefined;
    this.meanwhile = false;
    this.overlaps = new Map();
    this.refused = new Map();
  };

  readonly #save = async (): Promise<void> => {
    const { engine, sheet } = this;
    if (!engine || !sheet || this.saving || this.offline) return;
    if (judgeDraft(sheet.draft, sheet.base).size > 0) {
      this.#showProblem();
      return;
    }
    this.saving = true;
    this.failure = undefined;
    this.refused = new Map();
    try {
      this.#take(await engine.administration.saveSetup(inputOf(sheet.draft, sheet.base), sheet.tag));
      const detail = { text: t("setup.saved") };
      this.dispatchEvent(new CustomEvent("couplet-notice", { bubbles: true, composed: true, detail }));
    } catch (error) {
      await this.#notSaved(engine, sheet, error);
    }
    this.saving = false;
  };

  async #notSaved(engine: Engine, sheet: Sheet, error: unknown): Promise<void> {
    if (error instanceof RequestRefusedError && error.code === "setup.changed") {
      try {
        const { setup, tag } = await engine.administration.readSetup();
        const theirs = draftOf(setup);
        const { draft, overlaps } = rebaseDraft(sheet.draft, sheet.base, theirs);
        this.sheet = { tag, base: theirs, draft };
        this.overlaps = overlaps;
        this.meanwhile = true;
        scrollTo({ top: 0 });
      } catch (again) {
        this.failure = describeError(again);
      }
      return;
    }
    const field = error instanceof RequestRefusedError ? error.field : undefined;
    const setting = field === undefined ? undefined : settingOf(field, (path) => this.#control(path) !== null);
    if (setting !== undefined && error instanceof RequestRefusedError) {
      this.refused = new Map([[setting, textOfProblem(error)]]);
      this.#control(setting)?.focus();
    } else this.failure = describeError(error);
  }

  #control(path: string): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>(`[id="${CSS.escape(path)}"]`);
  }

  readonly #showProblem = (): void => {
    const { sheet } = this;
    const [path] = sheet ? judgeDraft(sheet.draft, sheet.base).keys() : [];
    const control = path === undefined ? null : this.#control(path);
    const details = control?.closest("details");
    if (details) details.open = true;
    control?.focus();
  };

  readonly #beforeLeaving = (event: BeforeUnloadEvent): void => {
    if (this.#changes > 0) event.preventDefault();
  };
}

function without<Value>(map: ReadonlyMap<string, Value>, key: string): ReadonlyMap<string, Value> {
  return new Map([...map].filter(([one]) => one !== key));
}
