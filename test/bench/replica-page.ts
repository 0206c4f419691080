/**
 * The page of `npm run bench -- replica`: an engine's replica, and beside it a bare IndexedDB database with the same bytes.
 *
 * @module
 */
import { createWriterId, RecordDocument } from "@couplet/crdt";
import { createEngine, type Engine } from "@couplet/engine";
import { IdbReplicaStore, Replica } from "@couplet/engine/disk";
import { defaultSetup, fieldsOfKind, type Card } from "@couplet/model";
import type { Chunk, FeedItem } from "@couplet/protocol";
import * as Y from "yjs";

const cardsInChunk = 90;
const who = { sub: "bench", name: "Bench", role: "editor", workspace: "bench" };
const join = (...parts: readonly string[]): string => parts.map(encodeURIComponent).join("|");
const storeName = (): string => `couplet|${join(location.origin, who.workspace, who.sub)}/replica`;
const idOf = (group: string, index: number): string =>
  `0198c0de-${group}-7000-8000-${index.toString(16).padStart(12, "0")}`;

const texts = fieldsOfKind("contact")
  .filter(({ scope, name }) => scope === "common" && !/image|blocked|name/iu.test(name))
  .map(({ name }) => name)
  .slice(0, 19);

function sample(index: number): Uint8Array {
  const record = new RecordDocument(new Y.Doc());
  const writer = createWriterId();
  const at = (Date.UTC(2026, 0, 1) - Date.UTC(2020, 0, 1) + index * 1000) * 1024;
  record.register(writer, { card: idOf("0001", index), user: "seed" });
  for (const [order, field] of ["name", ...texts].entries()) {
    record.set(field, `${field} ${index}`, { writer, at: at + order });
  }
  return Y.encodeStateAsUpdate(record.doc);
}

const samples = Array.from({ length: 100 }, (_, index) => sample(index));

function itemsOf(from: number, to: number): FeedItem[] {
  const items: FeedItem[] = from === 0 ? [{ type: "setup", row: JSON.stringify(defaultSetup()) }] : [];
  for (let index = from; index < to; index += 1) {
    const card = {
      id: idOf("0001", index),
      kind: "contact",
      no: `CT${String(index).padStart(6, "0")}`,
      type: "company",
      commonDocumentId: idOf("0002", index),
      cardDocumentId: idOf("0003", index),
      createdAtMs: 1_700_000_000_000,
    } satisfies Record<keyof Omit<Card, "companyId" | "deletedAtMs" | "erasedAtMs" | "mergedInto">, unknown>;
    const update = samples[index % samples.length] ?? new Uint8Array();
    items.push(
      { type: "card", row: JSON.stringify(card) },
      { type: "document", documentId: idOf("0002", index), update },
    );
  }
  return items;
}

/** Only the taking is timed, not what makes the chunks. */
async function fill(cards: number): Promise<number> {
  const store = await IdbReplicaStore.open(storeName());
  const replica = await Replica.open(store, {
    name: storeName(),
    role: () => "editor",
    nowMs: () => Date.now(),
    marker: { isSet: () => true, set: () => undefined },
    failed: () => undefined,
  });
  await replica.began(1, "bench", cards * 2);
  let ms = 0;
  for (let from = 0; from < cards; from += cardsInChunk) {
    const to = Math.min(cards, from + cardsInChunk);
    const chunk: Chunk = {
      type: "chunk",
      cursor: new TextEncoder().encode(String(to)),
      isLast: to === cards,
      left: (cards - to) * 2,
      items: itemsOf(from, to),
    };
    const startedMs = performance.now();
    await replica.take(chunk);
    ms += performance.now() - startedMs;
  }
  replica.close();
  return ms;
}

/** The same bytes, a record an item, a transaction a chunk, the cursor with it. */
async function fillBare(cards: number): Promise<number> {
  const request = indexedDB.open("bare", 1);
  request.addEventListener("upgradeneeded", () => request.result.createObjectStore("items"));
  const db = await new Promise<IDBDatabase>((resolve) =>
    request.addEventListener("success", () => resolve(request.result)),
  );
  let ms = 0;
  for (let from = 0; from < cards; from += cardsInChunk) {
    const to = Math.min(cards, from + cardsInChunk);
    const items = itemsOf(from, to);
    const startedMs = performance.now();
    const transaction = db.transaction("items", "readwrite", { durability: "relaxed" });
    const done = new Promise<void>((resolve) => transaction.addEventListener("complete", () => resolve()));
    const store = transaction.objectStore("items");
    for (const [order, item] of items.entries()) {
      // A copy, as of bytes that come in a frame.
      if (item.type === "document") store.put(item.update.slice(), item.documentId);
      else if ("row" in item) store.put(item.row, `${from}/${order}`);
    }
    store.put(new TextEncoder().encode(String(to)), "cursor");
    await done;
    ms += performance.now() - startedMs;
  }
  db.close();
  return ms;
}

