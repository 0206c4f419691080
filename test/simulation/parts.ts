/**
 * What of `@couplet/crdt` the simulated server is made of, and how it may be made faulty on purpose.
 *
 * Shape    the real functions; a mutation replaces one of them, to show that the oracle notices.
 *
 * @module
 */
import {
  carryOver,
  forkDocument,
  joinDocuments,
  linkDocuments,
  mergeDocuments,
  steward,
  takeAlong,
  writeFields,
} from "@couplet/crdt";

export interface Parts {
  readonly steward: typeof steward;
  readonly carryOver: typeof carryOver;
  readonly forkDocument: typeof forkDocument;
  readonly linkDocuments: typeof linkDocuments;
  readonly mergeDocuments: typeof mergeDocuments;
  readonly joinDocuments: typeof joinDocuments;
  readonly takeAlong: typeof takeAlong;
  readonly writeFields: typeof writeFields;
  /** Whether others see an update, and its author hears that it is saved, only once it is durable. */
  readonly relaysAfterCommit: boolean;
  readonly settlesAfterCommit: boolean;
}

export const soundParts: Parts = {
  steward,
  carryOver,
  forkDocument,
  linkDocuments,
  mergeDocuments,
  joinDocuments,
  takeAlong,
  writeFields,
  relaysAfterCommit: true,
  settlesAfterCommit: true,
};
