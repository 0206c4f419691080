/**
 * The server, for tests and benchmarks that run it in their own process.
 *
 * @module
 */
export { defaultSyncLimits, type SyncLimits } from "./sync/sync-limits.ts";
export { type RunningServer, type ServerOptions, type SignInLink, startServer } from "./server.ts";
export { type Claims, signToken } from "./token.ts";
export { restore, type Restored } from "./backup/restore.ts";
export { openSqliteStore } from "./store/sqlite.ts";
export type { Write } from "./store/store.ts";
