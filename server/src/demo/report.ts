/**
 * What the demo import left out, and why.
 *
 * Shape    plain JSON; one {@link DemoProblem} per value that our rules refused.
 *
 * @module
 */
import { fieldLabel, type CardKind, type ProblemParams } from "@couplet/model";

export interface DemoProblem {
  /** The source row, e.g. `CH vendor 20000`. */
  readonly row: string;
  /** The card that was made from it. */
  readonly cardId: string;
  readonly kind: CardKind;
  /** Absent when the whole row was refused. */
  readonly field?: string;
  /** As it stands in the source. */
  readonly value: string;
  readonly code: string;
  readonly params: ProblemParams;
  /** In English. */
  readonly text: string;
}

export interface DemoReport {
  /** Cards in all. */
  readonly imported: number;
  readonly cards: Readonly<Record<CardKind, number>>;
  /** Persons among the contacts. */
  readonly persons: number;
  readonly relations: number;
  readonly problems: readonly DemoProblem[];
}

const lineOf = ({ row, field, value, text }: DemoProblem): string =>
  field === undefined ? `${row}: ${text}` : `${row}, ${fieldLabel(field, "en")} "${value}": ${text}`;

/** Lines for the console: what came in, then every problem up to `maxProblems`, then how many more there are. */
export function formatReport(report: DemoReport, maxProblems = Number.POSITIVE_INFINITY): readonly string[] {
  const { cards, persons, relations, problems } = report;
  const companies = cards.contact - persons;
  const summary = [
    `Demo data: ${report.imported} cards (${companies} companies, ${persons} persons, ${cards.customer} customers,`,
    `${cards.vendor} vendors, ${cards.bankAccount} bank accounts), ${relations} relations.`,
  ].join(" ");
  if (problems.length === 0) return [summary];
  const shown = problems.slice(0, maxProblems).map((problem) => `  ${lineOf(problem)}`);
  const rest = problems.length - shown.length;
  return [
    summary,
    `${problems.length} ${problems.length === 1 ? "value" : "values"} did not pass our rules and came in empty:`,
    ...shown,
    ...(rest > 0 ? [`  … and ${rest} more`] : []),
  ];
}
