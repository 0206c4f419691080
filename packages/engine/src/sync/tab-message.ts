/**
 * What tabs of one device and account say to each other about their one connection.
 *
 * Shape    on a channel all share: who leads, and who looks for a leader. On a channel of each follower's own: its rooms' frames.
 * Not      a wire format: tabs run the same build, or one that names its channels differently, see {@link tabNames}.
 *
 * @module
 */

/** On the shared channel. */
export type SharedMessage =
  /** This tab leads from now on. */
  | { readonly type: "leads"; readonly leader: string }
  /** Whoever leads is asked to answer on the tab's own channel. */
  | { readonly type: "seeks"; readonly tab: string };

export type ToLeader =
  | { readonly type: "open"; readonly channel: number; readonly documentId: string }
  | { readonly type: "frame"; readonly channel: number; readonly frame: Uint8Array }
  | { readonly type: "close"; readonly channel: number }
  /** A token of the same user, got by the follower. */
  | { readonly type: "token"; readonly token: string }
  /** The follower has reached the server, or its user wants to. */
  | { readonly type: "retry" }
  /** The server has answered the follower, some of whose channels wait. */
  | { readonly type: "heard" }
  | { readonly type: "beat" };

export type ToFollower =
  | { readonly type: "joined"; readonly leader: string }
  | { readonly type: "opened"; readonly channel: number }
  | { readonly type: "frame"; readonly channel: number; readonly frame: Uint8Array }
  | { readonly type: "closed"; readonly channel: number; readonly code: number; readonly reason: string }
  /** The server cannot be reached; or no common version is spoken. */
  | { readonly type: "state"; readonly isUnreachable: boolean; readonly isOutdated: boolean }
  | { readonly type: "beat" };

/** A change of the messages changes the names: a tab with an older build goes on by itself. */
const version = 1;

/** @param name of the register: server, workspace and user are in it */
export const tabNames = (name: string) => ({
  /** The lock of the tab that leads, and the channel all share. */
  shared: `${name}/sync/${version}`,
  /** The lock of one tab for as long as it is there, and the channel of its own. */
  ofTab: (tab: string) => `${name}/sync/${version}/${tab}`,
});
