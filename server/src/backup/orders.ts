/**
 * Orders to a running server from the machine it runs on: back up.
 *
 * Shape    a socket in the data directory, which only its owner may enter; one line of JSON in, one out.
 * Not      reachable from elsewhere: no port, no token.
 * Source   docs/OPERATIONS.md
 *
 * @module
 */
import { createHash } from "node:crypto";
import { rmSync } from "node:fs";
import { createConnection, createServer, type Socket } from "node:net";
import { join, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { BackupError } from "./back-up.ts";

interface Order {
  readonly order: "backup";
  readonly file: string;
}
interface Answer {
  /** What went wrong; absent: done. */
  readonly problem?: string;
}

export interface Orders {
  close(): Promise<void>;
}

/** The shortest that any system allows. */
const maxSocketPath = 100;
const maxLineLength = 8_192;

/** Where it is; `undefined`: the directory's path is too long for a socket. */
export function ordersPath(dataDir: string): string | undefined {
  const path = resolve(dataDir);
  if (process.platform === "win32") {
    return String.raw`\\.\pipe\couplet-${createHash("sha256").update(path).digest("hex").slice(0, 24)}`;
  }
  const socket = join(path, "orders");
  return Buffer.byteLength(socket) > maxSocketPath ? undefined : socket;
}

/** Call it as the one who has the database: what an ended process left in its place is removed. */
export async function takeOrders(
  path: string,
  backUp: (file: string) => Promise<void>,
  failed: (error: unknown) => void,
): Promise<Orders> {
  if (process.platform !== "win32") rmSync(path, { force: true });
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => socket.destroy());
    answerOrder(socket, backUp).catch((error: unknown) => {
      failed(error);
      socket.destroy();
    });
  });
  await new Promise<void>((listening, refused) => {
    server.once("error", refused);
    server.listen(path, listening);
  });
  server.on("error", failed);
  return {
    close: async () => {
      const closed = new Promise<void>((done) => server.close(() => done()));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

async function answerOrder(socket: Socket, backUp: (file: string) => Promise<void>): Promise<void> {
  let line = "";
  socket.setEncoding("utf8");
  for await (const part of socket) {
    line += String(part);
    if (line.length > maxLineLength) throw new RangeError("An order is too long");
  }
  if (line === "") return;
  const answer = await obey(line, backUp);
  socket.end(JSON.stringify(answer));
}

async function obey(line: string, backUp: (file: string) => Promise<void>): Promise<Answer> {
  try {
    const { order, file } = JSON.parse(line) as Partial<Order>;
    if (order !== "backup" || typeof file !== "string") return { problem: "This server does not know the order." };
    await backUp(file);
    return {};
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

/** @returns false where no server listens there @throws {BackupError} what it says */
export async function orderBackup(path: string, file: string): Promise<boolean> {
  const socket = createConnection({ path, allowHalfOpen: true });
  try {
    await new Promise<void>((connected, refused) => {
      socket.once("connect", connected);
      socket.once("error", refused);
    });
  } catch {
    return false;
  }
  socket.end(JSON.stringify({ order: "backup", file } satisfies Order));
  const said = await text(socket);
  if (said === "") throw new BackupError("The server ended before the backup was whole. Try again.");
  const { problem } = JSON.parse(said) as Answer;
  if (problem !== undefined) throw new BackupError(`The server could not make it: ${problem}`);
  return true;
}
