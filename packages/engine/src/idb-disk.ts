/**
 * The disk of a browser: IndexedDB, where it has one.
 *
 * @module
 */
import { deleteDB } from "idb";
import type { DeviceDisk } from "./device-disk.ts";
import { DocumentStorage, forgetDocument } from "./document-storage.ts";
import { beginLogAnew } from "./fresh-log.ts";
import { IdbStore } from "./idb-store.ts";
import { IdbReplicaStore } from "./replica/idb-replica-store.ts";

export const idbDisk = (): DeviceDisk | undefined =>
  globalThis.indexedDB === undefined
    ? undefined
    : {
        openStore: async (name, onFailure) => {
          const store = await IdbStore.open(name, onFailure);
          void beginLogAnew();
          return store;
        },
        forgetStore: (name) => deleteDB(name),
        openReplica: (name) => IdbReplicaStore.open(name),
        openDocument: (name, doc, onFailure) => new DocumentStorage(name, doc, onFailure),
        forgetDocument,
      };
