/**
 * Names only one tab may hold at a time: Web Locks, or a set of this page where there are none, or where the browser denies them, as it
 * does to frames of other sites: there nothing is shared with other tabs either.
 *
 * Shape    `claim` answers at once: a release function, or `undefined` where somebody else holds the name.
 *
 * @module
 */
const heldHere = new Set<string>();

export type Release = () => void;

function claimHere(name: string): Release | undefined {
  if (heldHere.has(name)) return undefined;
  heldHere.add(name);
  return () => heldHere.delete(name);
}

/** Claims a name for this tab until released, or until the tab is gone. */
export async function claim(name: string, mode: "exclusive" | "shared" = "exclusive"): Promise<Release | undefined> {
  const locks = globalThis.navigator?.locks as LockManager | undefined;
  const here = (): Release | undefined => (mode === "shared" ? () => undefined : claimHere(name));
  if (!locks) return here();
  return await new Promise((resolve, reject) => {
    locks
      .request(name, { ifAvailable: true, mode }, (lock) => {
        if (!lock) {
          resolve(undefined);
          return undefined;
        }
        return new Promise<void>((release) => resolve(release));
      })
      .catch((error: unknown) => {
        if (error instanceof DOMException && error.name === "SecurityError") resolve(here());
        else reject(error instanceof Error ? error : new Error(String(error)));
      });
  });
}
