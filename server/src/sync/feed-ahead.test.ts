import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { FeedAhead } from "./feed-ahead.ts";

const limits = { aheadAfterMs: 1_000, aheadPauseMs: 10, aheadBusyMs: 100, aheadAgainMs: 60_000 };
let asked: number[];
let failures: unknown[];
let isBroken: boolean;
let ahead: FeedAhead;

beforeEach(() => {
  vi.useFakeTimers();
  [asked, failures, isBroken] = [[], [], false];
  const feed = {
    keepAhead: async (_kinds: number, after: number): Promise<number | undefined> => {
      asked.push(after);
      if (isBroken) throw new Error("no disk");
      return await Promise.resolve(after === 4 ? undefined : after + 1);
    },
  };
  ahead = new FeedAhead(feed, limits, (error) => failures.push(error));
});
afterEach(() => {
  ahead.stop();
  vi.useRealTimers();
});

const pass = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);

test("[SY22] a pass begins a moment after the start, page by page, and again only when something has changed, and not soon", async () => {
  await pass(999);
  expect(asked).toEqual([]);
  await pass(11);
  expect(asked).toEqual([0, 1]);
  await pass(1_000);
  expect(asked).toEqual([0, 1, 2, 3, 4]);
  await pass(600_000);
  expect(asked).toHaveLength(5);
  ahead.moved();
  await pass(59_000);
  expect(asked).toHaveLength(5);
  await pass(2_000);
  expect(asked).toHaveLength(10);
});

test("[SY22] a pass gives way while there are commits, and ends with the workspace", async () => {
  await pass(1_000);
  expect(asked).toEqual([0]);
  for (let commit = 0; commit < 20; commit += 1) {
    ahead.moved();
    await pass(50);
  }
  expect(asked).toEqual([0]);
  await pass(500);
  expect(asked).toEqual([0, 1, 2, 3, 4]);
  // What was committed while it was under way is for the next one.
  await pass(61_000);
  expect(asked).toHaveLength(10);
  ahead.moved();
  ahead.stop();
  await pass(100_000);
  expect(asked).toHaveLength(10);
});

test("[SY22] where it fails that is told, and it is tried again after a change", async () => {
  isBroken = true;
  await pass(5_000);
  expect([asked.length, failures.length]).toEqual([1, 1]);
  isBroken = false;
  ahead.moved();
  await pass(61_000);
  expect(asked.slice(1)).toEqual([0, 1, 2, 3, 4]);
});
