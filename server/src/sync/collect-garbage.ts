/**
 * Collects what was made a moment ago and is not used any more.
 *
 * Know     bytes that come from the store lie outside V8's heap, which hurries to collect only what lies in it: a first sync of ten thousand
 *          documents would leave all of them behind for a while. A collection of young objects takes a millisecond and frees them.
 *
 * @module
 */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
const collect: unknown = runInNewContext("gc");

export function collectYoungGarbage(): void {
  if (typeof collect === "function") collect({ type: "minor" });
}
