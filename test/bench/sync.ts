/**
 * `npm run bench -- sync`: what it costs to have a whole workspace, and to have it again after a while.
 *
 * Shape    JSON lines: first sync, catching up after 50 changes, restart; each beside a bare `ws` server that holds the same bytes in memory
 *          and sends exactly what is needed, taking turns within a run; y-websocket's server and Hocuspocus 4 with fewer documents, because
 *          their cost grows with every document that did not change.
 *          `BENCH_SIZES=10000,100000` and `BENCH_PEER_DOCUMENTS=1000` choose the sizes.
 * Know     a bare server with the bytes in memory is what nothing can beat; one with the bytes in SQLite, a row each, does what a server has to
 *          whose memory may not grow with the workspace.
 *          Clients keep the bytes and build no documents; a peer's client has to build them, and that is measured.
 *
 * @module
 */
import { decodeToClient, encodeItems, encodeToServer, offerOf, syncVersions } from "@couplet/protocol";
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { WebSocket } from "ws";
import * as Y from "yjs";
import { call, type ServerProcess, startServerProcess, tokenFor } from "../harness/server-process.ts";
import { median, print } from "./lines.ts";
import { startScript } from "./script-process.ts";
import { type Cached, cpuMsOf, pushOffline } from "./offline-edits.ts";
import { cardIdOf, documentIdOf, seedWorkspace } from "./seed-workspace.ts";

const changed = 50;

/** What a client has after a sync, and what it cost. */
interface Synced {
  readonly ms: number;
  readonly bytes: number;
  /** Document bytes and row texts, in the order they came. */
  readonly kept: readonly (Uint8Array | string)[];
  readonly documents: ReadonlyMap<string, Uint8Array>;
  readonly epoch: string;
  readonly cursor: Uint8Array;
}

const nothing: Cached = { epoch: "", cursor: new Uint8Array() };

export async function run({ smoke }: { readonly smoke: boolean }): Promise<void> {
  const sizes = (process.env["BENCH_SIZES"] ?? (smoke ? "200,400" : "10000,100000")).split(",").map(Number);
  const runs = smoke ? 2 : 9;
  const token = await tokenFor("ada");
  const restarts: number[] = [];
  const catchUps = new Map<number, number>();
  for (const documents of sizes) {
    const place = await mkdtemp(join(tmpdir(), "couplet-bench-"));
    const dataDir = join(place, "data");
    print({ bench: "sync", work: "seed", documents, ms: await seedWorkspace(dataDir, "test", documents) });
    const first = await startServerProcess({ dataDir, env: { LOG_LEVEL: "silent" } });
    const cached = await firstSync(first, token, place, { documents, runs });
    await first.kill("SIGTERM");
    await firstSyncAfterRestart(dataDir, token, place, { documents, runs: smoke ? 1 : 7 });
    const server = await startServerProcess({ dataDir, env: { LOG_LEVEL: "silent" } });
    const ours = await catchUp(server, token, place, { documents, runs: runs * 2, cached });
    await push(server, token, place, { documents, runs, cached });
    catchUps.set(documents, ours);
    await server.kill("SIGTERM");
    restarts.push(await restart(dataDir, token, cached, { documents, runs: smoke ? 1 : 5 }));
    await rm(place, { recursive: true, force: true });
  }
  const small = smoke ? 100 : 1_000;
  await restartOf(small, token, smoke ? 1 : 5).then((ms) =>
    print({ bench: "sync", work: "restart, to the smallest", documents: sizes, ratios: restarts.map((it) => it / ms) }),
  );
  const times = [...catchUps.values()];
  if (times.length > 1)
    print({
      bench: "sync",
      work: "catch up, to the first size",
      documents: sizes,
      ratios: times.map((it) => it / (times[0] ?? 1)),
    });
  const peerDocuments = Number(process.env["BENCH_PEER_DOCUMENTS"] ?? (smoke ? 50 : 1_000));
  await peers(peerDocuments, smoke ? 1 : 3, times[0] ?? Number.NaN);
}

