/**
 * The network between devices and the server: requests and connections, each with its delays, losses and repetitions.
 *
 * Shape    a link per device: `up`, `down` (it knows: requests fail at once) or `silent` (nothing passes and nobody is told). A request
 *          may be lost on either way, may arrive twice, the second time much later, and may be answered after its sender gave up.
 *          Frames of one connection keep their order, see `connection.ts`; across connections and requests there is none.
 *
 * @module
 */
import { Connection, ServerSocket } from "./connection.ts";
import type { Counts } from "./counts.ts";
import type { Machine } from "./place.ts";
import type { CommandWatch } from "./socket-commands.ts";
import { LightRequest } from "./web.ts";
import type { World } from "./world.ts";

export type Link = "up" | "down" | "silent";

export interface Endpoint {
  readonly machine: Machine;
  /** Runs on the server's machine. */
  answer(request: Request): Promise<{ readonly status: number; readonly headers: Headers; readonly text: string }>;
  /** `open` is called once the handshake is through, before anything is sent. */
  accept(
    socket: ServerSocket,
    url: string,
    protocols: readonly string[],
    open: (protocol: string) => void,
  ): Promise<void>;
}

/** How unreliable the network is, each from 0 to 1. */
export interface Weather {
  lost: number;
  repeated: number;
  slow: number;
}

const fair: Weather = { lost: 0, repeated: 0, slow: 0 };

export class Network {
  readonly #world: World;
  readonly #counts: Counts;
  readonly #links = new Map<string, Link>();
  readonly #connections = new Set<Connection>();
  /** Requests the server has and has not answered. */
  readonly #open = new Set<() => void>();
  server: Endpoint | undefined;
  weather: Weather = fair;

  constructor(world: World, counts: Counts) {
    this.#world = world;
    this.#counts = counts;
  }

  linkOf(device: string): Link {
    return this.#links.get(device) ?? "up";
  }

  setLink(device: string, link: Link, machines: readonly Machine[]): void {
    this.#links.set(device, link);
    for (const connection of this.#connections) {
      if (!machines.includes(connection.machine)) continue;
      if (link === "up") {
        // Somebody on the way has forgotten the connection: mostly that is told once something is sent.
        if (connection.isStuck && this.#world.chance(0.8)) connection.cut();
      } else if (link === "silent") connection.isStuck = true;
      else connection.cut();
    }
  }

  /** Whether somebody waits for an answer. */
  get isWaiting(): boolean {
    return [...this.#waiting.values()].some((machine) => machine.isAlive);
  }
  readonly #waiting = new Map<object, Machine>();

  /** Whether somebody has yet to notice that nothing passes. */
  get hasStuck(): boolean {
    return [...this.#connections].some(({ isStuck, machine }) => isStuck && machine.isAlive);
  }

  isConnected(machine: Machine): boolean {
    return [...this.#connections].some((one) => one.machine === machine);
  }

  calm(): void {
    this.weather = fair;
  }

  /** Cuts some connection. */
  cutOne(): boolean {
    const connections = [...this.#connections];
    const connection = connections[this.#world.below(Math.max(1, connections.length))];
    connection?.cut();
    return connection !== undefined;
  }

  /** The server's process is gone: whoever waits for it hears of that. */
  serverGone(): void {
    for (const connection of this.#connections) connection.cut();
    for (const drop of this.#open) drop();
    this.#open.clear();
  }

  /** A tab is gone: the operating system ends what it had open. */
  machineGone(machine: Machine): void {
    for (const connection of this.#connections) if (connection.machine === machine) connection.cut();
  }

  #delayMs(): number {
    const { weather } = this;
    if (weather.slow > 0 && this.#world.chance(weather.slow)) return 200 + this.#world.below(3_000);
    return 1 + this.#world.below(30);
  }

  fetch(machine: Machine, device: string, input: string, init: RequestInit): Promise<Response> {
    const world = this.#world;
    const { signal } = init;
    const key = {};
    this.#waiting.set(key, machine);
    let aborted = (): void => undefined;
    const answer = new Promise<Response>((resolve, reject) => {
      const failed = (): void => reject(new TypeError("Failed to fetch"));
      const fail = (ms: number): void => void world.schedule(machine, ms, failed);
      aborted = () => reject(signal?.reason as Error);
      signal?.addEventListener("abort", aborted, { once: true });
      const link = this.linkOf(device);
      if (link === "down") fail(1 + world.below(20));
      if (link !== "up") return;
      const back = (response: Response): void => {
        if (this.linkOf(device) !== "up") return;
        if (world.chance(this.weather.lost)) {
          this.#counts.answersLost++;
          fail(this.#delayMs());
        } else world.schedule(machine, this.#delayMs(), () => resolve(response));
      };
      if (world.chance(this.weather.lost)) {
        this.#counts.requestsLost++;
        if (world.chance(0.6)) fail(this.#delayMs());
        return;
      }
      this.#deliver(machine, input, init, this.#delayMs(), back, () => fail(this.#delayMs()));
      const isCommand = input.endsWith("/commands");
      if (isCommand && world.chance(this.weather.repeated)) {
        this.#counts.requestsRepeated++;
        const ignore = (): void => undefined;
        this.#deliver(machine, input, init, this.#delayMs() + world.below(8_000), ignore, ignore);
      }
    });
    return answer.finally(() => {
      this.#waiting.delete(key);
      signal?.removeEventListener("abort", aborted);
    });
  }

  #deliver(
    machine: Machine,
    input: string,
    init: RequestInit,
    delayMs: number,
    back: (response: Response) => void,
    fail: () => void,
  ): void {
    const { server } = this;
    if (!server) {
      fail();
      return;
    }
    const { method = "GET", headers, body } = init;
    this.#open.add(fail);
    this.#world.schedule(server.machine, delayMs, () => {
      const request = new LightRequest(input, {
        method,
        ...(headers ? { headers } : {}),
        ...(typeof body === "string" ? { body } : {}),
      });
      void server.answer(request as unknown as Request).then(({ status, headers: answered, text }) => {
        if (!this.#open.delete(fail)) return;
        this.#world.tell(
          () =>
            `${machine.name} ${method} ${input.slice(input.indexOf("/api"))} ${typeof body === "string" ? body : ""} -> ${status} ${text.slice(0, 300)}`,
        );
        back({ status, headers: answered, text: () => Promise.resolve(text), body: null } as unknown as Response);
      }, fail);
    });
  }

  connect(machine: Machine, device: string, url: string, protocols: readonly string[], watch: CommandWatch): WebSocket {
    const world = this.#world;
    const connection = new Connection(
      world,
      machine,
      url,
      () => this.#delayMs(),
      (over) => this.#connections.delete(over),
      watch,
    );
    this.#connections.add(connection);
    const { server } = this;
    const link = this.linkOf(device);
    if (link === "silent") {
      connection.isStuck = true;
      world.schedule(machine, 10_000, () => connection.fail());
    } else if (link === "down" || !server || world.chance(this.weather.lost)) {
      world.schedule(machine, this.#delayMs(), () => connection.fail());
    } else {
      world.schedule(server.machine, this.#delayMs(), () => {
        if (connection.isOver || connection.isStuck) return;
        const socket = new ServerSocket(connection);
        void server.accept(socket, url, protocols, (protocol) => connection.accept(socket, server.machine, protocol));
      });
    }
    return connection.client as unknown as WebSocket;
  }
}
