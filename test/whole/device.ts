/**
 * A device: what it keeps, its locks and its channels, shared by the tabs that are open on it.
 *
 * Shape    a write is on the disk some milliseconds after it was asked for, in order per database, and the promise of it resolves then;
 *          what a tab had asked for and was not there yet when it was killed never gets there.
 * Source   the contracts of `DeviceStore` and `KeptDocument`; y-indexeddb, whose order of reading and writing this follows
 *
 * @module
 */
import type { Keeps } from "@couplet/engine";
import {
  MemoryReplicaStore,
  type DeviceDisk,
  type DeviceStore,
  type DeviceTable,
  type KeptDocument,
  type ReplicaStore,
} from "@couplet/engine/disk";
import * as Y from "yjs";
import type { Keeping } from "./erasures.ts";
import { Locks } from "./locks.ts";
import type { Parts } from "./parts.ts";
import type { Machine } from "./place.ts";
import type { World } from "./world.ts";

interface Kept {
  updates: Uint8Array[];
  isSynced: boolean;
}

/** A document as a tab has it open. */
export interface LiveDocument {
  readonly documentId: string;
  readonly doc: Y.Doc;
  readonly machine: Machine;
}

export interface DeviceWatcher {
  opened(live: LiveDocument): void;
  /** An update of the document is on the disk. */
  stored(update: Uint8Array): void;
  closed(live: LiveDocument): void;
  /** A row is on the disk; `undefined`: not any more. */
  rowStored(machine: Machine, table: DeviceTable, key: string, row: unknown): void;
  /** The workspace has come further, or begins from nothing. */
  replicaStored(step: "chunk" | "beginning"): void;
}

/** One of its own each time: who waits for it is forgotten with it. */
const never = (): Promise<never> => new Promise(() => undefined);

/** What a structured clone makes of what is kept here, rows of plain values, at a tenth of its cost. */
function cloned<Value>(value: Value): Value {
  if (typeof value === "function" || typeof value === "symbol")
    throw new DOMException("Only data can be kept", "DataCloneError");
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(cloned) as Value;
  if (Object.getPrototypeOf(value) !== Object.prototype) return structuredClone(value);
  const copy: Record<string, unknown> = {};
  for (const name in value) copy[name] = cloned(value[name]);
  return copy as Value;
}

/** Every so often a document takes longer to be read than an engine waits for it. */
const slowEvery = 25;
const patienceMs = 8_000;

export class Device {
  readonly name: string;
  readonly keeps: Keeps;
  readonly #world: World;
  readonly #watcher: DeviceWatcher;
  readonly #parts: Parts;
  readonly #stores = new Map<string, Map<DeviceTable, Map<string, unknown>>>();
  readonly #documents = new Map<string, Kept>();
  readonly #replicas = new Map<string, MemoryReplicaStore>();
  readonly #settings = new Map<string, string>();
  readonly #locks = new Locks();
  readonly #channels = new Map<string, Set<Channel>>();
  readonly #busyUntilMs = new Map<string, number>();
  #openings = 0;
  readonly #reading = new Map<KeptDocument, Machine>();

  constructor(name: string, keeps: Keeps, world: World, watcher: DeviceWatcher, parts: Parts) {
    this.name = name;
    this.keeps = keeps;
    this.#parts = parts;
    this.#world = world;
    this.#watcher = watcher;
  }

  readonly localStorage = {
    getItem: (key: string): string | null => this.#settings.get(key) ?? null,
    setItem: (key: string, value: string): void => void this.#settings.set(key, value),
    removeItem: (key: string): void => void this.#settings.delete(key),
  };

  /** Everything on it is gone. */
  wipe(): void {
    this.#stores.clear();
    this.#documents.clear();
    this.#replicas.clear();
    this.#settings.clear();
  }

