/**
 * Tells the other tabs of this user that something both keep has changed: they read it again.
 *
 * Shape    a signal without content; what is true is what the device keeps.
 * Not      there everywhere: without BroadcastChannel a tab learns of it at its next start.
 *
 * @module
 */
export class TabChannel {
  readonly #channel: BroadcastChannel | undefined;

  constructor(name: string, heard: () => void) {
    this.#channel = globalThis.BroadcastChannel === undefined ? undefined : new BroadcastChannel(name);
    this.#channel?.addEventListener("message", () => heard());
  }

  tell(): void {
    this.#channel?.postMessage(0);
  }

  close(): void {
    this.#channel?.close();
  }
}
