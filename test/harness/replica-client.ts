/**
 * A replica over the real `/sync`, without an engine around it.
 *
 * @module
 */
import { MemoryReplicaStore, Replica, type ReplicaStore } from "@couplet/engine/disk";
import type { Role } from "@couplet/model";
import { SyncClient } from "./sync-client.ts";
import { SyncReplica } from "./sync-replica.ts";

export interface ReplicaClient {
  readonly replica: Replica;
  readonly client: SyncClient;
  /** Resolves once it is so and everything that has come is stored. */
  until(isSo: () => boolean): Promise<void>;
  end(): void;
}

export interface ReplicaClientOptions {
  readonly url: string;
  readonly token: string;
  readonly role: Role;
  readonly store?: ReplicaStore;
}

export async function startReplica({ url, token, role, store }: ReplicaClientOptions): Promise<ReplicaClient> {
  let isMarked = false;
  const replica = await Replica.open(store ?? new MemoryReplicaStore(), {
    name: crypto.randomUUID(),
    role: () => role,
    nowMs: () => Date.now(),
    marker: { isSet: () => isMarked, set: () => (isMarked = true) },
    failed: () => undefined,
  });
  const at = new SyncReplica();
  const { epoch, cursor } = await replica.position();
  at.epoch = epoch;
  at.cursor = cursor;
  let taken: Promise<void> = Promise.resolve();
  const client = new SyncClient({
    url,
    token,
    replica: at,
    onChunk: (chunk) => (taken = taken.then(() => replica.take(chunk))),
  });
  taken = client.welcomed.then((welcome) => replica.began(welcome.start, welcome.epoch, welcome.pending));
  return {
    replica,
    client,
    until: async (isSo) => {
      for (;;) {
        const before = taken;
        await before;
        if (taken === before && isSo()) return;
        if (taken === before) await new Promise((resolve) => setTimeout(resolve, 10));
      }
    },
    end: () => {
      client.end();
      replica.close();
    },
  };
}