  /** Some tab waits for a document to be read. */
  get isReading(): boolean {
    return [...this.#reading.values()].some(({ isAlive }) => isAlive);
  }

  /** Rows as they are on the disk, of all users. */
  rows(table: DeviceTable): unknown[] {
    return [...this.#stores.values()].flatMap((tables) => [...(tables.get(table)?.values() ?? [])]);
  }

  /** Of each document what is on the disk of it, in the copy of now and where the workspace is kept; none of what tabs have not written yet. */
  async kept(documentIds: Iterable<string>): Promise<ReadonlyMap<string, readonly Uint8Array[]>> {
    const rows = this.rows("documents") as { readonly documentId: string; readonly generation: number }[];
    const copies = rows.map(
      ({ documentId, generation }) => `/doc/${documentId}${generation === 0 ? "" : `~${generation}`}`,
    );
    const found = new Map<string, Uint8Array[]>();
    for (const documentId of documentIds) {
      const suffix = copies.find((copy) => copy.split("/doc/")[1]?.split("~")[0] === documentId);
      const ofCopy = [...this.#documents].flatMap(([name, { updates }]) =>
        suffix !== undefined && name.endsWith(suffix) && updates.length > 0 ? [Y.mergeUpdates(updates)] : [],
      );
      const ofReplicas = await Promise.all([...this.#replicas.values()].map((store) => store.document(documentId)));
      found.set(documentId, [...ofCopy, ...ofReplicas.filter((bytes) => bytes !== undefined)]);
    }
    return found;
  }

  /** All that is on it, but for what came back to its author. */
  async everything(): Promise<Keeping[]> {
    const all: Keeping[] = [];
    const add = (place: string, kept: Uint8Array | string): void => void all.push([`${place} on ${this.name}`, kept]);
    for (const tables of this.#stores.values()) {
      for (const [table, rows] of tables) {
        if (table !== "refused") for (const row of rows.values()) add(table, JSON.stringify(row));
      }
    }
    for (const [name, { updates }] of this.#documents) {
      // What the device's log of a document has beside what stands there goes when it is tidied.
      const doc = new Y.Doc();
      for (const update of updates) Y.applyUpdate(doc, update);
      add(name, Y.encodeStateAsUpdate(doc));
      doc.destroy();
    }
    for (const store of this.#replicas.values()) {
      add("facts", JSON.stringify(await store.load(0)));
      add("lists", JSON.stringify((await store.lists()) ?? null));
      for (const [id, bytes] of store.documents()) add(`replica of ${id}`, bytes);
    }
    return all;
  }

  /** The tab is gone: what it held is free. */
  release(machine: Machine): void {
    this.#locks.release(machine);
    for (const channels of this.#channels.values()) {
      for (const channel of channels) if (channel.machine === machine) channels.delete(channel);
    }
  }

  readonly locksOf = (machine: Machine): Machine["locks"] => ({
    request: (name, optionsOrRun, run?) =>
      typeof optionsOrRun === "function"
        ? this.#locks.request(machine, name, {}, optionsOrRun)
        : this.#locks.request(machine, name, optionsOrRun, run ?? (() => undefined)),
  });

  openChannel(machine: Machine, name: string): BroadcastChannel {
    const channels = this.#channels.get(name) ?? new Set();
    this.#channels.set(name, channels);
    const channel = new Channel(machine, (message) => {
      for (const other of channels) {
        if (other === channel) continue;
        // In the order in which it was said.
        const { nowMs } = this.#world;
        other.busyUntilMs = Math.max(other.busyUntilMs, nowMs + 1 + this.#world.below(5));
        const copy = structuredClone(message);
        this.#world.schedule(other.machine, other.busyUntilMs - nowMs, () => other.hear(copy));
      }
    });
    channels.add(channel);
    channel.onClose = () => channels.delete(channel);
    return channel as unknown as BroadcastChannel;
  }

  /** Does something to a database after what was asked of it before. */
  #later<Result>(machine: Machine, database: string, slowestMs: number, work: () => Result): Promise<Result> {
    if (!machine.isAlive) return never();
    const { nowMs } = this.#world;
    const atMs = Math.max(nowMs + this.#world.below(slowestMs), this.#busyUntilMs.get(database) ?? 0);
    this.#busyUntilMs.set(database, atMs);
    return new Promise((resolve, reject) => {
      this.#world.schedule(machine, atMs - nowMs, () => {
        try {
          resolve(work());
        } catch (error) {
          reject(error);
        }
      });
    });
  }

  diskOf(machine: Machine): DeviceDisk {
    return {
      openStore: async (name) => await this.#openStore(machine, name),
      forgetStore: (name) =>
        this.#later(machine, name, 5, () => {
          this.#stores.delete(name);
          this.#replicas.delete(name);
        }),
      openReplica: (name) => this.#openReplica(machine, name),
      openDocument: (name, doc, onFailure) => this.#openDocument(machine, name, doc, onFailure),
      forgetDocument: (name) => this.#later(machine, name, 5, () => void this.#documents.delete(name)),
    };
  }

  #openStore(machine: Machine, name: string): Promise<DeviceStore> {
    const table = (of: DeviceTable): Map<string, unknown> => {
      const tables = this.#stores.get(name) ?? new Map<DeviceTable, Map<string, unknown>>();
      this.#stores.set(name, tables);
      const rows = tables.get(of) ?? new Map<string, unknown>();
      tables.set(of, rows);
      return rows;
    };
    const later = <Result>(slowestMs: number, work: () => Result): Promise<Result> =>
      this.#later(machine, name, slowestMs, work);
    const store: DeviceStore = {
      get: (of, key) => later(2, () => cloned(table(of).get(key))),
      all: (of) => later(2, () => cloned([...table(of).values()])),
      put: (of, rows) => {
        if (rows.length === 0) return Promise.resolve();
        const copies = cloned(rows);
        return later(12, () => {
          for (const [key, row] of copies) {
            if (this.#parts.keepsRow(of, row)) table(of).set(key, row);
            this.#watcher.rowStored(machine, of, key, row);
          }
        });
      },
      delete: (of, keys) => {
        if (keys.length === 0) return Promise.resolve();
        return later(12, () => {
          for (const key of keys) if (table(of).delete(key)) this.#watcher.rowStored(machine, of, key, undefined);
        });
      },
      clear: () => later(12, () => void this.#stores.delete(name)),
      close: () => undefined,
    };
    return later(3, () => store);
  }

  /** What is written is there whole or not at all, whenever the tab is killed: nothing happens within one moment. */
  #openReplica(machine: Machine, name: string): Promise<ReplicaStore> {
    const kept = (): MemoryReplicaStore => {
      const found = this.#replicas.get(name) ?? new MemoryReplicaStore();
      this.#replicas.set(name, found);
      return found;
    };
    const later = <Result>(slowestMs: number, work: () => Promise<Result>): Promise<Result> =>
      this.#later(machine, name, slowestMs, work).then((result) => result);
    const positionOf = async (store: ReplicaStore) => (await store.load(Number.POSITIVE_INFINITY)).position;
    return later(3, () =>
      Promise.resolve({
        load: (after) => later(3, () => kept().load(after)),
        loadAll: (take) => later(3, () => kept().loadAll(take)),
        listsUpTo: () => later(3, () => kept().listsUpTo()),
        lists: () => later(3, () => kept().lists()),
        putLists: (lists) => later(8, () => kept().putLists(lists)),
        document: (id) => later(3, () => kept().document(id)),
        write: (isStrict, work) =>
          later(isStrict ? 15 : 8, async () => {
            const store = kept();
            const before = await positionOf(store);
            const result = await store.write(isStrict, work);
            const now = await positionOf(store);
            if (now?.generation !== before?.generation) this.#watcher.replicaStored("beginning");
            else if (now !== before) this.#watcher.replicaStored("chunk");
            return result;
          }),
        close: () => undefined,
      }),
    );
  }

  #openDocument(machine: Machine, name: string, doc: Y.Doc, onFailure: () => void): KeptDocument {
    const documentId = name.slice(name.lastIndexOf("/doc/") + "/doc/".length).split("~")[0] ?? "";
    const live: LiveDocument = { documentId, doc, machine };
    const origin = {};
    let isOpen = true;
    let isLoaded = false;
    const kept = (): Kept => {
      const found = this.#documents.get(name) ?? { updates: [], isSynced: false };
      this.#documents.set(name, found);
      return found;
    };
    const store = (update: Uint8Array): void => {
      void this.#later(machine, name, 20, () => {
        kept().updates.push(update);
        this.#watcher.stored(update);
      });
    };
    const onUpdate = (update: Uint8Array, from: unknown): void => {
      if (from !== origin && isLoaded) store(update);
    };
    doc.on("update", onUpdate);
    this.#watcher.opened(live);
    this.#openings += 1;
    const isSlow = this.#openings % slowEvery === 0;
    const read = this.#later(machine, name, isSlow ? 30_000 : 6, () => {
      if (!isOpen) return;
      const before = Y.encodeStateAsUpdate(doc);
      if (Y.decodeStateVector(Y.encodeStateVector(doc)).size > 0) store(before);
      const { updates } = kept();
      Y.transact(doc, () => updates.forEach((update) => Y.applyUpdate(doc, update, origin)), origin, false);
      isLoaded = true;
    });
    const tooLong = (): boolean => {
      if (isOpen && !isLoaded) onFailure();
      return false;
    };
    const waited = new Promise<boolean>((resolve) => {
      // Also where what was asked of it before takes that long.
      const isLong = (this.#busyUntilMs.get(name) ?? 0) - this.#world.nowMs > patienceMs;
      if (isLong) this.#world.schedule(machine, patienceMs, () => resolve(tooLong()));
    });
    const ifRead = <Result>(work: () => Result): (() => Result) => {
      return () => {
        if (!isLoaded) throw new Error("Not read yet");
        return work();
      };
    };
    const document: KeptDocument = {
      loaded: Promise.race([read.then(() => true), waited]),
      read,
      hasSynced: () => this.#later(machine, name, 3, () => kept().isSynced),
      markSynced: () => this.#later(machine, name, 12, () => void (kept().isSynced = true)),
      written: () =>
        this.#later(
          machine,
          name,
          2,
          ifRead(() => undefined),
        ),
      keepAnew: () =>
        this.#later(
          machine,
          name,
          3,
          ifRead(() => void kept().updates.push(Y.encodeStateAsUpdate(doc))),
        ),
      catchUp: () =>
        this.#later(machine, name, 3, () => {
          if (isOpen && isLoaded)
            Y.transact(doc, () => kept().updates.forEach((update) => Y.applyUpdate(doc, update)), origin, false);
        }),
      close: async () => {
        isOpen = false;
        this.#reading.delete(document);
        doc.off("update", onUpdate);
        this.#watcher.closed(live);
        await this.#later(machine, name, 2, () => undefined);
      },
    };
    this.#reading.set(document, machine);
    void read.then(() => this.#reading.delete(document));
    return document;
  }
}

class Channel {
  readonly machine: Machine;
  onClose: () => void = () => undefined;
  busyUntilMs = 0;
  readonly #tell: (message: unknown) => void;
  readonly #listeners = new Set<(event: { readonly data: unknown }) => void>();

  constructor(machine: Machine, tell: (message: unknown) => void) {
    this.machine = machine;
    this.#tell = tell;
  }
  addEventListener(_type: "message", listener: (event: { readonly data: unknown }) => void): void {
    this.#listeners.add(listener);
  }
  postMessage(message: unknown): void {
    if (this.machine.isAlive) this.#tell(message);
  }
  hear(data: unknown): void {
    for (const listener of this.#listeners) listener({ data });
  }
  close(): void {
    this.onClose();
    this.#listeners.clear();
  }
}
