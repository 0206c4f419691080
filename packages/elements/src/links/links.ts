/**
 * The cards related to one card: what is shared, and every way to relate and to part.
 *
 * Shape    one row per related card, one per kind that is still free; linking, creating from, unlinking.
 * Not      deleting: that is the card's own, with its own question.
 * Source   rules K2, L1 to L12
 *
 * @module
 */
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { CardRow, CardSnapshot, Engine } from "@couplet/engine";
import { isRelatedKind, mayEdit, mayLink, relatedKinds, type CardKind, type RelatedKind } from "@couplet/model";
import { CardController, type WantedCard } from "../card/card-controller.ts";
import { Holders, type Holder } from "../card/holders.ts";
import { emit } from "../events.ts";
import { kindConverter, kindOfAttribute, type KindAttribute } from "../kind-attribute.ts";
import { Connection } from "../provider/connection.ts";
import { Request } from "../request.ts";
import { renderFailureOf } from "../request-failure.ts";
import { baseStyles } from "../style/base.styles.ts";
import { dialogStyles } from "../style/dialog.styles.ts";
import { iconCheck, iconLink, iconOfKind, iconPlus, iconUnlink } from "../style/icons.ts";
import { CardMaker } from "./card-maker.ts";
import { LinkUndoer, renderDone } from "./link-undoer.ts";
import { renderMerged, renderUndoMerge } from "./merged-list.ts";
import { renderRelatedRow } from "./related-row.ts";
import { renderQuestion } from "./unlink-question.ts";
import { linksStyles } from "./links.styles.ts";

/** A relation as one row shows it. */
interface Parting {
  readonly contactId: string;
  readonly relationId: string;
  readonly other: Holder;
}

/**
 * Related cards, with linking, creating from, and unlinking.
 *
 * @element couplet-links
 * @fires {CustomEvent} couplet-navigate - The user asks for a related card, or made one: then for its own fields; cancelable.
 * @fires {CustomEvent} couplet-link-change - The user linked, unlinked or created a related card.
 * @fires {CustomEvent} couplet-created - A related card was made.
 * @csspart section - The panel.
 * @csspart section-title - Its title.
 * @csspart action - A button.
 * @csspart dialog - The question before unlinking, and which template a new card takes.
 */
export class CoupletLinks extends LitElement {
  static override properties = {
    kind: { converter: kindConverter },
    recordId: { attribute: "record-id" },
    readonly: { type: Boolean },
  };
  static override styles = [baseStyles, dialogStyles, linksStyles];

  declare kind: KindAttribute | undefined;
  declare recordId: string | undefined;
  declare readonly: boolean;

  readonly #connection = new Connection(this);
  readonly #holders = new Holders(this);
  readonly #request = new Request(this);
  readonly #undoer = new LinkUndoer(this.#request);
  readonly #card = new CardController(this, { wanted: () => this.#wanted });
  #parting: Parting | undefined;
  readonly #maker = new CardMaker(this, this.#request, (card) => this.#made(card));
  #done = "";
  /** The card just linked, or the contact just joined. */
  #linkedId = "";

  constructor() {
    super();
    this.readonly = false;
  }

  /** Asks which card of the kind to link, and links it. */
  async linkExisting(kind: RelatedKind): Promise<void> {
    const { snapshot } = this.#card;
    if (!snapshot) return;
    const linked = await this.renderRoot.querySelector("couplet-link-dialog")?.open(snapshot.id, kind);
    if (!linked) return;
    const { wording } = this.#connection;
    const { card, merged } = linked;
    const a = `${wording.kind(snapshot.kind)} ${this.#numberOf(snapshot)}`;
    const b = `${wording.kind((merged ?? card).kind)} ${this.#numberOf(merged ?? card)}`;
    await this.#changed(wording.say(merged ? "merge.done" : "links.linked", { a, b }), (merged ?? card).id);
  }

