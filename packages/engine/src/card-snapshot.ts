/**
 * A card's snapshot, put together from its row, its content and the state of its edits.
 *
 * Shape    pure.
 *
 * @module
 */
import type { CardContent } from "./card-content.ts";
import type { CardRow } from "./card-row.ts";
import type { CardSnapshot, RefusedEdit, SavedState } from "./card-session.ts";
import type { Edit } from "./outstanding.ts";

export interface SnapshotState {
  readonly refused: readonly RefusedEdit[];
  readonly waiting: readonly Edit[];
  readonly notes: string;
  readonly mayWrite: boolean;
  readonly isDeleted: boolean;
  readonly isReady: boolean;
  readonly isConnected: boolean;
  readonly isFresh: boolean;
  readonly nowMs: number;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
}

export function snapshotOf(row: CardRow, content: CardContent, state: SnapshotState): CardSnapshot {
  const { values, inherited, conflicts, sources, hints } = content;
  const refused: Record<string, RefusedEdit> = Object.fromEntries(state.refused.map((edit) => [edit.field, edit]));
  const savedByField: Record<string, SavedState> = {};
  for (const { field } of state.refused) savedByField[field] = "refused";
  for (const { field } of state.waiting) savedByField[field] = "device";
  const isRefused = state.refused.length > 0;
  // The field is live, the row is as old as its last answer; a document that is not here lends the row's.
  const { companyId = row.companyId } = values;
  return {
    id: row.id,
    kind: row.kind,
    no: row.no,
    ...(row.provisional === true ? { provisional: true } : {}),
    ...(row.type === undefined ? {} : { type: row.type }),
    ...(typeof companyId === "string" && companyId !== "" ? { companyId } : {}),
    ...(row.status === undefined ? {} : { status: row.status }),
    documentId: row.documentId,
    cardDocumentId: row.cardDocumentId,
    isOwnPartClosed: row.cardDocumentId === "",
    relations: row.relations,
    values,
    inherited,
    notes: state.notes,
    conflicts,
    refused,
    sources,
    hints,
    saved: state.waiting.length > 0 ? "device" : isRefused ? "refused" : "saved",
    savedByField,
    readonly: state.isDeleted || !state.mayWrite,
    loading: !state.isReady,
    connected: state.isConnected,
    fromCache: !state.isFresh,
    asOfMs: state.isConnected ? state.nowMs : row.asOfMs,
    deleted: state.isDeleted,
    canUndo: state.canUndo,
    canRedo: state.canRedo,
  };
}
