/**
 * `@couplet/engine/sync`: the connection and the comparison by themselves, for a test or a program that keeps the feed without an engine.
 *
 * @module
 */
export { Connectivity, hasAnswered } from "../connectivity.ts";
export { TokenSource } from "../token-source.ts";
export type { Carrier, Channel, ChannelHandlers } from "./carrier.ts";
export { channelSocketFor } from "./channel-socket.ts";
export type { FeedSink } from "./feed-sink.ts";
export {
  lostContent,
  markOfDocument,
  markOfRow,
  reconcile,
  type Brought,
  type Holdings,
  type Lost,
  type Questions,
  type Reconciled,
  type ReconcileOptions,
} from "./reconcile.ts";
export { SyncConnection, type SyncConnectionContext } from "./sync-connection.ts";
export { VirtualSocket } from "./virtual-socket.ts";
