/**
 * The documents that are open, each once, whoever needs it; kept open until everything in them is confirmed.
 *
 * Shape    `acquire` and `release` in pairs. A copy nobody needs lingers for a moment, then closes; one with edits that wait
 *          stays until they are decided.
 *
 * @module
 */
import type { Scalar } from "@couplet/model";
import { closeCodes, type Refusal } from "@couplet/protocol";
import { readCopies } from "./copy-states.ts";
import { until } from "./copy-until.ts";
import type { CopyContext, CopyListener } from "./copy-context.ts";
import { EarlyEdits } from "./early-edits.ts";
import type { Edit } from "./outstanding.ts";
import { CopyRemoval } from "./copy-removal.ts";
import { claim, type Release } from "./exclusive.ts";
import { editsOf, idsOf, readLeft, type LeftEdits } from "./left-edits.ts";
import { displacedRefusal } from "./room-end.ts";
import type { DocumentRole, Seat } from "./seats.ts";
import { WorkingCopy } from "./working-copy.ts";
import * as Y from "yjs";

/** Told of every copy's news, with the copy. */
export interface CopiesListener {
  opened(copy: WorkingCopy): CopyListener;
  stateChanged(): void;
}

interface Held {
  readonly copy: WorkingCopy;
  readonly lock: Promise<Release | undefined>;
  uses: number;
  closing: ReturnType<typeof setTimeout> | undefined;
}

const lingerMs = 1_500;

export class WorkingCopies {
  readonly #context: CopyContext;
  readonly #listener: CopiesListener;
  /** By document: the copy that is in use now. */
  readonly #held = new Map<string, Held>();
  /** Copies given up for a fresh one, until those who used them have moved. */
  readonly #spoilt = new Set<Held>();
  /** Left in copies that were given up, and not yet in the next one. */
  readonly #moving = new Set<Edit>();
  readonly #early: EarlyEdits;
  readonly #removal: CopyRemoval;
  readonly #closings = new Set<Promise<void>>();
  readonly #stopHearing: () => void;
  /** What may have been left on the device is being looked for. */
  #looking = 1;
  #isClosed = false;

