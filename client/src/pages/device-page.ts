/**
 * This device: what is kept in the browser, whether it stays, a file of it, and the way to have it gone.
 *
 * Shape    read anew as the status changes and as somebody comes back to the page.
 * Not      the account: that is the same on every device.
 *
 * @module
 */
import { type PropertyDeclarations, type PropertyValues, css, html, nothing } from "lit";
import { cardKinds } from "@couplet/model";
import type { AttentionItem, Engine, QueuedCommand, Status } from "@couplet/engine";
import { baseStyles } from "@couplet/elements/pure";
import { AppElement } from "../app-element.ts";
import { describeError } from "../card-text.ts";
import { fileName, saveFile } from "../csv.ts";
import { localCopy } from "../device-export.ts";
import { iconAlert, iconCheck } from "../icons.ts";
import { readWishes } from "../lists/saved-views.ts";
import { formatWhen, locale, t } from "../locale.ts";
import type { ToastMessage } from "../parts/toast.ts";
import { pageStyles } from "../styles/page.styles.ts";
import { accountPageStyles } from "./account-page.styles.ts";
import { setupPageStyles } from "./setup-page.styles.ts";

interface Kept {
  readonly cards: number;
  readonly usedBytes: number | undefined;
  readonly quotaBytes: number | undefined;
  /** `undefined`: the browser does not say. */
  readonly isPersisted: boolean | undefined;
}

const units = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;

/** "12 MB", as the language has it. */
function formatBytes(bytes: number): string {
  const step = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log(Math.max(1, bytes)) / Math.log(1_000))));
  const format = new Intl.NumberFormat(locale, {
    style: "unit",
    unit: units[step] ?? "byte",
    maximumSignificantDigits: 3,
  });
  return format.format(bytes / 1_000 ** step);
}

/**
 * @element couplet-device-page
 * @fires {CustomEvent<ToastMessage>} couplet-notice - A file was written, or the browser has decided.
 * @fires {CustomEvent<{ wipe: boolean }>} couplet-sign-out - The person leaves, and everything goes.
 */
export class CoupletDevicePage extends AppElement {
  static override properties: PropertyDeclarations = {
    engine: { attribute: false },
    status: { attribute: false },
    attention: { attribute: false },
    queue: { attribute: false },
    kept: { state: true },
    isExporting: { state: true },
  };
  static override styles = [
    baseStyles,
    pageStyles,
    setupPageStyles,
    accountPageStyles,
    css`
      dl {
        display: grid;
        grid-template-columns: minmax(8rem, 13rem) minmax(0, 1fr);
        gap: 0.75rem 1rem;
        padding: 1rem 1.25rem;
        font-size: 0.875rem;
      }
      dt {
        color: var(--_muted);
      }
      meter {
        display: block;
        width: min(16rem, 100%);
        height: 0.625rem;
        margin-top: 0.375rem;
      }
      .state {
        display: flex;
        align-items: baseline;
        gap: 0.5rem;
        flex: 1 1 14rem;
        font-size: 0.875rem;
      }
      .state svg {
        color: var(--_success);
        translate: 0 0.125em;
      }
      .state.unsure svg {
        color: var(--_warning);
      }
    `,
  ];
  declare engine: Engine | undefined;
  declare status: Status | undefined;
  declare attention: readonly AttentionItem[];
  declare queue: readonly QueuedCommand[];
  /** `undefined` until it is known. */
  declare kept: Kept | undefined;
  declare isExporting: boolean;

  constructor() {
    super();
    this.attention = [];
    this.queue = [];
    this.isExporting = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener("focus", this.#look);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener("focus", this.#look);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("engine") || changed.has("status")) this.#look();
  }

  /** Names what would be lost, and asks. */
  readonly askWipe = (): void => {
    this.renderRoot.querySelector("couplet-wipe-dialog")?.show();
  };

  readonly #look = (): void => {
    if (this.engine) void this.#read(this.engine);
  };

