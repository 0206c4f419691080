/**
 * `npm run bench -- load`: many at once, beside Hocuspocus 4 with the same clients, documents and edits.
 *
 * Shape    JSON lines, the peers taking turns. *delivered*: fifty people edit one document as fast as they are acknowledged. *connected*: 5,000
 *          clients, ten in each document, 200 of whom edit, presence on; at the end our server is killed and every acknowledged edit is looked
 *          for in a new one. *present*: 500 people come to one document, and then all move about in it.
 *          `BENCH_LOADS=delivered,present` chooses some, `BENCH_CLIENTS` and `BENCH_RUNS` how many, `BENCH_PEERS=couplet` leaves the other
 *          out, `BENCH_FEED=1` has our clients take the feed as well, `BENCH_PROFILE=<directory>` writes profiles of our server there.
 * Know     clients run in processes of their own but on the same processors; the server's processor time says more than the clock.
 *          Hocuspocus acknowledges from memory, up to two seconds before anything is written.
 *
 * @module
 */
import { decodeEntry } from "@couplet/crdt";
import { fork, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { WebSocket } from "ws";
import * as Y from "yjs";
import { call, startServerProcess, tokenFor } from "../harness/server-process.ts";
import { median, print } from "./lines.ts";
import { coupletWire, hocuspocusWire, type Wire } from "./load-wire.ts";
import type { ClientSpec, Order, Outcome, Promised } from "./load-worker.ts";
import { usageOf } from "./process-usage.ts";
import { startScript } from "./script-process.ts";

type PeerName = "couplet" | "hocuspocus";

interface Room {
  readonly documentId: string;
  readonly card: string;
}

interface Peer {
  readonly name: PeerName;
  url(): string;
  pid(): number;
  rooms(count: number): Promise<readonly Room[]>;
  /** Ends it without warning and starts it again on what it has written; undefined where that is not asked of it. */
  restart?(): Promise<void>;
  stop(): Promise<void>;
}

/** Plain text that related cards share: nothing follows from setting it but itself. */
const fields = ["name2", "address", "address2", "city", "county", "formatRegion"];
/** A server bounds how many sockets come from one address at a time; the loopback has more than one. */
const perAddress = 400;

export async function run({ smoke }: { readonly smoke: boolean }): Promise<void> {
  const chosen = process.env["BENCH_LOADS"]?.split(",") ?? ["delivered", "connected", "present"];
  const starts = smoke || process.env["BENCH_PEERS"] === "couplet" ? [startCouplet] : [startCouplet, startHocuspocus];
  const runs = smoke ? 1 : Number(process.env["BENCH_RUNS"] ?? 3);
  for (const [name, load] of Object.entries({ delivered, connected, present })) {
    if (!chosen.includes(name)) continue;
    const results = new Map<PeerName, number[]>();
    const figures = new Map<PeerName, number[]>();
    for (let turn = 0; turn < (name === "connected" ? 1 : runs); turn += 1) {
      for (const start of starts) {
        const dataDir = await mkdtemp(join(tmpdir(), "couplet-load-"));
        const peer = await start(dataDir);
        const { main, cpu } = await load(peer, smoke, turn);
        results.set(peer.name, [...(results.get(peer.name) ?? []), main]);
        figures.set(peer.name, [...(figures.get(peer.name) ?? []), cpu]);
        await peer.stop();
        await rm(dataDir, { recursive: true, force: true });
      }
    }
    const of = (values: Map<PeerName, number[]>) => ({
      couplet: median(values.get("couplet") ?? []),
      hocuspocus: median(values.get("hocuspocus") ?? []),
    });
    print({ bench: "load", work: name, median: of(results), medianCpu: of(figures) });
  }
}

/** What is compared of a run: `main` is what counts for people, `cpu` what it takes of the server. */
interface Figures {
  readonly main: number;
  readonly cpu: number;
}

/** Edits delivered to others per second, and the server's processor time for each. */
async function delivered(peer: Peer, smoke: boolean, turn: number): Promise<Figures> {
  const people = smoke ? 8 : 50;
  const crowd = new Crowd(peer, 1);
  const [room] = await peer.rooms(1);
  await crowd.connect(await specsOf(room ? [room] : [], people, people), { atOnce: 10, shows: false });
  const [warmUp, edits, window] = smoke ? [5, 20, 8] : [100, 300, 8];
  await crowd.order({ type: "prepare", edits: warmUp + edits });
  // Code that has not run before is slow.
  await crowd.order({ type: "flood", edits: warmUp, window });
  const before = usageOf(peer.pid());
  const outcome = await crowd.order({ type: "flood", edits, window });
  const cpuMs = usageOf(peer.pid()).cpuMs - before.cpuMs;
  const perSecond = outcome.delivered / (outcome.ms / 1000);
  const usEach = (cpuMs * 1000) / outcome.delivered;
  print({
    bench: "load",
    work: `delivered: ${people} people edit one document, 8 edits of each on the way`,
    peer: peer.name,
    run: turn,
    deliveredPerSecond: Math.round(perSecond),
    savedPerSecond: Math.round(outcome.settled / (outcome.ms / 1000)),
    serverUsPerDelivered: usEach,
    editsPerFrame: outcome.delivered / outcome.updateFrames,
    refused: outcome.refused,
    missing: outcome.missing,
    gaps: outcome.gaps,
  });
  await crowd.close();
  return { main: perSecond, cpu: usEach };
}

/** The 99th of 100 edits seen by another, and the server's processor time per second. */
async function connected(peer: Peer, smoke: boolean, turn: number): Promise<Figures> {
  const people = smoke ? 40 : Number(process.env["BENCH_CLIENTS"] ?? 5_000);
  const [perRoom, editors] = [10, Math.max(4, people / 25)];
  const rooms = await peer.rooms(people / perRoom);
  const idle = usageOf(peer.pid());
  const crowd = new Crowd(peer, smoke ? 1 : 2);
  const joined = await crowd.connect(await specsOf(rooms, people, editors), { atOnce: 50, shows: true });
  const full = usageOf(peer.pid());
  print({
    bench: "load",
    work: `connected: ${people} clients come, ${perRoom} in a document, and show themselves`,
    peer: peer.name,
    ms: joined.ms,
    cpuMs: full.cpuMs - idle.cpuMs,
    rssMb: full.rssBytes / 2 ** 20,
    rssKbPerClient: (full.rssBytes - idle.rssBytes) / people / 1024,
    closed: joined.closed,
  });
  const ms = smoke ? 500 : 30_000;
  const outcome = await crowd.order({ type: "edit", ms, everyMs: smoke ? 50 : 500 });
  const busy = usageOf(peer.pid());
  if (peer.restart) await peer.restart();
  const lost = await countLost(peer, outcome.promised);
  const cpuPerSecond = (busy.cpuMs - full.cpuMs) / (outcome.ms / 1000);
  const seen = percentiles(outcome.seenMs);
  print({
    bench: "load",
    work: `connected: ${editors} of them edit twice a second`,
    peer: peer.name,
    run: turn,
    edits: outcome.sent,
    acknowledged: outcome.settled,
    delivered: outcome.delivered,
    refused: outcome.refused,
    missing: outcome.missing,
    gaps: outcome.gaps,
    closed: outcome.closed,
    seenMs: seen,
    savedMs: percentiles(outcome.savedMs),
    serverCpuMsPerSecond: cpuPerSecond,
    rssMb: busy.rssBytes / 2 ** 20,
    peakRssMb: busy.peakRssBytes / 2 ** 20,
    peakRssKbPerClient: (busy.peakRssBytes - idle.rssBytes) / people / 1024,
    readBack: `${outcome.promised.length} documents' last edits, ${peer.restart ? "after kill -9" : "from the running server"}`,
    lost,
  });
  await crowd.close();
  if (outcome.missing + outcome.gaps + lost > 0 && peer.name === "couplet") throw new Error("Edits were lost");
  return { main: seen.p99, cpu: cpuPerSecond };
}

/** Until everybody sees everybody, and the server's processor time for it. */
async function present(peer: Peer, smoke: boolean, turn: number): Promise<Figures> {
  const people = smoke ? 20 : 500;
  const crowd = new Crowd(peer, 1);
  const [room] = await peer.rooms(1);
  const specs = await specsOf(room ? [room] : [], people, 0);
  const before = usageOf(peer.pid());
  const joined = await crowd.connect(specs, { atOnce: people, shows: true });
  const seen = await crowd.order({ type: "see", others: people - 1, withinMs: 60_000 });
  const all = usageOf(peer.pid());
  const ms = joined.ms + seen.ms;
  print({
    bench: "load",
    work: `present: ${people} people come to one document, until everybody sees everybody`,
    peer: peer.name,
    run: turn,
    ms,
    msAfterLastJoined: seen.ms,
    cpuMs: all.cpuMs - before.cpuMs,
    kbPerClient: (joined.bytes + seen.bytes) / people / 1024,
    framesPerClient: (joined.frames + seen.frames) / people,
    closed: seen.closed,
  });
  const moved = await crowd.order({ type: "move", ms: smoke ? 300 : 10_000, everyMs: smoke ? 100 : 2_000 });
  const after = usageOf(peer.pid());
  print({
    bench: "load",
    work: `present: all of them move about, once in two seconds each`,
    peer: peer.name,
    run: turn,
    serverCpuMsPerSecond: (after.cpuMs - all.cpuMs) / (moved.ms / 1000),
    framesPerClientPerSecond: moved.frames / people / (moved.ms / 1000),
    kbPerClientPerSecond: moved.bytes / people / 1024 / (moved.ms / 1000),
    rssMb: after.rssBytes / 2 ** 20,
    closed: moved.closed,
  });
  await crowd.close();
  return { main: ms, cpu: all.cpuMs - before.cpuMs };
}

async function specsOf(rooms: readonly Room[], people: number, editors: number): Promise<ClientSpec[]> {
  const everyNth = people / editors;
  const spec = async (index: number): Promise<ClientSpec> => {
    const { documentId, card } = rooms[Math.floor((index * rooms.length) / people)] ?? { documentId: "", card: "" };
    return {
      documentId,
      card,
      user: `user${index}`,
      token: await tokenFor(`user${index}`),
      localAddress: `127.0.1.${1 + Math.floor(index / perAddress)}`,
      field: fields[index % fields.length] ?? "city",
      isEditor: editors > 0 && Math.floor(index / everyNth) !== Math.floor((index - 1) / everyNth),
    };
  };
  return await Promise.all(Array.from({ length: people }, (_, index) => spec(index)));
}

/** The worker processes with all the clients, as one. */
class Crowd {
  readonly #workers: readonly ReturnType<typeof fork>[];
  readonly #peer: Peer;

  constructor(peer: Peer, workers: number) {
    this.#peer = peer;
    const script = new URL("load-worker.ts", import.meta.url).pathname;
    this.#workers = Array.from({ length: workers }, () => fork(script));
  }

  /** Whole documents to one worker each. */
  async connect(
    specs: readonly ClientSpec[],
    { atOnce, shows }: { readonly atOnce: number; readonly shows: boolean },
  ): Promise<Outcome> {
    const documents = [...new Set(specs.map(({ documentId }) => documentId))];
    const share = (worker: number): ClientSpec[] =>
      specs.filter(({ documentId }) => documents.indexOf(documentId) % this.#workers.length === worker);
    const shared = this.#workers.map((_, worker) => share(worker));
    const url = this.#peer.url().replace("http", "ws");
    return await this.#all((worker) => {
      const feed = process.env["BENCH_FEED"] === "1";
      const order = { type: "connect", peer: this.#peer.name, url, feed, atOnce, shows } as const;
      return { ...order, specs: shared[worker] ?? [] };
    });
  }

  order(order: Order): Promise<Outcome> {
    return this.#all(() => order);
  }

  async #all(orderFor: (worker: number) => Order): Promise<Outcome> {
    const outcomes = await Promise.all(
      this.#workers.map((worker, index) => {
        const { promise, resolve, reject } = Promise.withResolvers<Outcome>();
        const ended = (): void => reject(new Error("A worker has ended"));
        worker.once("exit", ended);
        worker.once("message", (outcome: Outcome) => {
          worker.off("exit", ended);
          resolve(outcome);
        });
        worker.send(orderFor(index));
        return promise;
      }),
    );
    const sum = (of: (outcome: Outcome) => number): number => outcomes.reduce((total, one) => total + of(one), 0);
    return {
      ms: Math.max(...outcomes.map(({ ms }) => ms)),
      sent: sum(({ sent }) => sent),
      settled: sum(({ settled }) => settled),
      refused: sum(({ refused }) => refused),
      delivered: sum(({ delivered: all }) => all),
      missing: sum(({ missing }) => missing),
      gaps: sum(({ gaps }) => gaps),
      updateFrames: sum(({ updateFrames }) => updateFrames),
      frames: sum(({ frames }) => frames),
      bytes: sum(({ bytes }) => bytes),
      closed: sum(({ closed }) => closed),
      seenMs: outcomes.flatMap(({ seenMs }) => seenMs),
      savedMs: outcomes.flatMap(({ savedMs }) => savedMs),
      promised: outcomes.flatMap(({ promised }) => promised),
    };
  }

  async close(): Promise<void> {
    await this.order({ type: "close" });
    for (const worker of this.#workers) worker.disconnect();
  }
}

