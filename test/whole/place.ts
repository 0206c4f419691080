/**
 * Where code runs while it is simulated: on a machine of a world, with that machine's clock, timers, network, locks and dice.
 *
 * Shape    `AsyncLocalStorage` says on which machine the running code is; the globals that code reaches for (`Date.now`, `setTimeout`,
 *          `fetch`, `WebSocket`, `navigator.locks`, random numbers …) ask it. Without a machine they are what they always were.
 *          Must be imported before anything that imports Yjs, which binds some of them as it loads.
 * Not      a change of what is simulated: engine and server are the real ones, and know nothing of this.
 *
 * @module
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { webcrypto } from "node:crypto";
import { syncBuiltinESMExports } from "node:module";
import timersPromises from "node:timers/promises";
import { LightHeaders, LightResponse, LightSignal } from "./web.ts";

/** One run of a program: a tab that is open, a server process. Once it has ended nothing of it happens any more. */
export interface Machine {
  readonly name: string;
  /** What it runs on. */
  readonly device: string;
  /** Of its clock against the world's. */
  readonly offsetMs: number;
  isAlive: boolean;
  readonly world: WorldClock;
  fetch(input: string, init: RequestInit): Promise<Response>;
  connect(url: string, protocols: readonly string[]): WebSocket;
  readonly locks: {
    request(
      name: string,
      options: LockOptions | ((lock: object | null) => unknown),
      run?: (lock: object | null) => unknown,
    ): Promise<void>;
  };
  readonly localStorage: Pick<Storage, "getItem" | "setItem" | "removeItem">;
  openChannel(name: string): BroadcastChannel;
}

export interface WorldClock {
  readonly nowMs: number;
  random(): number;
  tell(text: () => string): void;
  schedule(machine: Machine, delayMs: number, run: () => void): Planned;
}

/** Something that is going to happen, unless it is called off. */
export interface Planned {
  isOff: boolean;
}

class SimTimer {
  plan: Planned;
  constructor(plan: Planned) {
    this.plan = plan;
  }
  unref(): this {
    return this;
  }
  ref(): this {
    return this;
  }
  hasRef(): boolean {
    return true;
  }
}

const machines = new AsyncLocalStorage<Machine>();

/** Runs as if on the machine, and so does whatever follows from it. */
export const on = <Result>(machine: Machine, run: () => Result): Result => machines.run(machine, run);

const here = (): Machine | undefined => machines.getStore();

const real = {
  now: Date.now.bind(Date),
  passed: performance.now.bind(performance),
  setTimeout: globalThis.setTimeout,
  clearTimeout: globalThis.clearTimeout,
  setInterval: globalThis.setInterval,
  clearInterval: globalThis.clearInterval,
  setImmediate: globalThis.setImmediate,
  clearImmediate: globalThis.clearImmediate,
  nextTick: process.nextTick.bind(process),
  aTurn: timersPromises.setImmediate,
  random: Math.random.bind(Math),
  fetch: globalThis.fetch,
  WebSocket: globalThis.WebSocket,
  BroadcastChannel: globalThis.BroadcastChannel,
  navigator: globalThis.navigator,
  getRandomValues: webcrypto.getRandomValues.bind(webcrypto),
  randomUUID: webcrypto.randomUUID.bind(webcrypto),
  abortAfter: AbortSignal.timeout.bind(AbortSignal),
  abortAny: AbortSignal.any.bind(AbortSignal),
  Headers: globalThis.Headers,
  Response: globalThis.Response,
};

/** Lets everything that follows from what has happened follow: nothing here waits for more than promises. */
export const settled = (): Promise<void> => new Promise((resolve) => real.nextTick(resolve));

/** Lets the process do what else it has to do. */
export const aTurn = (): Promise<void> => new Promise((resolve) => void real.setImmediate(resolve));

function later(delayMs: number, run: () => void, repeatMs?: number): SimTimer {
  const machine = here();
  if (!machine) throw new Error("Nothing is simulated here");
  const timer = new SimTimer({ isOff: false });
  const plan = (ms: number): void => {
    timer.plan = machine.world.schedule(machine, ms, () => {
      if (repeatMs !== undefined) plan(repeatMs);
      run();
    });
  };
  plan(delayMs);
  return timer;
}

function callOff(timer: unknown): boolean {
  if (!(timer instanceof SimTimer)) return false;
  timer.plan.isOff = true;
  return true;
}

type Callback = (...args: unknown[]) => void;