  async #read(engine: Engine): Promise<void> {
    const storage: Partial<StorageManager> = navigator.storage ?? {};
    try {
      const [estimate, isPersisted, counts] = await Promise.all([
        storage.estimate?.(),
        storage.persisted?.(),
        Promise.all(cardKinds.map((kind) => countOf(engine, kind))),
      ]);
      if (engine !== this.engine) return;
      const cards = counts.reduce((sum, n) => sum + n, 0);
      this.kept = { cards, usedBytes: estimate?.usage, quotaBytes: estimate?.quota, isPersisted };
    } catch (error) {
      if (engine === this.engine) this.#notice({ text: describeError(error) });
    }
  }

  protected override render() {
    return html`
      <h1>${t("app.device")}</h1>
      <p class="lead">${t("device.lead")}</p>
      ${this.#section("kept", this.#facts())} ${this.#section("persistence", this.#persistence())}
      ${this.#section(
        "export",
        html`
          <div class="row end">
            <button ?disabled=${this.isExporting} @click=${this.#export}>
              ${t(this.isExporting ? "device.export.busy" : "device.export.go")}
            </button>
          </div>
        `,
      )}
      ${this.#section(
        "wipe",
        html`
          <div class="row end"><button class="danger" @click=${this.askWipe}>${t("device.wipe.open")}</button></div>
        `,
      )}
      <couplet-wipe-dialog
        .status=${this.status}
        .attention=${this.attention}
        .queue=${this.queue}
        .views=${readWishes(this.engine?.identity.value, localStorage).views.length}
        @couplet-export=${this.#export}
      ></couplet-wipe-dialog>
    `;
  }

  #section(name: "kept" | "persistence" | "export" | "wipe", content: unknown) {
    return html`
      <section aria-labelledby=${name}>
        <div>
          <h2 id=${name}>${t(`device.${name}`)}</h2>
          <p>${t(`device.${name}.lead`)}</p>
        </div>
        <div class="sheet">${content}</div>
      </section>
    `;
  }

  #facts() {
    const { kept, status } = this;
    const { waiting = 0, lastContactMs } = status ?? {};
    const progress = this.engine?.progress.value;
    const n = kept?.cards ?? 0;
    const used = kept?.usedBytes;
    const quota = kept?.quotaBytes;
    return html`
      <dl class="number" aria-busy=${kept === undefined}>
        <dt>${t("device.cards")}</dt>
        <dd>
          ${
            kept === undefined
              ? t("app.loading")
              : progress?.isComplete === false
                ? t("device.cards.coming", { n, left: progress.left })
                : t("device.cards.all", { n })
          }
        </dd>
        <dt>${t("device.used")}</dt>
        <dd>
          ${
            used === undefined || quota === undefined
              ? t("device.unknown")
              : html`
                  ${t("device.used.of", { used: formatBytes(used), quota: formatBytes(quota) })}
                  <meter aria-label=${t("device.used")} min="0" max=${quota} high=${quota * 0.8} value=${used}></meter>
                `
          }
        </dd>
        <dt>${t("device.waiting")}</dt>
        <dd>${waiting === 0 ? t("device.waiting.none") : t("device.waiting.n", { n: waiting })}</dd>
        <dt>${t("device.contact")}</dt>
        <dd>
          ${lastContactMs === undefined ? t("device.contact.never") : formatWhen(new Date(lastContactMs), new Date())}
        </dd>
      </dl>
    `;
  }

  #persistence() {
    const isMemory = this.status?.storage === "memory";
    const isPersisted = this.kept?.isPersisted;
    const words = isMemory
      ? "device.memory"
      : isPersisted === undefined
        ? "device.unknown"
        : isPersisted
          ? "device.persisted"
          : "device.notPersisted";
    const isGood = !isMemory && isPersisted === true;
    return html`
      <div class="row">
        <p class="state ${isGood ? "" : "unsure"}" role="status">${isGood ? iconCheck() : iconAlert()} ${t(words)}</p>
        ${
          isGood || isMemory
            ? nothing
            : html`
                <button @click=${this.#persist}>${t("device.persist")}</button>
              `
        }
      </div>
    `;
  }

  readonly #persist = async (): Promise<void> => {
    const isKept = await this.engine?.requestPersistence();
    this.#notice({ text: t(isKept === true ? "device.persisted" : "device.persist.no") });
    this.#look();
  };

  readonly #export = async (): Promise<void> => {
    const { engine } = this;
    if (!engine || this.isExporting) return;
    this.isExporting = true;
    try {
      const at = new Date();
      const { text, cards } = await localCopy(engine, at);
      const file = fileName("couplet", at, "json");
      saveFile(file, "application/json", text);
      this.#notice({ text: t("device.export.done", { n: cards, file }) });
    } catch (error) {
      this.#notice({ text: describeError(error) });
    }
    this.isExporting = false;
  };

  #notice(message: ToastMessage): void {
    this.dispatchEvent(new CustomEvent("couplet-notice", { bubbles: true, composed: true, detail: message }));
  }
}

/** Cards of a kind, as far as they are known here. */
async function countOf(engine: Engine, kind: (typeof cardKinds)[number]): Promise<number> {
  const list = await engine.openList(kind);
  const { value } = list.count;
  list.close();
  return value;
}
