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
  StoredSegment,
} from "./replica-store.ts";

interface Content {
  position: ReplicaPosition | undefined;
  segments: ReadonlyMap<number, Segment>;
  documents: ReadonlyMap<string, Uint8Array>;
}

export class MemoryReplicaStore implements ReplicaStore {
  #content: Content = { position: undefined, segments: new Map(), documents: new Map() };
  #last = 0;
  #writing: Promise<unknown> = Promise.resolve();

  load(after: number): Promise<ReplicaLoad> {
    const { position, segments } = this.#content;
    return Promise.resolve({ position, segments: between(segments, after, Number.POSITIVE_INFINITY) });
  }

  document(id: string): Promise<Uint8Array | undefined> {
    return Promise.resolve(this.#content.documents.get(id));
  }

  write<Result>(_isStrict: boolean, work: (transaction: ReplicaTransaction) => Promise<Result>): Promise<Result> {
    const written = this.#writing.then(async () => {
      const { position, segments, documents } = this.#content;
      const content = { position, segments: new Map(segments), documents: new Map(documents) };
      const result = await work(this.#transaction(content));
      this.#content = content;
      return result;
    });
    this.#writing = written.catch(() => undefined);
    return written;
  }

  #transaction(content: Content & { segments: Map<number, Segment>; documents: Map<string, Uint8Array> }) {
    const { segments, documents } = content;
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
        for (const number of numbers) segments.delete(number);
        segments.set(Math.max(...numbers), segment);
      },
      documents: (ids) => Promise.resolve(ids.map((id) => documents.get(id))),
      putDocument: (id, bytes) => documents.set(id, bytes.slice()),
      deleteDocument: (id) => documents.delete(id),
      clear: () => {
        content.position = undefined;
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
