/**
 * `globalThis.couplet`: how a page without a bundler waits for the elements.
 *
 * Shape    `await couplet.ready`; a page that runs before us may put `{ ready: undefined, queue: [fn…] }` there, and each `fn` is
 *          called once the elements are defined.
 *
 * @module
 */
const tags = [
  "couplet-provider",
  "couplet-card",
  "couplet-field",
  "couplet-links",
  "couplet-presence",
  "couplet-status",
  "couplet-conflicts",
  "couplet-history",
  "couplet-chip",
  "couplet-picker",
  "couplet-list",
  "couplet-outbox",
] as const;

export interface CoupletGlobal {
  readonly ready: Promise<void>;
  readonly version: string;
}

declare global {
  var couplet: CoupletGlobal | undefined;
}

interface Early {
  readonly queue?: readonly (() => void)[];
}

export function announceReady(): void {
  if (globalThis.couplet?.ready) return;
  const { queue = [] } = (globalThis.couplet ?? {}) as Early;
  const ready = Promise.all(tags.map((tag) => customElements.whenDefined(tag))).then(() => {
    for (const call of queue) call();
  });
  globalThis.couplet = { ready, version: "1" };
}
