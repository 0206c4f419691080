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
 * @module
 */
import type { Actor } from "@couplet/model";
import * as decoding from "lib0/decoding";
import { awarenessFrame, type ClientState } from "./frames.ts";
import type { Limits } from "./limits.ts";
import type { Session } from "./session.ts";

interface Presence {
  /** The client id that others are told. */
  readonly alias: number;
  readonly clock: number;
  readonly state: string;
  readonly session: Session;
}

/** What is passed on of one client; `state` is `null` once it is gone. */
interface Change extends Presence {
  readonly clientId: number;
}

/** How long states beyond a session's rate wait before the latest of them is passed on. */
const deferredMs = 100;
/** Beyond it, what others count with would not be exact. */
const maxClock = 2 ** 40;

/** No client id of Yjs: those have 32 bits. */
const firstAlias = 2 ** 32;
const createAlias = (): number => firstAlias + Math.floor(Math.random() * 2 ** 48);

export class RoomPresence {
  readonly #presences = new Map<number, Presence>();
  readonly #counts = new Map<Session, number>();
  readonly #sessions: ReadonlySet<Session>;
  readonly #limits: Limits;
  readonly #deferred = new Map<number, Change>();
  #timer: NodeJS.Timeout | undefined;

  constructor(sessions: ReadonlySet<Session>, limits: Limits) {
    this.#sessions = sessions;
    this.#limits = limits;
  }

  /** Takes an awareness update. @throws where the bytes are none. */
  receive(session: Session, update: Uint8Array, isWithinRate: boolean): void {
    const changes = this.#read(session, update);
    if (changes.length === 0) return;
    if (isWithinRate) {
      for (const { alias } of changes) this.#deferred.delete(alias);
      this.#broadcast(changes);
    } else {
      for (const change of changes) this.#deferred.set(change.alias, change);
      this.#timer ??= setTimeout(() => this.#flushDeferred(), deferredMs);
    }
  }

  #read(session: Session, update: Uint8Array): Change[] {
    const decoder = decoding.createDecoder(update);
    const count = decoding.readVarUint(decoder);
    const changes: Change[] = [];
    for (let index = 0; index < count; index += 1) {
      const clientId = decoding.readVarUint(decoder);
      const clock = decoding.readVarUint(decoder);
      const state = decoding.readVarString(decoder);
      const change = this.#take(session, { clientId, clock, state });
      if (change) changes.push(change);
    }
    return changes;
  }

  #take(session: Session, { clientId, clock, state: given }: ClientState): Change | undefined {
    // Stock providers send on what they hear. Two devices of one user would else take turns in speaking for each other, for ever.
    if (clientId >= firstAlias) return undefined;
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

  /** Sends a session everybody's state. */
  tell(session: Session): void {
    if (this.#presences.size === 0) return;
    const all = [...this.#presences].map(([clientId, presence]) => ({ ...presence, clientId }));
    session.send(frameFor(session, all));
  }

  /** Tells the others that the session's clients are gone. */
  leave(session: Session): void {
    const gone: Change[] = [];
    if ((this.#counts.get(session) ?? 0) > 0) {
      for (const [clientId, presence] of this.#presences) {
        if (presence.session !== session) continue;
        this.#presences.delete(clientId);
        this.#deferred.delete(presence.alias);
        gone.push({ ...presence, clientId, clock: presence.clock + 1, state: "null" });
      }
    }
    this.#counts.delete(session);
    if (gone.length > 0) this.#broadcast(gone);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #flushDeferred(): void {
    this.#timer = undefined;
    const changes = [...this.#deferred.values()];
    this.#deferred.clear();
    if (changes.length > 0) this.#broadcast(changes);
  }

  /** To everybody, the sender included: a stock provider alone in a room lives on hearing itself. */
  #broadcast(changes: readonly Change[]): void {
    const authors = new Set(changes.map(({ session }) => session));
    const frame = frameFor(undefined, changes);
    for (const session of this.#sessions) session.send(authors.has(session) ? frameFor(session, changes) : frame);
  }
}

/** A session hears of its own clients by their own ids. */
const frameFor = (listener: Session | undefined, changes: readonly Change[]): Uint8Array =>
  awarenessFrame(
    changes.map(({ clientId, alias, clock, state, session }) => ({
      clientId: session === listener ? clientId : alias,
      clock,
      state,
    })),
  );

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
