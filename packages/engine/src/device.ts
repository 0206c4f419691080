/**
 * This device: where the engine keeps things, by what name, and who was here last.
 *
 * Shape    names carry server, workspace and user: another user of the same computer never sees the first one's edits.
 * Not      tokens: none is kept.
 *
 * @module
 */
import { isRole } from "@couplet/model";
import { deleteDB } from "idb";
import type { DeviceDisk } from "./device-disk.ts";
import { MemoryStore } from "./device-store.ts";
import type { StorageMode } from "./engine.ts";
import { claim, type Release } from "./exclusive.ts";
import type { Identity } from "./identity.ts";
import { Register } from "./register.ts";
import { MemoryReplicaStore } from "./replica/memory-replica-store.ts";
import type { ReplicaStore } from "./replica/replica-store.ts";

export interface Device {
  readonly register: Register;
  /** Absent where nothing is kept. */
  readonly disk: DeviceDisk | undefined;
  readonly storage: StorageMode;
  /** More was asked for than the browser gives. */
  readonly isDenied: boolean;
  readonly release: Release;
}

const persistentPrefix = "couplet";
const sessionPrefix = "couplet-session";
const join = (...parts: readonly string[]): string => parts.map(encodeURIComponent).join("|");
const sweepAfterMs = 5_000;

const webStorage = (name: "localStorage" | "sessionStorage"): Storage | undefined => {
  try {
    return globalThis[name];
  } catch {
    return undefined;
  }
};

const registerOf = (name: string): string => `${name}/register`;
const replicaOf = (name: string): string => `${name}/replica`;

/** That there is a replica, apart from it: what the browser deletes by itself is missed. */
export function replicaMarker({ register }: Device): { isSet(): boolean; set(): void } {
  const key = replicaOf(register.name);
  const storage = webStorage(register.name.startsWith(sessionPrefix) ? "sessionStorage" : "localStorage");
  return {
    isSet: () => storage?.getItem(key) === "1",
    set: () => {
      try {
        storage?.setItem(key, "1");
      } catch {
        // Full or denied: then an emptied replica is filled again without a word.
      }
    },
  };
}

/** In memory where the device keeps nothing, or not this. */
export async function openReplicaStore({ disk, register }: Device, onFailure: () => void): Promise<ReplicaStore> {
  try {
    if (disk?.openReplica) return await disk.openReplica(replicaOf(register.name));
  } catch {
    onFailure();
  }
  return new MemoryReplicaStore();
}

export async function openDevice(
  disk: DeviceDisk | undefined,
  mode: StorageMode,
  endpoint: string,
  identity: Identity,
  onFailure: () => void,
): Promise<Device> {
  const who = join(endpoint, identity.workspace, identity.sub);
  const inMemory = (isDenied: boolean): Device => ({
    register: new Register(`memory|${crypto.randomUUID()}`, new MemoryStore()),
    disk: undefined,
    storage: "memory",
    isDenied,
    release: () => undefined,
  });
  if (mode === "memory" || disk === undefined) return inMemory(mode !== "memory");
  const session = mode === "session" ? sessionName() : undefined;
  const release = session === undefined ? undefined : await claim(session, "shared");
  const name = session === undefined ? `${persistentPrefix}|${who}` : `${session}|${who}`;
  try {
    const store = await disk.openStore(registerOf(name), onFailure);
    if (session !== undefined) setTimeout(() => void sweepSessions(session).catch(() => undefined), sweepAfterMs);
    return {
      register: new Register(name, store),
      disk,
      storage: mode,
      isDenied: false,
      release: release ?? (() => undefined),
    };
  } catch {
    release?.();
    return inMemory(true);
  }
}

/** The same for all reloads of this tab, gone with it. */
function sessionName(): string {
  const storage = webStorage("sessionStorage");
  const id = storage?.getItem(sessionPrefix) ?? crypto.randomUUID();
  storage?.setItem(sessionPrefix, id);
  return `${sessionPrefix}|${id}`;
}

/** Deletes what sessions that are over have left. */
async function sweepSessions(own: string): Promise<void> {
  for (const { name } of await indexedDB.databases()) {
    if (name === undefined || !name.startsWith(`${sessionPrefix}|`)) continue;
    const session = name.split("|", 2).join("|");
    if (session === own) continue;
    const release = await claim(session);
    if (!release) continue;
    await deleteDB(name);
    release();
  }
}

/** Deletes everything of this user on this device. */
export async function wipeDevice({ register, disk }: Device): Promise<void> {
  const names = register.documents.ids().flatMap((documentId) => register.documents.storageNames(documentId));
  await register.clear();
  register.close();
  if (!disk) return;
  await Promise.all(names.map((name) => disk.forgetDocument(name)));
  await disk.forgetStore(registerOf(register.name));
  await disk.forgetStore(replicaOf(register.name));
  webStorage("localStorage")?.removeItem(replicaOf(register.name));
}

const lastUserKey = (endpoint: string): string => join(persistentPrefix, "last", endpoint);

/** Who used the engine here last, so that cards open before the network does. */
export function lastIdentity(endpoint: string, workspace: string | undefined): Identity | undefined {
  try {
    const stored = JSON.parse(
      webStorage("localStorage")?.getItem(lastUserKey(endpoint)) ?? "null",
    ) as Partial<Identity> | null;
    if (typeof stored?.sub !== "string" || typeof stored.name !== "string" || typeof stored.workspace !== "string")
      return undefined;
    if (!isRole(stored.role) || (workspace !== undefined && workspace !== stored.workspace)) return undefined;
    return { sub: stored.sub, name: stored.name, role: stored.role, workspace: stored.workspace };
  } catch {
    return undefined;
  }
}

/** `undefined`: nobody; the next start asks for a token first. */
export function rememberIdentity(endpoint: string, identity: Identity | undefined): void {
  try {
    const storage = webStorage("localStorage");
    if (identity) storage?.setItem(lastUserKey(endpoint), JSON.stringify(identity));
    else storage?.removeItem(lastUserKey(endpoint));
  } catch {
    // A full or denied storage only means that the next start needs the network.
  }
}
