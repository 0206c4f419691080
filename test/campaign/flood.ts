/**
 * `npm run campaign -- flood [--updates=1000000]`: a million tiny updates from one signed-in client that comes back each time it
 * is closed, while two others work: one on another card, one on the same.
 *
 * Shape    the server, the flood and the others are processes of their own. Printed: how long honest edits and reads take before and
 *          during it, the server's memory, what was taken and how the flood was closed. Throws where an honest edit was refused or lost, or where the
 *          document is another after a kill and a restart.
 *
 * @module
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as Y from "yjs";
import { metricsTextOf, metricsToken } from "../harness/metrics.ts";
import { RoomClient } from "../harness/room-client.ts";
import { call, type ServerProcess, startServerProcess, tokenFor } from "../harness/server-process.ts";

interface Card {
  readonly id: string;
  readonly documentId: string;
  readonly [field: string]: unknown;
}

const program = new URL("../harness/flood-program.ts", import.meta.url).pathname;
const calmMs = 5_000;
const betweenEditsMs = 20;

export async function run(options: Readonly<Record<string, string>>): Promise<void> {
  const updates = Number(options["updates"] ?? 1_000_000);
  const dataDir = await mkdtemp(join(tmpdir(), "couplet-flood-"));
  let server = await startServerProcess({ dataDir, env: { METRICS_TOKEN: metricsToken } });
  let flood: ChildProcess | undefined;
  try {
    const ann = await tokenFor("ann");
    const make = (name: string): Promise<Card> => call(server.url, ann, "POST", "/customers", { name });
    const [target, other] = [await make("Under fire AG"), await make("Next door AG")];
    const honest = [await Honest.join(server, "ben", other), await Honest.join(server, "cid", target)];

    const calm = await during(sleep(calmMs), honest, server, ann, target);
    console.log(JSON.stringify({ campaign: "flood", phase: "calm", ...calm }));
    const args = [server.url, await tokenFor("mallory", "editor"), target.documentId, target.id, "mallory"];
    flood = spawn(process.execPath, [program, ...args, String(updates)], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let printed = "";
    flood.stdout?.on("data", (chunk: Buffer) => (printed += chunk.toString()));
    const hit = await during(once(flood, "close"), honest, server, ann, target);
    console.log(JSON.stringify({ campaign: "flood", phase: "flood", ...JSON.parse(printed), ...hit }));

    const wrong: string[] = [];
    for (const one of honest) wrong.push(...(await one.leave()));
    const before = await stateOf(server, target);
    const after = await metricsOf(server);
    await server.kill("SIGKILL");
    server = await startServerProcess({ dataDir, env: { METRICS_TOKEN: metricsToken } });
    if (Buffer.compare(before, await stateOf(server, target)) !== 0)
      wrong.push("After a restart the document is another");
    for (const one of honest) {
      const { id } = one.card;
      const shown = await call<Card>(server.url, ann, "GET", `/customers/${id}`);
      if (shown[one.field] !== one.last)
        wrong.push(`${one.user}'s last edit is not shown: ${String(shown[one.field])}`);
    }
    const taken = { updates: after["couplet_updates_total"], refused: after["couplet_refused_total"] };
    console.log(JSON.stringify({ campaign: "flood", phase: "end", ...taken, documentBytes: before.byteLength, wrong }));
    if (wrong.length > 0) throw new Error(wrong.join("; "));
  } finally {
    flood?.kill("SIGKILL");
    await server.kill("SIGKILL");
    await rm(dataDir, { recursive: true, force: true });
  }
}

/** Somebody who sets a field of a card again and again, and waits each time until it is saved. */
class Honest {
  readonly user: string;
  readonly card: Card;
  readonly field = "city";
  last = "";
  readonly #client: RoomClient;
  #edits = 0;

  private constructor(user: string, card: Card, client: RoomClient) {
    this.user = user;
    this.card = card;
    this.#client = client;
  }

  static async join({ url }: ServerProcess, user: string, card: Card): Promise<Honest> {
    const token = await tokenFor(user, "editor");
    const client = new RoomClient({ url, token, documentId: card.documentId, card: card.id, user });
    await client.ready;
    return new Honest(user, card, client);
  }

  /** @returns milliseconds per edit until it was saved */
  async workUntil(isOver: () => boolean): Promise<readonly number[]> {
    const times: number[] = [];
    while (!isOver()) {
      this.#edits += 1;
      this.last = `Ort ${this.#edits}`;
      const startedMs = performance.now();
      await this.#client.set(this.field, this.last);
      times.push(performance.now() - startedMs);
      await sleep(betweenEditsMs);
    }
    return times;
  }

  async leave(): Promise<readonly string[]> {
    await this.#client.settled();
    const refused = this.#client.refusals.map(({ code }) => `${this.user} was refused: ${code}`);
    this.#client.close();
    return refused;
  }
}

/** What honest people meet while something goes on. */
async function during(
  something: Promise<unknown>,
  honest: readonly Honest[],
  server: ServerProcess,
  token: string,
  target: Card,
) {
  const state = { isOver: false };
  const isOver = (): boolean => state.isOver;
  const over = something.finally(() => (state.isOver = true));
  let rssBytes = 0;
  let brokenReads = 0;
  const reads: number[] = [];
  const watch = async (): Promise<void> => {
    while (!isOver()) {
      const startedMs = performance.now();
      try {
        await call(server.url, token, "GET", `/customers/${target.id}`);
        reads.push(performance.now() - startedMs);
        rssBytes = Math.max(rssBytes, (await metricsOf(server))["process_resident_memory_bytes"] ?? 0);
      } catch (error) {
        if (!isAlive(server)) throw new Error(`The server has ended: ${server.output()}`, { cause: error });
        brokenReads += 1;
        console.error(`A read broke after ${Math.round(performance.now() - startedMs)} ms:`, error, server.output());
      }
      await sleep(200);
    }
  };
  const working = Promise.all(honest.map((one) => one.workUntil(isOver)));
  await Promise.all([watch(), over]);
  const [elsewhere = [], sameCard = []] = await working;
  return {
    otherCardMs: summary(elsewhere),
    sameCardMs: summary(sameCard),
    readMs: summary(reads),
    brokenReads,
    maxRssMb: Math.round(rssBytes / 1e6),
  };
}

function isAlive({ pid }: ServerProcess): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

function summary(times: readonly number[]) {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number): number => Math.round((sorted[Math.floor((sorted.length - 1) * share)] ?? 0) * 10) / 10;
  return { count: sorted.length, median: at(0.5), p99: at(0.99), max: at(1) };
}

async function metricsOf({ url }: ServerProcess): Promise<Readonly<Record<string, number>>> {
  const text = await metricsTextOf(url);
  return Object.fromEntries(
    [...text.matchAll(/^(\w+) (\S+)$/gmu)].map(([, name = "", value]) => [name, Number(value)]),
  );
}

/** The document as somebody gets it who joins now. */
async function stateOf({ url }: ServerProcess, { id, documentId }: Card): Promise<Uint8Array> {
  const client = new RoomClient({ url, token: await tokenFor("eve", "viewer"), documentId, card: id, user: "eve" });
  await client.ready;
  const state = Y.encodeStateAsUpdate(client.doc);
  client.close();
  return state;
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
