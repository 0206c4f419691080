/**
 * Keeps what a killed browser has left safe from its next kill.
 *
 * Know     Chromium keeps IndexedDB in a log. After a kill it goes on with it even where the last record was cut off in the middle; what is then
 *          written behind that record cannot be read at the start after the next kill, and the browser deletes every database of the origin.
 * Shape    at start as much is written, and deleted again, as makes Chromium begin another log: from then on nothing stands behind what was cut off.
 * Source   docs/decisions/0030-a-log-that-was-cut-off-is-left.md
 *
 * @module
 */
import { deleteDB, openDB } from "idb";
import { claim } from "./exclusive.ts";

const name = "couplet-log";
/** Chromium begins another log after 4 MiB at most. Values of 64 KiB and more would go to files of their own. */
const valueBytes = 60_000;
const values = 80;

interface BrowserNames {
  readonly userAgentData?: { readonly brands?: readonly { readonly brand: string }[] };
}

const isChromium = (): boolean =>
  ((globalThis.navigator as BrowserNames | undefined)?.userAgentData?.brands ?? []).some(
    ({ brand }) => brand === "Chromium",
  );

let begun: Promise<void> | undefined;

/** Once for all tabs: while one is open the browser was not killed. Resolves when that is done, or cannot be; never rejects. */
export const beginLogAnew = (): Promise<void> => (begun ??= begin().catch(() => undefined));

async function begin(): Promise<void> {
  if (!isChromium()) return;
  // The name is held until the tab is gone.
  if (!(await claim(name))) return;
  await deleteDB(name);
  const db = await openDB(name, 1, { upgrade: (fresh) => fresh.createObjectStore("values") });
  const transaction = db.transaction("values", "readwrite");
  // Zeros would be packed.
  const value = crypto.getRandomValues(new Uint8Array(valueBytes));
  for (let key = 0; key < values; key += 1) void transaction.store.put(value, key);
  await transaction.done;
  db.close();
  await deleteDB(name);
}
