import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { OpenCards } from "./open-cards.ts";

const nothing = { recount: () => undefined, visible: () => undefined, unheard: () => undefined };
let cards: OpenCards;
beforeEach(() => {
  vi.useFakeTimers();
  cards = new OpenCards(() => false, nothing);
});
afterEach(() => {
  cards.close();
  vi.useRealTimers();
});

async function isQuiet(): Promise<boolean> {
  let quiet = false;
  void cards.quiet().then(() => (quiet = true));
  await vi.advanceTimersByTimeAsync(0);
  return quiet;
}

test("[LS3] what can wait waits for every card that is being opened, also for one that cannot be", async () => {
  expect(await isQuiet()).toBe(true);
  const ends: (() => void)[] = [];
  const opened = (): Promise<void> => new Promise((resolve) => ends.push(resolve));
  const first = cards.opened({ opened });
  const failing = cards.opened({ opened: () => opened().then(() => Promise.reject(new Error("not there"))) });
  const failure = expect(failing).rejects.toThrow("not there");
  expect(await isQuiet()).toBe(false);
  ends[0]?.();
  await first;
  expect(await isQuiet()).toBe(false);
  ends[1]?.();
  await failure;
  expect(await isQuiet()).toBe(true);
});

test("[LS3] nothing waits for ever for a card that waits for the server", async () => {
  void cards.opened({ opened: () => new Promise(() => undefined) });
  let quiet = false;
  void cards.quiet().then(() => (quiet = true));
  await vi.advanceTimersByTimeAsync(1_000);
  expect(quiet).toBe(true);
});
