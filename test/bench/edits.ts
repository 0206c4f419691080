/**
 * `npm run bench -- edits`: edit-to-seen latency with 2 and 10 clients, and saved edits per second, beside a bare relay that
 * commits to SQLite before it sends, and beside Hocuspocus 4 with its default storage.
 *
 * Shape    JSON lines: one per peer, work and run, then medians and ratios. The peers take turns within each run.
 *
 * @module
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RoomClient } from "../harness/room-client.ts";
import { call, startServerProcess, tokenFor } from "../harness/server-process.ts";
import { median, print } from "./lines.ts";
import { startScript } from "./script-process.ts";

interface BenchClient {
  /** Resolves once the peer says it is saved. */
  edit(slot: string, value: string): Promise<unknown>;
  onSeen: (slot: string, value: unknown) => void;
  close(): void;
}

interface Peer {
  readonly name: string;
  join(room: number, client: number): Promise<BenchClient>;
  stop(): Promise<void>;
}

const fields = ["address", "address2", "city", "county", "name2", "formatRegion", "name", "searchName"];

export async function run(options: { readonly smoke: boolean }): Promise<void> {
  const runs = options.smoke ? 1 : 5;
  const size = options.smoke ? { latencyEdits: 20, saveMs: 200 } : { latencyEdits: 400, saveMs: 3000 };
  const results = new Map<string, number[]>();
  const note = (work: string, peer: string, value: number): void => {
    const key = `${work}|${peer}`;
    results.set(key, [...(results.get(key) ?? []), value]);
  };
  const starts = options.smoke ? [startCouplet, startBare] : [startCouplet, startBare, startHocuspocus];
  for (let turn = 0; turn < runs; turn++) {
    for (const start of starts) {
      const dataDir = await mkdtemp(join(tmpdir(), "couplet-bench-"));
      const peer = await start(dataDir);
      const perSecond = await throughput(peer, size.saveMs);
      note("saved", peer.name, perSecond);
      print({
        bench: "edits",
        work: "saved edits per second, 10 writers in 10 documents",
        peer: peer.name,
        run: turn,
        perSecond,
      });
      // Latency comes second, so that every peer's code is warm.
      for (const clients of [2, 10]) {
        const latencyMs = await latency(peer, clients, size.latencyEdits);
        note(`latency-${clients}`, peer.name, latencyMs);
        print({
          bench: "edits",
          work: `edit to seen by all, ${clients} clients`,
          peer: peer.name,
          run: turn,
          medianMs: latencyMs,
        });
      }
      await peer.stop();
      await rm(dataDir, { recursive: true, force: true });
    }
  }
  for (const work of ["latency-2", "latency-10", "saved"]) {
    const of = (peer: string): number => median(results.get(`${work}|${peer}`) ?? []);
    const ratios = (results.get(`${work}|couplet`) ?? []).map(
      (value, index) => value / (results.get(`${work}|bare`)?.[index] ?? Number.NaN),
    );
    print({
      bench: "edits",
      work,
      median: { couplet: of("couplet"), bare: of("bare"), hocuspocus: of("hocuspocus") },
      toBare: median(ratios),
    });
  }
}

/** Median milliseconds from an edit until every other client of the room shows it; one edit at a time. */
async function latency(peer: Peer, count: number, edits: number): Promise<number> {
  const clients = await Promise.all(Array.from({ length: count }, (_, index) => peer.join(count, index)));
  const [author, ...others] = clients;
  if (!author) throw new Error("A room needs a client");
  const times: number[] = [];
  for (let edit = 0; edit < edits; edit++) {
    const value = `VALUE ${edit}`;
    const seen = Promise.all(
      others.map(
        (other) =>
          new Promise<void>(
            (resolve) =>
              (other.onSeen = (_slot, shown) => {
                if (shown === value) resolve();
              }),
          ),
      ),
    );
    const startedMs = performance.now();
    const saved = author.edit(fields[edit % fields.length] ?? "city", value);
    await seen;
    times.push(performance.now() - startedMs);
    await saved;
  }
  clients.forEach((client) => client.close());
  return median(times.slice(Math.floor(edits / 10)));
}

/** Saved edits per second of ten writers, each in a document of its own, each with up to 32 edits on the way. */
async function throughput(peer: Peer, forMs: number): Promise<number> {
  const writers = await Promise.all(Array.from({ length: 10 }, (_, index) => peer.join(100 + index, 0)));
  let saved = 0;
  let isStopped = false;
  const startedMs = performance.now();
  await Promise.all(
    writers.flatMap((writer) =>
      Array.from({ length: 32 }, async (_, lane) => {
        for (let edit = 0; !isStopped; edit++) {
          await writer.edit(fields[lane % fields.length] ?? "city", `LANE ${lane} EDIT ${edit}`);
          saved += 1;
          if (performance.now() - startedMs > forMs) isStopped = true;
        }
      }),
    ),
  );
  const perSecond = saved / ((performance.now() - startedMs) / 1000);
  writers.forEach((writer) => writer.close());
  return Math.round(perSecond);
}

async function startCouplet(dataDir: string): Promise<Peer> {
  const server = await startServerProcess({ dataDir, env: { LOG_LEVEL: "silent" } });
  const token = await tokenFor("ann");
  const cards = new Map<number, Promise<{ id: string; documentId: string }>>();
  return {
    name: "couplet",
    join: async (room, client) => {
      const made =
        cards.get(room) ??
        call<{ id: string; documentId: string }>(server.url, token, "POST", "/customers", { name: `Room ${room}` });
      cards.set(room, made);
      const card = await made;
      const user = client === 0 ? "ann" : `user${client}`;
      return joinRoom(server.url, await tokenFor(user), card.documentId, card.id, user);
    },
    stop: () => server.kill("SIGKILL"),
  };
}

async function startBare(dataDir: string): Promise<Peer> {
  const { port, stop } = await startScript(["test/bench/bare-relay.ts", join(dataDir, "bare.db")]);
  return {
    name: "bare",
    join: (room, client) => joinRoom(`http://127.0.0.1:${port}`, "none", String(room), "card", `user${client}`),
    stop,
  };
}

async function joinRoom(
  url: string,
  token: string,
  documentId: string,
  card: string,
  user: string,
): Promise<BenchClient> {
  const room = new RoomClient({ url, token, documentId, card, user });
  await room.ready;
  const client: BenchClient = {
    edit: (field, value) => room.set(field, value),
    onSeen: () => undefined,
    close: () => room.close(),
  };
  room.record.observe((changed, origin) => {
    if (origin === room) for (const field of changed) client.onSeen(field, room.record.value(field));
  });
  return client;
}

async function startHocuspocus(dataDir: string): Promise<Peer> {
  const peers = new URL("peers/", import.meta.url).pathname;
  if (!existsSync(join(peers, "node_modules"))) spawnSync("npm", ["ci"], { cwd: peers, stdio: "ignore" });
  const { port, stop } = await startScript([join(peers, "hocuspocus-server.mjs"), join(dataDir, "hocuspocus.db")]);
  const source: string = join(peers, "hocuspocus-client.mjs");
  const { join: joinPeer } = (await import(source)) as { join: (url: string, room: string) => Promise<BenchClient> };
  return { name: "hocuspocus", join: (room) => joinPeer(`ws://127.0.0.1:${port}`, `room-${room}`), stop };
}