/** What was edited offline, in other documents each time. */
async function push(
  server: ServerProcess,
  token: string,
  place: string,
  { documents, runs, cached }: Size & { readonly cached: Synced },
): Promise<void> {
  const edited = Math.min(200, Math.floor(documents / runs));
  const bytesOf = (index: number): Uint8Array => cached.documents.get(documentIdOf(index)) ?? new Uint8Array();
  const edits = Math.floor(edited * 2.5);
  const standing = (): Promise<Cached> => sync(server.url, token, cached);
  await pushOffline(server, { documents: edited, edits, runs, token, user: "ada", place, standing, bytesOf });
}

interface Size {
  readonly documents: number;
  readonly runs: number;
}

/** Everything, by a client that has nothing. */
async function firstSync(
  server: ServerProcess,
  token: string,
  place: string,
  { documents, runs }: Size,
): Promise<Synced> {
  const before = memoryOf(server.pid);
  const cpuBefore = cpuMsOf(server.pid);
  let most = before;
  const watch = setInterval(() => (most = Math.max(most, memoryOf(server.pid))), 10);
  const recorded = await sync(server.url, token, nothing);
  clearInterval(watch);
  const growthMb = (Math.max(most, memoryOf(server.pid)) - before) / 1024;
  print({ bench: "sync", work: "first sync, server memory", documents, beforeMb: before / 1024, growthMb });
  // Put together from rows; those who come after it are sent what was made for it.
  const cpuMs = cpuMsOf(server.pid) - cpuBefore;
  print({
    bench: "sync",
    work: "first sync, the first one after the start",
    documents,
    ms: recorded.ms,
    serverCpuMs: cpuMs,
  });
  await writeFile(join(place, "first.bin"), bareBytesOf(recorded));
  storeBare(join(place, "bare.db"), recorded);
  const bare = await startScript(["test/bench/bare-feed.ts", place]);
  const times = { couplet: [] as number[], bare: [] as number[], stored: [] as number[] };
  let bytes = { couplet: 0, bare: 0 };
  for (let turn = 0; turn < runs; turn += 1) {
    const theirs = await bareSync(bare.port, "first");
    const stored = await bareSync(bare.port, "stored");
    const ours = await sync(server.url, token, nothing);
    times.bare.push(theirs.ms);
    times.stored.push(stored.ms);
    times.couplet.push(ours.ms);
    bytes = { couplet: ours.bytes, bare: theirs.bytes };
  }
  await bare.stop();
  const laterCpuMs = (cpuMsOf(server.pid) - cpuBefore - cpuMs) / runs;
  print({ bench: "sync", work: "first sync, those after it", documents, serverCpuMs: laterCpuMs });
  compare("first sync, to bytes in memory", documents, times, bytes);
  compare("first sync, to bytes in SQLite", documents, { ...times, bare: times.stored }, bytes);
  const growthAfterMb = (memoryOf(server.pid) - before) / 1024;
  print({ bench: "sync", work: `first sync, server memory after ${runs + 1}`, documents, growthMb: growthAfterMb });
  return recorded;
}

/** Everything, by the first client of a server that has just started again: chunks that were made before are kept. */
async function firstSyncAfterRestart(
  dataDir: string,
  token: string,
  place: string,
  { documents, runs }: Size,
): Promise<void> {
  const bare = await startScript(["test/bench/bare-feed.ts", place]);
  await bareSync(bare.port, "first");
  const times = { couplet: [] as number[], bare: [] as number[] };
  const [cpuMs, growthMb]: [number[], number[]] = [[], []];
  let bytes = { couplet: 0, bare: 0 };
  for (let turn = 0; turn < runs; turn += 1) {
    const server = await startServerProcess({ dataDir, env: { LOG_LEVEL: "silent" } });
    const before = { cpu: cpuMsOf(server.pid), memory: memoryOf(server.pid) };
    const theirs = await bareSync(bare.port, "first");
    const ours = await sync(server.url, token, nothing);
    cpuMs.push(cpuMsOf(server.pid) - before.cpu);
    growthMb.push((memoryOf(server.pid) - before.memory) / 1024);
    times.bare.push(theirs.ms);
    times.couplet.push(ours.ms);
    bytes = { couplet: ours.bytes, bare: theirs.bytes };
    await server.kill("SIGTERM");
  }
  await bare.stop();
  compare("first sync, the first one after a restart, to bytes in memory", documents, times, bytes);
  const cost = { serverCpuMs: median(cpuMs), growthMb: median(growthMb) };
  print({ bench: "sync", work: "first sync, the first one after a restart", documents, ...cost });
}

