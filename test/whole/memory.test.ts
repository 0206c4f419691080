/**
 * Nothing of a history stays once it is over: a hundred thousand of them fit into one process.
 *
 * @module
 */
import "./place.ts";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { runHistory } from "./history.ts";
import { randomOperations } from "./operations.ts";
import { soundParts, type Parts } from "./parts.ts";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** Devices, tabs and server all have the parts; they are there for as long as any of those is. */
async function partsOf(seed: number): Promise<WeakRef<Parts>> {
  const parts: Parts = { ...soundParts };
  await runHistory(seed, randomOperations(seed), parts);
  return new WeakRef(parts);
}

test("[C1] a history of the whole that is over is kept by nobody", async () => {
  const histories: WeakRef<Parts>[] = [];
  for (let seed = 21; seed < 27; seed++) histories.push(await partsOf(seed));
  await new Promise((resolve) => void setImmediate(resolve));
  collect();
  const left = histories.filter((parts) => parts.deref() !== undefined);
  // The app of the process serves the last one's server.
  expect(left.length).toBeLessThanOrEqual(1);
});