const deleted = (name: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase(name);
    request.addEventListener("success", () => resolve());
    request.addEventListener("error", () => reject(request.error ?? new Error("not deleted")));
  });

let engine: Engine | undefined;

interface Started {
  readonly ms: number;
  /** Until the engine was there. */
  readonly readyMs: number;
  /** The first card, from asking for it, while the list is on its way. */
  readonly cardMs: number;
  readonly rows: number;
  readonly cards: number;
}

/**
 * Offline, from nothing but what the device has, to a list of everything that has its first hundred rows, as the app opens one; and beside that,
 * as soon as the engine is there, a card that was never opened.
 */
async function start(card: number): Promise<Started> {
  localStorage.setItem(join("couplet", "last", location.origin), JSON.stringify(who));
  const startedMs = performance.now();
  engine = createEngine({
    endpoint: location.origin,
    keeps: "workspace",
    offline: true,
    getToken: () => Promise.reject(new Error("There is no network")),
  });
  await engine.ready;
  const readyMs = performance.now() - startedMs;
  const opening = open([card]);
  const list = await engine.openList("contact");
  const { length } = list.rows(0, 100);
  const ms = performance.now() - startedMs;
  const [cardMs = Number.NaN] = await opening;
  return { ms, readyMs, cardMs, rows: length, cards: list.count.value };
}

/** So that the next start finds nothing left open. */
const close = async (): Promise<void> => await engine?.close();

/** Resolves when the lists are on the device, as they are a while after they were made for the first time. */
async function kept(): Promise<number> {
  const startedMs = performance.now();
  const store = await IdbReplicaStore.open(storeName());
  while ((await store.listsUpTo()) === 0) await new Promise((resolve) => setTimeout(resolve, 100));
  store.close();
  return performance.now() - startedMs;
}

/** Each from asking until its first rows are there. */
async function search(queries: readonly string[]): Promise<readonly number[]> {
  const times: number[] = [];
  for (const query of queries) {
    const startedMs = performance.now();
    const list = await engine?.openList("contact", { search: query });
    if (list?.rows(0, 40).length === 0) throw new Error(`Nothing was found by ${query}`);
    times.push(performance.now() - startedMs);
    list?.close();
  }
  return times;
}

/** Opens these cards one after the other, and leaves them open. */
async function open(cards: readonly number[]): Promise<readonly number[]> {
  const times: number[] = [];
  for (const card of cards) {
    const startedMs = performance.now();
    const session = await engine?.openCard("contact", { id: idOf("0001", card) });
    times.push(performance.now() - startedMs);
    if (session?.snapshot.value.loading !== false || session.snapshot.value.values["city"] === "") {
      throw new Error("The card is not whole");
    }
  }
  return times;
}

/** What the rows would take as JSON, and reading all of them. */
async function rows(): Promise<{ readonly bytes: number; readonly ms: number }> {
  const startedMs = performance.now();
  let bytes = 0;
  let cursor: string | undefined;
  do {
    const page = await engine?.list("contact", { limit: 1000, ...(cursor === undefined ? {} : { cursor }) });
    for (const row of page?.items ?? []) bytes += JSON.stringify(row).length;
    cursor = page?.nextCursor;
  } while (cursor !== undefined);
  return { bytes, ms: performance.now() - startedMs };
}

declare global {
  var replicaBench: {
    fill: typeof fill;
    fillBare: typeof fillBare;
    clear(): Promise<void>;
    clearBare(): Promise<void>;
    start: typeof start;
    kept: typeof kept;
    search: typeof search;
    open: typeof open;
    close: typeof close;
    rows: typeof rows;
  };
}
globalThis.replicaBench = {
  fill,
  fillBare,
  clear: () => deleted(storeName()),
  clearBare: () => deleted("bare"),
  start,
  kept,
  search,
  open,
  close,
  rows,
};
