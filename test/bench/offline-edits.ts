/**
 * 500 edits made offline over 200 documents, pushed over channels of one `/sync` connection and acknowledged; beside the same bytes in one batch
 * to a bare server that writes them down.
 *
 * Shape    part of `npm run bench -- sync`. From connecting to the last acknowledgement; each run edits other documents, so that no room is
 *          open yet. A document's edits travel as one update with the channel's opening, as of a client that knows from its replica what the
 *          server has.
 *
 * @module
 */
import { RecordDocument, WriterClock } from "@couplet/crdt";
import {
  decodeToClient,
  encodeTagged,
  encodeToServer,
  messageTypes,
  offerOf,
  readSettled,
  syncTypes,
  syncVersions,
} from "@couplet/protocol";
import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { WebSocket } from "ws";
import * as Y from "yjs";
import type { ServerProcess } from "../harness/server-process.ts";
import { median, print } from "./lines.ts";
import { startScript } from "./script-process.ts";
import { cardIdOf, documentIdOf } from "./seed-workspace.ts";

export interface Cached {
  readonly epoch: string;
  readonly cursor: Uint8Array;
}

export interface Push {
  readonly documents: number;
  readonly edits: number;
  readonly runs: number;
  readonly token: string;
  readonly user: string;
  readonly place: string;
  /** Where the client stands in the feed: it had everything when it went offline. */
  readonly standing: () => Promise<Cached>;
  /** Bytes of a document, by its place in the seeded workspace. */
  readonly bytesOf: (index: number) => Uint8Array;
}

const fields = ["city", "address", "county"];

export async function pushOffline(server: ServerProcess, options: Push): Promise<void> {
  const bare = await startScript(["test/bench/bare-push.ts", options.place]);
  const times = { couplet: [] as number[], bare: [] as number[] };
  const cpuMs: number[] = [];
  let bytes = { couplet: 0, bare: 0 };
  for (let turn = 0; turn < options.runs; turn += 1) {
    const made = editOffline(options, turn * options.documents);
    const theirs = await pushBare(bare.port, [...made.values()]);
    const cached = await options.standing();
    const before = cpuMsOf(server.pid);
    const ours = await pushChannels(server.url, options.token, cached, made);
    cpuMs.push(cpuMsOf(server.pid) - before);
    times.bare.push(theirs.ms);
    times.couplet.push(ours.ms);
    bytes = { couplet: ours.bytes, bare: theirs.bytes };
  }
  await bare.stop();
  const { documents, edits, runs } = options;
  const timeToBare = median(times.couplet.map((ms, index) => ms / (times.bare[index] ?? Number.NaN)));
  const medianMs = { couplet: median(times.couplet), bare: median(times.bare) };
  const work = `${edits} offline edits over ${documents} documents, acknowledged`;
  print({ bench: "sync", work, medianMs, timeToBare, serverCpuMs: median(cpuMs), bytes, runs });
}

/** @returns an update by document */
function editOffline({ documents, edits, user, bytesOf }: Push, first: number): Map<string, Uint8Array> {
  const clock = new WriterClock(() => Date.now());
  const made = new Map<string, Uint8Array>();
  for (let at = 0; at < documents; at += 1) {
    const index = first + at;
    const doc = new Y.Doc();
    Y.applyUpdate(doc, bytesOf(index));
    const before = Y.encodeStateVector(doc);
    const record = new RecordDocument(doc);
    record.register(`bench${index}`, { card: cardIdOf(index), user });
    const share = Math.floor(((at + 1) * edits) / documents) - Math.floor((at * edits) / documents);
    for (const field of fields.slice(0, share))
      record.set(field, `Offline ${index}`, { writer: `bench${index}`, at: clock.next() });
    made.set(documentIdOf(index), Y.encodeStateAsUpdate(doc, before));
  }
  return made;
}

interface Pushed {
  readonly ms: number;
  readonly bytes: number;
}

async function pushBare(port: number, updates: readonly Uint8Array[]): Promise<Pushed> {
  const startedMs = performance.now();
  const socket = new WebSocket(`ws://127.0.0.1:${port}`, { perMessageDeflate: false });
  await once(socket, "open");
  const message = encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, updates.length);
    for (const update of updates) encoding.writeVarUint8Array(encoder, update);
  });
  socket.send(message);
  await once(socket, "message");
  const ms = performance.now() - startedMs;
  socket.terminate();
  return { ms, bytes: message.byteLength };
}

async function pushChannels(
  url: string,
  token: string,
  { epoch, cursor }: Cached,
  made: ReadonlyMap<string, Uint8Array>,
): Promise<Pushed> {
  const startedMs = performance.now();
  const socket = new WebSocket(`${url.replace("http", "ws")}/sync`, offerOf(token, false), {
    perMessageDeflate: false,
  });
  let bytes = 0;
  const send = (frame: Uint8Array): void => {
    bytes += frame.byteLength;
    socket.send(frame);
  };
  socket.on("open", () => {
    send(encodeToServer({ type: "hello", ...syncVersions, epoch, cursor, language: "en", feed: true }));
    let channel = 0;
    for (const [documentId, update] of made) {
      channel += 1;
      const frame = encoding.encode((encoder) => {
        encoding.writeVarUint(encoder, messageTypes.sync);
        encoding.writeVarUint(encoder, syncTypes.update);
        encoding.writeVarUint8Array(encoder, update);
      });
      send(encodeToServer({ type: "open", channel, documentId, acks: true }));
      send(encodeToServer({ type: "channel", channel, frame: encodeTagged(1, frame) }));
    }
  });
  let settled = 0;
  const ms = await new Promise<number>((resolve, reject) => {
    socket.on("error", reject);
    socket.on("close", (code) => reject(new Error(`Closed with ${code}`)));
    socket.on("message", (message: Buffer) => {
      const frame = decodeToClient(message);
      if (frame.type === "closed") reject(new Error(`A channel was closed with ${frame.code}`));
      if (frame.type !== "channel") return;
      const decoder = decoding.createDecoder(frame.frame);
      if (decoding.readVarUint(decoder) !== messageTypes.settled) return;
      const { refusals } = readSettled(decoder);
      if (refusals.length > 0) reject(new Error(JSON.stringify(refusals)));
      settled += 1;
      if (settled === made.size) resolve(performance.now() - startedMs);
    });
  });
  socket.removeAllListeners("close");
  socket.terminate();
  return { ms, bytes };
}

/** Processor time a process has used, in steps of 10 ms. */
export function cpuMsOf(pid: number): number {
  const fieldsOf = readFileSync(`/proc/${pid}/stat`, "utf8")
    .replace(/^.*\) /u, "")
    .split(" ");
  return (Number(fieldsOf[11]) + Number(fieldsOf[12])) * 10;
}