  constructor(context: CopyContext, listener: CopiesListener) {
    this.#context = context;
    this.#listener = listener;
    this.#early = new EarlyEdits(context.tellTime);
    this.#removal = new CopyRemoval(context, {
      isOpen: (documentId) => this.#held.has(documentId),
      isInUse: (name) => [...this.#held.values(), ...this.#spoilt].some(({ copy }) => copy.storageName === name),
      isClosed: () => this.#isClosed,
      drain: () => this.drain(),
    });
    this.#stopHearing = context.register.documents.observe((documentIds) => {
      for (const documentId of documentIds) this.#givenUp(documentId);
    });
  }

  /** Whether there may be edits that are not among those that wait yet. */
  get isLooking(): boolean {
    return this.#looking > 0;
  }

  /** The copy of a document, opened where it is not. The caller connects it. */
  acquire(documentId: string, role: DocumentRole): WorkingCopy {
    const present = this.#held.get(documentId);
    if (present?.copy.isSpoilt) this.#giveUp(present);
    const held = this.#held.get(documentId) ?? this.#open(documentId, role);
    held.uses += 1;
    clearTimeout(held.closing);
    held.closing = undefined;
    return held.copy;
  }

  release(copy: WorkingCopy): void {
    const held = [this.#held.get(copy.documentId), ...this.#spoilt].find((candidate) => candidate?.copy === copy);
    if (!held) return;
    held.uses -= 1;
    if (!this.#spoilt.has(held) && copy.isUnfit) this.#giveUp(held);
    else if (!this.#spoilt.has(held)) this.#closeWhenDone(held);
    else if (held.uses === 0) this.#track(this.#discard(held));
  }

  /** The next one to ask for the document gets a fresh copy. */
  #giveUp(held: Held): void {
    this.#held.delete(held.copy.documentId);
    this.#spoilt.add(held);
    this.#renew(held.copy);
    if (held.uses === 0) this.#track(this.#discard(held));
  }

  #givenUp(documentId: string): void {
    const held = this.#held.get(documentId);
    // Whoever asked since has a fresh copy: those who wait for the one before it wait in vain.
    const copies = [held, ...this.#spoilt].flatMap((one) => (one?.copy.documentId === documentId ? one.copy : []));
    for (const copy of copies) copy.givenUp();
    if (held?.uses === 0 && held.copy.isUnfit && this.#held.get(documentId) === held) this.#giveUp(held);
  }

  /** What the device's copies hold, by document, and the edits in them that wait. */
  states = (): ReturnType<typeof readCopies> => readCopies(this.#context, [...this]);

  /** These have what the server has lost. Once resolved nothing of them goes out any more; what waits in them goes on in fresh ones. */
  async leave(documentIds: readonly string[]): Promise<void> {
    const { documents } = this.#context.register;
    for (const documentId of documentIds) {
      const name = documents.storageNameOf(documentId);
      await documents.renew(documentId, name, true);
      this.#givenUp(documentId);
      this.#track(this.#removal.forgetStorage(documentId, name));
    }
  }

  #renew({ documentId, storageName }: WorkingCopy): void {
    const { register } = this.#context;
    register.documents.renew(documentId, storageName).catch(() => this.#context.storageFailed());
  }

  async #discard(held: Held): Promise<void> {
    const { copy } = held;
    const { disk } = this.#context;
    // What was typed while its card was moving to the fresh copy is on the device; where nothing is kept, its author has it back.
    if (!disk) copy.giveUp(displacedRefusal());
    await this.#look(async () => {
      this.#spoilt.delete(held);
      await copy.close();
      await this.#unlock(held);
      await this.#removal.forgetStorage(copy.documentId, copy.storageName);
    });
  }

  async #unlock({ lock }: Held): Promise<void> {
    (await lock)?.();
    // The name is free a moment after it was given up.
    if (!this.#isClosed) await new Promise((resolve) => setTimeout(resolve));
  }

  /** Until it is done there may be edits that are not among those that wait. */
  async #look(work: () => Promise<void>): Promise<void> {
    this.#looking += 1;
    try {
      await work();
    } finally {
      this.#looking -= 1;
      this.#listener.stateChanged();
    }
  }

  /** The server has forgotten the document. @returns false: a copy is still needed here, and goes once it is closed */
  letGo = (documentId: string): Promise<boolean> => this.#removal.forget(documentId, true);

  open(documentId: string): WorkingCopy | undefined {
    return this.#held.get(documentId)?.copy;
  }

  *[Symbol.iterator](): Iterator<WorkingCopy> {
    for (const { copy } of this.#held.values()) yield copy;
  }

  /** All edits that wait, in all open documents. */
  waiting(): readonly Edit[] {
    return [...[...this.#held.values(), ...this.#spoilt].flatMap(({ copy }) => copy.waiting), ...this.#moving];
  }

  /** Finds what was left by tabs that are gone. */
  async start(): Promise<void> {
    const { documents } = this.#context.register;
    await this.drain();
    this.#looking -= 1;
    this.#listener.stateChanged();
    for (const documentId of documents.ids())
      for (const name of documents.givenUp(documentId)) this.#track(this.#removal.forgetStorage(documentId, name));
  }

  /** Opens what was left with edits that may not be confirmed, so that they are sent, and closes it once they are. */
  async drain(): Promise<void> {
    const seats = Map.groupBy(await this.#context.register.seats.abandoned(), ({ row }) => row.documentId);
    for (const [documentId, seatsOfDocument] of seats) {
      const [first] = seatsOfDocument;
      if (!first || this.#isClosed) continue;
      const copy = this.acquire(documentId, first.row.role);
      this.#drainCopy(copy, seatsOfDocument).catch(() => this.#context.storageFailed());
    }
  }

  async #drainCopy(copy: WorkingCopy, seats: readonly Seat[]): Promise<void> {
    const left = new Map<Seat, LeftEdits>();
    await this.#look(async () => {
      for (const seat of seats) {
        const { storage = copy.storageName } = seat.row;
        const { disk } = this.#context;
        if (storage === copy.storageName || !disk) await copy.adoptSeat(seat);
        else left.set(seat, await readLeft(disk, seat.row, storage));
      }
      for (const edits of left.values()) for (const edit of editsOf(edits)) this.#moving.add(edit);
    });
    copy.connect();
    // What the document has by now must be there first: it may know them already.
    if (left.size > 0) await until(copy, () => copy.isSynced || copy.endedWith !== undefined || copy.isUnfit);
    if (copy.isUnfit) {
      // They stay where they are, for the next copy.
      for (const [seat, edits] of left) {
        seat.release();
        this.#moved(edits);
      }
      this.release(copy);
      return;
    }
    const together = idsOf(left.values());
    for (const [seat, edits] of left) await this.#takeOver(copy, seat, edits, together);
    const isSettled = (): boolean => copy.isSynced || copy.endedWith !== undefined;
    await until(copy, () => copy.isUnfit || (copy.waiting.length === 0 && isSettled()));
    this.release(copy);
    for (const name of new Set([...left.values()].flatMap(({ row }) => row.storage ?? [])))
      await this.#removal.forgetStorage(copy.documentId, name);
  }

  async #takeOver(copy: WorkingCopy, seat: Seat, left: LeftEdits, together: ReadonlySet<string>): Promise<void> {
    const taken = copy.takeOver(seat, left, together);
    this.#moved(left);
    await taken;
  }

  #moved(left: LeftEdits): void {
    const ids = new Set(editsOf(left).map(({ id }) => id));
    for (const edit of this.#moving) if (ids.has(edit.id)) this.#moving.delete(edit);
    this.#listener.stateChanged();
  }

  /** Writes all that is open to the device once more. @throws where something was not taken */
  async keepAnew(): Promise<void> {
    await Promise.all([...this.#held.values(), ...this.#spoilt].map(({ copy }) => copy.keepAnew()));
  }

  /** Sets again what was stamped too early; until then it waits. @throws where that cannot be */
  async setInTime(documentId: string, role: DocumentRole, edit: Edit): Promise<void> {
    const copy = this.acquire(documentId, role);
    this.#moving.add(edit);
    try {
      copy.connect();
      await this.#early.setAgain(copy, edit);
    } finally {
      this.#moving.delete(edit);
      this.release(copy);
      this.#listener.stateChanged();
    }
  }

  isEarly = (edit: Edit, refusal: Refusal): boolean => this.#early.isEarly(edit, refusal);

  /** Commands were queued or answered. */
  holdsChanged(): void {
    for (const copy of this) copy.holdsChanged();
  }

  /** Resolves when the copies have nothing that waits, or after `timeoutMs`. */
  async flush(isMeant: (copy: WorkingCopy) => boolean, timeoutMs: number): Promise<void> {
    const copies = [...this].filter((copy) => copy.waiting.length > 0 && isMeant(copy));
    await Promise.all(copies.map((copy) => until(copy, () => copy.waiting.length === 0, timeoutMs)));
  }

  /** The document will never be. */
  giveUp(documentId: string, refusal: Refusal): void {
    const held = this.#held.get(documentId);
    held?.copy.giveUp(refusal);
    if (held?.uses === 0) this.#closeWhenDone(held);
  }

  /** Brings a document that a forecast showed in step with what the server made of it. */
  async bringInStep(documentId: string, role: DocumentRole, shown: Readonly<Record<string, Scalar>>): Promise<void> {
    if (this.#isClosed) return;
    const copy = this.acquire(documentId, role);
    copy.connect();
    const isInStep = (): boolean => copy.isSynced && copy.waiting.length === 0;
    await until(copy, () => isInStep() || copy.endedWith !== undefined || copy.isUnfit);
    if (copy.endedWith === undefined && !copy.isUnfit) copy.standUp(shown);
    this.release(copy);
  }

  /** Closes all; edits that wait stay on the device and on record. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#stopHearing();
    for (const held of this.#held.values()) {
      clearTimeout(held.closing);
      this.#track(this.#close(held));
    }
    for (const held of this.#spoilt) this.#track(this.#discard(held));
    await Promise.allSettled(this.#closings);
  }

  #open(documentId: string, role: DocumentRole): Held {
    const copy = new WorkingCopy(this.#context, documentId, role);
    const lock = this.#context.disk
      ? claim(this.#context.register.documents.lockOf(copy.storageName), "shared")
      : Promise.resolve(undefined);
    const held: Held = { copy, lock, uses: 0, closing: undefined };
    this.#held.set(documentId, held);
    copy.observe(this.#listener.opened(copy));
    copy.observe({
      stateChanged: () => {
        this.#listener.stateChanged();
        if (held.uses === 0) this.#closeWhenDone(held);
      },
    });
    if (this.#context.disk) {
      copy.loaded
        .then(() => this.#context.register.documents.touch(documentId))
        .catch(() => this.#context.storageFailed());
    }
    return held;
  }

  #closeWhenDone(held: Held): void {
    if (held.uses > 0 || held.closing !== undefined || held.copy.waiting.length > 0 || this.#isClosed) return;
    held.closing = setTimeout(() => {
      held.closing = undefined;
      if (held.uses === 0 && held.copy.waiting.length === 0) this.#track(this.#close(held));
    }, lingerMs);
  }

  #track(closing: Promise<void>): void {
    const tracked = closing.finally(() => this.#closings.delete(tracked));
    this.#closings.add(tracked);
    tracked.catch(() => this.#context.storageFailed());
  }

  async #close(held: Held): Promise<void> {
    const { copy } = held;
    this.#held.delete(copy.documentId);
    const isOver = copy.endedWith === closeCodes.documentRetired || copy.endedWith === closeCodes.documentForgotten;
    const isErased = this.#context.register.marks.known.left.includes(copy.documentId);
    const isRetired = (isOver || isErased) && copy.waiting.length === 0;
    // What the role does not read any more does not stay on the device.
    const isClosedToRole = copy.endedWith === closeCodes.notAllowed && copy.role === "card";
    const isGone = copy.isSpoilt || isRetired || isClosedToRole;
    const { kept, disk } = this.#context;
    const state = !isGone && copy.isSynced && kept?.has(copy.documentId) ? Y.encodeStateAsUpdate(copy.doc) : undefined;
    await copy.close();
    await this.#unlock(held);
    this.#listener.stateChanged();
    if (this.#isClosed) return;
    // After a restore it may be what the server has lost.
    if (state && !copy.isUnfit) await kept?.fold(copy.documentId, state);
    if (!disk) return;
    if (copy.isSpoilt) {
      // What others have left in there goes on in a fresh one.
      this.#renew(copy);
      await this.#removal.forgetStorage(copy.documentId, copy.storageName);
    }
    if (isGone) await this.#removal.forget(copy.documentId, true);
    for (const documentId of await this.#context.register.surplusDocuments()) {
      // Where the replica has it only the copy goes: the writers are those of the next one.
      await this.#removal.forget(documentId, kept?.has(documentId) !== true);
    }
  }
}