/** What changed in 50 documents, by a client that has all of them. @returns the median in ms */
async function catchUp(
  server: ServerProcess,
  token: string,
  place: string,
  { documents, runs, cached }: Size & { readonly cached: Cached },
): Promise<number> {
  for (let index = 0; index < changed; index += 1) {
    const card = Math.floor((index * documents) / changed);
    await call(server.url, token, "PATCH", `/contacts/${cardIdOf(card)}`, { city: `Ort ${index}` });
  }
  const recorded = await sync(server.url, token, cached);
  await writeFile(join(place, "changed.bin"), bareBytesOf(recorded));
  const bare = await startScript(["test/bench/bare-feed.ts", place]);
  const times = { couplet: [] as number[], bare: [] as number[] };
  let bytes = { couplet: 0, bare: 0 };
  for (let turn = 0; turn < runs; turn += 1) {
    const theirs = await bareSync(bare.port, "changed");
    const ours = await sync(server.url, token, cached);
    times.bare.push(theirs.ms);
    times.couplet.push(ours.ms);
    bytes = { couplet: ours.bytes, bare: theirs.bytes };
  }
  await bare.stop();
  compare(`catch up, ${recorded.kept.length} changed`, documents, times, bytes);
  return median(times.couplet);
}

/** From starting the process to the first client being up to date. */
async function restart(dataDir: string, token: string, cached: Cached, { documents, runs }: Size): Promise<number> {
  const times: number[] = [];
  for (let turn = 0; turn < runs; turn += 1) {
    const startedMs = performance.now();
    const server = await startServerProcess({ dataDir, env: { LOG_LEVEL: "silent" } });
    await sync(server.url, token, cached);
    times.push(performance.now() - startedMs);
    await server.kill("SIGKILL");
  }
  print({ bench: "sync", work: "restart, first client up to date", documents, medianMs: median(times), times });
  return median(times);
}

async function restartOf(documents: number, token: string, runs: number): Promise<number> {
  const dataDir = await mkdtemp(join(tmpdir(), "couplet-bench-"));
  await seedWorkspace(dataDir, "test", documents);
  const server = await startServerProcess({ dataDir, env: { LOG_LEVEL: "silent" } });
  const cached = await sync(server.url, token, nothing);
  for (let index = 0; index < changed; index += 1) {
    await call(server.url, token, "PATCH", `/contacts/${cardIdOf(index)}`, { city: `Ort ${index}` });
  }
  await server.kill("SIGKILL");
  const ms = await restart(dataDir, token, cached, { documents, runs });
  await rm(dataDir, { recursive: true, force: true });
  return ms;
}

