/**
 * A session: one socket in one room.
 *
 * Shape    reads frames, keeps the bounds of `limits.ts`, hands updates and state vectors to its host, and writes what the
 *          host has committed.
 * Not      a judge of updates: that is the steward's, in `owner.ts`.
 * Source   docs/PROTOCOL.md
 *
 * @module
 */
import type { Actor } from "@couplet/model";
import {
  closeCodes,
  encodeNotice,
  encodeSettled,
  messageTypes,
  readTagged,
  syncTypes,
  type CloseCode,
  type Notice,
  type Refusal,
} from "@couplet/protocol";
import * as decoding from "lib0/decoding";
import type { RawData } from "ws";
import * as Y from "yjs";
import type { Access } from "../accounts/access.ts";
import { heartbeatFrame, permissionDeniedFrame, step1Frame } from "./frames.ts";
import type { Limits } from "./limits.ts";
import type { Meter } from "./meter.ts";
import type { Relayed } from "./relay.ts";
import type { Room } from "./room.ts";
import { type Gatherer, Gathering } from "./gathering.ts";
import { type SessionSocket, streamOf } from "./session-socket.ts";
import { TokenBucket } from "./token-bucket.ts";

/** An update as it arrived. `tag` is absent for stock frames. */
export interface ArrivedUpdate {
  readonly update: Uint8Array;
  readonly isStep2: boolean;
  readonly tag: number | undefined;
  /** When it was read from the socket, by `performance.now()`. */
  readonly sinceMs: number;
}

export interface SessionHost {
  readonly limits: Limits;
  readonly meter: Meter;
  nowMs(): number;
  /** A frame has arrived; the host calls {@link Session.handle} now or once it may. */
  receive(session: Session, frame: Uint8Array, sinceMs: number): void;
  integrate(session: Session, arrived: ArrivedUpdate): void;
  answerStep1(session: Session, stateVector: Uint8Array): void;
  left(session: Session): void;
}

/** What a frame turned out to be wrong about: the socket is closed with 4400. */
class MalformedFrameError extends Error {}

export class Session {
  readonly actor: Actor;
  /** As history names them. */
  readonly by: { readonly sub: string; readonly name: string };
  readonly acks: boolean;
  readonly room: Room;
  /** What the steward asks about this session's user. */
  readonly rights: ReturnType<Room["stewardContext"]>;
  /** Frames taken from the socket whose outcome is not decided yet. */
  waiting = 0;
  isOpen = true;
  /** The answer to a state vector waits for a commit. */
  isAnswerPending = false;
  #waitingBytes = 0;
  #incomplete = 0;
  /** Tags of updates that waited for a step 2 to complete them. */
  #incompleteTags: number[] = [];
  #dropped = 0;
  #step1Sent = 0;
  #step2Taken = 0;
  /** Once this many of our state vectors are answered, the session has nothing left to push. */
  #drainedAt: number | undefined;
  #isPaused = false;
  #isAlive = true;
  /** By client of the document, from where on the user was not told of changes, because they do not read. */
  #missed: Map<number, number> | undefined;
  #lastSentMs: number;
  readonly #socket: SessionSocket;
  readonly #gatherer: Gatherer;
  readonly #host: SessionHost;
  readonly #frames: TokenBucket;
  readonly #awareness: TokenBucket;
  readonly #step1s: TokenBucket;
  readonly #timers: NodeJS.Timeout[] = [];
  #unwatch: (() => void) | undefined;

