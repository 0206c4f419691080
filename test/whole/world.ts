/**
 * A world: one virtual clock, one die, and everything that is going to happen, in order.
 *
 * Shape    events of the same millisecond happen in the order they were planned; after each the promises it settled are followed to
 *          their end. The same seed is the same world, whatever the machine it runs on.
 *
 * @module
 */
import { seeded } from "../harness/random.ts";
import { aTurn, type Machine, on, type Planned, settled, type WorldClock } from "./place.ts";

interface Event extends Planned {
  readonly atMs: number;
  readonly order: number;
  readonly machine: Machine;
  readonly run: () => void;
}

/** Worlds of one process follow each other, so that ids made from the time never go back. */
let nextStartMs = Date.UTC(2026, 0, 5, 8);
const isTraced = process.env["WHOLE_TRACE"] !== undefined;
const apartMs = 60 * 60 * 1000;

export class World implements WorldClock {
  readonly startMs: number;
  nowMs: number;
  /** Events that have happened. */
  events = 0;
  /** What went wrong where nobody was there to hear it. */
  readonly mishaps: unknown[] = [];
  readonly #random: () => number;
  readonly #heap: Event[] = [];
  #order = 0;

  constructor(seed: number) {
    this.startMs = nextStartMs;
    nextStartMs += apartMs;
    this.nowMs = this.startMs;
    this.#random = seeded(seed);
  }

  random(): number {
    return this.#random();
  }

  /** A whole number from 0 up to, not including. */
  below(limit: number): number {
    return Math.floor(this.#random() * limit);
  }

  chance(probability: number): boolean {
    return this.#random() < probability;
  }

  schedule(machine: Machine, delayMs: number, run: () => void): Planned {
    const atMs = this.nowMs + Math.max(0, Math.round(delayMs));
    const event: Event = { atMs, order: this.#order++, machine, run, isOff: !machine.isAlive };
    if (machine.isAlive) this.#push(event);
    return event;
  }

  /** With `WHOLE_TRACE` set, what happens is told on standard error. */
  tell(text: () => string): void {
    if (isTraced) process.stderr.write(`${String(this.nowMs - this.startMs).padStart(7)} ${text()}\n`);
  }

  /** Lets time pass. */
  async pass(ms: number): Promise<void> {
    const untilMs = this.nowMs + ms;
    await aTurn();
    for (;;) {
      const event = this.#heap[0];
      if (!event || event.atMs > untilMs) break;
      this.#pop();
      if (event.isOff || !event.machine.isAlive) continue;
      this.nowMs = event.atMs;
      this.events += 1;
      this.#happen(event);
      await settled();
    }
    this.nowMs = untilMs;
  }

  #happen({ machine, run }: Event): void {
    try {
      on(machine, run);
    } catch (error) {
      this.mishaps.push(error);
    }
  }

  #push(event: Event): void {
    const heap = this.#heap;
    let index = heap.push(event) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!isBefore(event, heap[parent]!)) break;
      heap[index] = heap[parent]!;
      index = parent;
    }
    heap[index] = event;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (!last || heap.length === 0) return;
    let index = 0;
    for (;;) {
      let child = index * 2 + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child += 1;
      if (!isBefore(heap[child]!, last)) break;
      heap[index] = heap[child]!;
      index = child;
    }
    heap[index] = last;
  }
}

const isBefore = (a: Event, b: Event): boolean => a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);
