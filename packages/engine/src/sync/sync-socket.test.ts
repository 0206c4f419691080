import { encodeToClient, type ToClient } from "@couplet/protocol";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { SyncSocket } from "./sync-socket.ts";

type Listener = (event: object) => void;

/** A half-open link, or a proxy before a server that has gone, until a test says otherwise. */
class MuteSocket {
  static last: MuteSocket;
  readonly sent: Uint8Array[] = [];
  closed = 0;
  readonly #listeners = new Map<string, Listener>();

  constructor() {
    // oxlint-disable-next-line unicorn/no-this-assignment, typescript/no-this-alias -- the one the test is about
    MuteSocket.last = this;
  }
  addEventListener(type: string, listener: Listener): void {
    this.#listeners.set(type, listener);
  }
  emit(type: string, event: object = {}): void {
    this.#listeners.get(type)?.(event);
  }
  says(frame: ToClient): void {
    this.emit("message", { data: encodeToClient(frame).slice().buffer });
  }
  send(frame: Uint8Array): void {
    this.sent.push(frame);
  }
  close(): void {
    this.closed += 1;
  }
}

let ends: (readonly [code: number, wasOpen: boolean])[];
const beat = 7;

beforeEach(() => {
  vi.stubGlobal("WebSocket", MuteSocket);
  vi.useFakeTimers();
  ends = [];
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const open = (): SyncSocket =>
  new SyncSocket("ws://couplet.example/sync", "token", {
    opened: () => undefined,
    received: () => undefined,
    ended: (code, _reason, wasOpen) => void ends.push([code, wasOpen]),
  });

const pass = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);

test("[C2] a handshake that nobody answers is given up, so that what waits is sent over another one", async () => {
  const socket = open();
  await pass(19_000);
  expect([socket.isOpen, ends]).toEqual([false, []]);
  await pass(2_000);
  expect([ends, MuteSocket.last.closed]).toEqual([[[1006, false]], 1]);
});

test("[SY21] a server that has been silent is asked, and given up when it does not answer", async () => {
  open();
  MuteSocket.last.emit("open");
  await pass(50_000);
  expect(MuteSocket.last.sent).toEqual([]);
  await pass(10_000);
  expect(MuteSocket.last.sent.map(([type]) => type)).toEqual([beat]);
  MuteSocket.last.says({ type: "beat" });
  await pass(60_000);
  expect([MuteSocket.last.sent.length, ends]).toEqual([2, []]);
  await pass(20_000);
  expect(ends).toEqual([[1006, true]]);
});

test("[SY21] what has to be answered and is not ends the socket soon; what has not to does not", async () => {
  const socket = open();
  MuteSocket.last.emit("open");
  socket.send({ type: "taken", chunks: 1 }, false);
  await pass(40_000);
  expect(ends).toEqual([]);
  socket.send({ type: "channel", channel: 1, frame: Uint8Array.of(0) });
  await pass(14_000);
  expect(ends).toEqual([]);
  await pass(7_000);
  expect(ends).toEqual([[1006, true]]);
});

for (const [jump, ms] of [
  ["back", -7_200_000],
  ["forth", 7_200_000],
] as const) {
  test(`[SY21] a clock that jumps ${jump} two hours leads to a question at most, and a dead server is noticed all the same`, async () => {
    open();
    MuteSocket.last.emit("open");
    await pass(10_000);
    vi.setSystemTime(Date.now() + ms);
    await pass(6_000);
    expect(ends).toEqual([]);
    if (MuteSocket.last.sent.length > 0) MuteSocket.last.says({ type: "beat" });
    await pass(80_000);
    expect(ends).toEqual([[1006, true]]);
  });
}

test("[SY1] a server that says what is no frame is left", () => {
  open();
  MuteSocket.last.emit("open");
  MuteSocket.last.emit("message", { data: Uint8Array.of(99).buffer });
  expect([ends, MuteSocket.last.closed]).toEqual([[[1006, true]], 1]);
});
