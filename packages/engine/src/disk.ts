/**
 * `@couplet/engine/disk`: an engine that keeps its things elsewhere than in IndexedDB, and what it keeps of a workspace by itself.
 *
 * @module
 */
export { createEngineOn } from "./create-engine.ts";
export { readCardRow } from "./card-row.ts";
export type { DeviceDisk, KeptDocument } from "./device-disk.ts";
export type { DeviceStore, DeviceTable } from "./device-store.ts";
export { IdbReplicaStore } from "./replica/idb-replica-store.ts";
export { MemoryReplicaStore } from "./replica/memory-replica-store.ts";
export { Replica } from "./replica/replica.ts";
export type { ReplicaContext } from "./replica/replica-context.ts";
export type { ReplicaStore } from "./replica/replica-store.ts";
