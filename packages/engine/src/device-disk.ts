/**
 * Where an engine keeps what outlives it: one register and one database per document, by name.
 *
 * Shape    {@link DeviceDisk}; in a browser `idb-disk.ts`, on IndexedDB. Whoever embeds the engine elsewhere, or wants to see what a
 *          crash of the device does, hands over another one: see `disk.ts`.
 * Not      locks, tokens or settings.
 *
 * @module
 */
import type * as Y from "yjs";
import type { DeviceStore } from "./device-store.ts";
import type { ReplicaStore } from "./replica/replica-store.ts";

/** One document on the device: what it held is read into the `Y.Doc`, and what changes there is written. */
export interface KeptDocument {
  /** True: read; false: not yet, because the device is slow or does not keep the document. Always settles. */
  readonly loaded: Promise<boolean>;
  /** Resolves when it is read, however late: never where the device does not give it. */
  readonly read: Promise<void>;
  /** Whether the server's state was ever written here: a document without entries looks like one that never came. */
  hasSynced(): Promise<boolean>;
  markSynced(): Promise<void>;
  /** Resolves when all edits made before the call are on the device. @throws where they are not, now */
  written(): Promise<void>;
  /** Writes the whole document once more. @throws where that was not taken */
  keepAnew(): Promise<void>;
  /** Takes in what other tabs have written since it was read. */
  catchUp(): Promise<void>;
  close(): Promise<void>;
}

export interface DeviceDisk {
  /** @throws where the device keeps nothing, or does not answer. `onFailure` hears of writes that fail later. */
  openStore(name: string, onFailure: () => void): Promise<DeviceStore>;
  forgetStore(name: string): Promise<void>;
  /** Where the whole workspace is kept; absent on a disk that has no place for it. @throws as `openStore` */
  openReplica?(name: string): Promise<ReplicaStore>;
  openDocument(name: string, doc: Y.Doc, onFailure: () => void): KeptDocument;
  forgetDocument(name: string): Promise<void>;
}
