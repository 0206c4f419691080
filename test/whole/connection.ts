/**
 * One WebSocket connection over the simulated network: what the engine holds at one end, what the server's session holds at the other.
 *
 * Shape    frames keep their order in each direction, as on TCP, and take their time. A connection is *cut* (both ends are told, what was
 *          under way may or may not have arrived) or *stuck* (nobody is told; nothing passes any more).
 *
 * @module
 */
import { decodeToClient, decodeToServer } from "@couplet/protocol";
import { EventEmitter } from "node:events";
import type { Machine } from "./place.ts";
import { SocketCommands, type CommandWatch } from "./socket-commands.ts";
import type { World } from "./world.ts";

const [connecting, open, closing, closed] = [0, 1, 2, 3];

type Listener = (event: never) => void;

/** What the engine takes for the browser's WebSocket. */
export class ClientSocket {
  readyState = connecting;
  protocol = "";
  binaryType = "arraybuffer";
  readonly #connection: Connection;
  readonly #listeners = new Map<string, Set<Listener>>();

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  addEventListener(type: string, listener: Listener): void {
    const listeners = this.#listeners.get(type) ?? new Set();
    this.#listeners.set(type, listeners.add(listener));
  }

  emit(type: string, event: object): void {
    for (const listener of this.#listeners.get(type) ?? []) listener(event as never);
  }

  send(frame: Uint8Array): void {
    if (this.readyState === open) this.#connection.sendUp(frame.slice());
  }

  close(): void {
    if (this.readyState >= closing) return;
    this.readyState = closing;
    this.#connection.closeUp();
  }
}

/** What the server takes for a socket of `ws`. */
export class ServerSocket extends EventEmitter {
  readonly OPEN = open;
  readyState = open;
  bufferedAmount = 0;
  readonly #connection: Connection;
  #isPaused = false;
  #waiting: (() => void)[] = [];

  constructor(connection: Connection) {
    super();
    this.#connection = connection;
  }

  send(frame: Uint8Array, drained?: () => void): void {
    if (this.readyState === open) this.#connection.sendDown(frame.slice());
    drained?.();
  }

  close(code = 1005, reason = ""): void {
    if (this.readyState !== open) return;
    this.readyState = closing;
    this.#connection.closeDown(code, reason);
  }

  terminate(): void {
    if (this.readyState === closed) return;
    this.#connection.cut();
  }

  ping(): void {
    this.#connection.ping();
  }

  pause(): void {
    this.#isPaused = true;
  }

  resume(): void {
    this.#isPaused = false;
    while (!this.#isPaused) {
      const next = this.#waiting.shift();
      if (!next) return;
      next();
    }
  }

  take(happen: () => void): void {
    if (this.#isPaused) this.#waiting.push(happen);
    else happen();
  }

  end(code: number): void {
    if (this.readyState === closed) return;
    this.readyState = closed;
    this.#waiting = [];
    this.emit("close", code, Buffer.alloc(0));
  }
}

const readable = (frame: Uint8Array): string => new TextDecoder().decode(frame.subarray(1)).replaceAll(/[^ -~]/gu, "");

/** A frame in a word, for a trace. */
function frameText(bytes: Uint8Array, decode: typeof decodeToClient | typeof decodeToServer): string {
  const frame = decode(bytes);
  if (frame.type === "channel") return `${frame.channel} ${roomFrameText(frame.frame)}`;
  return JSON.stringify(frame, (key, value: unknown) => (key === "update" ? "…" : value));
}

function roomFrameText(frame: Uint8Array): string {
  const names = ["sync", "awareness", "auth", "query"];
  const [type = 0, second = 0] = frame;
  if (type === 100) return `tagged ${frame.byteLength}`;
  if (type === 101) return `settled ${readable(frame)}`;
  if (type === 102) return `notice ${readable(frame)}`;
  return type === 0 ? `${["step 1", "step 2", "update"][second]} ${frame.byteLength}` : (names[type] ?? String(type));
}

/** One way of a connection. */
interface Way {
  busyUntilMs: number;
}

export class Connection {
  readonly client: ClientSocket;
  readonly machine: Machine;
  /** For a trace. */
  readonly name: string;
  server: ServerSocket | undefined;
  serverMachine: Machine | undefined;
  /** Nothing passes, and nobody knows. */
  isStuck = false;
  isOver = false;
  readonly #world: World;
  readonly #commands: SocketCommands;
  readonly #up: Way = { busyUntilMs: 0 };
  readonly #down: Way = { busyUntilMs: 0 };
  readonly #delayMs: () => number;
  readonly #onEnd: (connection: Connection) => void;

