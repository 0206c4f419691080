/**
 * Access: what somebody signed in here may do now, and word of it when that changes.
 *
 * Shape    found by the session that a token was given out for. Whoever keeps a connection open watches it.
 * Not      tokens signed elsewhere: those hold until they end, whatever happens here.
 * Source   docs/decisions/0029-sessions-are-rows.md
 *
 * @module
 */
import type { Actor } from "@couplet/model";

export interface Access {
  readonly session: string;
  readonly workspace: string;
  readonly actor: Actor;
  /**
   * Tells of every change, also of one between the finding and this call.
   *
   * @param changed is given what holds now; `undefined` once the session has ended
   * @returns what ends the watching
   */
  watch(changed: (actor: Actor | undefined) => void): () => void;
}

export interface Accesses {
  /** `undefined` for a session that has ended or is unknown. */
  find(sessionId: string): Promise<Access | undefined>;
}
