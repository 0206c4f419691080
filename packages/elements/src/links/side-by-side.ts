/**
 * Two cards next to each other, and a choice per field whose value holds.
 *
 * Shape    a table of the fields that differ, one radio button a side; what is the same is only counted.
 * Source   rules L2, U2: both sides are seen before anything is done
 *
 * @module
 */
import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import type { CardRow } from "@couplet/engine";
import { fieldSpec, type Scalar } from "@couplet/model";
import { readable } from "../field/display.ts";
import { renderValue } from "../picture/thumb.ts";
import { iconOfKind } from "../style/icons.ts";
import type { Wording } from "../text/wording.ts";

export interface SideRow {
  readonly field: string;
  readonly left: Scalar;
  readonly right: Scalar;
  /** Whether the right one holds. */
  readonly isRight: boolean;
}

export interface SideBySide {
  readonly wording: Wording;
  readonly left: CardRow;
  readonly right: CardRow;
  /** Whose kind has all the fields. */
  readonly fieldsOf: CardRow;
  /** Those that differ. */
  readonly rows: readonly SideRow[];
  /** How many do not. */
  readonly same: number;
  readonly takeAll: { readonly left: string; readonly right: string };
  choose(field: string, isRight: boolean): void;
  chooseAll(isRight: boolean): void;
}

export function renderSideBySide(sides: SideBySide): unknown {
  const { wording, rows, same, left, right, takeAll } = sides;
  if (rows.length === 0) return nothing;
  const head = (row: CardRow, label: string, isRight: boolean): TemplateResult => html`
    <th scope="col">
      <span class="side">
        ${iconOfKind(row.kind)} ${wording.kind(row.kind)}
        <span class="number">${row.no}</span>
      </span>
      <button type="button" class="plain" @click=${() => sides.chooseAll(isRight)}>${label}</button>
    </th>
  `;
  return html`
    <table>
      <thead>
        <tr>
          <th scope="col"><span class="hidden-text">${wording.say("link.field")}</span></th>
          ${head(left, takeAll.left, false)}${head(right, takeAll.right, true)}
        </tr>
      </thead>
      <tbody>${rows.map((row) => renderRow(sides, row))}</tbody>
    </table>
    ${
      same
        ? html`
            <p class="quiet">${wording.count("link.same", same)}</p>
          `
        : nothing
    }
  `;
}

function renderRow(sides: SideBySide, row: SideRow): TemplateResult {
  const { wording, fieldsOf } = sides;
  const spec = fieldSpec(fieldsOf.kind, row.field);
  const label = wording.field(row.field);
  const cell = (isRight: boolean): TemplateResult => {
    const card = isRight ? sides.right : sides.left;
    const value = isRight ? row.right : row.left;
    const text = value === "" || !spec ? wording.say("link.blank") : readable(spec, value, wording);
    return html`
      <td>
        <label class=${value === "" ? "blank" : ""}>
          <input
            type="radio"
            name=${row.field}
            aria-label="${label}: ${text} (${wording.kind(card.kind)} ${card.no})"
            .checked=${live(row.isRight === isRight)}
            @change=${() => sides.choose(row.field, isRight)}
          />
          <span>${value === "" || !spec ? text : renderValue(spec, value, wording)}</span>
        </label>
      </td>
    `;
  };
  return html`
    <tr>
      <th scope="row">${label}</th>
      ${cell(false)}${cell(true)}
    </tr>
  `;
}
