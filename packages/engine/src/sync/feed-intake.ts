/**
 * The feed of a connection, over all its sockets: where the next one goes on, and a rest where the device cannot store.
 *
 * Shape    one {@link FeedPass} per socket; the next one begins once all that came by the last is stored or given up.
 * Know     rooms do not wait for a disk: a sink that fails or does not answer is left out for a while.
 *
 * @module
 */
import { AppError } from "@couplet/model";
import type { Chunk, FeedStart } from "@couplet/protocol";
import { Cell, type Readable } from "../readable.ts";
import { FeedPass } from "./feed-pass.ts";
import { WayLostError } from "./asked-questions.ts";
import type { FeedSink } from "./feed-sink.ts";
import type { Questions } from "./reconcile.ts";
import type { SyncSocket } from "./sync-socket.ts";

export type FeedPosition = Awaited<ReturnType<FeedSink["position"]>>;

const positionWithinMs = 10_000;
/** Doubled with each failure that follows without anything stored in between. */
const restMs = 60_000;
const longestRestMs = 1_800_000;

/** Emptied, it is to be filled from the beginning; where another tab has stored on, from there. */
const isAtOnce = (error: unknown): boolean =>
  error instanceof AppError && ["replica.emptied", "replica.movedOn"].includes(error.code);

export class FeedIntake {
  readonly #sink: FeedSink;
  readonly #again: () => void;
  readonly #fails = new Cell(false);
  #pass: FeedPass | undefined;
  #stored: Promise<void> = Promise.resolve();
  #failures = 0;
  #rest: ReturnType<typeof setTimeout> | undefined;
  readonly #stopLoss: () => void;

  /** @param again a new socket is needed: the feed is to be left out, or taken in again */
  constructor(sink: FeedSink, again: () => void) {
    this.#sink = sink;
    this.#again = again;
    this.#stopLoss = sink.observeLoss?.(again) ?? (() => undefined);
  }

  /** What comes cannot be stored at the moment. */
  get fails(): Readable<boolean> {
    return this.#fails;
  }

  /** Wants the feed, and with it a connection. */
  get isWanted(): boolean {
    return this.#sink.isSilent !== true;
  }

  /** What is held here can be brought in step with another store. */
  get reconciles(): boolean {
    return this.#sink.reconcile !== undefined;
  }

  /** Where the next socket goes on; `undefined`: without the feed. @param isNeeded nothing goes on without it: it is waited for */
  async position(isNeeded: boolean): Promise<FeedPosition | undefined> {
    if (this.#rest !== undefined) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const tooLate = new Promise<undefined>((resolve) => (timer = setTimeout(resolve, positionWithinMs)));
    const asked = this.#stored.then(() => this.#sink.position());
    // Said by whoever keeps it; the rooms go on.
    const position = await (isNeeded ? asked : Promise.race([asked, tooLate])).catch(() => undefined);
    clearTimeout(timer);
    if (!position && (this.isWanted || isNeeded)) this.#pause();
    return position;
  }

  /** What comes now comes by this socket. */
  takeFrom(socket: SyncSocket): void {
    const pass = new FeedPass(this.#sink, {
      taken: (chunks) => {
        this.#failures = 0;
        this.#fails.set(false);
        socket.send({ type: "taken", chunks }, false);
      },
      failed: (error) => {
        // The next socket begins with it again.
        if (error instanceof WayLostError) return;
        if (!isAtOnce(error)) this.#pause();
        if (this.#pass === pass) this.#again();
      },
    });
    this.#pass = pass;
  }

  begin(start: FeedStart, epoch: string, pending: number): void {
    this.#pass?.begin(start, epoch, pending);
  }

  /** From another epoch: `done` once what is held is in step with the server. */
  reconcile(questions: Questions, epoch: string, done: () => void): void {
    this.#pass?.reconcile(async () => await this.#sink.reconcile?.(questions, epoch), done);
  }

  take(chunk: Chunk): void {
    this.#pass?.take(chunk);
  }

  /** The socket has ended. */
  leave(): void {
    this.#stored = this.#pass?.settled ?? this.#stored;
    this.#pass = undefined;
  }

  /** Takes nothing more. Resolves when what was under way is stored: only then may somebody else write. */
  close(): Promise<void> {
    this.#stopLoss();
    clearTimeout(this.#rest);
    this.#pass?.stop();
    return this.#pass?.settled ?? this.#stored;
  }

  #pause(): void {
    const ms = Math.min(restMs * 2 ** this.#failures, longestRestMs) * (0.5 + Math.random());
    this.#failures += 1;
    this.#fails.set(true);
    clearTimeout(this.#rest);
    this.#rest = setTimeout(() => {
      this.#rest = undefined;
      this.#again();
    }, ms);
  }
}
