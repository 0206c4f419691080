/**
 * Opens the replica of a device, so that nothing is in it that its user may not read.
 *
 * @module
 */
import type { Role } from "@couplet/model";
import { openReplicaStore, replicaMarker, type Device } from "../device.ts";
import { MemoryReplicaStore } from "./memory-replica-store.ts";
import type { ReplicaContext } from "./replica-context.ts";
import { Replica } from "./replica.ts";

interface ReplicaFailures {
  /** What came could not be stored. */
  readonly failed: () => void;
  /** The device's cannot be read. */
  readonly denied: () => void;
}

/** Always one: where the device's cannot be read it is filled in memory, and that is told. */
export async function openReplica(
  device: Device,
  role: () => Role,
  { failed, denied }: ReplicaFailures,
): Promise<Replica> {
  const context: ReplicaContext = {
    name: device.register.name,
    role,
    nowMs: () => Date.now(),
    marker: replicaMarker(device),
    failed,
  };
  try {
    const replica = await Replica.open(await openReplicaStore(device, denied), context);
    await replica.forgetUnreadable();
    return replica;
  } catch {
    denied();
    return await Replica.open(new MemoryReplicaStore(), context);
  }
}
