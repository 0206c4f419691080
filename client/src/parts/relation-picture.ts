/**
 * A small picture of who is related to whom: a contact, the cards that hold its block, and the company a person works at.
 *
 * Shape    an SVG of as many lines as there are cards; said in one sentence to who does not see it. Nothing where a card stands alone.
 * Not      the way to those cards: that is the list beside it.
 *
 * @module
 */
import { type TemplateResult, html, nothing, svg } from "lit";
import type { CardKind } from "@couplet/model";
import { formatList, t } from "../locale.ts";

interface Related {
  readonly kind: CardKind;
  readonly id: string;
  readonly no: string;
}

/** The cards around one that is shown. */
export interface Party {
  readonly shown: string;
  readonly contact: Related;
  readonly cards: readonly Related[];
  /** Name of a person's company. */
  readonly company: string | undefined;
}

const width = 272;
const nodeWidth = 112;
const nodeHeight = 40;
const gap = 12;

export function relationPicture(party: Party | undefined): TemplateResult | typeof nothing {
  if (!party || (party.cards.length === 0 && party.company === undefined)) return nothing;
  const { contact, cards, company } = party;
  const rows = Math.max(1, cards.length);
  const above = company === undefined ? 0 : nodeHeight + gap * 2;
  const height = above + rows * nodeHeight + (rows - 1) * gap + 2;
  const middle = above + (height - above) / 2;
  const rowAt = (index: number): number => above + 1 + index * (nodeHeight + gap);
  return html`
    <figure class="related">
      <figcaption>${t("related.title")}</figcaption>
      <svg role="img" aria-label=${sentenceOf(party)} viewBox="0 0 ${width} ${height}">
        ${cards.map((_, index) => {
          const y = rowAt(index) + nodeHeight / 2;
          const from = nodeWidth + 1;
          const to = width - nodeWidth - 1;
          const bend = (from + to) / 2;
          return svg`<path class="line" d="M${from} ${middle}C${bend} ${middle} ${bend} ${y} ${to} ${y}" />`;
        })}
        ${
          company === undefined
            ? nothing
            : svg`
                <path class="line dashed" d="M${nodeWidth / 2} ${nodeHeight}V${middle - nodeHeight / 2}" />
                ${node(1, 1, t("filter.type.company"), company, false)}
              `
        }
        ${node(1, middle - nodeHeight / 2, t("kind.contact.one"), contact.no, contact.id === party.shown)}
        ${cards.map(({ kind, no, id }, index) =>
          node(width - nodeWidth - 1, rowAt(index), t(`kind.${kind}.one`), no, id === party.shown),
        )}
      </svg>
    </figure>
  `;
}

const short = (text: string): string => (text.length > 15 ? `${text.slice(0, 14)}…` : text);

const node = (x: number, y: number, what: string, name: string, isShown: boolean) => svg`
  <g class=${isShown ? "node shown" : "node"} transform="translate(${x} ${y})">
    <rect width=${nodeWidth} height=${nodeHeight} rx="6" />
    <text class="what" x="10" y="16">${what}</text>
    <text class="name" x="10" y="31">${short(name)}</text>
  </g>`;

function sentenceOf({ contact, cards, company }: Party): string {
  const names = [contact, ...cards].map(({ kind, no }) => `${t(`kind.${kind}.one`)} ${no}`);
  return [
    cards.length === 0 ? "" : t("related.shares", { n: names.length, list: formatList(names) }),
    company === undefined ? "" : t("related.company", { name: company }),
  ]
    .filter((text) => text !== "")
    .join(" ");
}
