/**
 * Kill rounds: clients edit over rooms and REST, the server is killed (-9), and what was acknowledged or shown must be there.
 *
 * Shape    one call, any number of rounds on one data directory; throws on the first loss, returns what it counted. The same
 *          devices come back in every round, with their documents and writers and with what a kill kept them from sending.
 * Source   docs/ARCHITECTURE.md, invariant G1
 *
 * @module
 */
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createWriterId, entryId, type RecordDocument } from "@couplet/crdt";
import * as Y from "yjs";
import { RoomClient } from "./room-client.ts";
import { call, startServerProcess, tokenFor } from "./server-process.ts";

interface Card {
  readonly id: string;
  readonly documentId: string;
}

export interface KillCounts {
  rounds: number;
  acknowledged: number;
  shown: number;
  inFlight: number;
}

export interface KillOptions {
  readonly rounds: number;
  /** Edits to be acknowledged in each round before the kill. */
  readonly atLeast: number;
  readonly random: () => number;
  /** Told after each round how long it took, and how large the file is. */
  readonly onRound?: (round: number, tookMs: number, fileBytes: number) => void;
}

/** What a device keeps of a card between two connections. */
interface Device {
  readonly doc: Y.Doc;
  readonly writer: string;
}

const editors = ["ann", "bob", "cid", "dee"] as const;
const fields = ["address", "address2", "city", "county", "name2", "territoryCode"] as const;

