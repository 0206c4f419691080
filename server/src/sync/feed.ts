/**
 * The feed of a workspace: pages of what changed, read from the store, encoded once for all who stand at the same place.
 *
 * Shape    `page(cursor)` for whoever reads; `moved()` after every commit, whereupon listeners are woken a moment later, so that several commits
 *          are told together. Documents stay bytes: no room is loaded and no Y.Doc is made.
 * Not      a queue: nothing is kept for anybody. What was not committed is not in the store and cannot be told.
 * Source   docs/PROTOCOL.md, "The feed"; docs/decisions/0018-a-feed-of-latest-changes.md
 *
 * @module
 */
import { type CardKind, assertNever } from "@couplet/model";
import { type EncodedItems, encodeItems, type FeedItem } from "@couplet/protocol";
import * as Y from "yjs";
import type { ChangedItem } from "../store/changed.ts";
import type { Store } from "../store/store.ts";
import { type FeedCursor, hasKind, type KindSet } from "./feed-cursor.ts";
import type { SyncLimits } from "./sync-limits.ts";

export interface FeedPage {
  readonly items: EncodedItems;
  /** Things looked at, those left out included. */
  readonly passed: number;
  readonly isLast: boolean;
  readonly next: FeedCursor;
}

export interface FeedOptions {
  readonly store: Pick<Store, "changed" | "countChanged" | "lastSeq">;
  readonly workspace: string;
  readonly limits: SyncLimits;
}

/** Pages kept between two commits, for readers who come at the same time. */
const maxKeptPages = 8;

export class Feed {
  readonly #options: FeedOptions;
  readonly #pages = new Map<string, Promise<FeedPage>>();
  readonly #listeners = new Set<() => void>();
  #timer: NodeJS.Timeout | undefined;

  constructor(options: FeedOptions) {
    this.#options = options;
  }

  /** What follows the cursor. */
  page(cursor: FeedCursor): Promise<FeedPage> {
    const key = `${cursor.since}/${cursor.after}/${cursor.kinds}`;
    const kept = this.#pages.get(key);
    if (kept) return kept;
    if (this.#pages.size >= maxKeptPages) this.#pages.clear();
    const page = this.#read(cursor);
    this.#pages.set(key, page);
    page.catch(() => this.#pages.delete(key));
    return page;
  }

  async #read({ since, after, kinds }: FeedCursor): Promise<FeedPage> {
    const { store, workspace, limits } = this.#options;
    const query = { since, after, maxItems: limits.chunkItems, maxBytes: limits.chunkBytes };
    const { items, at, isLast } = await store.changed(workspace, query);
    const seen = items.filter((item) => isSeen(item, kinds)).map(toFeedItem);
    const next = { since: isLast ? at : since, after: at, kinds };
    return { items: encodeItems(seen), passed: items.length, isLast, next };
  }

  /** How many things are to come. */
  countAfter(cursor: FeedCursor): Promise<number> {
    return this.#options.store.countChanged(this.#options.workspace, cursor.after);
  }

  end(): Promise<number> {
    return this.#options.store.lastSeq(this.#options.workspace);
  }

  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Something was committed. */
  moved(): void {
    this.#pages.clear();
    if (this.#listeners.size === 0) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      for (const listener of this.#listeners) listener();
    }, this.#options.limits.gatherMs);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#pages.clear();
  }
}

/** Common documents are the party's, for every role; relations show both their cards. */
function isSeen(item: ChangedItem, kinds: KindSet): boolean {
  const sees = (kind: CardKind): boolean => hasKind(kinds, kind);
  switch (item.type) {
    case "document":
    case "retired":
      return item.role === "common" || sees(item.cardKind);
    case "card":
      return sees(item.kind);
    case "relation":
      return sees("contact") && sees(item.kind);
    case "relationRemoved":
    case "setup":
      return true;
    default:
      return assertNever(item);
  }
}

function toFeedItem(item: ChangedItem): FeedItem {
  switch (item.type) {
    case "document": {
      const { documentId, updates } = item;
      const [first] = updates;
      const update = updates.length === 1 && first ? first : Y.mergeUpdates([...updates]);
      return { type: "document", documentId, update };
    }
    case "retired":
      return { type: "retired", documentId: item.documentId, into: item.into };
    case "card":
    case "relation":
    case "setup":
      return { type: item.type, row: item.row };
    case "relationRemoved":
      return { type: "relationRemoved", relationId: item.relationId };
    default:
      return assertNever(item);
  }
}
