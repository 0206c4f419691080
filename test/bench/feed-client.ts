/**
 * Clients of a first sync and of catching up: Couplet's, which takes every item, and the bare server's, which takes bytes.
 *
 * Shape    from connecting to having everything; what came stays with the caller. Part of `npm run bench -- sync`.
 *
 * @module
 */
import { decodeToClient, encodeToServer, offerOf, syncVersions } from "@couplet/protocol";
import { WebSocket } from "ws";
import type { Cached } from "./offline-edits.ts";

/** What a client has after a sync, and what it cost. */
export interface Synced {
  readonly ms: number;
  readonly bytes: number;
  /** Document bytes and row texts, in the order they came. */
  readonly kept: readonly (Uint8Array | string)[];
  readonly documents: ReadonlyMap<string, Uint8Array>;
  readonly epoch: string;
  readonly cursor: Uint8Array;
}

export const nothing: Cached = { epoch: "", cursor: new Uint8Array() };

/** From connecting to having everything, cursor included. */
export async function sync(url: string, token: string, { epoch, cursor }: Cached): Promise<Synced> {
  const startedMs = performance.now();
  const socket = new WebSocket(`${url.replace("http", "ws")}/sync`, offerOf(token, false), {
    perMessageDeflate: false,
  });
  const byId = new Map<string, Uint8Array>();
  const kept: (Uint8Array | string)[] = [];
  let bytes = 0;
  let chunks = 0;
  let has = { epoch, cursor };
  socket.on("open", () =>
    socket.send(encodeToServer({ type: "hello", ...syncVersions, epoch, cursor, language: "en", feed: true })),
  );
  const ms = await new Promise<number>((resolve, reject) => {
    socket.on("error", reject);
    socket.on("close", (code) => reject(new Error(`Closed with ${code}`)));
    socket.on("message", (message: Buffer) => {
      bytes += message.byteLength;
      const frame = decodeToClient(message);
      if (frame.type === "welcome") has = { ...has, epoch: frame.epoch };
      if (frame.type !== "chunk") return;
      chunks += 1;
      socket.send(encodeToServer({ type: "taken", chunks }));
      for (const item of frame.items) {
        if (item.type === "document") byId.set(item.documentId, item.update);
        if (item.type === "document") kept.push(item.update);
        else if ("row" in item) kept.push(item.row);
      }
      has = { ...has, cursor: frame.cursor };
      if (frame.isLast) resolve(performance.now() - startedMs);
    });
  });
  socket.terminate();
  return { ms, bytes, kept, documents: byId, ...has };
}

/** From connecting to having every byte. */
export async function bareSync(port: number, name: string): Promise<{ readonly ms: number; readonly bytes: number }> {
  const startedMs = performance.now();
  const socket = new WebSocket(`ws://127.0.0.1:${port}/${name}`, { perMessageDeflate: false });
  const kept: Buffer[] = [];
  let bytes = 0;
  const ms = await new Promise<number>((resolve, reject) => {
    socket.on("error", reject);
    socket.on("message", (message: Buffer) => {
      kept.push(message);
      bytes += message.byteLength;
      if (message.byteLength < 128 * 1024) resolve(performance.now() - startedMs);
    });
  });
  socket.terminate();
  return { ms, bytes };
}
