/**
 * One card on its page: the form, what it is related to, what was changed, and the way to its neighbours.
 *
 * Shape    `couplet-card` beside `couplet-links` and the history; one column on a narrow screen.
 * Not      the editing: that is the elements'. This page only places them and follows the card.
 *
 * @module
 */
import { type PropertyDeclarations, type PropertyValues, css, html, nothing } from "lit";
import type { CardKind } from "@couplet/model";
import { CardNotFoundError, type CardRow, type Engine, type RelatedCard } from "@couplet/engine";
import { baseStyles } from "@couplet/elements/pure";
import { AppElement } from "../app-element.ts";
import { cardName } from "../card-text.ts";
import { iconBack, iconForward } from "../icons.ts";
import { t } from "../locale.ts";
import { type Party, relationPicture } from "../parts/relation-picture.ts";
import { relationPictureStyles } from "../parts/relation-picture.styles.ts";
import { formatRoute } from "../router.ts";

/** The value of a kind attribute of the elements. */
const kindAttribute = (kind: CardKind): string => (kind === "bankAccount" ? "bank-account" : kind);

/**
 * @element couplet-card-page
 */
export class CoupletCardPage extends AppElement {
  static override properties: PropertyDeclarations = {
    engine: { attribute: false },
    kind: {},
    recordId: { attribute: "record-id" },
    atOwn: { type: Boolean, attribute: "at-own" },
    back: {},
    previous: { attribute: false },
    next: { attribute: false },
    missing: { state: true },
    name: { state: true },
    related: { state: true },
    party: { state: true },
  };
  static override styles = [
    baseStyles,
    relationPictureStyles,
    css`
      nav {
        display: flex;
        align-items: center;
        gap: 0.25rem;
        margin-bottom: 0.75rem;
      }
      nav a {
        display: inline-flex;
        align-items: center;
        gap: 0.375rem;
        min-height: 2rem;
        padding-inline: 0.5rem;
        border-radius: var(--_radius);
        color: var(--_muted);
        font-size: var(--_text-s);
        font-weight: 550;
        text-decoration: none;
      }
      nav a:first-child {
        margin-inline: -0.5rem auto;
      }
      nav a:hover {
        background: color-mix(in oklab, var(--_text) 6%, transparent);
        color: var(--_text);
      }
      .columns {
        display: grid;
        grid-template-columns: minmax(0, 1fr) 17rem;
        gap: 1.5rem;
        align-items: start;
      }
      aside {
        display: grid;
        gap: 2rem;
      }
      .missing {
        display: grid;
        justify-items: center;
        gap: 0.5rem;
        padding: 5rem 1.5rem;
        text-align: center;
      }
      .missing h1 {
        margin: 0;
        font-size: var(--app-type-section);
      }
      @media (max-width: 70rem) {
        .columns {
          grid-template-columns: minmax(0, 1fr);
        }
      }
      @media (pointer: coarse) {
        nav a {
          min-width: 2.75rem;
          min-height: 2.75rem;
          justify-content: center;
        }
      }
    `,
  ];
  declare engine: Engine | undefined;
  declare kind: CardKind;
  declare recordId: string;
  /** Opens at the card's own fields: it was just made, and they are still to be filled in. */
  declare atOwn: boolean;
  /** Address of the list to go back to. */
  declare back: string;
  declare previous: CardRow | undefined;
  declare next: CardRow | undefined;
  declare missing: boolean;
  declare name: string;
  declare related: readonly RelatedCard[];
  /** Who stands around the card; `undefined` until it is known. */
  declare party: Party | undefined;
  #unobserve: (() => void) | undefined;
  #wasFound = false;

