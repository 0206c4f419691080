import { afterEach, expect, test, vi } from "vitest";
import { roomSocketFor, type RoomSocketHooks } from "./room-socket.ts";

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** A half-open link, or a proxy before a server that has gone: neither opens nor fails. */
class MuteSocket {
  static closed = 0;
  readonly readyState = 0;
  addEventListener(): void {}
  close(): void {
    MuteSocket.closed += 1;
  }
}

test("[C2] a handshake that nobody answers is given up, so that what waits is sent over another one", async () => {
  vi.stubGlobal("WebSocket", MuteSocket);
  vi.useFakeTimers();
  const ends: (readonly [code: number, wasOpen: boolean])[] = [];
  const hooks: RoomSocketHooks = {
    admitted: async () => "token",
    tagged: () => undefined,
    settled: () => undefined,
    notice: () => undefined,
    syncStep1: () => new Uint8Array(),
    opened: () => undefined,
    closed: (code, _token, wasOpen) => void ends.push([code, wasOpen]),
  };
  const Socket = roomSocketFor(hooks);
  const socket = new Socket("ws://couplet.example/docs/a");
  await vi.advanceTimersByTimeAsync(19_000);
  expect([socket.readyState, ends]).toEqual([0, []]);
  // oxlint-disable-next-line unicorn/prefer-add-event-listener -- what a stock provider uses
  const closed = new Promise<number>((resolve) => (socket.onclose = ({ code }) => resolve(code)));
  await vi.advanceTimersByTimeAsync(2_000);
  expect(await closed).toBe(1006);
  expect([socket.readyState, ends, MuteSocket.closed]).toEqual([3, [[1006, false]], 1]);
});
