/**
 * The locks of a device, by name: held by tabs, and waited for in the order in which they were asked for.
 *
 * Shape    as Web Locks. A tab that is gone gives up what it held, and waits no more.
 * Not      stealing: a tab that is there and does not answer is not simulated.
 *
 * @module
 */
import { on, type Machine } from "./place.ts";

interface Claim {
  readonly machine: Machine;
  readonly mode: string;
  readonly granted: () => void;
}

type Run = (lock: object | null) => unknown;

export class Locks {
  readonly #held = new Map<string, Set<Claim>>();
  readonly #waiting = new Map<string, Claim[]>();

  async request(machine: Machine, name: string, options: LockOptions, run: Run): Promise<void> {
    const { ifAvailable = false, mode = "exclusive", signal, steal = false } = options;
    if (steal) throw new Error("A tab that does not answer is not simulated");
    await Promise.resolve();
    const { promise, resolve: granted, reject } = Promise.withResolvers<void>();
    const claim: Claim = { machine, mode, granted };
    const waiting = this.#waiting.get(name) ?? [];
    const isFree = waiting.length === 0 && this.#isFree(name, mode);
    if (!machine.isAlive || (ifAvailable && !isFree)) {
      await run(null);
      return;
    }
    if (signal?.aborted) throw signal.reason as Error;
    const withdraw = (): void => {
      waiting.splice(waiting.indexOf(claim), 1);
      reject(signal?.reason as Error);
      this.#grant(name);
    };
    this.#waiting.set(name, waiting);
    waiting.push(claim);
    signal?.addEventListener("abort", withdraw);
    this.#grant(name);
    await promise;
    signal?.removeEventListener("abort", withdraw);
    try {
      await run({ name, mode });
    } finally {
      this.#held.get(name)?.delete(claim);
      this.#grant(name);
    }
  }

  release(machine: Machine): void {
    for (const claims of this.#held.values()) {
      for (const claim of claims) if (claim.machine === machine) claims.delete(claim);
    }
    for (const [name, waiting] of this.#waiting) {
      waiting.splice(0, waiting.length, ...waiting.filter((claim) => claim.machine !== machine));
      this.#grant(name);
    }
  }

  #isFree(name: string, mode: string): boolean {
    const held = [...(this.#held.get(name) ?? [])];
    return held.length === 0 || (mode === "shared" && held.every((claim) => claim.mode === "shared"));
  }

  #grant(name: string): void {
    const waiting = this.#waiting.get(name) ?? [];
    for (;;) {
      const [next] = waiting;
      if (!next || !this.#isFree(name, next.mode)) return;
      waiting.shift();
      const held = this.#held.get(name) ?? new Set();
      this.#held.set(name, held.add(next));
      on(next.machine, next.granted);
    }
  }
}
