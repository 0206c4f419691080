export { ChunkWriter, encodeChunk, encodeItems } from "./chunk-writer.ts";
export { closeCodes, isPermanentClose, type CloseCode } from "./close-code.ts";
export {
  comparedThings,
  highestId,
  idAfter,
  lowestId,
  maxWants,
  type Compare,
  type Compared,
  type ComparedThing,
  type Mark,
  type Want,
  type Wanted,
} from "./compare-frames.ts";
export type { FeedItem } from "./feed-item.ts";
export {
  encodeNotice,
  encodeSettled,
  encodeTagged,
  firstAlias,
  maxFrameBytes,
  messageTypes,
  readNotice,
  readSettled,
  readTagged,
  syncTypes,
  type Notice,
  type Refusal,
  type Settled,
} from "./message.ts";
export { maxLostEntries, type LostContent, type LostEntry, type Recover, type Recovered } from "./recover-frames.ts";
export { ackProtocol, offerOf, plainProtocol, readOffer, type Offer } from "./subprotocol.ts";
export { MalformedSyncFrameError } from "./sync-bytes.ts";
export {
  decodeToClient,
  encodeToClient,
  feedStarts,
  type Chunk,
  type ChunkHead,
  type EncodedItems,
  type FeedStart,
  type ToClient,
} from "./sync-to-client.ts";
export { decodeToServer, encodeToServer, type Hello, type ToServer } from "./sync-to-server.ts";
export { digestBytes, digestOfStretch, digestOfThing, isSameDigest } from "./thing-digest.ts";
export { agreedVersion, syncVersions, type Versions } from "./sync-version.ts";
