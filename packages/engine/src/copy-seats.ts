/**
 * The seats a working copy writes through: one per card, taken once, on record until everything of theirs is confirmed.
 *
 * Shape    a seat's row moves its `confirmedAt` up to the first edit that still waits; rows are saved a moment later, together.
 * Not      the edits themselves: see `outstanding.ts`.
 *
 * @module
 */
import { atOfMs, entryId, WriterClock, type Entry, type RecordDocument } from "@couplet/crdt";
import { notesField, type Edit } from "./outstanding.ts";
import type { Register } from "./register.ts";
import type { Seat, SeatPlace, SeatRow } from "./seats.ts";

/** A writer of ours on an open document. */
export interface CopySeat {
  readonly seat: Seat;
  readonly clock: WriterClock;
}

/** What the copy lends its seats. */
export interface SeatsHost {
  nowMs(): number;
  storageFailed(): void;
  /** What the device has of the document is in this copy. */
  isRead(): boolean;
  /** Takes in what other tabs have written of the document. */
  catchUp(): Promise<void>;
}

const saveAfterMs = 40;
/** Clocks differ by as much without harm. */
const aheadMs = 3_600_000;

/** Pure. What the writer left in the document that is not known to be confirmed. */
export const undecidedEntries = (record: RecordDocument, row: SeatRow): Entry[] =>
  record
    .fields()
    .flatMap((field) => [...record.entries(field)])
    .filter(({ writer, at }) => writer === row.writer && at > row.confirmedAt);

export const editOf = (entry: Entry, cardId: string): Edit => {
  const { writer, at, field, value, seen } = entry;
  return { id: entryId(entry), writer, at, cardId, field, value, seen };
};

export class CopySeats {
  readonly #register: Register;
  readonly #record: RecordDocument;
  readonly #host: SeatsHost;
  readonly #byCard = new Map<string, Promise<CopySeat>>();
  readonly #taken = new Set<CopySeat>();
  /** By a seat whose clock was ahead: the one that took its place. */
  readonly #instead = new Map<CopySeat, CopySeat>();
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();

  constructor(register: Register, record: RecordDocument, host: SeatsHost) {
    this.#register = register;
    this.#record = record;
    this.#host = host;
  }

