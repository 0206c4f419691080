import { MemoryReplicaStore } from "./memory-replica-store.ts";
import { describeReplicaStore } from "./replica-store-contract.ts";

describeReplicaStore("MemoryReplicaStore", () => Promise.resolve(new MemoryReplicaStore()));
