/**
 * What the working copies on this device hold, open or not: after a restore they are compared with what the server has.
 *
 * Shape    as bytes by document, and by writer up to where everything is confirmed: what lies beyond is on its way to the server anyway.
 *
 * @module
 */
import { type Entry, entryId } from "@couplet/crdt";
import * as Y from "yjs";
import type { CopyContext } from "./copy-context.ts";
import type { WorkingCopy } from "./working-copy.ts";

/** A device that is slow is waited for; one that fails is tried again, with the next connection. */
const readWithinMs = 60_000;

export interface CopyStates {
  readonly bytes: ReadonlyMap<string, Uint8Array>;
  /** Whether the entry waits to be sent. */
  readonly isWaiting: (entry: Pick<Entry, "writer" | "at">) => boolean;
}

/** @param open copies that are open now @throws where the device does not give one of the others */
export async function readCopies(
  { register, disk }: Pick<CopyContext, "register" | "disk">,
  open: readonly WorkingCopy[],
): Promise<CopyStates> {
  const { documents, seats } = register;
  await documents.readOn();
  const bytes = new Map<string, Uint8Array>();
  for (const copy of open) {
    await inTime(copy.read());
    await copy.loaded;
    bytes.set(copy.documentId, Y.encodeStateAsUpdate(copy.doc));
  }
  for (const documentId of documents.ids()) {
    if (disk && !bytes.has(documentId))
      bytes.set(documentId, await readStored(disk, documents.storageNameOf(documentId)));
  }
  // Another tab may have the same document open, with edits of its own. Of this tab's the rows are a moment old.
  const rows = (await seats.all()).filter(({ writer }) => !open.some((copy) => copy.hasSeatOf(writer)));
  const confirmedAt = new Map(rows.map((row) => [row.writer, row.confirmedAt]));
  const waiting = new Set(open.flatMap((copy) => copy.waiting.map(({ id }) => id)));
  return {
    bytes,
    isWaiting: (entry) =>
      waiting.has(entryId(entry)) || entry.at > (confirmedAt.get(entry.writer) ?? Number.POSITIVE_INFINITY),
  };
}

/** What is not read yet would come later, and go out as if it were new. @throws where the device does not give it */
async function inTime(read: Promise<void>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("A copy on this device cannot be read")), readWithinMs);
  });
  await Promise.race([read, tooLate]).finally(() => clearTimeout(timer));
}

async function readStored(disk: NonNullable<CopyContext["disk"]>, storageName: string): Promise<Uint8Array> {
  const doc = new Y.Doc();
  const storage = disk.openDocument(storageName, doc, () => undefined);
  try {
    await inTime(storage.read);
    return Y.encodeStateAsUpdate(doc);
  } finally {
    await storage.close();
    doc.destroy();
  }
}
