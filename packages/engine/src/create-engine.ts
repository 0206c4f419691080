/**
 * Puts the parts of an engine together.
 *
 * @module
 */
import { EngineClosedError } from "./engine-error.ts";
import type { Engine, EngineOptions } from "./engine.ts";

/** Starts at once; {@link Engine.ready} tells when the user is known. */
export function createEngine(options: EngineOptions): Engine {
  throw new EngineClosedError({ cause: options.endpoint });
}
