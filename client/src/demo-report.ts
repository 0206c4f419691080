/**
 * What the demo import left empty, as the server tells it.
 *
 * Shape    how many cards came in, and one line per value that did not pass the rules.
 *
 * @module
 */
import { type CardKind, isCardKind } from "@couplet/model";

interface DemoProblem {
  /** The row of the source, e.g. `CH vendor 20000`. */
  readonly row: string;
  readonly cardId: string;
  readonly kind: CardKind;
  /** Absent where the whole row was refused. */
  readonly field: string | undefined;
  readonly value: string;
  readonly code: string;
  readonly params: Readonly<Record<string, string | number>>;
  /** In English. */
  readonly text: string;
}

export interface DemoReport {
  readonly imported: number;
  readonly problems: readonly DemoProblem[];
}

/** Reads what the server answered; `undefined` for anything that is no report. */
export function parseDemoReport(answer: unknown): DemoReport | undefined {
  if (typeof answer !== "object" || answer === null) return undefined;
  const { imported, problems } = answer as { imported?: unknown; problems?: unknown };
  if (typeof imported !== "number" || !Array.isArray(problems)) return undefined;
  return { imported, problems: problems.flatMap(parseProblem) };
}

function parseProblem(line: unknown): DemoProblem[] {
  const { row, cardId, kind, field, value, code, params, text } = line as Record<string, unknown>;
  if (typeof row !== "string" || typeof cardId !== "string" || typeof code !== "string" || !isCardKind(kind)) return [];
  return [
    {
      row,
      cardId,
      kind,
      field: typeof field === "string" ? field : undefined,
      value: typeof value === "string" ? value : "",
      code,
      params: isParams(params) ? params : {},
      text: typeof text === "string" ? text : "",
    },
  ];
}

const isParams = (value: unknown): value is DemoProblem["params"] =>
  typeof value === "object" &&
  value !== null &&
  Object.values(value).every((part) => typeof part === "string" || typeof part === "number");
