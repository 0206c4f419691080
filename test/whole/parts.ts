/**
 * Where the whole may be made faulty on purpose, to show that the oracle notices.
 *
 * Shape    the sound parts pass everything on as it is; a mutation replaces one of them. Nothing in engine or server knows of this.
 *
 * @module
 */
import type { DeviceTable } from "@couplet/engine/disk";
import type { Write } from "@couplet/server/parts";

export interface Parts {
  /** What of a commit gets into the store. */
  readonly keptWrites: (writes: readonly Write[]) => readonly Write[];
  /** The store says that a commit is durable, and makes it so a moment later. */
  readonly promisesEarly: boolean;
  /** Whether a row that was put gets onto the device's disk. */
  readonly keepsRow: (table: DeviceTable, row: unknown) => boolean;
  /** A command as it is sent, JSON. */
  readonly sentCommand: (body: string) => string;
}

export const soundParts: Parts = {
  keptWrites: (writes) => writes,
  promisesEarly: false,
  keepsRow: () => true,
  sentCommand: (body) => body,
};
