import { closeCodes, decodeToServer, encodeToClient } from "@couplet/protocol";
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
  readonly sent: Uint8Array[] = [];
  send(frame: Uint8Array): void {
    this.sent.push(frame.slice());
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
  connection = new SyncConnection({ url: "ws://couplet.example/sync", tokens, connectivity, language: () => "en" });
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

test("clients that lost their server together do not come back together: each pause is between half and one and a half of what is due", async () => {
  await endOften(1006);
  await pass(8_000);
  const pauseMs = async (random: number): Promise<number> => {
    vi.spyOn(Math, "random").mockReturnValue(random);
    const socket = EndingSocket.made.at(-1);
    const { length } = EndingSocket.made;
    socket?.emit("open");
    socket?.emit("close", { code: 1006, reason: "" });
    openRoom();
    let waitedMs = 0;
    for (; EndingSocket.made.length === length && waitedMs < 20_000; waitedMs += 100) await pass(100);
    return waitedMs;
  };
  expect([await pauseMs(0), await pauseMs(1), await pauseMs(0.5)]).toEqual([5_000, 15_000, 10_000]);
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

const commandFrame = 3;

/** Tags of the commands that the socket was given. */
const tagsOn = (socket: EndingSocket | undefined): number[] =>
  (socket?.sent ?? []).flatMap((bytes) => {
    const frame = bytes[0] === commandFrame ? decodeToServer(bytes) : undefined;
    return frame?.type === "command" ? [frame.tag] : [];
  });
const answer = (socket: EndingSocket | undefined, tag: number): void => {
  const frame = encodeToClient({ type: "outcome", tag, status: 200, json: `"${tag}"` });
  socket?.emit("message", { data: frame.slice().buffer });
};

test("[SY9] a command is answered once, by its tag; one whose socket ends first is told to be undecided, and its late answer is nobody's", async () => {
  expect(await connection.command("1")).toBeUndefined();
  await pass(1);
  const [first] = EndingSocket.made;
  first?.emit("open");
  const commands = ["1", "2", "3"].map((json) => connection.command(json));
  const [one = 0, two = 0, three = 0] = tagsOn(first);
  answer(first, two);
  answer(first, two);
  expect(await commands[1]).toEqual({ status: 200, json: `"${two}"` });
  first?.emit("close", { code: 1006, reason: "" });
  expect(await Promise.all([commands[0], commands[2]])).toEqual([undefined, undefined]);
  openRoom();
  await pass(1_000);
  const second = EndingSocket.made.at(-1);
  second?.emit("open");
  const later = connection.command("4");
  for (const tag of [one, three]) answer(second, tag);
  const [four = 0] = tagsOn(second);
  expect([one, two, three]).not.toContain(four);
  answer(second, four);
  expect(await later).toEqual({ status: 200, json: `"${four}"` });
});

test("[SY9] who waits for an answer that does not come is not left waiting", async () => {
  await pass(1);
  const [socket] = EndingSocket.made;
  socket?.emit("open");
  const command = connection.command("1");
  // Others are answered: the connection is not dead.
  for (let seconds = 0; seconds < 25; seconds += 5) {
    socket?.emit("message", { data: encodeToClient({ type: "beat" }).slice().buffer });
    await pass(5_000);
  }
  expect(await command).toBeUndefined();
});