  constructor() {
    super();
    this.kind = "contact";
    this.recordId = "";
    this.atOwn = false;
    this.back = "#/contacts";
    this.missing = false;
    this.name = "";
    this.related = [];
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unobserve?.();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("engine")) {
      this.#unobserve?.();
      this.#unobserve = this.engine?.observe((event) => {
        if (event.type === "cards-changed" && event.cardIds.includes(this.recordId)) void this.#look();
      });
    }
    if (changed.has("engine") || changed.has("recordId")) {
      if (changed.has("recordId")) {
        this.related = [];
        this.party = undefined;
        this.name = "";
        this.missing = false;
        this.#wasFound = false;
      }
      void this.#look();
    }
  }

  /** Reads again what is not live: whether the card is there. */
  refresh(): void {
    void this.#look();
  }

  /** Whether there is such a card, and which others it is related to. */
  async #look(): Promise<void> {
    const { engine, recordId } = this;
    if (!engine || recordId === "") return;
    try {
      const card = await engine.readCard(this.kind, recordId);
      if (recordId !== this.recordId) return;
      // Deleted while it was open: the card itself says so, keeps what it shows, and offers to restore it.
      if (!card && this.#wasFound) return;
      this.#wasFound = card !== undefined;
      this.missing = card === undefined;
      this.related = card?.relations ?? [];
      if (card)
        void partyOf(engine, card).then((party) => (this.party = recordId === this.recordId ? party : this.party));
      this.name = card ? cardName(card) : "";
      document.title = this.name === "" ? "Couplet" : `${this.name} – Couplet`;
    } catch (error) {
      // Not to be read now, for want of a connection: the card itself says what it can show.
      this.missing = error instanceof CardNotFoundError && !this.#wasFound;
    }
  }

  protected override render() {
    const kind = kindAttribute(this.kind);
    return html`
      <nav aria-label=${t("card.nav")}>
        <a href=${this.back}>${iconBack()} ${t(`kind.${this.kind}.many`)}</a>
        ${
          this.previous
            ? html`
                <a
                  href=${addressOf(this.previous)}
                  aria-label=${t("card.previous")}
                  title=${`${t("card.previous")}  [`}
                >
                  ${iconBack()}
                </a>
              `
            : nothing
        }
        ${
          this.next
            ? html`
                <a href=${addressOf(this.next)} aria-label=${t("card.next")} title=${`${t("card.next")}  ]`}>
                  ${iconForward()}
                </a>
              `
            : nothing
        }
      </nav>
      ${
        this.missing
          ? html`
              <div class="missing">
                <h1>${t("card.missing")}</h1>
                <p class="quiet">${t("card.missing.hint")}</p>
              </div>
            `
          : html`
              <h1 class="hidden-text">${t(`kind.${this.kind}.one`)} ${this.name}</h1>
              <div class="columns" @couplet-ready=${this.#opened} @couplet-link-change=${() => void this.#look()}>
                <couplet-card kind=${kind} record-id=${this.recordId} hide-parts="status"></couplet-card>
                <aside>
                  ${relationPicture(this.party)}
                  <couplet-links kind=${kind} record-id=${this.recordId}></couplet-links>
                  <div>
                    <couplet-history kind=${kind} record-id=${this.recordId}></couplet-history>
                    <button class="plain" @click=${this.#moments}>${t("moments.open")}</button>
                  </div>
                </aside>
              </div>
              <couplet-moments-dialog .engine=${this.engine}></couplet-moments-dialog>
            `
      }
    `;
  }

  readonly #moments = (): void => {
    void this.renderRoot.querySelector("couplet-moments-dialog")?.show(this.kind, this.recordId);
  };

  readonly #opened = (): void => {
    // What every customer, vendor and bank account has for itself first of all.
    if (!this.atOwn) return;
    this.atOwn = false;
    // The fields are drawn after the card is.
    requestAnimationFrame(() => this.renderRoot.querySelector("couplet-card")?.focusField("postingGroup"));
  };
}

/** A card's contact, and what else is related to that. What cannot be read now is left out. */
async function partyOf(engine: Engine, card: CardRow): Promise<Party | undefined> {
  const related = (cards: readonly RelatedCard[]): Party["cards"] =>
    cards.map(({ kind, cardId, no }) => ({ kind, id: cardId, no }));
  const shown = card.id;
  if (card.kind === "contact") {
    const { companyId } = card;
    const company =
      companyId === undefined ? undefined : await engine.readCard("contact", companyId).catch(() => undefined);
    return {
      shown,
      contact: card,
      cards: related(card.relations),
      company: company && (cardName(company) || company.no),
    };
  }
  const [relation] = related(card.relations);
  if (!relation) return undefined;
  const contact = await engine.readCard("contact", relation.id).catch(() => undefined);
  return { shown, contact: relation, cards: contact ? related(contact.relations) : [card], company: undefined };
}

const addressOf = (card: CardRow): string => formatRoute({ page: "card", kind: card.kind, id: card.id });
