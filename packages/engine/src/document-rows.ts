/**
 * Which documents this device keeps, and under which names: a copy that is given up leaves its name to what is left in it.
 *
 * Shape    a row per document in memory, its `generation` part of the storage's name. Other tabs hear of a new generation; where two tell different
 *          ones, the later one is right.
 * Not      the documents themselves, see `document-storage.ts`; nor when a copy may be deleted, see `working-copies.ts`.
 *
 * @module
 */
import type { DeviceStore } from "./device-store.ts";
import type { Seats } from "./seats.ts";
import { TabChannel } from "./tab-channel.ts";

interface DocumentRow {
  readonly documentId: string;
  readonly openedAtMs: number;
  /** Moves on where the device's copy was given up for a fresh one. */
  readonly generation: number;
  /** Generations that were given up and may still be on the device. */
  readonly givenUp?: readonly number[];
  /** Those before this one have what the server has lost: nothing of them may go out as it is. */
  readonly unfitBefore?: number;
}

export class DocumentRows {
  readonly #name: string;
  readonly #store: DeviceStore;
  readonly #seats: Seats;
  readonly #listeners = new Set<(documentIds: ReadonlySet<string>) => void>();
  #rows = new Map<string, DocumentRow>();
  #tabs: TabChannel | undefined;

  /** @param name of the register */
  constructor(name: string, store: DeviceStore, seats: Seats) {
    this.#name = name;
    this.#store = store;
    this.#seats = seats;
  }

