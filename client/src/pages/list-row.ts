/**
 * One card in the list: number, name, city, phone, e-mail, and marks for the cards it is related to.
 *
 * @module
 */
import { type TemplateResult, html, nothing } from "lit";
import { cardKinds, isPicture, problemText, statusLabel } from "@couplet/model";
import type { CardRow, RelatedCard } from "@couplet/engine";
import { iconOfKind } from "@couplet/elements/pure";
import { cardName, shownValue } from "../card-text.ts";
import { iconAlert } from "../icons.ts";
import { language, t } from "../locale.ts";
import { formatRoute } from "../router.ts";

/**
 * A row of the list; the name is the link, and the link covers the row.
 *
 * @param index where it stands in the list, from 0
 * @param company name of a person's company, where it is known
 */
export function listRow(
  card: CardRow,
  index: number,
  needsAttention: boolean,
  company: string | undefined,
): TemplateResult {
  const name = cardName(card);
  const city = [shownValue(card, "postCode"), shownValue(card, "city")].filter((text) => text !== "").join(" ");
  return html`
    <tr role="row" aria-rowindex=${index + 2} data-index=${index}>
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
      <td role="cell" class="city">${city}</td>
      <td role="cell" class="phone number">${shownValue(card, "phoneNo") || shownValue(card, "mobilePhoneNo")}</td>
      <td role="cell" class="email">${shownValue(card, "email")}</td>
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
