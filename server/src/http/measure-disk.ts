/**
 * How full the disk is, and whether it takes anything: measured when somebody looks.
 *
 * @module
 */
import { stat, statfs } from "node:fs/promises";
import { dirname } from "node:path";
import { Gauge } from "prom-client";
import type { Metrics } from "./metrics.ts";

export interface MeasuredStore {
  canWrite(): boolean;
  countStranded(): Promise<number>;
}

/** @param path of the database */
export function measureDisk({ registry }: Metrics, path: string, store: MeasuredStore): void {
  const add = (name: string, help: string, read: () => Promise<number>): void => {
    const gauge: Gauge = new Gauge({
      name: `couplet_${name}`,
      help,
      registers: [registry],
      // A disk that does not even tell its size is no reason to tell nothing else.
      collect: async () => gauge.set(await read().catch(() => Number.NaN)),
    });
  };
  const sizeOf = async (file: string): Promise<number> => (await stat(file).catch(() => ({ size: 0 }))).size;
  const disk = () => statfs(dirname(path));
  add("disk_free_bytes", "Room left where the data are, for this user", async () => {
    const { bavail, bsize } = await disk();
    return bavail * bsize;
  });
  add("disk_size_bytes", "Size of the file system where the data are", async () => {
    const { blocks, bsize } = await disk();
    return blocks * bsize;
  });
  add("database_bytes", "Size of the database", () => sizeOf(path));
  add("database_wal_bytes", "Size of its write-ahead log", () => sizeOf(`${path}-wal`));
  add("disk_trouble", "1 while the disk takes no writes", () => Promise.resolve(store.canWrite() ? 0 : 1));
  add("stranded_edits", "Edits of deleted cards that wait for their authors", () => store.countStranded());
}
