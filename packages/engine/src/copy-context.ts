/**
 * What a working copy needs of the engine around it, and what it tells.
 *
 * @module
 */
import type { Notice, Refusal } from "@couplet/protocol";
import type * as Y from "yjs";
import type { Connectivity } from "./connectivity.ts";
import type { DeviceDisk } from "./device-disk.ts";
import type { Edit } from "./outstanding.ts";
import type { Register } from "./register.ts";
import type { Carrier } from "./sync/carrier.ts";

/** Documents that the device keeps whether or not they are open. */
interface KeptDocuments {
  has(documentId: string): boolean;
  /** As the server last told; `undefined` where it is not here. */
  document(documentId: string): Promise<Uint8Array | undefined>;
  /** Takes in what a copy came to hold. */
  fold(documentId: string, state: Uint8Array): Promise<boolean>;
}

export interface CopyContext {
  readonly carrier: Carrier;
  readonly register: Register;
  /** Absent where documents are not kept. */
  readonly disk: DeviceDisk | undefined;
  /** Absent where nothing is kept but what was opened. */
  readonly kept: KeptDocuments | undefined;
  readonly connectivity: Connectivity;
  /** The server's time, as far as it is known. */
  nowMs(): number;
  /** Asks the server for it. Rejects where it cannot be asked. */
  readonly tellTime: () => Promise<unknown>;
  user(): string;
  /** A command that waits stands between the document and its room. */
  isHeld(documentId: string): boolean;
  /** A command that waits makes the document: it begins here, empty. */
  isNew(documentId: string): boolean;
  storageFailed(): void;
}

export interface CopyListener {
  /** Fields of the record changed; `origin` is the copy itself for edits made here. */
  changed?(fields: ReadonlySet<string>, origin: unknown): void;
  notesChanged?(event: Y.YTextEvent, origin: unknown): void;
  /** Read, in step with the server, or edits confirmed or waiting: something of that changed. */
  stateChanged?(): void;
  confirmed?(edits: readonly Edit[]): void;
  refused?(edit: Edit, refusal: Refusal): void;
  /** The server took the edit and yet it does not stand here: it was carried elsewhere, stranded or refused before we could hear it. */
  displaced?(edits: readonly Edit[]): void;
  notice?(notice: Notice): void;
  /** The server closed the room for good, with a code of 4400 to 4499. */
  ended?(code: number): void;
  presenceChanged?(): void;
}