  constructor(
    world: World,
    machine: Machine,
    url: string,
    delayMs: () => number,
    onEnd: (connection: Connection) => void,
    watch: CommandWatch,
  ) {
    this.#commands = new SocketCommands(watch);
    this.name = `${machine.name} ${url.slice(url.lastIndexOf("/") + 1)}`;
    this.#world = world;
    this.machine = machine;
    this.#delayMs = delayMs;
    this.#onEnd = onEnd;
    this.client = new ClientSocket(this);
  }

  /** Both ends are there. */
  accept(server: ServerSocket, machine: Machine, protocol: string): void {
    this.server = server;
    this.serverMachine = machine;
    this.#travel(this.#down, this.machine, () => {
      if (this.client.readyState !== connecting) return;
      this.client.protocol = protocol;
      this.client.readyState = open;
      this.client.emit("open", {});
    });
  }

  /** The connection was never made. */
  fail(): void {
    this.#endClient(1006, true);
    this.#over();
  }

  sendUp(sent: Uint8Array): void {
    const { server, serverMachine } = this;
    if (!server || !serverMachine) return;
    const frame = this.#commands.up(sent);
    this.#world.tell(() => `${this.name} > ${frameText(frame, decodeToServer)}`);
    this.#travel(this.#up, serverMachine, () => {
      if (server.readyState === open) server.take(() => server.emit("message", Buffer.from(frame.buffer), true));
    });
  }

  sendDown(frame: Uint8Array): void {
    this.#world.tell(() => `${this.name} < ${frameText(frame, decodeToClient)}`);
    this.#travel(this.#down, this.machine, () => {
      if (this.client.readyState !== open) return;
      this.#commands.down(frame);
      this.client.emit("message", { data: frame.buffer });
    });
  }

  ping(): void {
    this.#travel(this.#down, this.machine, () => {
      const { server, serverMachine } = this;
      if (server && serverMachine) this.#travel(this.#up, serverMachine, () => server.emit("pong"));
    });
  }

  closeUp(): void {
    this.#world.tell(() => `${this.name} > close`);
    const { server, serverMachine } = this;
    if (!server || !serverMachine) {
      this.fail();
      return;
    }
    this.#travel(this.#up, serverMachine, () => {
      server.take(() => server.end(1005));
      this.#travel(this.#down, this.machine, () => this.#endClient(1005));
      this.#over();
    });
  }

  closeDown(code: number, reason: string): void {
    this.#world.tell(() => `${this.name} < close ${code} ${reason}`);
    const { server, serverMachine } = this;
    this.#travel(this.#down, this.machine, () => {
      this.#endClient(code, false, reason);
      if (server && serverMachine) this.#travel(this.#up, serverMachine, () => server.end(code));
      this.#over();
    });
  }

  /** Both ends are told sooner or later; what is under way gets there or not. */
  cut(): void {
    if (this.isOver) return;
    this.#world.tell(() => `${this.name} cut`);
    const { server, serverMachine, machine } = this;
    const mayArrive = this.#world.chance(0.5);
    this.#over();
    if (!mayArrive) this.isStuck = true;
    const end = (way: Way, on: Machine, happen: () => void): void => {
      const { nowMs } = this.#world;
      const atMs = Math.max(nowMs + this.#delayMs(), mayArrive ? way.busyUntilMs : 0);
      this.#world.schedule(on, atMs - nowMs, happen);
    };
    end(this.#down, machine, () => this.#endClient(1006));
    if (server && serverMachine) end(this.#up, serverMachine, () => server.end(1006));
  }

  #travel(way: Way, to: Machine, arrive: () => void): void {
    if (this.isStuck) return;
    const { nowMs } = this.#world;
    way.busyUntilMs = Math.max(way.busyUntilMs, nowMs + this.#delayMs());
    this.#world.schedule(to, way.busyUntilMs - nowMs, () => {
      if (!this.isStuck) arrive();
    });
  }

  #endClient(code: number, isError = false, reason = ""): void {
    if (this.client.readyState === closed) return;
    this.client.readyState = closed;
    if (isError) this.client.emit("error", {});
    this.client.emit("close", { code, reason });
  }

  #over(): void {
    if (this.isOver) return;
    this.isOver = true;
    this.#onEnd(this);
  }
}
