/**
 * What changed, as the feed tells it: the latest form of a row, or a document's update.
 *
 * Shape    one variant per item; rows are the model's, as JSON.
 * Not      the log: an item stands for everything that happened to its card, relation or document since the cursor.
 * Source   docs/PROTOCOL.md, "The feed"
 *
 * @module
 */
import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";
import { MalformedSyncFrameError, readBytes, readId, readText, writeId } from "./sync-bytes.ts";

export type FeedItem =
  | { readonly type: "document"; readonly documentId: string; readonly update: Uint8Array }
  /** `row`: JSON text. */
  | { readonly type: "card" | "relation" | "setup"; readonly row: string }
  | { readonly type: "relationRemoved"; readonly relationId: string }
  | { readonly type: "forgotten"; readonly documentId: string }
  | { readonly type: "retired"; readonly documentId: string; readonly into: string };

export const itemTypes = {
  document: 0,
  card: 1,
  relation: 2,
  relationRemoved: 3,
  setup: 4,
  retired: 5,
  forgotten: 6,
} as const;

export function writeFeedItem(encoder: encoding.Encoder, item: FeedItem): void {
  encoding.writeVarUint(encoder, itemTypes[item.type]);
  switch (item.type) {
    case "document":
      writeId(encoder, item.documentId);
      encoding.writeVarUint8Array(encoder, item.update);
      return;
    case "card":
    case "relation":
    case "setup":
      encoding.writeVarString(encoder, item.row);
      return;
    case "relationRemoved":
      writeId(encoder, item.relationId);
      return;
    case "forgotten":
      writeId(encoder, item.documentId);
      return;
    case "retired":
      writeId(encoder, item.documentId);
      writeId(encoder, item.into);
      return;
    default:
      item satisfies never;
  }
}

/** `update` is a view. @throws {MalformedSyncFrameError} among others: call it within a reader of whole frames */
export function readFeedItem(decoder: decoding.Decoder): FeedItem {
  const left = decoder.arr.length;
  const type = decoding.readVarUint(decoder);
  switch (type) {
    case itemTypes.document:
      return { type: "document", documentId: readId(decoder), update: readBytes(decoder, left) };
    case itemTypes.card:
      return { type: "card", row: readText(decoder, left) };
    case itemTypes.relation:
      return { type: "relation", row: readText(decoder, left) };
    case itemTypes.setup:
      return { type: "setup", row: readText(decoder, left) };
    case itemTypes.relationRemoved:
      return { type: "relationRemoved", relationId: readId(decoder) };
    case itemTypes.forgotten:
      return { type: "forgotten", documentId: readId(decoder) };
    case itemTypes.retired:
      return { type: "retired", documentId: readId(decoder), into: readId(decoder) };
    default:
      throw new MalformedSyncFrameError(`There is no item of type ${type}`);
  }
}
