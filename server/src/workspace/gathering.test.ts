/**
 * Frames that leave together arrive as they would have one by one.
 *
 * @module
 */
import { once } from "node:events";
import { WebSocket, WebSocketServer } from "ws";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Gathering } from "./gathering.ts";

let server: WebSocketServer;
let client: WebSocket;
let socket: WebSocket;
let arrived: Buffer[];
let closed: Promise<number>;

beforeEach(async () => {
  server = new WebSocketServer({ host: "127.0.0.1", port: 0, perMessageDeflate: false });
  await once(server, "listening");
  const accepted = once(server, "connection") as Promise<[WebSocket]>;
  const address = server.address();
  client = new WebSocket(`ws://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`);
  arrived = [];
  client.on("message", (message: Buffer, isBinary: boolean) => {
    expect(isBinary).toBe(true);
    arrived.push(message);
  });
  closed = new Promise((resolve) => client.on("close", resolve));
  [socket] = await accepted;
});
afterEach(() => {
  client.terminate();
  server.close();
});

const frameOf = (length: number, fill: number): Buffer => Buffer.alloc(length, fill);

test("[G1] frames of every length arrive whole and in their order, among frames and pings sent as ever", async () => {
  const gathering = new Gathering(socket);
  const expected: Buffer[] = [];
  const lengths = [0, 1, 125, 126, 127, 1_000, 65_535, 65_536, 200_000];
  for (const [index, length] of lengths.entries()) {
    const [prefix, frame] = [frameOf(index % 3, 7), frameOf(length, index)];
    gathering.gather(frame, prefix);
    expected.push(Buffer.concat([prefix, frame]));
    if (index % 2 === 0) {
      gathering.flush();
      socket.send(frameOf(10, 200 + index));
      socket.ping();
      expected.push(frameOf(10, 200 + index));
    }
  }
  expect(gathering.bytes).toBe(0);
  gathering.gather(frameOf(3, 99));
  expected.push(frameOf(3, 99));
  expect(gathering.bytes).toBe(5);
  // What is left leaves by itself at the end of the turn; a close of the next turn comes behind it.
  setImmediate(() => socket.close(1000));
  expect(await closed).toBe(1000);
  expect(arrived.map(({ length }) => length)).toEqual(expected.map(({ length }) => length));
  expect(Buffer.concat(arrived).equals(Buffer.concat(expected))).toBe(true);
});

test("[G1] what was gathered before a close arrives, what comes after it does not", async () => {
  const gathering = new Gathering(socket);
  gathering.gather(frameOf(4, 1));
  gathering.flush();
  socket.close(4410, "documentRetired");
  gathering.gather(frameOf(4, 2));
  gathering.flush();
  expect(await closed).toBe(4410);
  expect(arrived).toEqual([frameOf(4, 1)]);
});
