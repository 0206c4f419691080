/**
 * 50,000 hostile inputs through the server's real entry points. The same by the million: `npm run campaign -- fuzz`.
 *
 * @module
 */
import { expect, test } from "vitest";
import { fuzz } from "./fuzz.ts";
import { entrances, fates, type Tally } from "./tally.ts";

const inputs = 50_000;
const seed = 20_261_123;

/** A fuzz that stops at the first check of everything tries nothing. */
function neverMet({ byEntrance, answers, goodEdits }: Tally): readonly string[] {
  const never = entrances.flatMap((entrance) =>
    fates.filter((fate) => byEntrance[entrance][fate] === 0).map((fate) => `${entrance}: ${fate}`),
  );
  // What is no frame is only met on sockets; what is put right, only in rooms.
  const impossible = new Set([
    "sync: repaired",
    "request: repaired",
    "request: closed",
    "token: repaired",
    "token: closed",
  ]);
  const wanted = [
    "compared",
    "wanted",
    "recover taken",
    "recover card.elsewhere",
    "recover recovery.over",
    "command 200",
  ];
  const unanswered = wanted.filter((answer) => !Object.hasOwn(answers, answer));
  return [...never.filter((one) => !impossible.has(one)), ...unanswered, ...(goodEdits < 100 ? ["good edits"] : [])];
}

test("[G3] [C2] 50,000 hostile frames, updates, bodies and tokens end in an answer or a close code, change nothing they may not, and leave nothing", async () => {
  const tally = await fuzz({ seed, inputs, workers: 2 });
  console.log(JSON.stringify({ fuzz: "in process", seed, ...tally }));
  expect(tally.findings).toEqual([]);
  expect(neverMet(tally)).toEqual([]);
  expect(tally.inputs).toBe(inputs);
});
