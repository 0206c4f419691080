import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Connectivity } from "../connectivity.ts";
import { TokenSource } from "../token-source.ts";
import type { FeedSink } from "./feed-sink.ts";
import { SyncConnection } from "./sync-connection.ts";
import { TabCarrier } from "./tab-carrier.ts";

const token = (): string => {
  const claims = {
    sub: "ben",
    name: "Ben",
    workspace: "w",
    role: "admin",
    exp: Math.floor(Date.now() / 1000) + 86_400,
  };
  return `e30.${btoa(JSON.stringify(claims)).replaceAll("=", "")}.x`;
};

/** A disk that cannot be read. */
const brokenSink: FeedSink = {
  position: () => Promise.reject(new Error("no disk")),
  began: () => Promise.resolve(),
  take: () => Promise.resolve(),
};

/** Never answers. */
class SilentSocket {
  addEventListener(): void {
    // Nothing comes.
  }
  send(): void {
    // Nobody reads it.
  }
  close(): void {
    // It never was open.
  }
}

let count = 0;
const closing: (() => Promise<void>)[] = [];

/** A tab, and whether it may have the connection yet. */
function tab(sink?: FeedSink): TabCarrier {
  const connectivity = new Connectivity(async () => await Promise.resolve(true), false);
  const tokens = new TokenSource(async () => await Promise.resolve({ token: token() }));
  const connect = () =>
    new SyncConnection({ url: "ws://couplet.example/sync", tokens, connectivity, language: () => "en", sink });
  const carrier = new TabCarrier({ name: `tabs-${count}`, tokens, connectivity, connect });
  closing.unshift(async () => {
    await carrier.close();
    connectivity.close();
  });
  return carrier;
}

beforeEach(() => {
  count += 1;
  vi.stubGlobal("WebSocket", SilentSocket);
});
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
  vi.unstubAllGlobals();
});

test("[TB8] a tab hears that the one which has the connection cannot store the feed, also where it comes later", async () => {
  const leader = tab(brokenSink);
  await expect.poll(() => leader.isLeading).toBe(true);
  const early = tab();
  await expect.poll(() => leader.feedFails.value).toBe(true);
  const late = tab();
  for (const follower of [early, late]) {
    expect(follower.isLeading).toBe(false);
    await expect.poll(() => follower.feedFails.value).toBe(true);
  }
  // Whoever leads next says what is so with it.
  await leader.close();
  await expect.poll(() => early.isLeading || late.isLeading).toBe(true);
  for (const follower of [early, late]) await expect.poll(() => follower.feedFails.value).toBe(false);
});

test("[SY9] a command of a tab without a way to the server is told to be undecided at once", async () => {
  const leader = tab();
  await expect.poll(() => leader.isLeading).toBe(true);
  const follower = tab();
  expect(await leader.command("1")).toBeUndefined();
  expect(await follower.command("1")).toBeUndefined();
});
