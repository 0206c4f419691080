/**
 * Bounds on what one socket or document may cost.
 *
 * Shape    one object; tests and benchmarks pass their own values for some of them.
 * Source   docs/PROTOCOL.md, "Limits"
 *
 * @module
 */
import { maxFrameBytes } from "@couplet/protocol";
import { defaultSyncLimits, type SyncLimits } from "../sync/sync-limits.ts";

export interface Limits {
  /** A WebSocket message. The `ws` server needs a `maxPayload` above it, so that the session can say 4413 itself. */
  readonly maxFrameBytes: number;
  readonly maxUpdateBytes: number;
  readonly maxDocumentBytes: number;
  readonly maxAwarenessBytes: number;
  readonly awarenessPerSecond: number;
  /** Client ids one session may speak for in the awareness of a room. */
  readonly maxAwarenessClients: number;
  readonly framesPerSecond: number;
  readonly framesBurst: number;
  /** Frames of one socket that wait for a commit, and their bytes, before it is paused. */
  readonly maxWaitingFrames: number;
  readonly maxWaitingBytes: number;
  /** State vectors a socket may ask to have answered: each costs as much as the document is large. */
  readonly step1sPerSecond: number;
  readonly step1sBurst: number;
  /** Rooms a user may be in at once, each document and tab counted. */
  readonly maxSessionsPerUser: number;
  /** Bytes not yet taken by a slow reader before its socket is ended. */
  readonly maxBufferedBytes: number;
  /** Bytes not yet taken by a slow reader beyond which it is told of no change and no presence until it reads again. */
  readonly maxBehindBytes: number;
  /** Updates in a row that depend on something the server does not have. */
  readonly maxIncomplete: number;
  /** Updates of a read-only session, the ones that say nothing new included, before it is closed. */
  readonly maxReadOnlyUpdates: number;
  /** Rooms of larger documents, and those that want a snapshot, stay for so long after the last one has left. */
  readonly roomIdleMs: number;
  readonly keptRoomBytes: number;
  /** Updates since the last snapshot that make one worth writing when a room is unloaded, and while it is open. */
  readonly snapshotAtUnload: number;
  readonly snapshotWhileOpen: number;
  /** How long a retired document waits for what its sessions have not pushed yet. */
  readonly drainMs: number;
  /** Silence after which a session gets an empty awareness message: a stock provider gives up after 30 s. */
  readonly heartbeatMs: number;
  /** Of one step of forgetting what is too old: documents or answers, and updates taken out of the log. */
  readonly forgetItemsPerStep: number;
  readonly forgetUpdatesPerStep: number;
  /** Between two such steps. */
  readonly forgetPauseMs: number;
  /** Contacts of one bulk call: more is asked about first, more than `waited` goes on as a job. */
  readonly bulkUnasked: number;
  readonly bulkWaited: number;
  /** Bulk calls of a workspace that are waited for at the same time. */
  readonly bulkAtOnce: number;
  /** Cards of one commit: enough to share its price, few enough that nobody's edit waits long for it. */
  readonly bulkPerCommit: number;
  /** Ended jobs of a workspace are kept so long, and so many of them. */
  readonly jobsKeptMs: number;
  readonly jobsKept: number;
  /** Of connections that carry a whole workspace. */
  readonly sync: SyncLimits;
}

export const defaultLimits: Limits = {
  maxFrameBytes,
  maxUpdateBytes: 256 * 1024,
  maxDocumentBytes: 4 * 1024 * 1024,
  maxAwarenessBytes: 4 * 1024,
  awarenessPerSecond: 20,
  maxAwarenessClients: 16,
  framesPerSecond: 2_000,
  framesBurst: 10_000,
  maxWaitingFrames: 1_000,
  maxWaitingBytes: 4 * 1024 * 1024,
  step1sPerSecond: 2,
  step1sBurst: 50,
  maxSessionsPerUser: 2_000,
  maxBufferedBytes: 8 * 1024 * 1024,
  maxBehindBytes: 256 * 1024,
  maxIncomplete: 20,
  maxReadOnlyUpdates: 1_000,
  roomIdleMs: 30_000,
  keptRoomBytes: 16 * 1024,
  snapshotAtUnload: 50,
  snapshotWhileOpen: 2_000,
  drainMs: 3_000,
  heartbeatMs: 20_000,
  forgetItemsPerStep: 50,
  forgetUpdatesPerStep: 500,
  forgetPauseMs: 5,
  bulkUnasked: 100,
  bulkWaited: 1_000,
  bulkAtOnce: 16,
  bulkPerCommit: 200,
  jobsKeptMs: 7 * 24 * 60 * 60 * 1_000,
  jobsKept: 50,
  sync: defaultSyncLimits,
};
