import { expect, test } from "vitest";
import { crashRounds } from "../harness/crash-rounds.ts";
import { seeded } from "../harness/random.ts";

const start = Date.now() % 1_000_000;

// The bound is against what hangs.
test.each([start, start + 1])(
  "[G1][G4][C1][C2][C3][C4][C5] five clients edit, link and delete over a bad line, and the server is killed, 10 rounds, seed %i",
  { timeout: 1_200_000 },
  async (seed) => {
    const counts = await crashRounds({ rounds: 10, atLeast: 60, random: seeded(seed) });
    console.log(JSON.stringify({ seed, ...counts }));
    expect(counts).toMatchObject({ rounds: 10, lost: 0 });
    expect(counts.acknowledged).toBeGreaterThanOrEqual(10 * 60);
    expect(Object.keys(counts.commands).length).toBeGreaterThan(2);
    expect(counts.unanswered).toBeGreaterThan(0);
    expect(counts.cut + counts.slow + counts.halfOpen).toBeGreaterThan(0);
  },
);