function percentiles(values: readonly number[]): { readonly p50: number; readonly p95: number; readonly p99: number } {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}

/** Acknowledged edits that are not in the documents as somebody reads them who comes now. */
async function countLost(peer: Peer, promised: readonly Promised[]): Promise<number> {
  const token = await tokenFor("reader");
  let lost = 0;
  for (const documentId of new Set(promised.map((one) => one.documentId))) {
    const wire = peer.name === "couplet" ? coupletWire(documentId, token, false) : hocuspocusWire(documentId);
    const doc = new Y.Doc();
    Y.applyUpdate(doc, await readState(peer.url().replace("http", "ws"), wire));
    for (const { slot, client, clock, value } of promised.filter((one) => one.documentId === documentId)) {
      const entry = decodeEntry(slot, doc.getMap("fields").get(slot));
      if (Y.getState(doc.store, client) < clock || entry?.value !== value) lost += 1;
    }
  }
  return lost;
}

async function readState(url: string, wire: Wire): Promise<Uint8Array> {
  const socket = new WebSocket(`${url}${wire.path}`, [...wire.protocols], { perMessageDeflate: false });
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
  socket.on("open", () => {
    for (const frame of wire.opening()) socket.send(frame);
  });
  socket.on("message", (message: Buffer) => {
    const heard = wire.read(message);
    if (heard.kind === "state") resolve(heard.update.slice());
  });
  socket.on("error", reject);
  socket.on("close", (code) => reject(new Error(`closed with ${code}`)));
  const state = await promise;
  socket.terminate();
  return state;
}

