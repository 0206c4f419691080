/**
 * Bounds on what one connection of `/sync` may cost, beside those of its rooms.
 *
 * Shape    one object; tests and benchmarks pass their own values for some of them.
 * Source   docs/PROTOCOL.md, "Limits of `/sync`"
 *
 * @module
 */
export interface SyncLimits {
  readonly connectionsPerUser: number;
  /** How long a new connection may say nothing. */
  readonly helloMs: number;
  readonly framesPerSecond: number;
  readonly framesBurst: number;
  readonly maxChannels: number;
  readonly channelsPerSecond: number;
  readonly channelsBurst: number;
  readonly commandsPerSecond: number;
  readonly commandsBurst: number;
  readonly tokensPerSecond: number;
  readonly tokensBurst: number;
  /** Commands and tokens under way before the socket is paused. */
  readonly maxWorking: number;
  /** A chunk ends with the item that takes it beyond. */
  readonly chunkBytes: number;
  readonly chunkItems: number;
  /** Chunks on the way that the client has not taken. */
  readonly maxChunksAhead: number;
  /** Bytes in the socket beyond which no further chunk is sent. */
  readonly maxChunkBufferedBytes: number;
  /** How long the feed may be held up by a client that takes nothing. */
  readonly takeMs: number;
  /** Pages of things that are compared after a backup was restored; whoever wants more of them waits. */
  readonly comparedPagesPerSecond: number;
  readonly comparedPagesBurst: number;
  /** Such a page ends with the thing that takes it beyond. */
  readonly comparedPageBytes: number;
  /** After a commit, how long the feed waits for others, to tell them together. */
  readonly gatherMs: number;
  /** Between two tellings, for each who listens: with thousands of them each telling costs so much that it has to tell of more. */
  readonly gatherMsEach: number;
  /** Keeping what the next first sync needs: when that begins, and the pauses between pages, where something was committed, and between passes. */
  readonly aheadAfterMs: number;
  readonly aheadPauseMs: number;
  readonly aheadBusyMs: number;
  readonly aheadAgainMs: number;
}

export const defaultSyncLimits: SyncLimits = {
  connectionsPerUser: 100,
  helloMs: 10_000,
  framesPerSecond: 4_000,
  framesBurst: 20_000,
  maxChannels: 2_000,
  channelsPerSecond: 100,
  channelsBurst: 2_000,
  commandsPerSecond: 50,
  commandsBurst: 500,
  tokensPerSecond: 1 / 6,
  tokensBurst: 10,
  maxWorking: 256,
  chunkBytes: 128 * 1024,
  chunkItems: 256,
  maxChunksAhead: 16,
  maxChunkBufferedBytes: 1024 * 1024,
  takeMs: 60_000,
  comparedPagesPerSecond: 50,
  comparedPagesBurst: 5_000,
  comparedPageBytes: 1024 * 1024,
  gatherMs: 20,
  gatherMsEach: 0.1,
  aheadAfterMs: 2_000,
  aheadPauseMs: 20,
  aheadBusyMs: 250,
  aheadAgainMs: 3_600_000,
};
