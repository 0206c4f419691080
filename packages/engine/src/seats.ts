/**
 * Seats: writers, and what they have not had confirmed.
 *
 * Shape    a seat is a writer on one card's document, claimed by one tab at a time. It is on record as open *before* its first edit, and
 *          stays so until everything is confirmed: whatever is found open at start is drained.
 * Source   docs/ARCHITECTURE.md, "The client"
 *
 * @module
 */
import { createWriterId } from "@couplet/crdt";
import type { CardKind } from "@couplet/model";
import type { DeviceStore } from "./device-store.ts";
import { claim, type Release } from "./exclusive.ts";

export type DocumentRole = "common" | "card";

export interface SeatRow {
  readonly writer: string;
  readonly documentId: string;
  readonly role: DocumentRole;
  readonly cardId: string;
  readonly kind: CardKind;
  /** Of the copy its edits are in; a document's copy may be given up for a fresh one, and they with it only once they are there. */
  readonly storage?: string;
  /** Greatest `at` the writer used, as far as is known. */
  readonly lastAt: number;
  /** Every entry of the writer up to here is decided. */
  readonly confirmedAt: number;
  readonly notesWait: boolean;
  readonly isOpen: boolean;
}

export type SeatPlace = Pick<SeatRow, "documentId" | "role" | "cardId" | "kind" | "storage">;

/** A seat this tab holds. */
export interface Seat {
  row: SeatRow;
  readonly release: Release;
}

export class Seats {
  readonly #name: string;
  readonly #store: DeviceStore;

  /** @param name of the register */
  constructor(name: string, store: DeviceStore) {
    this.#name = name;
    this.#store = store;
  }

  #seatLock(writer: string): string {
    return `${this.#name}/seat/${writer}`;
  }

  async all(): Promise<SeatRow[]> {
    return (await this.#store.all("seats")) as SeatRow[];
  }

  /**
   * A writer for this card on this document, on record as open: one that no other tab uses, or a new one. Never one that has left edits in
   * another copy of the document.
   *
   * @param latestAt nor one that has stamped an edit beyond that: its clock was ahead, and it never goes back
   */
  async take(at: SeatPlace, latestAt: number = Number.POSITIVE_INFINITY): Promise<Seat> {
    for (const row of await this.all()) {
      if (row.documentId !== at.documentId || row.cardId !== at.cardId || row.lastAt > latestAt) continue;
      if (row.isOpen && (row.storage ?? at.storage) !== at.storage) continue;
      const release = await claim(this.#seatLock(row.writer));
      if (release) return await this.#opened({ ...row, ...at }, release);
    }
    const writer = createWriterId();
    const release = (await claim(this.#seatLock(writer))) ?? (() => undefined);
    return await this.#opened({ ...at, writer, lastAt: 0, confirmedAt: 0, notesWait: false, isOpen: false }, release);
  }

  async #opened(row: SeatRow, release: Release): Promise<Seat> {
    const seat: Seat = { row: { ...row, isOpen: true }, release };
    await this.save(seat);
    return seat;
  }

  async save(seat: Seat): Promise<void> {
    await this.#store.put("seats", [[seat.row.writer, seat.row]]);
  }

  /** Documents with edits that may not be confirmed and that no tab has open, with their seats claimed. */
  async abandoned(): Promise<Seat[]> {
    const seats: Seat[] = [];
    for (const row of await this.all()) {
      if (!row.isOpen) continue;
      const release = await claim(this.#seatLock(row.writer));
      if (release) seats.push({ row, release });
    }
    return seats;
  }

  /** Whether some tab has left edits in the document that may not be confirmed. @param storage asks about that copy of it only */
  async hasOpen(documentId: string, storage?: string): Promise<boolean> {
    const isThere = (row: SeatRow): boolean => storage === undefined || (row.storage ?? storage) === storage;
    return (await this.all()).some((row) => row.documentId === documentId && row.isOpen && isThere(row));
  }

  /** Forgets the writers of a document that is no more. */
  async drop(documentId: string): Promise<void> {
    const rows = await this.all();
    await this.#store.delete(
      "seats",
      rows.filter((row) => row.documentId === documentId).map(({ writer }) => writer),
    );
  }
}