  constructor(socket: SessionSocket, room: Room, actor: Actor, acks: boolean, host: SessionHost) {
    this.#socket = socket;
    this.#gatherer = socket.gatherer ?? new Gathering(socket);
    this.#host = host;
    this.room = room;
    this.actor = actor;
    this.by = { sub: actor.sub, name: actor.name };
    this.acks = acks;
    this.rights = room.stewardContext(actor.sub, actor.role);
    const nowMs = host.nowMs();
    this.#lastSentMs = nowMs;
    this.#frames = new TokenBucket(host.limits.framesPerSecond, host.limits.framesBurst, nowMs);
    this.#awareness = new TokenBucket(host.limits.awarenessPerSecond, host.limits.awarenessPerSecond, nowMs);
    this.#step1s = new TokenBucket(host.limits.step1sPerSecond, host.limits.step1sBurst, nowMs);
    socket.on("message", (message, isBinary) => this.#receive(message, isBinary));
    socket.on("ping", () => this.#pinged());
    socket.on("pong", () => {
      this.#isAlive = true;
    });
    socket.on("close", () => this.#leave());
  }

  get isBehind(): boolean {
    return this.#socket.bufferedAmount > this.#host.limits.maxBehindBytes;
  }

  /** Ends the session with 4401 at that time. */
  expireAt(expiresAtMs: number): void {
    const longestMs = 2 ** 31 - 1;
    const leftMs = Math.min(Math.max(0, expiresAtMs - this.#host.nowMs()), longestMs);
    this.#timers.push(setTimeout(() => this.close("notSignedIn"), leftMs).unref());
  }

  /** Ends the session when its user's access ends; and, to be opened again with other rights, when their role is another one. */
  watch(access: Access): void {
    this.#unwatch = access.watch((actor) => {
      if (!actor) this.close("notSignedIn");
      else if (actor.role !== this.actor.role) this.close("tryAgainLater");
    });
  }

  /** @param gathers more is to follow in this turn: it all leaves as one piece */
  send(frame: Uint8Array, gathers = false): void {
    if (!this.isOpen || this.#socket.readyState !== this.#socket.OPEN) return;
    if (this.#socket.bufferedAmount > this.#host.limits.maxBufferedBytes) {
      this.#host.meter.closed("tooSlow");
      this.#socket.terminate();
      return;
    }
    this.#lastSentMs = this.#host.nowMs();
    if (gathers) {
      this.#gatherer.gather(frame);
      return;
    }
    this.#gatherer.flush();
    this.#socket.send(frame);
  }

  /** A committed change of the room. Where the socket does not take what it has been sent it is told later, with all that comes until then. */
  relay(relayed: Relayed, gathers: boolean): void {
    if (!this.isBehind && this.#missed === undefined) {
      this.send(relayed.frame, gathers);
      return;
    }
    this.#missed ??= new Map();
    for (const [client, clock] of relayed.from)
      this.#missed.set(client, Math.min(clock, this.#missed.get(client) ?? Number.POSITIVE_INFINITY));
    this.#catchUp();
  }

  /** As if they had asked, once they read again. */
  #catchUp(): void {
    if (!this.#missed || this.isBehind || this.isAnswerPending || !this.isOpen) return;
    const told = Y.decodeStateVector(this.room.stateVector());
    for (const [client, clock] of this.#missed) told.set(client, Math.min(clock, told.get(client) ?? 0));
    this.#missed = undefined;
    this.#host.answerStep1(this, Y.encodeStateVector(told));
  }

  sendStep1(stateVector: Uint8Array): void {
    this.#step1Sent += 1;
    this.send(step1Frame(stateVector));
  }

  notify(notice: Notice): void {
    if (this.acks) this.send(encodeNotice(notice));
  }

  close(reason: keyof typeof closeCodes): void {
    if (!this.isOpen) return;
    const code: CloseCode = closeCodes[reason];
    this.#host.meter.closed(reason);
    this.#gatherer.flush();
    this.#socket.close(code, reason);
    // A peer that does not answer the closing handshake keeps nothing open.
    setTimeout(() => this.#socket.terminate(), 5_000).unref();
    this.#leave();
  }

  /**
   * Everything an arrived update led to is durable.
   *
   * @param refusals what of it was not taken
   * @param gathers see {@link send}
   */
  settle(arrived: ArrivedUpdate, refusals: readonly Refusal[], gathers = false): void {
    const { meter } = this.#host;
    for (const { code } of refusals) meter.refused(code);
    if (refusals.length === 0) meter.settled((performance.now() - arrived.sinceMs) / 1000);
    if (arrived.isStep2) {
      this.#step2Taken += 1;
      this.#incomplete = 0;
      for (const tag of this.#incompleteTags.splice(0)) this.send(encodeSettled({ tag, refusals: [] }), gathers);
    }
    if (arrived.tag !== undefined) this.send(encodeSettled({ tag: arrived.tag, refusals }), gathers);
    if (this.#drainedAt !== undefined && this.#step2Taken >= this.#drainedAt) this.close("documentRetired");
  }

  /** A frame that was counted as waiting is decided. */
  release(bytes: number): void {
    this.waiting -= 1;
    this.#waitingBytes -= bytes;
    const { maxWaitingFrames, maxWaitingBytes } = this.#host.limits;
    if (this.#isPaused && this.waiting < maxWaitingFrames / 2 && this.#waitingBytes < maxWaitingBytes / 2) {
      this.#isPaused = false;
      this.#socket.resume();
    }
  }

  /** A frame of this session waits. */
  hold(bytes: number): void {
    this.waiting += 1;
    this.#waitingBytes += bytes;
    const { maxWaitingFrames, maxWaitingBytes } = this.#host.limits;
    if (this.#isPaused || (this.waiting <= maxWaitingFrames && this.#waitingBytes <= maxWaitingBytes)) return;
    this.#isPaused = true;
    this.#socket.pause();
  }

  /** The update depends on something that is not here: asks for all that the client has. */
  askAgain(arrived: ArrivedUpdate, stateVector: Uint8Array): void {
    this.#incomplete += 1;
    if (this.#incomplete > this.#host.limits.maxIncomplete) {
      this.close("malformed");
      return;
    }
    if (arrived.tag !== undefined) this.#incompleteTags.push(arrived.tag);
    this.sendStep1(stateVector);
  }

  /** Counts an update of somebody who may only read. @returns false where that was one too many */
  countsDropped(): boolean {
    this.#dropped += 1;
    if (this.#dropped <= this.#host.limits.maxReadOnlyUpdates) return true;
    this.close("notAllowed");
    return false;
  }

  /** The user may not write here: their update was dropped. */
  deny(arrived: ArrivedUpdate, refusal: Refusal): void {
    if (!this.acks) this.send(permissionDeniedFrame(refusal.text));
    this.settle(arrived, [refusal]);
  }

  /** The document is retired: takes what the client has not pushed yet, then closes with 4410. */
  drain(stateVector: Uint8Array | undefined): void {
    if (this.#drainedAt !== undefined) return;
    if (stateVector) this.sendStep1(stateVector);
    this.#drainedAt = this.#step1Sent;
    this.#awaitStep2(0);
  }

  /** Once nothing arrives any more it ends, but not with the code that says that all was taken. */
  #awaitStep2(bytesBefore: number): void {
    const look = (): void => {
      const bytes = streamOf(this.#socket)?.bytesRead ?? 0;
      if (bytes > bytesBefore) this.#awaitStep2(bytes);
      else this.close("tryAgainLater");
    };
    this.#timers.push(setTimeout(look, this.#host.limits.drainMs).unref());
  }

  /** Called now and then: keeps quiet stock providers, ends dead sockets. */
  beat(nowMs: number, isPingDue: boolean): void {
    this.#catchUp();
    if (nowMs - this.#lastSentMs > this.#host.limits.heartbeatMs) this.send(heartbeatFrame);
    if (!isPingDue) return;
    if (!this.#isAlive) {
      this.#socket.terminate();
      return;
    }
    this.#isAlive = false;
    this.#socket.ping();
  }

  /** Reads one frame and does what it says. Called by the host, in the order the frames arrived. */
  handle(frame: Uint8Array, sinceMs: number): void {
    if (!this.isOpen) return;
    try {
      this.#dispatch(decoding.createDecoder(frame), sinceMs);
    } catch (error) {
      if (!(error instanceof MalformedFrameError)) throw error;
      this.close("malformed");
    }
  }

  #receive(message: RawData, isBinary: boolean): void {
    if (!this.isOpen) return;
    if (!this.#frames.take(this.#host.nowMs())) {
      this.close("rate");
      return;
    }
    if (!isBinary || !(message instanceof Uint8Array)) {
      this.close("malformed");
      return;
    }
    if (message.byteLength > this.#host.limits.maxFrameBytes) {
      this.close("tooLarge");
      return;
    }
    this.#host.receive(this, message, performance.now());
  }

  /** `ws` answers pings by itself and ends whoever does not read the answers; they cost as much as frames. */
  #pinged(): void {
    if (!this.#frames.take(this.#host.nowMs())) this.close("rate");
  }

  #dispatch(decoder: decoding.Decoder, sinceMs: number): void {
    const type = read(decoding.readVarUint, decoder);
    switch (type) {
      case messageTypes.sync:
        this.#sync(decoder, undefined, sinceMs);
        return;
      case messageTypes.awareness:
        this.#presence(decoder);
        return;
      case messageTypes.auth:
        return;
      case messageTypes.queryAwareness:
        if (this.#awareness.take(this.#host.nowMs())) this.room.presence.tell(this);
        return;
      case messageTypes.tagged: {
        if (!this.acks) throw new MalformedFrameError();
        const { tag, frame } = read(readTagged, decoder);
        const inner = decoding.createDecoder(frame);
        if (read(decoding.readVarUint, inner) !== messageTypes.sync) throw new MalformedFrameError();
        this.#sync(inner, tag, sinceMs);
        return;
      }
      default:
        throw new MalformedFrameError();
    }
  }

  #sync(decoder: decoding.Decoder, tag: number | undefined, sinceMs: number): void {
    const type = read(decoding.readVarUint, decoder);
    const body = read(decoding.readVarUint8Array, decoder);
    if (type === syncTypes.step1) {
      if (tag !== undefined) throw new MalformedFrameError();
      if (this.#step1s.take(this.#host.nowMs())) this.#host.answerStep1(this, body);
      else this.close("rate");
    } else if (type === syncTypes.step2 || type === syncTypes.update) {
      // A step 2 may be all that somebody did while offline: the bound of a frame is enough.
      const isStep2 = type === syncTypes.step2;
      if (!isStep2 && body.byteLength > this.#host.limits.maxUpdateBytes) this.close("tooLarge");
      else this.#host.integrate(this, { update: body, isStep2, tag, sinceMs });
    } else throw new MalformedFrameError();
  }

  #presence(decoder: decoding.Decoder): void {
    const update = read(decoding.readVarUint8Array, decoder);
    if (update.byteLength > this.#host.limits.maxAwarenessBytes) return;
    try {
      this.room.presence.receive(this, update, this.#awareness.take(this.#host.nowMs()));
    } catch {
      throw new MalformedFrameError();
    }
  }

  #leave(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#unwatch?.();
    this.#host.left(this);
  }
}

function read<Value>(reader: (decoder: decoding.Decoder) => Value, decoder: decoding.Decoder): Value {
  try {
    return reader(decoder);
  } catch {
    throw new MalformedFrameError();
  }
}
