/**
 * Pieces of the change to many cards: what a value is typed or chosen in, what it does, what did not work.
 *
 * Shape    templates; the dialog holds what they show.
 *
 * @module
 */
import { type TemplateResult, html, nothing } from "lit";
import {
  type FieldSpec,
  type parseValue,
  countryCodes,
  countryName,
  emptyValue,
  fieldLabel,
  problemText,
  valueLabel,
} from "@couplet/model";
import { cardName, describeError, readableValue } from "../card-text.ts";
import {
  type BulkFailure,
  type BulkPlan,
  type BulkValues,
  CardClosedError,
  ValueRefusedError,
} from "../lists/bulk-edit.ts";
import { language, locale, t } from "../locale.ts";
import { formatRoute } from "../router.ts";

const mostShown = 5;
const mostFailures = 50;

type Choice = readonly [value: string, text: string];

function choicesOf(spec: FieldSpec): readonly Choice[] | undefined {
  if (spec.type === "boolean")
    return [
      ["", t("value.no")],
      ["true", t("value.yes")],
    ];
  if (spec.type === "enumeration")
    return [["", ""], ...spec.values.map((value): Choice => [value, valueLabel(value, language)])];
  if (spec.type !== "country") return undefined;
  const collator = new Intl.Collator(locale);
  const countries = countryCodes.map((code): Choice => [code, countryName(code, locale)]);
  return [["", ""], ...countries.toSorted(([, a], [, b]) => collator.compare(a, b))];
}

export function bulkValueControl(
  spec: FieldSpec,
  text: string,
  id: string,
  isWrong: boolean,
  changed: (text: string) => void,
): TemplateResult {
  const choices = choicesOf(spec);
  if (!choices)
    return html`
      <input
        id=${id}
        autocomplete="off"
        spellcheck="false"
        aria-invalid=${isWrong}
        aria-describedby=${`about-${id}`}
        .value=${text}
        @input=${(event: Event) => changed((event.currentTarget as HTMLInputElement).value)}
      />
    `;
  return html`
    <select id=${id} @change=${(event: Event) => changed((event.currentTarget as HTMLSelectElement).value)}>
      ${choices.map(
        ([value, words]) => html`
          <option value=${value} .selected=${value === text}>${words || "–"}</option>
        `,
      )}
    </select>
  `;
}

/** Under the control: why the value cannot be, or that an empty one clears the field. */
export function bulkProblem(
  result: ReturnType<typeof parseValue>,
  spec: FieldSpec,
  text: string,
): TemplateResult | typeof nothing {
  if (!result.ok)
    return html`
      <p class="problem" role="alert">
        ${problemText(result.problem.code, { field: fieldLabel(spec.name, language), ...result.problem.params }, language)}
      </p>
    `;
  if (text.trim() !== "" || spec.type === "boolean") return nothing;
  return html`
    <p class="help">${t("edit.clear")}</p>
  `;
}

export function bulkPreview(plan: BulkPlan, values: BulkValues): TemplateResult {
  const { cards, fields, changing, changes, shared, skipped } = plan;
  const same = cards - changing.length - skipped;
  const said = [
    changes === 0 ? t("edit.nothing") : t("edit.changes", { n: changes }),
    same > 0 && changes > 0 ? t("edit.same", { n: same }) : "",
    shared > 0 ? t("edit.shared", { n: shared }) : "",
    skipped > 0 ? t("edit.skipped", { n: skipped }) : "",
  ];
  return html`
    <section class="preview" aria-labelledby="preview">
      <h3 id="preview" class="number">${t("edit.preview", { n: cards, fields: t("edit.fields", { n: fields }) })}</h3>
      <ul aria-live="polite">
        ${said
          .filter((text) => text !== "")
          .map(
            (text) => html`
              <li>${text}</li>
            `,
          )}
      </ul>
      ${changing.length > 0 ? before(plan, values) : nothing}
    </section>
  `;
}

/** The first few, as they are and as they will be. */
const before = ({ changing }: BulkPlan, values: BulkValues): TemplateResult => html`
  <table>
    <thead>
      <tr>
        <th scope="col">${t("list.name")}</th>
        <th scope="col">${t("edit.before")}</th>
        <th scope="col">${t("edit.after")}</th>
      </tr>
    </thead>
    <tbody>
      ${changing.slice(0, mostShown).map(
        (card) => html`
          <tr>
            <th scope="row">${cardName(card) || card.no}</th>
            <td>
              <del>${textOf(card.kind, card.values, values)}</del>
            </td>
            <td>
              <ins>${textOf(card.kind, values, values)}</ins>
            </td>
          </tr>
        `,
      )}
    </tbody>
  </table>
  ${
    changing.length > mostShown
      ? html`
          <p class="quiet">${t("edit.more", { n: changing.length - mostShown })}</p>
        `
      : nothing
  }
`;

const textOf = (kind: FieldSpec["kinds"][number], shown: BulkValues, values: BulkValues): string =>
  Object.entries(values)
    .map(([field, value]) => {
      const empty = typeof value === "boolean" ? false : emptyValue({ type: "text" });
      return readableValue(kind, field, shown[field] ?? empty) || "–";
    })
    .join(", ");

export const bulkFailures = (failures: readonly BulkFailure[]): TemplateResult => html`
  <section class="failures">
    <h3>${t("edit.failed", { n: failures.length })}</h3>
    <ul>
      ${failures.slice(0, mostFailures).map(
        ({ card, error }) => html`
          <li>
            <a href=${formatRoute({ page: "card", kind: card.kind, id: card.id })}>${cardName(card) || card.no}</a>
            : ${failureText(error)}
          </li>
        `,
      )}
    </ul>
    ${
      failures.length > mostFailures
        ? html`
            <p class="quiet">${t("edit.more", { n: failures.length - mostFailures })}</p>
          `
        : nothing
    }
  </section>
`;

function failureText(error: unknown): string {
  if (error instanceof CardClosedError) return t("edit.closed");
  return error instanceof ValueRefusedError ? problemText(error.code, {}, language) : describeError(error);
}
