/**
 * `globalThis.couplet`: how a page without a bundler waits for the elements.
 *
 * Shape    `await couplet.ready`, or `couplet.queue.push(fn)`, also before we are there: `couplet = { queue: [fn…] }` is taken over, and each
 *          `fn` is called once the elements of the page are defined.
 * Know     a page that loads us twice keeps the first: the second says what is there already.
 *
 * @module
 */

/** `push` calls at once what comes late. */
export interface CoupletQueue {
  push(...calls: (() => void)[]): number;
}

export interface CoupletGlobal {
  /** The elements that were on the page when it had been read are defined. */
  readonly ready: Promise<void>;
  /** Of what the elements say to pages: `1` for all that `/embed/v1/` ever serves. */
  readonly version: string;
  readonly queue: CoupletQueue;
  /** Defines elements that are not on the page yet, or in a shadow root of the page's own; all if none are named. */
  load(...tags: string[]): Promise<void>;
}

declare global {
  var couplet: CoupletGlobal | undefined;
}

interface Early {
  readonly queue?: readonly (() => void)[];
}

/** @returns whether this page had none yet */
export function announce(ready: Promise<void>, load: CoupletGlobal["load"]): boolean {
  if (globalThis.couplet?.ready) return false;
  const { queue: early = [] } = (globalThis.couplet ?? {}) as Early;
  let isReady = false;
  const waiting = [...early];
  const queue: CoupletQueue = {
    push(...calls) {
      if (isReady) for (const call of calls) call();
      else waiting.push(...calls);
      return waiting.length;
    },
  };
  const told = ready.then(() => {
    isReady = true;
    for (const call of waiting) queueMicrotask(call);
  });
  globalThis.couplet = { ready: told, version: "1", queue, load };
  return true;
}
