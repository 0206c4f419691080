/**
 * Things as the store has them, as items of the feed: who sees them, and in what form they travel.
 *
 * Source   docs/PROTOCOL.md, "The feed"; docs/decisions/0020-own-parts-are-closed.md
 *
 * @module
 */
import { assertNever, type Relation } from "@couplet/model";
import type { FeedItem } from "@couplet/protocol";
import * as Y from "yjs";
import type { LatestItem } from "../store/changed.ts";
import { hasKind, type KindSet } from "./feed-cursor.ts";

/** That a card is there, and the common fields, every role reads; a kind's own fields and notes are for those it concerns. */
export function isSeen(item: LatestItem, kinds: KindSet): boolean {
  switch (item.type) {
    case "document":
    case "retired":
    case "forgotten":
      return item.role === "common" || hasKind(kinds, item.cardKind);
    case "card":
    case "relation":
    case "relationRemoved":
    case "setup":
      return true;
    default:
      return assertNever(item);
  }
}

/** A relation tells what undoing its link would bring back, own fields among it: only to those who read them. */
function withoutUndo(row: string): string {
  const { undo, ...relation } = JSON.parse(row) as Relation;
  return undo ? JSON.stringify(relation) : row;
}

export function toFeedItem(item: LatestItem, kinds: KindSet): FeedItem {
  switch (item.type) {
    case "document": {
      const { documentId, updates } = item;
      const [first] = updates;
      const update = updates.length === 1 && first ? first : Y.mergeUpdates([...updates]);
      return { type: "document", documentId, update };
    }
    case "forgotten":
      return { type: "forgotten", documentId: item.documentId };
    case "retired":
      return { type: "retired", documentId: item.documentId, into: item.into };
    case "relation":
      return { type: item.type, row: hasKind(kinds, item.kind) ? item.row : withoutUndo(item.row) };
    case "card":
    case "setup":
      return { type: item.type, row: item.row };
    case "relationRemoved":
      return { type: "relationRemoved", relationId: item.relationId };
    default:
      return assertNever(item);
  }
}
