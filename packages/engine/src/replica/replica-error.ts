/**
 * Why a replica does not take what it is given, although its store could.
 *
 * Not      a store without room: see `ReplicaFullError`.
 *
 * @module
 */
import { AppError } from "@couplet/model";

/** What is in the store is not what this tab has read: the browser, or somebody, has deleted it. */
export class ReplicaEmptiedError extends AppError {
  readonly code = "replica.emptied";
  constructor() {
    super("What was kept of the workspace on this device was deleted");
  }
}

/** Another tab takes the feed meanwhile and has stored on: what this one was given does not follow. */
export class ReplicaMovedOnError extends AppError {
  readonly code = "replica.movedOn";
  constructor() {
    super("Another tab has stored on in the feed; this one goes on from there");
  }
}
