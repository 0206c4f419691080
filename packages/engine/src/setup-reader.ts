/**
 * The workspace's set-up as this device last heard of it: what an open card asks without waiting.
 *
 * Shape    kept on the device; read again whenever the server becomes reachable, and when somebody asks for it.
 * Not      a way to change it.
 *
 * @module
 */
import { parseSetup, type Setup } from "@couplet/model";
import type { Api } from "./api.ts";
import type { Register } from "./register.ts";

export class SetupReader {
  readonly #api: Api;
  readonly #register: Register;
  readonly #changed: () => void;
  #known: Setup | undefined;

  constructor(api: Api, register: Register, changed: () => void) {
    this.#api = api;
    this.#register = register;
    this.#changed = changed;
  }

  /** `undefined`: never heard of. */
  get known(): Setup | undefined {
    return this.#known;
  }

  async load(): Promise<void> {
    this.#known = await this.#register.setup();
  }

  /** @throws {OfflineError} */
  async read(): Promise<Setup> {
    const setup = parseSetup(await this.#api.get("/setup"));
    const isChanged = JSON.stringify(setup) !== JSON.stringify(this.#known);
    this.#known = setup;
    if (isChanged) {
      await this.#register.putSetup(setup).catch(() => undefined);
      this.#changed();
    }
    return setup;
  }
}
