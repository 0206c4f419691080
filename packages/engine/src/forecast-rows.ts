/**
 * The rows of a forecast: what lists and cards show while commands wait.
 *
 * Shape    one row per card that waiting commands make or change; a deleted one is marked as such.
 *
 * @module
 */
import {
  emptyValue,
  fieldsOfKind,
  isEmptyValue,
  readContactName,
  statusOf,
  type Card,
  type CardId,
  type Scalar,
} from "@couplet/model";
import type { BaseRows } from "./base-rows.ts";
import type { RelatedCard } from "./card-row.ts";
import type { ForecastWorkspace } from "./forecast.ts";
import type { KeptCard } from "./register.ts";

/** @param edited what was set since in documents that exist in the forecast only */
export function forecastRows(
  workspace: ForecastWorkspace,
  base: BaseRows,
  edited: (id: string) => Pick<KeptCard, "values" | "notes"> | undefined,
): ReadonlyMap<string, KeptCard> {
  const rows = new Map<string, KeptCard>();
  for (const id of workspace.touched()) {
    const card = workspace.card(id as CardId);
    if (card) rows.set(id, rowOf(workspace, base, card, edited(id)));
  }
  return rows;
}

/** What the person read from its company, while it is still a person of it. */
const inheritedStill = (row: KeptCard | undefined, card: Card): Record<string, string> =>
  row?.companyId !== undefined && row.companyId === card.companyId && row.type === card.type
    ? { ...row.inherited }
    : {};

function rowOf(
  workspace: ForecastWorkspace,
  base: BaseRows,
  card: Card,
  edited: Pick<KeptCard, "values" | "notes"> | undefined,
): KeptCard {
  const row = base.row(card.id);
  const isProvisional = workspace.isCreated(card.id);
  const inherited = inheritedStill(row, card);
  const values: Record<string, Scalar> = {};
  for (const spec of fieldsOfKind(card.kind)) {
    const own = workspace.value(card.id, spec.name) ?? emptyValue(spec);
    const isRead = inherited[spec.name] !== undefined && isEmptyValue(own);
    if (!isRead) delete inherited[spec.name];
    values[spec.name] = isRead ? (row?.values[spec.name] ?? own) : own;
  }
  Object.assign(values, edited?.values);
  const read = readContactName(
    (field) => values[field],
    (id) => (workspace.card(id)?.deletedAtMs === undefined ? workspace.value(id, "name") : undefined),
  );
  if (read) {
    values["contactName"] = read.name;
    inherited["contactName"] = read.cardId;
  }
  const relations = workspace.relationsOf(card.id);
  const companys = card.companyId === undefined ? [] : workspace.relationsOf(card.companyId);
  return {
    id: card.id,
    kind: card.kind,
    no: card.no,
    ...(isProvisional ? { provisional: true } : {}),
    ...(card.type === undefined ? {} : { type: card.type }),
    ...(card.companyId === undefined ? {} : { companyId: card.companyId }),
    documentId: card.commonDocumentId,
    cardDocumentId: card.cardDocumentId,
    relations: relations.flatMap((relation): readonly RelatedCard[] => {
      const otherId = relation.contactId === card.id ? relation.cardId : relation.contactId;
      const kept = row?.relations.find(({ id }) => id === relation.id);
      const other = workspace.card(otherId);
      if (!other) return kept ? [kept] : [];
      const { id, code, undo } = relation;
      const name = String(workspace.value(otherId, "name") ?? "");
      const canUndo = undo && !workspace.isEditedSinceLink(relation);
      return [{ id, code, kind: other.kind, cardId: otherId, no: other.no, name, ...(canUndo && { undo }) }];
    }),
    ...(card.kind === "contact" ? { status: statusOf(card, [...relations, ...companys]) } : {}),
    values,
    notes: edited?.notes ?? workspace.notes(card.id) ?? row?.notes ?? "",
    ...(Object.keys(inherited).length === 0 ? {} : { inherited }),
    ...(row?.merged === undefined ? {} : { merged: row.merged }),
    forecast: workspace.forecastValues(card),
    ...(card.deletedAtMs === undefined ? {} : { isDeleted: true }),
    asOfMs: row?.asOfMs ?? card.createdAtMs,
  };
}