async function startCouplet(dataDir: string): Promise<Peer> {
  const profiles = process.env["BENCH_PROFILE"];
  const profiling = profiles === undefined ? {} : { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${profiles}` };
  const options = { dataDir, env: { LOG_LEVEL: "error", ...profiling } };
  let server = await startServerProcess(options);
  return {
    name: "couplet",
    url: () => server.url,
    pid: () => server.pid,
    rooms: async (count) => {
      const rooms: Room[] = [];
      // Each user may ask so often.
      for (let from = 0; from < count; from += 200) {
        const token = await tokenFor(`maker${from}`);
        for (let index = from; index < Math.min(count, from + 200); index += 1) {
          const made = await call<{ id: string; documentId: string }>(server.url, token, "POST", "/customers", {
            name: `Room ${index}`,
          });
          rooms.push({ documentId: made.documentId, card: made.id });
        }
      }
      return rooms;
    },
    restart: async () => {
      await server.kill("SIGKILL");
      server = await startServerProcess(options);
    },
    // A profile is written by a process that ends by itself.
    stop: () => server.kill(profiles === undefined ? "SIGKILL" : "SIGTERM"),
  };
}

async function startHocuspocus(dataDir: string): Promise<Peer> {
  const peers = new URL("peers/", import.meta.url).pathname;
  if (!existsSync(join(peers, "node_modules"))) spawnSync("npm", ["ci"], { cwd: peers, stdio: "ignore" });
  const { port, pid, stop } = await startScript([join(peers, "hocuspocus-server.mjs"), join(dataDir, "hocuspocus.db")]);
  return {
    name: "hocuspocus",
    url: () => `http://127.0.0.1:${port}`,
    pid: () => pid,
    rooms: (count) =>
      Promise.resolve(Array.from({ length: count }, (_, index) => ({ documentId: `room-${index}`, card: "card" }))),
    stop,
  };
}
