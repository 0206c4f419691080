/**
 * A replica's store that is gone with the page.
 *
 * @module
 */
import type {
  ReplicaLoad,
  ReplicaPosition,
  ReplicaStore,
  ReplicaTransaction,
  Segment,
  StoredLists,
  StoredSegment,
} from "./replica-store.ts";

interface Content {
  position: ReplicaPosition | undefined;
  segments: ReadonlyMap<number, Segment>;
  documents: ReadonlyMap<string, Uint8Array>;
  lists: StoredLists | undefined;
  claims: readonly number[];
}

export class MemoryReplicaStore implements ReplicaStore {
  #content: Content = {
    position: undefined,
    segments: new Map(),
    documents: new Map(),
    lists: undefined,
    claims: [],
  };
  #last = 0;
  #writing: Promise<unknown> = Promise.resolve();

  load(after: number): Promise<ReplicaLoad> {
    const { position, segments } = this.#content;
    return Promise.resolve({ position, segments: between(segments, after, Number.POSITIVE_INFINITY) });
  }

  async loadAll(take: (segment: StoredSegment) => void): Promise<ReplicaPosition | undefined> {
    const { position, segments } = await this.load(0);
    segments.forEach(take);
    return position;
  }

  listsUpTo(): Promise<number> {
    return Promise.resolve(this.#content.lists?.upTo ?? 0);
  }

  lists(): Promise<StoredLists | undefined> {
    return Promise.resolve(this.#content.lists);
  }

  document(id: string): Promise<Uint8Array | undefined> {
    return Promise.resolve(this.#content.documents.get(id));
  }

  /** All that are here. */
  documents(): ReadonlyMap<string, Uint8Array> {
    return this.#content.documents;
  }

  putLists(lists: StoredLists): Promise<boolean> {
    const put = this.#writing.then(() => {
      const isClaimed = this.#content.claims.includes(lists.upTo);
      if (isClaimed) this.#content = { ...this.#content, claims: [], lists };
      return isClaimed;
    });
    this.#writing = put.catch(() => undefined);
    return put;
  }

  write<Result>(_isStrict: boolean, work: (transaction: ReplicaTransaction) => Promise<Result>): Promise<Result> {
    const written = this.#writing.then(async () => {
      const { segments, documents } = this.#content;
      const content = { ...this.#content, segments: new Map(segments), documents: new Map(documents) };
      const result = await work(this.#transaction(content));
      this.#content = content;
      return result;
    });
    this.#writing = written.catch(() => undefined);
    return written;
  }

  #transaction(content: Content & { segments: Map<number, Segment>; documents: Map<string, Uint8Array> }) {
    const { segments, documents } = content;
    const dropLists = (from: number): void => {
      content.claims = content.claims.filter((upTo) => upTo < from);
      if ((content.lists?.upTo ?? 0) >= from) content.lists = undefined;
    };
    return {
      position: () => Promise.resolve(content.position),
      putPosition: (position) => {
        content.position = { ...position, cursor: position.cursor.slice() };
      },
      segments: (after, upTo = Number.POSITIVE_INFINITY) => Promise.resolve(between(segments, after, upTo)),
      append: (segment) => {
        this.#last += 1;
        segments.set(this.#last, segment);
        return Promise.resolve(this.#last);
      },
      replace: (numbers, segment) => {
        dropLists(Math.min(...numbers));
        for (const number of numbers) segments.delete(number);
        segments.set(Math.max(...numbers), segment);
      },
      documents: (ids) => Promise.resolve(ids.map((id) => documents.get(id))),
      putDocument: (id, bytes) => documents.set(id, bytes.slice()),
      deleteDocument: (id) => documents.delete(id),
      listsUpTo: () => Promise.resolve(content.lists?.upTo ?? 0),
      claimLists: (upTo) => {
        content.claims = [...content.claims, upTo];
      },
      dropLists: () => dropLists(0),
      clear: () => {
        content.position = undefined;
        dropLists(0);
        segments.clear();
        documents.clear();
      },
    } satisfies ReplicaTransaction;
  }

  close(): void {
    // Nothing is held open.
  }
}

const between = (segments: ReadonlyMap<number, Segment>, after: number, upTo: number): StoredSegment[] =>
  [...segments]
    .filter(([number]) => number > after && number <= upTo)
    .sort(([a], [b]) => a - b)
    .map(([number, segment]) => ({ number, segment }));