function replace(target: object, name: string, value: unknown): void {
  Object.defineProperty(target, name, { value, configurable: true, writable: true });
}

replace(Date, "now", () => {
  const machine = here();
  return machine ? machine.world.nowMs + machine.offsetMs : real.now();
});
// Nothing takes time while it happens: who gives way after so many milliseconds of work never does here.
replace(performance, "now", () => here()?.world.nowMs ?? real.passed());
replace(Math, "random", () => here()?.world.random() ?? real.random());
replace(globalThis, "setTimeout", (run: Callback, ms: number | undefined, ...args: unknown[]) =>
  here() ? later(ms ?? 0, () => run(...args)) : real.setTimeout(run, ms, ...args),
);
replace(globalThis, "setInterval", (run: Callback, ms: number | undefined, ...args: unknown[]) =>
  here() ? later(ms ?? 0, () => run(...args), Math.max(1, ms ?? 0)) : real.setInterval(run, ms, ...args),
);
replace(globalThis, "setImmediate", (run: Callback, ...args: unknown[]) =>
  here() ? later(0, () => run(...args)) : real.setImmediate(run, ...args),
);
for (const name of ["clearTimeout", "clearInterval", "clearImmediate"] as const) {
  replace(globalThis, name, (timer: unknown) => {
    if (!callOff(timer)) (real[name] as (timer: unknown) => void)(timer);
  });
}
replace(timersPromises, "setImmediate", (value: unknown) =>
  here() ? new Promise((resolve) => void later(0, () => resolve(value))) : real.aTurn(value),
);
syncBuiltinESMExports();

replace(webcrypto, "getRandomValues", <T extends NodeJS.TypedArray>(array: T): T => {
  const machine = here();
  if (!machine) return real.getRandomValues(array as NodeJS.NonSharedUint8Array) as unknown as T;
  const view = array as unknown as { length: number; [index: number]: number };
  for (let index = 0; index < view.length; index++) view[index] = Math.floor(machine.world.random() * 4_294_967_296);
  return array;
});
replace(webcrypto, "randomUUID", () => {
  const machine = here();
  if (!machine) return real.randomUUID();
  const hex = (digits: number): string =>
    Array.from({ length: digits }, () => Math.floor(machine.world.random() * 16).toString(16)).join("");
  return `${hex(8)}-${hex(4)}-4${hex(3)}-8${hex(3)}-${hex(12)}`;
});

replace(globalThis, "fetch", (input: string, init: RequestInit = {}) => {
  const machine = here();
  return machine ? machine.fetch(input, init) : real.fetch(input, init);
});
replace(
  globalThis,
  "WebSocket",
  new Proxy(real.WebSocket, {
    construct(target, args: [url: string, protocols?: string[]]) {
      return here()?.connect(args[0], args[1] ?? []) ?? Reflect.construct(target, args);
    },
  }),
);
replace(
  globalThis,
  "BroadcastChannel",
  new Proxy(real.BroadcastChannel, {
    construct: (target, args: [name: string]) => here()?.openChannel(args[0]) ?? Reflect.construct(target, args),
  }),
);
Object.defineProperty(globalThis, "navigator", { get: () => here() ?? real.navigator, configurable: true });
Object.defineProperty(globalThis, "localStorage", { get: () => here()?.localStorage, configurable: true });
for (const [name, Light] of [
  ["Headers", LightHeaders],
  ["Response", LightResponse],
] as const) {
  const construct = (target: typeof Headers | typeof Response, args: []): object =>
    here() ? new Light(...args) : (Reflect.construct(target, args) as object);
  replace(globalThis, name, new Proxy(real[name], { construct }));
}
replace(AbortSignal, "timeout", (ms: number) => {
  const machine = here();
  if (!machine) return real.abortAfter(ms);
  const plan = (delayMs: number, happen: () => void): (() => void) => {
    const timer = on(machine, () => later(delayMs, happen));
    return () => void callOff(timer);
  };
  return LightSignal.timeout(ms, () => machine.world.nowMs, plan);
});
replace(AbortSignal, "any", (signals: readonly AbortSignal[]) =>
  here() ? LightSignal.any(signals) : real.abortAny([...signals]),
);

// Providers listen for the end of the process; a simulated one ends otherwise.
for (const name of ["on", "off"] as const) {
  const listen = process[name].bind(process) as (event: string, listener: Callback) => NodeJS.Process;
  replace(process, name, (event: string, listener: Callback) =>
    event === "exit" && here() ? process : listen(event, listener),
  );
}
