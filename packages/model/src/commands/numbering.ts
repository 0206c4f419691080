/**
 * The number of a new card: drawn from the series of its kind, or typed where the series allows it.
 *
 * Shape    the number and the set-up that follows; several draws of one command are chained through it.
 * Source   rules S2, S3
 *
 * @module
 */
import { refuse } from "../decision.ts";
import type { CardKind } from "../kind.ts";
import { maxNumberLength, nextNumber } from "../number-series.ts";
import type { Setup } from "../setup.ts";
import { cleanText } from "../text.ts";
import type { WorkspaceView } from "../view.ts";
import type { Refusal } from "./refusal.ts";

interface Numbered {
  readonly no: string;
  readonly setup: Setup;
}

/** @param no cleaned, in capitals, not blank */
export function typedNumber(view: WorkspaceView, setup: Setup, kind: CardKind, no: string): Numbered | Refusal {
  const series = setup.numberSeries[kind];
  if (series && !series.manual) return refuse(422, "number.notManual", { field: "no", params: { kind } });
  if (no.length > maxNumberLength) return refuse(422, "number.invalid", { field: "no" });
  if (!view.isNumberTaken(kind, no)) return { no, setup };
  const free = series && nextNumber(series, (candidate) => view.isNumberTaken(kind, candidate));
  return refuse(409, "number.taken", { field: "no", params: { no, ...(free?.ok && { next: free.no }) } });
}

/** @param typed blank or absent: draw from the series */
export function numberFor(
  view: WorkspaceView,
  setup: Setup,
  kind: CardKind,
  typed: string | undefined,
): Numbered | Refusal {
  const no = cleanText(typed ?? "").toUpperCase();
  if (no !== "") return typedNumber(view, setup, kind, no);
  const series = setup.numberSeries[kind];
  if (!series) return refuse(409, "setup.series", { params: { kind } });
  const drawn = nextNumber(series, (candidate) => view.isNumberTaken(kind, candidate));
  if (!drawn.ok) return refuse(409, "number.exhausted", { params: { kind, prefix: series.prefix } });
  return { no: drawn.no, setup: { ...setup, numberSeries: { ...setup.numberSeries, [kind]: drawn.series } } };
}