/** From connecting to having everything, cursor included. */
async function sync(url: string, token: string, { epoch, cursor }: Cached): Promise<Synced> {
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

/** The same documents and rows, in the same form but for cursors and counts. */
const bareBytesOf = ({ kept }: Synced): Uint8Array =>
  encodeItems(
    kept.map((item, index) =>
      typeof item === "string"
        ? { type: "card", row: item }
        : { type: "document", documentId: cardIdOf(index), update: item },
    ),
  ).bytes;

/** The same, a row each. */
function storeBare(path: string, { kept }: Synced): void {
  const database = new DatabaseSync(path);
  database.exec("PRAGMA journal_mode = WAL; CREATE TABLE item (seq INTEGER PRIMARY KEY, body BLOB NOT NULL); BEGIN");
  const insert = database.prepare("INSERT INTO item (body) VALUES (?)");
  for (const item of kept) insert.run(typeof item === "string" ? new TextEncoder().encode(item) : item);
  database.exec("COMMIT");
  database.close();
}

/** From connecting to having every byte. */
async function bareSync(port: number, name: string): Promise<{ readonly ms: number; readonly bytes: number }> {
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

function compare(
  work: string,
  documents: number,
  times: { readonly couplet: readonly number[]; readonly bare: readonly number[] },
  bytes: { readonly couplet: number; readonly bare: number },
): void {
  const ratios = times.couplet.map((ms, index) => ms / (times.bare[index] ?? Number.NaN));
  print({
    bench: "sync",
    work,
    documents,
    medianMs: { couplet: median(times.couplet), bare: median(times.bare) },
    timeToBare: median(ratios),
    bytes,
    bytesToBare: bytes.couplet / bytes.bare,
    runs: ratios.length,
  });
}

/** Resident memory in KiB. */
function memoryOf(pid: number): number {
  const match = /^VmRSS:\s+(\d+) kB/mu.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
  return Number(match?.[1] ?? Number.NaN);
}

type CatchUp = (url: string, documents: ReadonlyMap<string, Uint8Array | undefined>) => Promise<Map<string, Y.Doc>>;

/** The same catching up with y-websocket's server and with Hocuspocus, whose clients ask for every document. */
async function peers(documents: number, runs: number, oursMs: number): Promise<void> {
  const directory = new URL("peers/", import.meta.url).pathname;
  if (!existsSync(join(directory, "node_modules/@y"))) spawnSync("npm", ["ci"], { cwd: directory, stdio: "ignore" });
  if (!existsSync(join(directory, "node_modules/@y"))) {
    print({ bench: "sync", work: "peers", error: "test/bench/peers could not be installed" });
    return;
  }
  const source: string = join(directory, "many-documents.mjs");
  const { overYWebsocket, overHocuspocus } = (await import(source)) as Record<
    "overYWebsocket" | "overHocuspocus",
    CatchUp
  >;
  const place = await mkdtemp(join(tmpdir(), "couplet-bench-"));
  const data = new Map(
    Array.from({ length: documents }, (_, index): [string, Uint8Array] => [`document-${index}`, sampleDocument(index)]),
  );
  for (const [peer, script, connect] of [
    ["y-websocket", "y-websocket-server.mjs", overYWebsocket],
    ["hocuspocus", "hocuspocus-server.mjs", overHocuspocus],
  ] as const) {
    const { port, stop } = await startScript([join(directory, script), join(place, `${peer}.db`)]);
    const url = `ws://127.0.0.1:${port}`;
    await connect(url, data);
    const some = [...data].slice(0, Math.min(changed, documents)).map(([name, bytes]): [string, Uint8Array] => {
      const doc = new Y.Doc();
      Y.applyUpdate(doc, bytes);
      doc.getMap("fields").set("city|w", "Ort");
      return [name, Y.encodeStateAsUpdate(doc)];
    });
    await connect(url, new Map(some));
    const times: number[] = [];
    for (let turn = 0; turn < runs; turn += 1) {
      const startedMs = performance.now();
      const docs = await connect(url, data);
      times.push(performance.now() - startedMs);
      const [name = ""] = some[0] ?? [];
      if (docs.get(name)?.getMap("fields").get("city|w") !== "Ort") throw new Error(`${peer} is not up to date`);
    }
    await stop();
    const medianMs = median(times);
    print({
      bench: "sync",
      work: `catch up, ${some.length} changed`,
      peer,
      documents,
      medianMs,
      toOursWithTheFirstSize: medianMs / oursMs,
    });
  }
  await rm(place, { recursive: true, force: true });
}

function sampleDocument(index: number): Uint8Array {
  const doc = new Y.Doc();
  doc.transact(() => {
    for (let field = 0; field < 20; field += 1)
      doc.getMap("fields").set(`field${field}|w`, [`value ${index}`, field, {}]);
  });
  return Y.encodeStateAsUpdate(doc);
}
