export { documentState } from "./document-state.ts";
export {
  candidatesOf,
  conflictOf,
  covers,
  decodeEntry,
  encodeEntry,
  entryId,
  isWriterId,
  knowledgeOf,
  ownSlot,
  parseSlot,
  serverSlot,
  type Entry,
  type Seen,
} from "./entry.ts";
export {
  forkDocument,
  joinDocuments,
  linkDocuments,
  mergeDocuments,
  standingOn,
  takeAlong,
  writeFields,
  type Author,
  type Linked,
} from "./lineage.ts";
export { readShown, shownOf, type Shown } from "./read-shown.ts";
export { RecordDocument, type RecordListener } from "./record-document.ts";
export { authored, carryOver, type AuthoredEntry } from "./server-slots.ts";
export {
  maxWritersPerUser,
  steward,
  type AcceptedEntry,
  type LateEntry,
  type RefusedEntry,
  type Standing,
  type StewardContext,
  type StewardResult,
} from "./steward/steward.ts";
export { atOfMs, createWriterId, msOfAt, WriterClock, type Writer } from "./writer.ts";
