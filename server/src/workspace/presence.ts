/**
 * Who is in a room: the awareness states of its sessions.
 *
 * Shape    client id -> clock and JSON text, owned by the session that introduced it. Never stored, never committed.
 * Not      y-protocols' Awareness, which owns a timer and a state per document; a server needs neither.
 *
 * A session speaks only for client ids it introduced (or that another session of the same user did: a reconnecting client
 * keeps its id while its old socket is still dying), and only in its own user's name.
 *
 * @module
 */
import * as decoding from "lib0/decoding";
import { awarenessFrame, type ClientState } from "./frames.ts";
import type { Limits } from "./limits.ts";
import type { Session } from "./session.ts";

interface Presence {
  readonly clock: number;
  readonly state: string;
  readonly session: Session;
}

/** How long states beyond a session's rate wait before the latest of them is passed on. */
const deferredMs = 100;

export class RoomPresence {
  readonly #presences = new Map<number, Presence>();
  readonly #sessions: ReadonlySet<Session>;
  readonly #limits: Limits;
  readonly #deferred = new Set<number>();
  #timer: NodeJS.Timeout | undefined;

  constructor(sessions: ReadonlySet<Session>, limits: Limits) {
    this.#sessions = sessions;
    this.#limits = limits;
  }

  /** Takes an awareness update. @throws where the bytes are none. */
  receive(session: Session, update: Uint8Array, isWithinRate: boolean): void {
    const changed = this.#read(session, update);
    if (changed.length === 0) return;
    if (isWithinRate) {
      for (const { clientId } of changed) this.#deferred.delete(clientId);
      this.#broadcast(changed);
    } else {
      for (const { clientId } of changed) this.#deferred.add(clientId);
      this.#timer ??= setTimeout(() => this.#flushDeferred(), deferredMs);
    }
  }

  #read(session: Session, update: Uint8Array): ClientState[] {
    const decoder = decoding.createDecoder(update);
    const count = decoding.readVarUint(decoder);
    const changed: ClientState[] = [];
    for (let index = 0; index < count; index += 1) {
      const clientId = decoding.readVarUint(decoder);
      const clock = decoding.readVarUint(decoder);
      const state = decoding.readVarString(decoder);
      const change = { clientId, clock, state };
      if (this.#take(session, change)) changed.push(change);
    }
    return changed;
  }

  #take(session: Session, { clientId, clock, state }: ClientState): boolean {
    const current = this.#presences.get(clientId);
    if (current && current.session !== session && current.session.actor.sub !== session.actor.sub) return false;
    const isGone = state === "null";
    if (current && (clock < current.clock || (clock === current.clock && !isGone && current.session === session)))
      return false;
    if (isGone) return this.#presences.delete(clientId);
    if (!isOwnName(state, session.actor.sub)) return false;
    if (!current && this.#countOf(session) >= this.#limits.maxAwarenessClients) return false;
    this.#presences.set(clientId, { clock, state, session });
    return true;
  }

  #countOf(session: Session): number {
    let count = 0;
    for (const presence of this.#presences.values()) if (presence.session === session) count += 1;
    return count;
  }

  /** Sends a session everybody's state. */
  tell(session: Session): void {
    if (this.#presences.size > 0) session.send(awarenessFrame(this.#states(this.#presences.keys())));
  }

  /** Tells the others that the session's clients are gone. */
  leave(session: Session): void {
    const gone: ClientState[] = [];
    for (const [clientId, presence] of this.#presences) {
      if (presence.session !== session) continue;
      this.#presences.delete(clientId);
      gone.push({ clientId, clock: presence.clock + 1, state: "null" });
    }
    if (gone.length > 0) this.#broadcast(gone);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #states(clientIds: Iterable<number>): ClientState[] {
    return [...clientIds].flatMap((clientId) => {
      const presence = this.#presences.get(clientId);
      return presence ? [{ clientId, clock: presence.clock, state: presence.state }] : [];
    });
  }

  #flushDeferred(): void {
    this.#timer = undefined;
    const states = this.#states(this.#deferred);
    this.#deferred.clear();
    if (states.length > 0) this.#broadcast(states);
  }

  /** To everybody, the sender included: a stock provider alone in a room lives on hearing itself. */
  #broadcast(states: readonly ClientState[]): void {
    const frame = awarenessFrame(states);
    for (const session of this.#sessions) session.send(frame);
  }
}

/** A state may leave `user.sub` out, but not claim somebody else's. */
function isOwnName(state: string, sub: string): boolean {
  try {
    const parsed: unknown = JSON.parse(state);
    if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) return false;
    const user: unknown = "user" in parsed ? parsed.user : undefined;
    if (typeof user !== "object" || user === null || !("sub" in user)) return true;
    return user.sub === sub;
  } catch {
    return false;
  }
}
