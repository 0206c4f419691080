/**
 * Whom the steward's tests let write, and when.
 *
 * @module
 */
import type { StewardContext } from "./steward.ts";

const now = Date.UTC(2026, 0, 1);

/** A user who may write everything that the test does not forbid. */
export const context = (user: string, over: Partial<StewardContext> = {}): StewardContext => ({
  user,
  role: "common",
  nowMs: now,
  standing: () => "holds",
  mayEdit: () => true,
  check: () => undefined,
  ...over,
});
