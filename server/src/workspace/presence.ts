/**
 * Who is in a room: the awareness states of its sessions.
 *
 * Shape    client id -> clock and JSON text, owned by the session that introduced it. Never stored, never committed.
 * Not      y-protocols' Awareness, which owns a timer and a state per document; a server needs neither.
 *
 * A session speaks only for client ids it introduced (or that another session of the same user did: a reconnecting client
 * keeps its id while its old socket is still dying), and only in its own user's name: whatever name a state gives its user,
 * others are told the one of the token.
 *
 * Others are told another id than the client's own. That is the id under which its next edit goes into the document: whoever
 * knew it before the first one could write in its place.
 *
 * What changes is told at once where nothing was told just before, else together with what changes soon after: one frame with the latest state
 * of each client. The more listen, the longer it is gathered, so that however many people are in a room, its frames are bounded.
 *
 * @module
 */
import type { Actor } from "@couplet/model";
import { firstAlias } from "@couplet/protocol";
import * as decoding from "lib0/decoding";
import { awarenessEntry, type ClientState, frameOfEntries } from "./frames.ts";
import type { Limits } from "./limits.ts";

/** A session, as far as its presence is concerned. */
export interface Attendant {
  readonly actor: Pick<Actor, "sub" | "name">;
  /** It has not taken what it was sent: presence is what it can do without. */
  readonly isBehind: boolean;
  send(frame: Uint8Array): void;
}

interface Presence {
  /** The client id that others are told. */
  readonly alias: number;
  readonly clock: number;
  readonly state: string;
  readonly session: Attendant;
}

/** What is passed on of one client; `state` is `null` once it is gone. */
interface Change extends Presence {
  readonly clientId: number;
}

/** How long states beyond a session's rate wait before the latest of them is passed on. */
const deferredMs = 100;
/** Between two frames to the same listener, for each who listens: a room sends some 2,000 of them a second at most, and everybody sees what is new within half a second. */
const gatherMsEach = 0.5;
const mostGatherMs = 500;
/** Characters of state in a frame; a frame has at least one. */
const mostFrameLength = 64 * 1024;
/** Beyond it, what others count with would not be exact. */
const maxClock = 2 ** 40;

const createAlias = (): number => firstAlias + Math.floor(Math.random() * 2 ** 48);

export class RoomPresence {
  readonly #presences = new Map<number, Presence>();
  readonly #counts = new Map<Attendant, number>();
  readonly #sessions: ReadonlySet<Attendant>;
  readonly #limits: Limits;
  /** By alias: what has changed and is not told yet, the latest of each client. */
  readonly #pending = new Map<number, Change>();
  /** Who is told of everybody next time, instead of what has changed. */
  readonly #newcomers = new Set<Attendant>();
  #timer: NodeJS.Timeout | undefined;
  #toldAtMs = Number.NEGATIVE_INFINITY;

  constructor(sessions: ReadonlySet<Attendant>, limits: Limits) {
    this.#sessions = sessions;
    this.#limits = limits;
  }

  /** Takes an awareness update. @throws where the bytes are none. */
  receive(session: Attendant, update: Uint8Array, isWithinRate: boolean): void {
    this.#passOn(this.#read(session, update), isWithinRate ? 0 : deferredMs);
  }

