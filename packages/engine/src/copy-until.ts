/**
 * Waits until something is so of a working copy.
 *
 * @module
 */
import type { WorkingCopy } from "./working-copy.ts";

/** Resolves once it is so, or after `timeoutMs`. */
export async function until(copy: WorkingCopy, isDone: () => boolean, timeoutMs?: number): Promise<void> {
  if (isDone()) return;
  await new Promise<void>((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      stop();
      resolve();
    };
    const timer = timeoutMs === undefined ? undefined : setTimeout(end, timeoutMs);
    const stop = copy.observe({
      stateChanged: () => {
        if (isDone()) end();
      },
    });
  });
}
