/**
 * A person at a tab: the real engine on a simulated device, which is opened, used, closed, killed and opened again.
 *
 * @module
 */
import { RequestRefusedError, type CardSession, type Engine } from "@couplet/engine";
import { createEngineOn } from "@couplet/engine/disk";
import type { CardKind } from "@couplet/model";
import type { Device } from "./device.ts";
import type { Network } from "./network.ts";
import type { Oracle } from "./oracle.ts";
import type { Parts } from "./parts.ts";
import { on, type Machine } from "./place.ts";
import { type SimUser, tokenOf } from "./server.ts";
import type { World } from "./world.ts";

const endpoint = "http://couplet.test";

/** What the engine may say no with; anything else is a mistake of ours. */
const isAnswer = (error: unknown): boolean =>
  error instanceof RequestRefusedError ||
  (error instanceof Error &&
    [
      "CardNotFoundError",
      "CommandQueuedError",
      "EngineClosedError",
      "OfflineError",
      "SignInNeededError",
      "InvalidIdError",
    ].includes(error.constructor.name));

export class SimClient {
  readonly user: SimUser;
  readonly device: Device;
  readonly sessions = new Map<string, CardSession>();
  /** Cards made here, with their kinds: nobody else may know of them yet. */
  readonly made = new Map<string, CardKind>();
  machine: Machine | undefined;
  engine: Engine | undefined;
  readonly #index: number;
  readonly offsetMs: number;
  readonly #world: World;
  readonly #network: Network;
  readonly #oracle: Oracle;
  readonly #parts: Parts;
  #starts = 0;

  constructor(
    index: number,
    at: { readonly user: SimUser; readonly device: Device; readonly offsetMs: number },
    around: { readonly world: World; readonly network: Network; readonly oracle: Oracle; readonly parts: Parts },
  ) {
    this.#index = index;
    this.user = at.user;
    this.device = at.device;
    this.offsetMs = at.offsetMs;
    this.#world = around.world;
    this.#network = around.network;
    this.#oracle = around.oracle;
    this.#parts = around.parts;
  }

  start(): void {
    if (this.machine) return;
    this.#starts += 1;
    const machine = this.#createMachine();
    this.machine = machine;
    const { user, device } = this;
    this.engine = on(machine, () =>
      createEngineOn(device.diskOf(machine), {
        endpoint,
        keeps: device.keeps,
        getToken: () =>
          this.#network.linkOf(device.name) === "up"
            ? Promise.resolve({ token: tokenOf(user) })
            : Promise.reject(new TypeError("Failed to fetch")),
      }),
    );
  }

  #createMachine(): Machine {
    const { device } = this;
    const network = this.#network;
    const machine: Machine = {
      name: `${this.user.sub}${this.#index}.${this.#starts}`,
      device: device.name,
      offsetMs: this.offsetMs,
      isAlive: true,
      world: this.#world,
      fetch: async (input, init) => {
        const isCommand = input.endsWith("/commands");
        const command = isCommand && typeof init.body === "string" ? init.body : undefined;
        const body = command === undefined ? {} : { body: this.#parts.sentCommand(command) };
        const [, entry] = /\/stranded\/([^/]+)$/u.exec(input) ?? [];
        if (entry !== undefined && typeof init.body === "string") {
          const { action } = JSON.parse(init.body) as { readonly action: string };
          this.#oracle.asked(decodeURIComponent(entry), action);
        }
        const response = await network.fetch(machine, device.name, input, { ...init, ...body });
        if (command !== undefined) {
          const { id } = JSON.parse(command) as { readonly id: string };
          this.#oracle.answered(id, response.status, await response.text());
        }
        return response;
      },
      connect: (url, protocols) =>
        network.connect(machine, device.name, url, protocols, {
          sent: (json) => this.#parts.sentCommand(json),
          answered: (id, status, json) => this.#oracle.answered(id, status, json),
        }),
      locks: undefined as unknown as Machine["locks"],
      localStorage: device.localStorage,
      openChannel: (name) => device.openChannel(machine, name),
    };
    return Object.assign(machine, { locks: device.locksOf(machine) });
  }

  /** As if the process was ended, or the power went. */
  kill(): void {
    const { machine } = this;
    if (!machine) return;
    this.machine = undefined;
    this.engine = undefined;
    this.sessions.clear();
    machine.isAlive = false;
    this.#network.machineGone(machine);
    this.device.release(machine);
    this.#oracle.ended(machine);
  }

  /** Closes in order. The tab is gone once that is done, or after a moment. */
  close(): void {
    const { engine, machine } = this;
    if (!engine || !machine) return;
    this.do(() => engine.close());
    this.sessions.clear();
    this.engine = undefined;
    this.#world.schedule(machine, 400, () => {
      if (this.machine === machine) this.kill();
    });
  }

  /** Does something on this tab; what comes of it comes later. */
  do(work: (engine: Engine) => unknown): void {
    const { machine, engine } = this;
    if (!machine || !engine) return;
    on(machine, () => {
      const done = async (): Promise<void> => {
        await work(engine);
      };
      done().catch((error: unknown) => {
        if (!isAnswer(error)) this.#world.mishaps.push(error);
      });
    });
  }

  /** Opens a card, and goes on with it. */
  open(kind: CardKind, id: string, goOn: (session: CardSession) => void = () => undefined): void {
    this.do(async (engine) => {
      const session = await engine.openCard(kind, { id });
      if (this.engine !== engine || this.sessions.has(id)) {
        session.close();
        return;
      }
      this.sessions.set(id, session);
      session.observe((event) => {
        if (event.type === "saved") this.#oracle.saved(event.entries);
      });
      goOn(session);
    });
  }

  shut(id: string): void {
    const session = this.sessions.get(id);
    this.sessions.delete(id);
    if (session) this.do(() => session.close());
  }
}
