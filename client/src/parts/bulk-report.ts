/**
 * What became of each card that was to get a contact.
 *
 * Shape    a figure and rows, what was refused first; styled by the dialog around it.
 * Source   rule L11
 *
 * @module
 */
import type { BulkItem, BulkReport } from "@couplet/engine";
import type { RelatedKind } from "@couplet/model";
import { html, nothing } from "lit";
import { textOfProblem } from "../card-text.ts";
import { t } from "../locale.ts";
import { formatRoute } from "../router.ts";

/** More rows of what went well than this only make the page heavy. */
const shownRows = 200;

/**
 * @param left cards it did not come to
 * @param leave called when one of the cards is opened
 */
export function bulkReport(kind: RelatedKind, report: BulkReport, left: number, leave: () => void) {
  const { created, skipped, refused, items } = report;
  // What was refused wants reading; what was made is there to open.
  const ordered = items.toSorted((a, b) => weight(a) - weight(b));
  const rest = ordered.length - shownRows;
  return html`
    <p role="status">
      ${t("bulk.done", { created, skipped, refused })} ${left > 0 ? t("bulk.left", { n: left }) : nothing}
    </p>
    <table>
      <caption class="hidden-text">${t("bulk.report")}</caption>
      <tbody>${ordered.slice(0, shownRows).map((item) => row(kind, item, leave))}</tbody>
    </table>
    ${
      rest > 0
        ? html`
            <p class="quiet">${t("bulk.more", { n: rest })}</p>
          `
        : nothing
    }
  `;
}

function row(kind: RelatedKind, item: BulkItem, leave: () => void) {
  const { cardId, no, result, contactId, code, params = {}, text = "" } = item;
  return html`
    <tr>
      <th scope="row" class="number">
        <a href=${formatRoute({ page: "card", kind, id: cardId })} @click=${leave}>${no}</a>
      </th>
      <td class=${result}>
        ${
          contactId === undefined
            ? t(`bulk.${result}`)
            : html`
                <a href=${formatRoute({ page: "card", kind: "contact", id: contactId })} @click=${leave}>
                  ${t(`bulk.${result}`)}
                </a>
              `
        }
      </td>
      <td>${code === undefined ? nothing : textOfProblem({ code, params, text })}</td>
    </tr>
  `;
}

const weight = ({ result, code }: BulkItem): number =>
  result === "refused" ? 0 : code !== undefined ? 1 : result === "created" ? 2 : 3;
