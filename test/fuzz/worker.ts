/**
 * A thread that runs rounds of the fuzz: whatever ends it is a finding, and whoever started it sees when it does not go on.
 *
 * Shape    takes a seed and a count, answers the tally. Which input is under way stands in shared memory, where it can be read also
 *          of a thread that hangs.
 *
 * @module
 */
import { seedIds } from "../simulation/seeded-crypto.ts";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { parentPort, workerData } from "node:worker_threads";
import { runRound } from "./round.ts";

const port = parentPort;
if (!port) throw new Error("This is a worker thread");
setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;
const progress = new Int32Array(workerData as SharedArrayBuffer);

port.on("message", ({ seed, inputs }: { readonly seed: number; readonly inputs: number }) => {
  seedIds(seed);
  const onInput = (number: number): void => {
    progress[0] = seed;
    progress[1] = number;
    Atomics.add(progress, 2, 1);
  };
  void runRound({ seed, inputs, onInput }).then((tally) => {
    collectGarbage();
    tally.heapMb = Math.round(process.memoryUsage().heapUsed / 1e6);
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker thread has no origin; the rule means windows
    port.postMessage(tally);
  });
});
