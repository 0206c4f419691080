import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { StorageWatch } from "./storage-watch.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test("[C2] after a failure everything is written anew, again and again, and the failure is over once all was taken", async () => {
  const told: boolean[] = [];
  let isFull = true;
  let tries = 0;
  const watch = new StorageWatch(
    () => {
      tries += 1;
      return isFull ? Promise.reject(new Error("full")) : Promise.resolve();
    },
    () => told.push(watch.hasFailed),
  );
  watch.failed();
  watch.failed();
  await vi.advanceTimersByTimeAsync(20_000);
  expect(tries).toBe(4);
  expect(told).toEqual([true]);
  isFull = false;
  await vi.advanceTimersByTimeAsync(60_000);
  expect([tries, told]).toEqual([5, [true, false]]);
  watch.failed();
  expect(watch.hasFailed).toBe(true);
  await vi.advanceTimersByTimeAsync(1_000);
  expect([tries, told]).toEqual([6, [true, false, true, false]]);
});

test("[C2] what fails while it is written anew is one more failure", async () => {
  let tries = 0;
  const watch = new StorageWatch(
    () => {
      tries += 1;
      // As where a write ends well and its transaction does not.
      if (tries === 1) watch.failed();
      return Promise.resolve();
    },
    () => undefined,
  );
  watch.failed();
  await vi.advanceTimersByTimeAsync(1_000);
  expect([tries, watch.hasFailed]).toEqual([1, true]);
  await vi.advanceTimersByTimeAsync(2_000);
  expect([tries, watch.hasFailed]).toEqual([2, false]);
});

test("a device that was denied storage stays so, and closed nothing is tried any more", async () => {
  let tries = 0;
  const watch = new StorageWatch(
    () => {
      tries += 1;
      return Promise.resolve();
    },
    () => undefined,
  );
  watch.denied();
  watch.failed();
  await vi.advanceTimersByTimeAsync(1_000);
  expect([tries, watch.hasFailed]).toEqual([1, true]);
  watch.failed();
  watch.close();
  await vi.advanceTimersByTimeAsync(100_000);
  expect(tries).toBe(1);
});
