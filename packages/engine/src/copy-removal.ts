/**
 * Takes copies of documents off the device that nobody needs any more.
 *
 * Know     one that a tab has open stays, and so does one with edits that are not decided: those are seen to first.
 *
 * @module
 */
import type { CopyContext } from "./copy-context.ts";
import { claim, type Release } from "./exclusive.ts";

/** What this tab has open. */
interface OpenHere {
  isOpen(documentId: string): boolean;
  /** The copy of that name, also one that was given up. */
  isInUse(storageName: string): boolean;
  isClosed(): boolean;
  /** Sees to edits that another tab has left. */
  drain(): Promise<void>;
}

export class CopyRemoval {
  readonly #context: Pick<CopyContext, "register" | "disk">;
  readonly #here: OpenHere;

  constructor(context: Pick<CopyContext, "register" | "disk">, here: OpenHere) {
    this.#context = context;
    this.#here = here;
  }

  /** Deletes a copy that was given up, unless a tab has it open, and not before what was left in it is in the next one. */
  async forgetStorage(documentId: string, name: string): Promise<void> {
    const { register, disk } = this.#context;
    const here = this.#here;
    const isCurrent = name === register.documents.storageNameOf(documentId);
    if (here.isInUse(name) || !disk || here.isClosed() || isCurrent) return;
    const release = await claim(register.documents.lockOf(name));
    if (!release) return;
    let isLeft = false;
    try {
      isLeft = await register.seats.hasOpen(documentId, name);
      if (isLeft) return;
      await disk.forgetDocument(name);
      await register.documents.forgotten(documentId, name);
    } finally {
      release();
      if (isLeft && !here.isClosed()) await here.drain();
    }
  }

  /**
   * Deletes the device's copies of the document, unless a tab has one open.
   *
   * @param withSeats the document's writers, too @returns whether there is none any more
   */
  async forget(documentId: string, withSeats: boolean): Promise<boolean> {
    const { register, disk } = this.#context;
    const here = this.#here;
    if (here.isOpen(documentId)) return false;
    const names = register.documents.storageNames(documentId);
    const releases: Release[] = [];
    let isLeft = false;
    try {
      for (const name of names) {
        const release = await claim(register.documents.lockOf(name));
        if (!release) return false;
        releases.push(release);
      }
      // Another tab's edits, which this one never had in its copy: they are decided first.
      isLeft = await register.seats.hasOpen(documentId);
      if (isLeft) return false;
      if (withSeats) await register.seats.drop(documentId);
      for (const name of names) await disk?.forgetDocument(name);
      await register.documents.drop(documentId);
      return true;
    } finally {
      for (const release of releases) release();
      if (isLeft && !here.isClosed()) await here.drain();
    }
  }
}