  get #wanted(): WantedCard | undefined {
    const { engine } = this.#connection;
    const kind = kindOfAttribute(this.kind);
    return engine && kind && this.recordId ? { engine, kind, name: { id: this.recordId } } : undefined;
  }

  protected override render() {
    const { engine, wording } = this.#connection;
    const { snapshot } = this.#card;
    if (!engine || !snapshot) return nothing;
    const holders = this.#holders.of(engine, snapshot);
    const others = holders.filter((holder) => !holder.isHere);
    const role = engine.identity.value?.role;
    const may = (kind: RelatedKind): boolean =>
      !this.readonly && !snapshot.deleted && role !== undefined && mayLink(role, kind);
    const { state } = engine.status.value;
    const just = others.find(({ id }) => id === this.#linkedId);
    const joined = {
      engine,
      wording,
      request: this.#request,
      merged: snapshot.merged ?? [],
      mayUndo: !this.readonly && !snapshot.deleted && role !== undefined && mayEdit(role, "contact"),
      undone: (text: string) => this.#changed(text),
    };
    const justJoined = joined.merged.find(({ id }) => id === this.#linkedId);
    const isAway = state === "offline" || state === "unreachable" || state === "sign-in";
    return html`
      <section part="section" aria-labelledby="title">
        <h3 id="title" part="section-title">${wording.say("links.title")}</h3>
        <ul>
          ${repeat(
            others,
            (holder) => holder.id,
            (holder) => this.#renderRelated(engine, snapshot, holder, may),
          )}
          ${this.#renderFree(engine, snapshot, others, may)}
        </ul>
        ${renderMerged(joined)}
        ${
          isAway && !this.readonly
            ? html`
                <p class="quiet">${wording.say("links.offline")}</p>
              `
            : nothing
        }
        ${renderFailureOf(this.#request.failure)}
        <p class="done" role="status">
          ${renderDone(
            iconCheck(),
            this.#done,
            just
              ? this.#renderUndo(engine, snapshot, just)
              : justJoined && joined.mayUndo && renderUndoMerge(joined, justJoined),
          )}
        </p>
      </section>
      <couplet-link-dialog exportparts="dialog"></couplet-link-dialog>
      ${
        this.#parting
          ? renderQuestion({
              here: snapshot,
              other: this.#parting.other,
              rest: others.filter((holder) => holder.id !== this.#parting?.other.id && holder.kind !== "contact"),
              wording,
              isWorking: this.#request.isWorking,
              close: () => this.#closeQuestion(),
              unlink: () => this.#parting && this.#unlink(this.#parting),
            })
          : nothing
      }
      ${this.#maker.render(engine, wording)}
    `;
  }

  #renderUndo(engine: Engine, snapshot: CardSnapshot, holder: Holder): TemplateResult | undefined {
    const relation = snapshot.relations.find((related) => related.cardId === holder.id);
    const { wording } = this.#connection;
    const contactId = snapshot.kind === "contact" ? snapshot.id : holder.id;
    const named = (card: { readonly kind: CardKind; readonly no: string; readonly name: string }): string =>
      `${wording.kind(card.kind)} ${this.#numberOf(card)}`;
    const here = { ...snapshot, name: String(snapshot.values["name"] ?? "") };
    const done = wording.say("links.undone", { a: named(here), b: named(holder) });
    return (
      relation && this.#undoer.render(engine, wording, { snapshot, contactId, relation }, () => this.#changed(done))
    );
  }

  #renderRelated(
    engine: Engine,
    snapshot: CardSnapshot,
    holder: Holder,
    may: (kind: RelatedKind) => boolean,
  ): TemplateResult {
    const { wording } = this.#connection;
    const relation = snapshot.relations.find((related) => related.cardId === holder.id);
    const linkKind = isRelatedKind(holder.kind)
      ? holder.kind
      : isRelatedKind(snapshot.kind)
        ? snapshot.kind
        : undefined;
    const contactId = snapshot.kind === "contact" ? snapshot.id : (relation?.cardId ?? "");
    const actions =
      relation && linkKind && may(linkKind)
        ? html`
            <span class="answers">
              ${this.#renderUndo(engine, snapshot, holder) ?? nothing}
              <button
                type="button"
                class="plain"
                part="action"
                @click=${() => this.#askParting({ contactId, relationId: relation.id, other: holder })}
              >
                ${iconUnlink()} ${wording.say("links.unlink")}
              </button>
            </span>
          `
        : nothing;
    const navigate = (): void => void emit(this, "couplet-navigate", { kind: holder.kind, id: holder.id });
    return renderRelatedRow({ snapshot, holder, relation, wording, actions, navigate });
  }

  /** Kinds that could still be related, with what can be done about it. */
  #renderFree(
    engine: Engine,
    snapshot: CardSnapshot,
    others: readonly Holder[],
    may: (kind: RelatedKind) => boolean,
  ): unknown {
    const { wording } = this.#connection;
    const isBusy = this.#request.isWorking;
    if (isRelatedKind(snapshot.kind)) {
      const kind = snapshot.kind;
      if (others.length || !may(kind))
        return others.length
          ? nothing
          : html`
              <li class="free quiet">${wording.say("links.free.contact")}</li>
            `;
      return html`
        <li class="free">
          <span class="mark">${iconOfKind("contact")}</span>
          <span class="words quiet">${wording.say("links.free.contact")}</span>
          <button
            type="button"
            class="plain"
            part="action"
            ?disabled=${isBusy}
            @click=${() => this.#createContact(engine, kind, snapshot.id)}
          >
            ${iconPlus()} ${wording.say("links.createContact")}
          </button>
        </li>
      `;
    }
    const free = relatedKinds.filter((kind) => !others.some((holder) => holder.kind === kind));
    return free.map(
      (kind) => html`
        <li class="free">
          <span class="mark">${iconOfKind(kind)}</span>
          <span class="words quiet">${wording.say(`links.free.${kind}`)}</span>
          ${
            may(kind)
              ? html`
                  <span class="answers">
                    <button
                      type="button"
                      class="plain"
                      part="action"
                      ?disabled=${isBusy}
                      aria-label=${wording.say(`links.create.${kind}`)}
                      title=${wording.say(`links.create.${kind}`)}
                      @click=${() => this.#maker.create(engine, wording, snapshot, kind)}
                    >
                      ${iconPlus()} ${wording.say("links.create")}
                    </button>
                    <button
                      type="button"
                      class="plain"
                      part="action"
                      ?disabled=${isBusy}
                      @click=${() => this.linkExisting(kind)}
                    >
                      ${iconLink()} ${wording.say("links.link")}
                    </button>
                  </span>
                `
              : nothing
          }
        </li>
      `,
    );
  }

  #askParting(parting: Parting): void {
    this.#parting = parting;
    this.requestUpdate();
    this.updateComplete.then(
      () => this.renderRoot.querySelector("dialog")?.showModal(),
      () => undefined,
    );
  }

  #closeQuestion(): void {
    this.renderRoot.querySelector("dialog")?.close();
    this.#parting = undefined;
    this.requestUpdate();
  }

  async #unlink({ contactId, relationId, other }: Parting): Promise<void> {
    const { engine, wording } = this.#connection;
    const { snapshot } = this.#card;
    if (!engine || !snapshot) return;
    const isDone = await this.#request.run(wording, () => engine.unlink(contactId, relationId));
    this.#closeQuestion();
    if (!isDone) return;
    const a = `${wording.kind(snapshot.kind)} ${this.#numberOf(snapshot)}`;
    await this.#changed(
      wording.say("links.unlinked", { a, b: `${wording.kind(other.kind)} ${this.#numberOf(other)}` }),
    );
  }

  /** The new card's own fields are still to be filled in: the page is asked to go there. */
  async #made(card: CardRow): Promise<void> {
    const { wording } = this.#connection;
    const { kind, id, no } = card;
    emit(this, "couplet-created", { kind, id, no });
    await this.#changed(wording.say("links.created", { kind: wording.kind(kind), no: this.#numberOf(card) }));
    emit(this, "couplet-navigate", { kind, id, part: "own" });
  }

  async #createContact(engine: Engine, kind: RelatedKind, cardId: string): Promise<void> {
    const { wording } = this.#connection;
    await this.#request.run(wording, async () => {
      const card = await engine.createContactFromCard(kind, cardId);
      emit(this, "couplet-created", { kind: card.kind, id: card.id, no: card.no });
      await this.#changed(wording.say("links.created", { kind: wording.kind(card.kind), no: this.#numberOf(card) }));
    });
  }

  /** A card that waits for its number is named by its name. */
  #numberOf(card: Pick<CardRow, "no" | "values"> | { readonly no: string; readonly name: string }): string {
    const name = "values" in card ? String(card.values["name"] ?? "") : card.name;
    return card.no || name || this.#connection.wording.say("card.number.pending");
  }

  async #changed(text: string, linkedId = ""): Promise<void> {
    this.#done = text;
    this.#linkedId = linkedId;
    // Where the server cannot be asked, the forecast is shown already.
    await this.#card.session?.reload().catch(() => undefined);
    const { snapshot } = this.#card;
    if (snapshot)
      emit(this, "couplet-link-change", { kind: snapshot.kind, id: snapshot.id, relations: snapshot.relations });
    this.requestUpdate();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "couplet-links": CoupletLinks;
  }
}