  /** Soon: at once where nothing was told just before. */
  #passOn(changes: readonly Change[], atLeastMs: number): void {
    for (const change of changes) this.#pending.set(change.alias, change);
    if (this.#timer || (this.#pending.size === 0 && this.#newcomers.size === 0)) return;
    const gatherMs = Math.min(this.#sessions.size * gatherMsEach, mostGatherMs);
    const waitMs = Math.max(atLeastMs, this.#toldAtMs + gatherMs - performance.now());
    if (waitMs <= 0) this.#tellAll();
    else this.#timer = setTimeout(() => this.#tellAll(), waitMs);
  }

  #read(session: Attendant, update: Uint8Array): Change[] {
    const decoder = decoding.createDecoder(update);
    const count = decoding.readVarUint(decoder);
    const changes: Change[] = [];
    for (let index = 0; index < count; index += 1) {
      const clientId = decoding.readVarUint(decoder);
      const clock = decoding.readVarUint(decoder);
      if (clientId >= firstAlias) {
        // Stock providers send on what they hear. Two devices of one user would else take turns in speaking for each other, for ever.
        decoding.readVarUint8Array(decoder);
        continue;
      }
      const change = this.#take(session, { clientId, clock, state: decoding.readVarString(decoder) });
      if (change) changes.push(change);
    }
    return changes;
  }

  #take(session: Attendant, { clientId, clock, state: given }: ClientState): Change | undefined {
    const current = this.#presences.get(clientId);
    if (current && current.session !== session && current.session.actor.sub !== session.actor.sub) return undefined;
    if (clock > maxClock) return undefined;
    const isGone = given === "null";
    const isOld =
      current && (clock < current.clock || (clock === current.clock && !isGone && current.session === session));
    if (isOld) return undefined;
    if (isGone) {
      this.#remove(clientId);
      return current && { ...current, clientId, clock, state: given, session };
    }
    const state = inOwnName(given, session.actor);
    if (state === undefined) return undefined;
    if (current?.session !== session && (this.#counts.get(session) ?? 0) >= this.#limits.maxAwarenessClients)
      return undefined;
    this.#remove(clientId);
    const presence = { alias: current?.alias ?? createAlias(), clock, state, session };
    this.#presences.set(clientId, presence);
    this.#counts.set(session, (this.#counts.get(session) ?? 0) + 1);
    return { ...presence, clientId };
  }

  #remove(clientId: number): void {
    const presence = this.#presences.get(clientId);
    if (!presence) return;
    this.#presences.delete(clientId);
    this.#counts.set(presence.session, (this.#counts.get(presence.session) ?? 1) - 1);
  }

  /** A session hears of everybody, together with those who come at the same time. */
  join(session: Attendant): void {
    if (this.#presences.size === 0) return;
    this.#newcomers.add(session);
    this.#passOn([], 0);
  }

  /** Sends a session everybody's state. */
  tell(session: Attendant): void {
    for (const telling of this.#everybody()) session.send(telling.frameFor(session));
  }

  #everybody(): readonly Telling[] {
    return tellingsOf([...this.#presences].map(([clientId, presence]) => ({ ...presence, clientId })));
  }

  /** Tells the others that the session's clients are gone. */
  leave(session: Attendant): void {
    const gone: Change[] = [];
    if ((this.#counts.get(session) ?? 0) > 0) {
      for (const [clientId, presence] of this.#presences) {
        if (presence.session !== session) continue;
        this.#presences.delete(clientId);
        gone.push({ ...presence, clientId, clock: presence.clock + 1, state: "null" });
      }
    }
    this.#counts.delete(session);
    this.#newcomers.delete(session);
    this.#passOn(gone, 0);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#pending.clear();
    this.#newcomers.clear();
  }

  /** Everybody, the authors included: a stock provider alone in a room lives on hearing itself. */
  #tellAll(): void {
    this.#timer = undefined;
    this.#toldAtMs = performance.now();
    const tellings = tellingsOf([...this.#pending.values()]);
    this.#pending.clear();
    let everybody: readonly Telling[] | undefined;
    for (const session of this.#sessions) {
      // It has missed something: once it reads again it is told of all.
      if (session.isBehind) this.#newcomers.add(session);
      else {
        const told = this.#newcomers.delete(session) ? (everybody ??= this.#everybody()) : tellings;
        for (const telling of told) session.send(telling.frameFor(session));
      }
    }
  }
}

/** In frames that a stock provider, which sends on what it hears, may send back. */
function tellingsOf(changes: readonly Change[]): readonly Telling[] {
  if (changes.length === 0) return [];
  const groups: Change[][] = [[]];
  let length = 0;
  for (const change of changes) {
    length += change.state.length;
    if (length > mostFrameLength) {
      groups.push([]);
      length = change.state.length;
    }
    groups.at(-1)?.push(change);
  }
  return groups.map((group) => new Telling(group));
}

/** One frame for many listeners, each of whom hears of its own clients by their own ids. */
class Telling {
  readonly #entries: readonly Uint8Array[];
  /** Where the changes of each author are among them. */
  readonly #own = new Map<Attendant, number[]>();
  readonly #changes: readonly Change[];
  #common: Uint8Array | undefined;

  constructor(changes: readonly Change[]) {
    this.#changes = changes;
    this.#entries = changes.map((change) => awarenessEntry({ ...change, clientId: change.alias }));
    for (const [index, { session }] of changes.entries()) {
      const own = this.#own.get(session);
      if (own) own.push(index);
      else this.#own.set(session, [index]);
    }
  }

  frameFor(listener: Attendant): Uint8Array {
    const own = this.#own.get(listener);
    if (!own) return (this.#common ??= frameOfEntries(this.#entries));
    const entries = [...this.#entries];
    for (const index of own) {
      const change = this.#changes[index];
      if (change) entries[index] = awarenessEntry(change);
    }
    return frameOfEntries(entries);
  }
}

/** The state as others may hear it: a user in it goes by the token's name. `undefined`: none, or somebody else's. */
function inOwnName(state: string, { sub, name }: Pick<Actor, "sub" | "name">): string | undefined {
  try {
    const parsed: unknown = JSON.parse(state);
    if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) return undefined;
    const user: unknown = "user" in parsed ? parsed.user : undefined;
    if (user === undefined || user === null) return state;
    // A bare name would be taken for one, too.
    if (typeof user !== "object" || user === null || Array.isArray(user))
      return JSON.stringify({ ...parsed, user: { sub, name } });
    if ("sub" in user && user.sub !== sub) return undefined;
    return JSON.stringify({ ...parsed, user: { ...user, name } });
  } catch {
    return undefined;
  }
}
