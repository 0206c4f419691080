/**
 * The feed where thousands listen: told at once where it was quiet, else together.
 *
 * @module
 */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Feed } from "./feed.ts";
import { defaultSyncLimits } from "./sync-limits.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Nothing is read: only when it is told matters here. */
const unread = (): Promise<never> => Promise.reject(new Error("read"));
const store = { changed: unread, countChanged: unread, epoch: unread, lastLogged: unread, lastSeq: unread };

/** How often everybody is told in a second with a commit every ten milliseconds. */
function tellingsWith(listeners: number): number {
  const feed = new Feed({ store, workspace: "muster-ag", limits: defaultSyncLimits });
  let told = 0;
  for (let index = 0; index < listeners; index += 1) feed.listen(() => void (told += 1));
  for (let commit = 0; commit < 100; commit += 1) {
    feed.moved();
    vi.advanceTimersByTime(10);
  }
  feed.close();
  return told / listeners;
}

test("[SY8] the more connections listen, the more commits each telling is of; a few hear of each within moments", () => {
  expect(tellingsWith(1)).toBeGreaterThan(30);
  expect(tellingsWith(200)).toBeGreaterThan(30);
  const ofThousands = tellingsWith(5_000);
  expect(ofThousands).toBeGreaterThan(1);
  expect(ofThousands).toBeLessThan(4);
});

test("[SY8] where nothing was told just before, thousands hear of a commit as soon as a few do", () => {
  const feed = new Feed({ store, workspace: "muster-ag", limits: defaultSyncLimits });
  let told = 0;
  for (let index = 0; index < 5_000; index += 1) feed.listen(() => void (told += 1));
  feed.moved();
  vi.advanceTimersByTime(defaultSyncLimits.gatherMs);
  expect(told).toBe(5_000);
  feed.close();
});
