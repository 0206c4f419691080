export { initialsOf } from "./presence.ts";
export type {
  Administration,
  BulkCount,
  BulkFilter,
  BulkItem,
  BulkReport,
  BulkRun,
  BulkSummary,
  ReadSetup,
  SetupInput,
} from "./administration.ts";
export type { WorkspacePeople, PersonOfWorkspace, SessionOfPerson, SignInLink } from "./workspace-people.ts";
export type { PasskeyOfPerson, PasskeysOfPerson, WorkspacePasskeys } from "./workspace-passkeys.ts";
export type {
  AttentionCard,
  AttentionItem,
  CommandAttention,
  ConflictAttention,
  QueuedCommand,
  RefusedAttention,
  StrandedAttention,
} from "./attention.ts";
export type { CardCommand, CommandResult, LinkChoice, Side } from "./card-command.ts";
export type { CardRow, MergedContact, RelatedCard } from "./card-row.ts";
export type {
  CardEvent,
  CardNotes,
  CardSession,
  CardSnapshot,
  CompanyPreview,
  ConflictCandidate,
  FieldConflict,
  FieldSource,
  FlushResult,
  InheritedFrom,
  Person,
  RefusedEdit,
  SavedState,
  SetResult,
  TextDelta,
} from "./card-session.ts";
export { createEngine } from "./create-engine.ts";
export {
  CardNotFoundError,
  CommandQueuedError,
  EngineClosedError,
  IdentityMismatchError,
  NotKeptError,
  OfflineError,
  RequestRefusedError,
  SignInNeededError,
} from "./engine-error.ts";
export type {
  CardList,
  Engine,
  EngineEvent,
  EngineOptions,
  HistoryItem,
  HistoryPage,
  HistoryQuery,
  Keeps,
  KnownSetup,
  ListQuery,
  StorageMode,
} from "./engine.ts";
export type { Identity, TokenAnswer, TokenReason, TokenRequest } from "./identity.ts";
export { mergePreviewOf, type MergePreview, type MergePreviewRow } from "./merge-preview.ts";
export { linkPreviewOf, type LinkPreview, type LinkPreviewRow } from "./link-preview.ts";
export {
  filterColumnsOf,
  sortColumnsOf,
  type FilterColumn,
  type ListFilter,
  type SortColumn,
} from "./lists/list-entry.ts";
export type { FacetValue } from "./lists/facet.ts";
export type { ListProgress } from "./lists/list-view.ts";
export type { ListSession, OpenListQuery } from "./lists/open-list.ts";
export { Cell, type Readable } from "./readable.ts";
export type { ReplicaProgress } from "./replica/replica-progress.ts";
export { statusStates, type Status, type StatusState } from "./status.ts";