/** @throws where an acknowledged or shown edit is not there after the restart. */
export async function killRounds({ rounds, atLeast, random, onRound }: KillOptions): Promise<KillCounts> {
  const dataDir = await mkdtemp(join(tmpdir(), "couplet-kill-"));
  const counts: KillCounts = { rounds: 0, acknowledged: 0, shown: 0, inFlight: 0 };
  const token = await tokenFor("ann");
  const cards: Card[] = [];
  const devices = new Map<string, Device>();
  try {
    for (let round = 0; round < rounds; round++) {
      const startedMs = performance.now();
      const server = await startServerProcess({ dataDir });
      while (cards.length < 3)
        cards.push(await call(server.url, token, "POST", "/customers", { name: `Customer ${cards.length}` }));
      const seen = await load(server.url, cards, devices, atLeast, random, counts);
      await server.kill("SIGKILL");
      const again = await startServerProcess({ dataDir });
      await verify(again.url, token, cards, seen);
      await again.kill("SIGKILL");
      counts.rounds += 1;
      onRound?.(round, performance.now() - startedMs, await bytesOf(dataDir));
    }
    return counts;
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

/** Of the database with its write-ahead log. */
async function bytesOf(dataDir: string): Promise<number> {
  const sizes = ["couplet.db", "couplet.db-wal"].map(async (name) => (await stat(join(dataDir, name))).size);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

/** Entry ids per card: what somebody was told is saved, and what somebody was shown. */
interface Witnessed {
  readonly acknowledged: Map<string, Set<string>>;
  readonly shown: Map<string, Set<string>>;
}

async function load(
  url: string,
  cards: readonly Card[],
  devices: Map<string, Device>,
  atLeast: number,
  random: () => number,
  counts: KillCounts,
): Promise<Witnessed> {
  const seen: Witnessed = { acknowledged: new Map(), shown: new Map() };
  let acknowledged = 0;
  let started = 0;
  const clients: RoomClient[] = [];
  const state = { stopped: false };
  const acknowledge = (card: Card, id: string): void => {
    idsOf(seen.acknowledged, card.id).add(id);
    acknowledged += 1;
  };
  const loops: Promise<void>[] = [];
  for (const card of cards) {
    const watcher = new RoomClient({
      url,
      token: await tokenFor("eve", "viewer"),
      documentId: card.documentId,
      card: card.id,
      user: "eve",
    });
    watcher.record.observe((changed) => {
      for (const field of changed)
        for (const entry of watcher.record.entries(field)) idsOf(seen.shown, card.id).add(entryId(entry));
    });
    clients.push(watcher);
    for (const user of editors) {
      const key = `${user} ${card.id}`;
      const device = devices.get(key) ?? { doc: new Y.Doc(), writer: createWriterId() };
      devices.set(key, device);
      const client = new RoomClient({
        url,
        token: await tokenFor(user),
        documentId: card.documentId,
        card: card.id,
        user,
        ...device,
      });
      clients.push(client);
      loops.push(
        (async () => {
          await client.ready;
          for (let edit = 0; !state.stopped; edit++) {
            const field = fields[Math.floor(random() * fields.length)] ?? "city";
            started += 1;
            void client.set(field, `${user} ${edit}`.toUpperCase()).then(({ entry, refusals }) => {
              if (refusals.length > 0) throw new Error(`Refused: ${JSON.stringify(refusals)}`);
              acknowledge(card, entry);
            });
            if (edit % 8 === 7) await sleep(1 + random() * 4);
          }
        })(),
      );
    }
    loops.push(
      (async () => {
        const token = await tokenFor("fay");
        for (let edit = 0; !state.stopped; edit++) {
          started += 1;
          const value = `https://example.com/${edit}`;
          try {
            await call(url, token, "PATCH", `/customers/${card.id}`, { homePage: value });
          } catch {
            return; // killed meanwhile: not acknowledged
          }
          idsOf(seen.acknowledged, card.id).add(`homePage=${value}`);
          acknowledged += 1;
        }
      })(),
    );
  }
  const hasEnough = (): boolean => acknowledged >= atLeast;
  while (!hasEnough()) await sleep(5);
  await sleep(random() * 30);
  // From here on nothing counts: the caller kills in the middle of it.
  const frozen: Witnessed = { acknowledged: copy(seen.acknowledged), shown: copy(seen.shown) };
  state.stopped = true;
  counts.acknowledged += acknowledged;
  counts.inFlight += started - acknowledged;
  for (const ids of frozen.shown.values()) counts.shown += ids.size;
  setTimeout(() => {
    for (const client of clients) {
      client.close();
      client.record.destroy();
    }
  }, 50);
  return frozen;
}

interface HistoryPage {
  readonly items: readonly { readonly field: string; readonly new: unknown; readonly entry: string }[];
  readonly nextCursor?: string;
}

async function verify(url: string, token: string, cards: readonly Card[], seen: Witnessed): Promise<void> {
  for (const card of cards) {
    const missing = new Set([...idsOf(seen.acknowledged, card.id), ...idsOf(seen.shown, card.id)]);
    const client = new RoomClient({ url, token, documentId: card.documentId, card: card.id, user: "ann" });
    await client.ready;
    checkRegisters(client.record, missing, card);
    client.close();
    let cursor: string | undefined;
    do {
      const query: string = cursor === undefined ? "" : `&cursor=${encodeURIComponent(cursor)}`;
      const page: HistoryPage = await call(url, token, "GET", `/customers/${card.id}/history?limit=1000${query}`);
      for (const item of page.items) {
        missing.delete(item.entry);
        missing.delete(`${item.field}=${String(item.new)}`);
      }
      cursor = page.nextCursor;
    } while (cursor !== undefined && missing.size > 0);
    if (missing.size > 0)
      throw new Error(`Lost on card ${card.id}: ${[...missing].slice(0, 5).join(", ")} and ${missing.size} in all`);
  }
}

/** What a writer had acknowledged last is in the document, or something its writer or somebody who saw it wrote after. */
function checkRegisters(record: RecordDocument, ids: ReadonlySet<string>, card: Card): void {
  const latest = new Map<string, number>();
  for (const id of ids) {
    const [writer = "", at = ""] = id.split("@");
    if (/^\d+$/.test(at)) latest.set(writer, Math.max(latest.get(writer) ?? 0, Number(at)));
  }
  for (const [writer, at] of latest) {
    const known = record.fields().some((field) => {
      for (const entry of record.entries(field)) {
        if ((entry.writer === writer && entry.at >= at) || (entry.seen[writer] ?? 0) >= at) return true;
      }
      return false;
    });
    if (!known) throw new Error(`The document of card ${card.id} does not know ${writer}@${at}`);
  }
}

const idsOf = (map: Map<string, Set<string>>, key: string): Set<string> => {
  const set = map.get(key) ?? new Set<string>();
  map.set(key, set);
  return set;
};

const copy = (map: Map<string, Set<string>>): Map<string, Set<string>> =>
  new Map([...map].map(([key, ids]) => [key, new Set(ids)]));

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
