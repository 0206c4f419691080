/**
 * `@couplet/engine/disk`: an engine that keeps its things elsewhere than in IndexedDB.
 *
 * @module
 */
export { createEngineOn } from "./create-engine.ts";
export type { DeviceDisk, KeptDocument } from "./device-disk.ts";
export type { DeviceStore, DeviceTable } from "./device-store.ts";
