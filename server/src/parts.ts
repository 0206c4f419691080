/**
 * `@couplet/server/parts`: what a server is put together from, for a simulation that puts it together around a network, a disk and a
 * clock of its own.
 *
 * Not      for programs: those start a server, see `index.ts`.
 *
 * @module
 */
export { Accounts } from "./accounts/accounts.ts";
export { EndedSessions } from "./accounts/ended-sessions.ts";
export { Passkeys } from "./accounts/passkeys.ts";
export { TestAuthenticator } from "./accounts/test-authenticator.ts";
export { createApp } from "./app.ts";
export { becomeAnother, seriesOf } from "./backup/restore.ts";
export { admit, closeOf, type AdmissionDependencies, type Verdict } from "./http/admission.ts";
export { createMetrics, nothingMeasured } from "./http/metrics.ts";
export { createOriginCheck } from "./http/origin.ts";
export { SignIn } from "./http/sign-in.ts";
export { attachUpgrade } from "./http/upgrade.ts";
export { RateLimiter, socketsPerAddress } from "./http/rate-limit.ts";
export { createLog } from "./log.ts";
export { openDatabase } from "./store/schema.ts";
export { SqliteStore } from "./store/sqlite.ts";
export type { Store, Write } from "./store/store.ts";
export { createTokenVerifier, InvalidTokenError, type VerifyToken } from "./token.ts";
export { verifyDatabase } from "./verify/verify.ts";
export { ErasedCards } from "./workspace/erased-cards.ts";
export { Workspaces } from "./workspace/workspaces.ts";
