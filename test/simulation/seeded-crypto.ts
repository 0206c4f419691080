/**
 * Makes every random id of a history come from its seed: Yjs client ids, document guids, writer ids.
 *
 * Shape    replaces `crypto.getRandomValues` of this process while a history runs. Must be imported before anything that imports
 *          Yjs, which binds the function as it loads.
 * Not      cryptography; where no seed was given the real source answers.
 *
 * @module
 */
import { webcrypto } from "node:crypto";
import { seeded } from "../harness/random.ts";

const real = webcrypto.getRandomValues.bind(webcrypto);
let random: (() => number) | undefined;

function getRandomValues<T extends NodeJS.TypedArray | null>(array: T): T {
  if (random === undefined || array === null) return real(array as NodeJS.NonSharedUint8Array) as unknown as T;
  const view = array as unknown as { length: number; [index: number]: number };
  for (let index = 0; index < view.length; index++) view[index] = Math.floor(random() * 4_294_967_296);
  return array;
}

Object.defineProperty(webcrypto, "getRandomValues", { value: getRandomValues, configurable: true, writable: true });

/** From here on, in this thread. */
export function seedIds(seed: number): void {
  random = seeded(seed);
}

export function withSeededIds<T>(seed: number, work: () => T): T {
  random = seeded(seed);
  try {
    return work();
  } finally {
    random = undefined;
  }
}
