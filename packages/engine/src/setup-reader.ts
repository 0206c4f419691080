/**
 * The workspace's set-up as this device last heard of it: what an open card asks without waiting.
 *
 * Shape    kept on the device with its age; read again whenever the server becomes reachable, when it says that somebody saved another
 *          one, and when somebody asks for it. While a page shows no card, and so hears nothing, it is asked for now and then.
 * Not      a way to change it.
 *
 * @module
 */
import { parseSetup, type Setup } from "@couplet/model";
import type { Api } from "./api.ts";
import { OfflineError, SignInNeededError } from "./engine-error.ts";
import type { KnownSetup } from "./engine.ts";
import type { Register } from "./register.ts";

/** Everybody in the workspace hears of a change at once: they need not all ask at once. */
const spreadMs = 1_000;

export class SetupReader {
  readonly #api: Api;
  readonly #register: Register;
  readonly #changed: () => void;
  #known: { readonly setup: Setup; readonly asOfMs: number } | undefined;
  /** Of what was last read. */
  #tag: string | undefined;
  #soon: ReturnType<typeof setTimeout> | undefined;

  constructor(api: Api, register: Register, changed: () => void) {
    this.#api = api;
    this.#register = register;
    this.#changed = changed;
  }

  /** `undefined`: never heard of. */
  get known(): Setup | undefined {
    return this.#known?.setup;
  }

  async load(): Promise<void> {
    this.#known = await this.#register.setup();
  }

  /** @throws {OfflineError} */
  async read(): Promise<Setup> {
    clearTimeout(this.#soon);
    this.#soon = undefined;
    const { json, tag } = await this.#api.send("/setup");
    return await this.#take(json, tag);
  }

  /** Asks whether there is another one; costs next to nothing where there is not. */
  async look(): Promise<void> {
    const tag = this.#tag;
    const answer = await this.#api.send("/setup", tag === undefined ? {} : { ifNoneMatch: tag });
    if (answer.status !== 304) await this.#take(answer.json, answer.tag);
    else if (this.#known) this.#known = { ...this.#known, asOfMs: Date.now() };
  }

  async #take(json: unknown, tag: string | undefined): Promise<Setup> {
    const setup = parseSetup(json);
    this.#tag = tag;
    const isChanged = JSON.stringify(setup) !== JSON.stringify(this.#known?.setup);
    this.#known = { setup, asOfMs: Date.now() };
    await this.#register.putSetup(this.#known).catch(() => undefined);
    if (isChanged) this.#changed();
    return setup;
  }

  /** Somebody saved another one. */
  readSoon(): void {
    this.#soon ??= setTimeout(() => {
      this.#soon = undefined;
      this.read().catch(() => undefined);
    }, Math.random() * spreadMs);
  }

  /** From the server, else as it was last heard of. @throws {OfflineError} where it never was */
  async answer(): Promise<KnownSetup> {
    try {
      const setup = await this.read();
      return { setup, asOfMs: Date.now(), fromCache: false };
    } catch (error) {
      const isOutOfReach = error instanceof OfflineError || error instanceof SignInNeededError;
      if (!isOutOfReach || !this.#known) throw error;
      return { ...this.#known, fromCache: true };
    }
  }

  close(): void {
    clearTimeout(this.#soon);
  }
}