  async load(): Promise<void> {
    this.#tabs ??= new TabChannel(`${this.#name}/documents`, () => {
      this.readOn().catch(() => undefined);
    });
    const rows = (await this.#store.all("documents")) as DocumentRow[];
    this.#rows = new Map(rows.map((row) => [row.documentId, row]));
  }

  /** Calls `listener` when another tab has given copies up, until the returned function is called. */
  observe(listener: (documentIds: ReadonlySet<string>) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  ids(): string[] {
    return [...this.#rows.keys()];
  }

  /** Of the database that keeps the document. */
  storageNameOf(documentId: string): string {
    return this.#nameOf(documentId, this.#rows.get(documentId)?.generation ?? 0);
  }

  /** Of every database that may hold something of it. */
  storageNames(documentId: string): readonly string[] {
    return [...this.givenUp(documentId), this.storageNameOf(documentId)];
  }

  /** Of copies that were given up and may still be on the device. */
  givenUp(documentId: string): readonly string[] {
    return (this.#rows.get(documentId)?.givenUp ?? []).map((generation) => this.#nameOf(documentId, generation));
  }

  #nameOf(documentId: string, generation: number): string {
    return `${this.#name}/doc/${documentId}${generation === 0 ? "" : `~${generation}`}`;
  }

  /** Whether the copy kept under that name may not be in a room any more. */
  isUnfit(documentId: string, storageName: string): boolean {
    const { generation = 0, givenUp = [], unfitBefore = 0 } = this.#rows.get(documentId) ?? {};
    const of = [...givenUp, generation].find((one) => this.#nameOf(documentId, one) === storageName) ?? 0;
    return of < unfitBefore;
  }

  /** Of who has that database open. */
  lockOf(storageName: string): string {
    return `${storageName}/open`;
  }

  /** The document was opened now. */
  async touch(documentId: string): Promise<void> {
    await this.#put({ generation: 0, ...this.#rows.get(documentId), documentId, openedAtMs: Date.now() });
  }

  /**
   * The copy kept under that name is given up, unless it was before: the next one is kept under another name.
   *
   * @param isUnfit what waits in it must not go out from there
   */
  async renew(documentId: string, storageName: string, isUnfit = false): Promise<void> {
    if (this.storageNameOf(documentId) !== storageName) return;
    const before = this.#rows.get(documentId);
    const { generation = 0, givenUp = [] } = before ?? {};
    await this.#put({
      documentId,
      openedAtMs: before?.openedAtMs ?? Date.now(),
      generation: generation + 1,
      givenUp: [...givenUp, generation],
      ...(isUnfit
        ? { unfitBefore: generation + 1 }
        : before?.unfitBefore !== undefined && { unfitBefore: before.unfitBefore }),
    });
    this.#tabs?.tell();
  }

  /** A copy that was given up is not on the device any more. */
  async forgotten(documentId: string, storageName: string): Promise<void> {
    const stored = await this.#stored(documentId);
    const row = laterOf(this.#rows.get(documentId), stored);
    if (!row) return;
    const givenUp = (row.givenUp ?? []).filter((generation) => this.#nameOf(documentId, generation) !== storageName);
    this.#rows.set(documentId, { ...row, givenUp });
    await this.#store.put("documents", [[documentId, { ...row, givenUp }]]);
  }

  async drop(documentId: string): Promise<void> {
    this.#rows.delete(documentId);
    await this.#store.delete("documents", [documentId]);
  }

  /** Writes what is here in memory once more, together with what another tab has put meanwhile. */
  async keepAnew(): Promise<void> {
    await this.readOn();
    await this.#store.put("documents", [...this.#rows]);
  }

  /** Documents beyond those kept, the ones longest unopened first; never one with a seat on record as open. */
  async surplus(keep: number): Promise<string[]> {
    const rows = [...this.#rows.values()];
    if (rows.length <= keep) return [];
    const open = new Set((await this.#seats.all()).filter(({ isOpen }) => isOpen).map(({ documentId }) => documentId));
    return rows
      .sort((a, b) => a.openedAtMs - b.openedAtMs)
      .slice(0, rows.length - keep)
      .map(({ documentId }) => documentId)
      .filter((documentId) => !open.has(documentId));
  }

  close(): void {
    this.#tabs?.close();
    this.#listeners.clear();
  }

  async #stored(documentId: string): Promise<DocumentRow | undefined> {
    return (await this.#store.get("documents", documentId)) as DocumentRow | undefined;
  }

  /** In memory at once. What another tab has put meanwhile is not taken back. */
  async #put(row: DocumentRow): Promise<void> {
    this.#rows.set(row.documentId, row);
    const stored = await this.#stored(row.documentId);
    const [isNews, latest] = this.#hear(stored, row);
    await this.#store.put("documents", [[row.documentId, latest]]);
    if (isNews) this.#tell(new Set([row.documentId]));
  }

  /** What other tabs have put: documents that only they have open are known here as well, from then on. */
  async readOn(): Promise<void> {
    const news = new Set<string>();
    for (const row of (await this.#store.all("documents")) as DocumentRow[]) {
      if (this.#hear(row, row)[0]) news.add(row.documentId);
    }
    if (news.size > 0) this.#tell(news);
  }

  #hear(stored: DocumentRow | undefined, row: DocumentRow): readonly [isNews: boolean, latest: DocumentRow] {
    const before = this.#rows.get(row.documentId);
    const latest = laterOf(before ?? row, stored) ?? row;
    this.#rows.set(row.documentId, latest);
    return [latest.generation > (before?.generation ?? 0), latest];
  }

  #tell(documentIds: ReadonlySet<string>): void {
    for (const listener of this.#listeners) listener(documentIds);
  }
}

/** Pure. What both say. */
function laterOf(one: DocumentRow | undefined, other: DocumentRow | undefined): DocumentRow | undefined {
  if (!one || !other) return one ?? other;
  const generation = Math.max(one.generation, other.generation);
  const givenUp = [...new Set([...(one.givenUp ?? []), ...(other.givenUp ?? [])])].sort((a, b) => a - b);
  const unfitBefore = Math.max(one.unfitBefore ?? 0, other.unfitBefore ?? 0);
  const openedAtMs = Math.max(one.openedAtMs, other.openedAtMs);
  return { ...one, openedAtMs, generation, givenUp, ...(unfitBefore > 0 && { unfitBefore }) };
}
