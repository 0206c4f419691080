/**
 * What tabs of one device and account say to each other about their one connection.
 *
 * Shape    on a channel all share: who leads, and who looks for a leader. On a channel of each follower's own: its rooms' frames.
 * Not      a wire format: tabs run the same build, or one that names its channels differently, see {@link tabNames}.
 *
 * @module
 */

import type { CommandAnswer } from "./carrier.ts";

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
  | { readonly type: "command"; readonly tag: number; readonly json: string }
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
  /** Without an answer: the leader's way to the server ended first. */
  | { readonly type: "answered"; readonly tag: number; readonly answer: CommandAnswer | undefined }
  /** The server cannot be reached; no common version is spoken; the feed cannot be stored. */
  | {
      readonly type: "state";
      readonly isUnreachable: boolean;
      readonly isOutdated: boolean;
      readonly feedFails: boolean;
    }
  | { readonly type: "beat" };

/** A change of the messages changes the names: a tab with an older build goes on by itself. */
const version = 2;

/** @param name of the register: server, workspace and user are in it */
export const tabNames = (name: string) => ({
  /** The lock of the tab that leads, and the channel all share. */
  shared: `${name}/sync/${version}`,
  /** The lock of one tab for as long as it is there, and the channel of its own. */
  ofTab: (tab: string) => `${name}/sync/${version}/${tab}`,
});
