/**
 * Whether the server can be reached, and when to try again: one answer for all documents and requests.
 *
 * Shape    while unreachable one small probe goes out, at growing, jittered intervals; everybody else waits for it.
 * Not      a document's connection: see `sync/sync-connection.ts`.
 *
 * @module
 */
import { EngineClosedError } from "./engine-error.ts";
import { Cell, type Readable } from "./readable.ts";

export type Reach = "unknown" | "offline" | "unreachable" | "reachable";

const firstRetryMs = 400;
const maxRetryMs = 20_000;

/** Where the platform does not tell, the network is taken to be there. */
function isNetworkDown(): boolean {
  const { navigator } = globalThis as { navigator?: { readonly onLine?: boolean } };
  return navigator?.onLine !== undefined && !navigator.onLine;
}

export class Connectivity {
  readonly #probe: () => Promise<boolean>;
  readonly #reach = new Cell<Reach>("unknown");
  readonly #lastContact = new Cell<number | undefined>(undefined);
  readonly #onSign = new Set<() => void>();
  #isForcedOffline: boolean;
  #isNetworkDown: boolean;
  #failures = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isClosed = false;
  readonly #removeListeners: () => void;

  /** `probe` resolves true when the server answered at all. */
  constructor(probe: () => Promise<boolean>, isOffline: boolean) {
    this.#probe = probe;
    this.#isForcedOffline = isOffline;
    this.#isNetworkDown = isNetworkDown();
    const update = () => {
      this.#isNetworkDown = isNetworkDown();
      this.#settle();
      if (!this.#isNetworkDown) this.#lookUp();
    };
    const events = typeof globalThis.addEventListener === "function" ? (["online", "offline"] as const) : [];
    for (const name of events) globalThis.addEventListener(name, update);
    this.#removeListeners = () => {
      for (const name of events) globalThis.removeEventListener(name, update);
    };
    this.#settle();
  }

  get reach(): Readable<Reach> {
    return this.#reach;
  }

  /** Milliseconds since 1970. */
  get lastContactMs(): Readable<number | undefined> {
    return this.#lastContact;
  }

  /** Calls `listener` whenever something says that trying makes sense again, until the returned function is called. */
  observeSigns(listener: () => void): () => void {
    this.#onSign.add(listener);
    return () => this.#onSign.delete(listener);
  }

  /** The server answered, whatever it said. */
  heard(): void {
    this.#failures = 0;
    this.#lastContact.set(Date.now());
    if (this.#reach.value === "offline") return;
    this.#become("reachable");
    this.#tellSign();
  }

  /** Trying to reach the server failed. */
  failed(): void {
    if (this.#reach.value === "offline" || this.#isClosed) return;
    if (this.#reach.value !== "unreachable") this.#failures += 1;
    this.#become("unreachable");
    this.#scheduleProbe();
  }

  setOffline(offline: boolean): void {
    this.#isForcedOffline = offline;
    this.#settle();
  }

  retryNow(): void {
    if (this.#reach.value !== "unreachable") return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    void this.#tryNow();
  }

  /** Resolves when trying makes sense. @throws {EngineClosedError} */
  async admitted(): Promise<void> {
    while (!this.#isClosed && (this.#reach.value === "offline" || this.#reach.value === "unreachable")) {
      await new Promise<void>((resolve) => {
        const stop = this.#reach.subscribe(() => {
          stop();
          resolve();
        });
      });
    }
    if (this.#isClosed) throw new EngineClosedError();
  }

  close(): void {
    this.#isClosed = true;
    this.#onSign.clear();
    clearTimeout(this.#timer);
    this.#removeListeners();
    this.#reach.set("unknown");
  }

  /** The network is said to be back. */
  #lookUp(): void {
    if (this.#reach.value === "unreachable") this.retryNow();
    else if (this.#reach.value !== "offline") this.#tellSign();
  }

  #tellSign(): void {
    for (const listener of this.#onSign) listener();
  }

  #settle(): void {
    if (this.#isForcedOffline || this.#isNetworkDown) this.#become("offline");
    else if (this.#reach.value === "offline") this.#become("unknown");
  }

  #become(reach: Reach): void {
    if (reach !== "unreachable") {
      clearTimeout(this.#timer);
      this.#timer = undefined;
    }
    if (!this.#isClosed) this.#reach.set(reach);
  }

  #scheduleProbe(): void {
    if (this.#timer !== undefined) return;
    const delayMs = Math.min(firstRetryMs * 2 ** Math.min(this.#failures - 1, 10), maxRetryMs) * (0.5 + Math.random());
    this.#timer = setTimeout(() => void this.#tryNow(), delayMs);
  }

  async #tryNow(): Promise<void> {
    const isThere = await this.#probe();
    this.#timer = undefined;
    if (this.#isClosed || this.#reach.value !== "unreachable") return;
    if (isThere) {
      this.#lastContact.set(Date.now());
      this.#become("reachable");
      this.#tellSign();
    } else {
      this.#failures += 1;
      this.#scheduleProbe();
    }
  }
}

/** Whether anything answers there. */
export async function hasAnswered(url: string): Promise<boolean> {
  try {
    // The answer may be unreadable from another origin; that there is one is all that is asked.
    await fetch(url, { mode: "no-cors", cache: "no-store", signal: AbortSignal.timeout(8_000) });
    return true;
  } catch {
    return false;
  }
}
