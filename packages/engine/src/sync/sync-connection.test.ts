import { closeCodes } from "@couplet/protocol";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Connectivity } from "../connectivity.ts";
import { TokenSource } from "../token-source.ts";
import { SyncConnection } from "./sync-connection.ts";

type Listener = (event: object) => void;

/** Ends as the test says. */
class EndingSocket {
  static made: EndingSocket[] = [];
  readonly #listeners = new Map<string, Listener>();

  constructor() {
    EndingSocket.made.push(this);
  }
  addEventListener(type: string, listener: Listener): void {
    this.#listeners.set(type, listener);
  }
  emit(type: string, event: object = {}): void {
    this.#listeners.get(type)?.(event);
  }
  send(): void {
    // Nobody reads it.
  }
  close(): void {
    // It is over as soon as the test says so.
  }
}

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

let connectivity: Connectivity;
let connection: SyncConnection;
const listeners = new Map<string, () => void>();

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(Math, "random").mockReturnValue(0.5);
  vi.stubGlobal("WebSocket", EndingSocket);
  vi.stubGlobal("addEventListener", (type: string, listener: () => void) => listeners.set(type, listener));
  vi.stubGlobal("removeEventListener", () => undefined);
  EndingSocket.made = [];
  connectivity = new Connectivity(async () => await Promise.resolve(true), false);
  const tokens = new TokenSource(async () => await Promise.resolve({ token: token() }));
  connection = new SyncConnection({ url: "ws://couplet.example/sync", tokens, connectivity });
  openRoom();
});
afterEach(async () => {
  await connection.close();
  connectivity.close();
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

const pass = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);

/** As a provider does that was told of the end. */
const openRoom = (): void =>
  void connection.open("d", { opened: () => undefined, received: () => undefined, closed: () => undefined });

/** Connections that end as soon as they are there, until the next one takes long. */
async function endOften(code: number): Promise<void> {
  await pass(1);
  for (let end = 0; end < 8; end++) {
    const socket = EndingSocket.made.at(-1);
    socket?.emit("open");
    socket?.emit("close", { code, reason: "" });
    openRoom();
    if (end < 7) await pass(12_000);
  }
  EndingSocket.made = [];
  await pass(3_000);
  expect(EndingSocket.made).toHaveLength(0);
}

test("[C2] the pause after an end is over when the server answers a request, and not before", async () => {
  await endOften(1006);
  connectivity.heard();
  await pass(300);
  expect(EndingSocket.made).toHaveLength(1);
});

test("the pause is over when the browser says that the network is back, or somebody asks for it", async () => {
  await endOften(1006);
  listeners.get("online")?.();
  await pass(300);
  expect(EndingSocket.made).toHaveLength(1);
  EndingSocket.made[0]?.emit("open");
  EndingSocket.made[0]?.emit("close", { code: 1006, reason: "" });
  openRoom();
  connection.retryNow();
  await pass(1);
  expect(EndingSocket.made).toHaveLength(2);
});

test("a server that says to stay away is left alone for as long, whatever else it answers", async () => {
  await endOften(closeCodes.tryAgainLater);
  connectivity.heard();
  await pass(3_000);
  expect(EndingSocket.made).toHaveLength(0);
  await pass(12_000);
  expect(EndingSocket.made).toHaveLength(1);
});
