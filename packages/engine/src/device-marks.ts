/**
 * How far this device is with what the server tells of itself: which store its documents came from, and up to when it knows what was erased.
 *
 * @module
 */
import type { DeviceStore } from "./device-store.ts";

const epochKey = "epoch";
const erasedKey = "erased";

/** Pure. Whether one of the ids stands anywhere in the row. */
const isNaming = (row: object, ids: ReadonlySet<string>): boolean =>
  (JSON.stringify(row).match(/[\da-f-]{36}/gu) ?? []).some((id) => ids.has(id));

export interface KnownErasures {
  readonly upTo: number;
  readonly left: readonly string[];
}

export class DeviceMarks {
  readonly #store: DeviceStore;
  /** Up to when it is known here what was erased, by the server's mark, and documents of that which could not go yet. */
  known: KnownErasures = { upTo: 0, left: [] };

  constructor(store: DeviceStore) {
    this.#store = store;
  }

  /** Of cards and documents that were erased since this tab began. */
  readonly #erased = new Set<string>();

  /** What comes of them late is not kept. @returns their ids, and those of rows that name one of them */
  erase(gone: ReadonlySet<string>, rows: Iterable<{ readonly id: string }>): readonly string[] {
    for (const id of gone) this.#erased.add(id);
    return [...gone, ...[...rows].flatMap((row) => (isNaming(row, gone) ? [row.id] : []))];
  }

  isOfErased = (row: object): boolean => this.#erased.size > 0 && isNaming(row, this.#erased);

  /** Of the store that the documents here came from. */
  async epoch(): Promise<string> {
    const row = (await this.#store.get("setup", epochKey)) as { readonly epoch?: string } | undefined;
    return row?.epoch ?? "";
  }

  putEpoch = (epoch: string): Promise<void> => this.#store.put("setup", [[epochKey, { epoch }]]);

  async load(): Promise<void> {
    this.known = ((await this.#store.get("setup", erasedKey)) as KnownErasures | undefined) ?? this.known;
  }

  async putKnown(known: KnownErasures): Promise<void> {
    this.known = known;
    await this.#store.put("setup", [[erasedKey, known]]);
  }
}