  /** The seat of a card, claimed where it is not; on record as open before this resolves. `onTaken`: a new one, for its left edits. */
  take(at: SeatPlace, onTaken: (seat: CopySeat) => void): Promise<CopySeat> {
    let taking = this.#byCard.get(at.cardId);
    if (!taking) {
      taking = this.#register.seats.take(at, this.#latestAt).then(async (seat) => {
        // Another tab had it: what that one wrote last is on the device, and not in this tab's document.
        if (seat.row.lastAt > 0) await this.#host.catchUp();
        const copySeat = this.#take(seat);
        onTaken(copySeat);
        return copySeat;
      });
      this.#byCard.set(at.cardId, taking);
      taking.catch(() => this.#byCard.delete(at.cardId));
    }
    return taking;
  }

  /** What a writer may have stamped whose clock is right. While nobody knows what others have left on the device only a new one will do. */
  get #latestAt(): number {
    return !this.#host.isRead() ? Number.NEGATIVE_INFINITY : atOfMs(this.#host.nowMs() + aheadMs);
  }

  /** Another seat in place of one whose clock was ahead: what is written through that one from now on is written through this one. */
  async inTime(writer: string, at: SeatPlace): Promise<CopySeat> {
    const before = this.ofWriter(writer);
    const present = await this.#byCard.get(at.cardId);
    // The one in use may have been ahead as well, before the time of the server was known.
    const isInTime = present !== undefined && present !== before && present.seat.row.lastAt <= this.#latestAt;
    if (!isInTime) this.#byCard.delete(at.cardId);
    const seat = await this.take(at, () => undefined);
    for (const early of [before, present]) if (early && early !== seat) this.#instead.set(early, seat);
    return seat;
  }

  /** Goes on with a seat that was found abandoned. */
  adopt(seat: Seat): CopySeat {
    const copySeat = this.#take(seat);
    if (!this.#byCard.has(seat.row.cardId)) this.#byCard.set(seat.row.cardId, Promise.resolve(copySeat));
    return copySeat;
  }

  #take(seat: Seat): CopySeat {
    const lastAt = Math.max(seat.row.lastAt, this.#record.lastAt(seat.row.writer));
    seat.row = { ...seat.row, lastAt };
    const copySeat: CopySeat = { seat, clock: new WriterClock(() => this.#host.nowMs(), lastAt) };
    this.#taken.add(copySeat);
    return copySeat;
  }

  /** What the seat has not had confirmed is in that copy now. */
  async moveTo({ seat }: CopySeat, storage: string, waiting: readonly Edit[]): Promise<void> {
    seat.row = { ...seat.row, storage };
    this.confirm(waiting);
    await this.#register.seats.save(seat);
  }

  /** The seat of ours that writes under this id. */
  ofWriter(writer: string): CopySeat | undefined {
    return [...this.#taken].find(({ seat }) => seat.row.writer === writer);
  }

  /** What the writer left in the document that is not known to be confirmed. */
  unconfirmed({ seat: { row } }: CopySeat): Edit[] {
    const { writer, cardId } = row;
    const edits: Edit[] = undecidedEntries(this.#record, row).map((entry) => editOf(entry, cardId));
    if (row.notesWait) {
      const at = row.lastAt + 1;
      edits.push({ id: entryId({ writer, at }), writer, at, cardId, field: notesField, value: "" });
    }
    return edits;
  }

  /** An edit is about to be made through the seat: its place on the list of what waits. */
  begin(
    taken: CopySeat,
    field: string,
  ): { readonly id: string; readonly writer: string; readonly at: number; readonly cardId: string } {
    const { seat, clock } = this.#instead.get(taken) ?? taken;
    const at = clock.next();
    const { writer, cardId } = seat.row;
    const isFirstOfNotes = field === notesField && !seat.row.notesWait;
    seat.row = { ...seat.row, lastAt: at, notesWait: seat.row.notesWait || isFirstOfNotes };
    // Entries are found again in the document; that prose waits is written nowhere else.
    if (isFirstOfNotes) this.#register.seats.save(seat).catch(() => this.#host.storageFailed());
    else this.#saveSoon(seat);
    return { id: entryId({ writer, at }), writer, at, cardId };
  }

  /** Moves each seat's mark up to the first edit that is still undecided. */
  confirm(waiting: readonly Edit[]): void {
    for (const { seat } of this.#taken) {
      const own = waiting.filter(({ writer }) => writer === seat.row.writer);
      const confirmedAt = own.length === 0 ? seat.row.lastAt : Math.min(...own.map(({ at }) => at)) - 1;
      const notesWait = own.some(({ field }) => field === notesField);
      if (confirmedAt === seat.row.confirmedAt && notesWait === seat.row.notesWait) continue;
      seat.row = { ...seat.row, confirmedAt, notesWait };
      this.#saveSoon(seat);
    }
  }

  /** Writes the seats' rows once more. */
  async keepAnew(): Promise<void> {
    for (const { seat } of this.#taken) await this.#register.seats.save(seat);
  }

  /** Strikes seats with nothing waiting off the record; the others are found again at the next start. */
  async close(waiting: readonly Edit[]): Promise<void> {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
    for (const { seat } of this.#taken) {
      seat.row = { ...seat.row, isOpen: waiting.some(({ writer }) => writer === seat.row.writer) };
      await this.#register.seats.save(seat).catch(() => this.#host.storageFailed());
    }
  }

  /** Lets other tabs have the seats. */
  release(): void {
    for (const { seat } of this.#taken) seat.release();
    this.#taken.clear();
  }

  #saveSoon(seat: Seat): void {
    const { writer } = seat.row;
    if (this.#timers.has(writer)) return;
    const save = () => {
      this.#timers.delete(writer);
      this.#register.seats.save(seat).catch(() => this.#host.storageFailed());
    };
    this.#timers.set(writer, setTimeout(save, saveAfterMs));
  }
}
