/**
 * One card in the list: number, name, the columns that were chosen, and marks for the cards it is related to.
 *
 * @module
 */
import { type TemplateResult, html, nothing } from "lit";
import { cardKinds, isPicture, problemText, statusLabel, typeOfField } from "@couplet/model";
import type { CardRow, RelatedCard } from "@couplet/engine";
import { iconOfKind } from "@couplet/elements/pure";
import { cardName, shownValue } from "../card-text.ts";
import { iconAlert } from "../icons.ts";
import { language, t } from "../locale.ts";
import { formatRoute } from "../router.ts";

/** How rows are drawn, the same for all. */
export interface RowLook {
  /** Fields, in the order shown. */
  readonly columns: readonly string[];
  /** Rows show a box to be chosen by. */
  readonly selecting: boolean;
  readonly select: (id: string, withRange: boolean) => void;
}

/** What there is to say about one row besides its card. */
export interface RowState {
  readonly needsAttention: boolean;
  readonly isSelected: boolean;
  /** Name of a person's company, where it is known. */
  readonly company: string | undefined;
}

/**
 * A row of the list; the name is the link, and the link covers the row.
 *
 * @param index where it stands in the list, from 0
 */
export function listRow(card: CardRow, index: number, look: RowLook, state: RowState): TemplateResult {
  const { needsAttention, company } = state;
  const name = cardName(card);
  return html`
    <tr role="row" class=${state.isSelected ? "selected" : ""} aria-rowindex=${index + 2} data-index=${index}>
      ${look.selecting ? box(card, look, state.isSelected) : nothing}
      <td role="cell" class="no number">${card.provisional === true ? pending(card.no) : card.no}${portrait(card)}</td>
      <th role="rowheader" scope="row" class="name">
        <a class="open" data-id=${card.id} href=${formatRoute({ page: "card", kind: card.kind, id: card.id })}>
          ${
            name === ""
              ? html`
                  <span class="quiet">${t("list.unnamed")}</span>
                `
              : name
          }
        </a>
        ${
          card.type === "person"
            ? html`
                <span class="tag">${company || t("list.person")}</span>
              `
            : nothing
        }
        ${
          needsAttention
            ? html`
                <span class="mark" title=${t("app.attention")}>
                  ${iconAlert()}
                  <span class="hidden-text">${t("app.attention")}</span>
                </span>
              `
            : nothing
        }
      </th>
      ${look.columns.map(
        (column, at) => html`
          <td role="cell" class=${`${column} ${columnClass(column, at)}`}>${columnText(card, column)}</td>
        `,
      )}
      <td role="cell" class="linked">
        ${
          card.status === undefined || card.status === "none"
            ? nothing
            : html`
                <span class="status ${card.relations.length > 0 ? "shown" : ""}">
                  ${statusLabel(card.status, language)}
                </span>
              `
        }
        ${byKind(card.relations).map(
          (other) => html`
            <a
              class="kind"
              href=${formatRoute({ page: "card", kind: other.kind, id: other.cardId })}
              title=${`${t(`kind.${other.kind}.one`)} ${other.no}`}
              aria-label=${`${t(`kind.${other.kind}.one`)} ${other.no}`}
            >
              ${iconOfKind(other.kind)}
            </a>
          `,
        )}
      </td>
    </tr>
  `;
}

/** Places are given out from the left: what a narrow screen has no room for goes from the right. */
export const columnClass = (column: string, at: number): string =>
  `col c${at + 1} ${numeric.has(typeOfField(column) ?? "text") ? "number" : ""}`;
const numeric: ReadonlySet<string> = new Set(["phone", "iban", "decimal", "vat"]);

/** A city comes with its post code, a phone may be a mobile one. */
function columnText(card: CardRow, column: string): string {
  if (column === "city") return [shownValue(card, "postCode"), shownValue(card, "city")].filter(Boolean).join(" ");
  if (column === "phoneNo") return shownValue(card, "phoneNo") || shownValue(card, "mobilePhoneNo");
  // Most cards do not have it, and a column of the same word tells nothing.
  return card.values[column] === false ? "" : shownValue(card, column);
}

const box = (card: CardRow, { select }: RowLook, isSelected: boolean): TemplateResult => html`
  <td role="cell" class="select">
    <input
      type="checkbox"
      tabindex="-1"
      aria-label=${t("select.card", { name: cardName(card) || card.no })}
      .checked=${isSelected}
      @click=${(event: MouseEvent) => select(card.id, event.shiftKey)}
    />
  </td>
`;

/** Beside the number, so that names stay in line whether there is one or not. The name follows: it says nothing more. */
function portrait(card: CardRow): TemplateResult | typeof nothing {
  const picture = card.values["image"];
  if (!isPicture(picture)) return nothing;
  return html`
    <img class="portrait ${card.type === "person" ? "person" : ""}" src=${picture} alt="" loading="lazy" />
  `;
}

/** On this device only, so far. */
const pending = (no: string): TemplateResult => html`
  <span class="quiet" title=${problemText("number.pending", {}, language)}>${no || t("list.pending")}</span>
`;

/** In the order of the kinds, so that the marks of two rows stand alike. */
const byKind = (relations: readonly RelatedCard[]): readonly RelatedCard[] =>
  relations.toSorted((a, b) => cardKinds.indexOf(a.kind) - cardKinds.indexOf(b.kind));
