/**
 * One round of the fuzz: a new server, two companies, and so many inputs through its real entry points.
 *
 * Shape    all from one seed. Inputs come a few at a time, each through a socket or request of its own; then all of them have to be answered or
 *          closed. In between somebody who means well edits and reads. At the end everybody leaves and nothing may be left of them.
 *
 * @module
 */
import { plainProtocol } from "@couplet/protocol";
import { roles } from "@couplet/model";
import { setImmediate as aTurn, setTimeout as aWhile } from "node:timers/promises";
import { secret } from "../harness/secret.ts";
import { Dice } from "./dice.ts";
import { FuzzSocket } from "./fuzz-socket.ts";
import { GoodClient } from "./good-client.ts";
import { helloFrame, roomFrame, syncFrame } from "./messages.ts";
import { aRequest, type Route, routesOf } from "./requests.ts";
import { count, type Entrance, noTally, type Tally } from "./tally.ts";
import { oddToken } from "./tokens.ts";
import { Visitor } from "./visitor.ts";
import { attackers, claimsOf, freshId, tokenLifeMs, World } from "./world.ts";

export interface RoundOptions {
  readonly seed: number;
  readonly inputs: number;
  /** Through sockets of the machine's, instead of in process. */
  readonly isOverSockets?: boolean;
  /** Called before each input, so that whoever watches knows which one does not end. */
  readonly onInput?: (number: number) => void;
}

const atOnce = 24;
const roomsAtOnce = 14;
const syncsAtOnce = 7;
/** Turns of the event loop in which whatever is answered at once is answered; then it is waited for. */
const turns = 50;
/** Against what hangs; how fast a machine is decides nothing. */
const patienceMs = 60_000;
/** Of a few inputs, in the processor: a hundred times what they mostly need. */
const maxCpuMs = 5_000;

export async function runRound(options: RoundOptions): Promise<Tally> {
  const round = new Round(options, await World.open(options.isOverSockets ?? false, options.seed % 2 === 1));
  try {
    await round.run();
  } finally {
    await round.close();
  }
  return round.tally;
}

class Round {
  readonly tally = noTally();
  readonly #dice: Dice;
  readonly #options: RoundOptions;
  readonly #world: World;
  readonly #routes: readonly Route[];
  readonly #good: GoodClient;
  #visitors: Visitor[] = [];
  #started = 0;

  constructor(options: RoundOptions, world: World) {
    this.#options = options;
    this.#dice = new Dice(options.seed);
    this.#world = world;
    this.#routes = routesOf(world);
    this.#good = new GoodClient(world);
  }

  async run(): Promise<void> {
    await this.#good.join();
    while (this.tally.inputs < this.#options.inputs) {
      await this.#batch(Math.min(atOnce, this.#options.inputs - this.tally.inputs));
      if (this.#dice.once(8)) await this.#beGood();
      if (this.#dice.once(6)) this.#dice.pick(this.#visitors)?.socket.leave();
      if (this.#dice.once(20)) this.#world.place.workspaces.sweep();
      this.#collect();
    }
    await this.#beGood();
    await this.#leaveNothing();
    this.#collect();
    Object.assign(this.tally.answers, this.#world.answers);
  }

  /** So many inputs, and then everything they led to. */
  async #batch(size: number): Promise<void> {
    this.#world.taken.clear();
    const before = process.threadCpuUsage();
    const used = new Set<Visitor>();
    for (let left = size; left > 0; left -= 1) {
      this.#world.place.nowMs += 5;
      this.#started += 1;
      this.#options.onInput?.(this.#started);
      const entrance = this.#dice.weighed<Entrance>([
        [46, "room"],
        [28, "sync"],
        [18, "request"],
        [8, "token"],
      ]);
      if (entrance === "room" || entrance === "sync") {
        const visitor = await this.#visitor(entrance, used);
        used.add(visitor);
        this.#say(visitor);
      } else if (entrance === "request") await this.#request();
      else await this.#knock();
    }
    for (const visitor of used) if (!visitor.isSync || visitor.isWelcomed) visitor.probe();
    await this.#until(() => [...used].every((one) => one.isAnswered), "an answer to every frame");
    for (const visitor of used) {
      visitor.checkCode();
      const { person, target, socket } = visitor;
      const wasTaken = this.#world.taken.has(`${person.sub} ${target?.id}`);
      const fate = !socket.isOpen ? "closed" : !visitor.isRefused ? "decoded" : wasTaken ? "repaired" : "refused";
      count(this.tally, visitor.isSync ? "sync" : "room", fate, socket.code);
    }
    this.#visitors = this.#visitors.filter(({ socket }) => socket.isOpen);
    this.#measured(before);
    this.#world.checkNames();
  }

  /** One of those that are there, or somebody new. */
  async #visitor(entrance: "room" | "sync", used: ReadonlySet<Visitor>): Promise<Visitor> {
    const [dice, world, isSync] = [this.#dice, this.#world, entrance === "sync"];
    const free = this.#visitors.filter((one) => one.isSync === isSync && !used.has(one));
    const most = isSync ? syncsAtOnce : roomsAtOnce;
    if (free.length > 0 && (this.#visitors.filter((one) => one.isSync === isSync).length >= most || dice.once(2)))
      return dice.pick(free);
    const person = dice.pick(attackers);
    const targets = world.targetsOf(person, dice);
    const target = dice.once(30) ? undefined : dice.pick(targets);
    const visitor = new Visitor(world, person, isSync ? "sync" : { target, acks: !dice.once(3) });
    this.#visitors.push(visitor);
    await visitor.join(target?.id ?? freshId(dice));
    if (isSync && !dice.once(5)) {
      visitor.socket.put(helloFrame(dice, false, []));
      await this.#until(() => visitor.isWelcomed || !visitor.socket.isOpen, "a welcome");
    }
    return visitor;
  }

  #say(visitor: Visitor): void {
    const [dice, world] = [this.#dice, this.#world];
    const sender = { world, person: visitor.person, dice };
    visitor.isRefused = false;
    const next = (): Uint8Array => {
      if (!visitor.isSync) return roomFrame(sender, visitor.target, visitor.acks);
      return visitor.isWelcomed && !dice.once(60)
        ? syncFrame(sender, visitor)
        : helloFrame(dice, true, visitor.cursors);
    };
    const frame = next();
    const times = dice.once(25) ? 2 + dice.roll(20) : 1;
    for (let left = times; left > 0; left -= 1) visitor.socket.put(frame, !dice.once(200));
  }

  async #request(): Promise<void> {
    const [dice, world] = [this.#dice, this.#world];
    const person = dice.pick(attackers);
    const request = aRequest({ world, person, dice }, this.#routes);
    if (!request) {
      count(this.tally, "request", "refused");
      return;
    }
    const { method, url } = request;
    const response = await world.place.app.fetch(request);
    const text = await response.text();
    const { status } = response;
    // What somebody sent may come back in the words of the problem; nobody sends what they do not know.
    world.heard(person, text, `${method} ${url}`);
    const what = `${method} ${url} for ${person.sub}: ${status} ${text.slice(0, 300)}`;
    if (status >= 500) world.findings.push(what);
    if (status >= 400 && method !== "HEAD" && !isProblem(text))
      world.findings.push(`No problem as it should be: ${what}`);
    count(this.tally, "request", status < 400 ? "decoded" : "refused", status);
  }

  /** Somebody at the door, with a token that may be none. */
  async #knock(): Promise<void> {
    const [dice, world] = [this.#dice, this.#world];
    const { sub, ...other } = dice.pick(attackers);
    const person = {
      ...other,
      sub: `${sub} at the door`,
      ...(dice.once(4) ? { workspace: dice.pick(["acme", "elsewhere", "nowhere"]) } : {}),
    };
    const claims = { ...claimsOf(person), role: dice.pick(roles) };
    const made = oddToken(
      dice,
      claims,
      dice.once(10) ? "a secret that somebody guessed" : secret,
      Date.now() + tokenLifeMs,
    );
    const socket = new FuzzSocket(() => undefined);
    const id = dice.pick([...world.copies.keys(), freshId(dice)]);
    const target = dice.once(2)
      ? "/sync"
      : dice.pick([
          `/docs/${id}`,
          "/sync",
          "/sync/",
          `/docs/${id}?x=1`,
          `/docs/${id.toUpperCase()}`,
          "/docs/",
          "/",
          "",
          `/docs/${id}/..`,
          "/sync%00",
          `//docs/${id}`,
          "/docs/%ff",
        ]);
    const protocols = dice.weighed([
      [5, [plainProtocol, `jwt.${made.token}`]],
      [2, [`jwt.${made.token}`, plainProtocol]],
      [1, [plainProtocol]],
      [1, [`jwt.${made.token}`]],
      [1, []],
    ] as const);
    const verdict = await world.place.connect(socket, {
      target,
      protocols,
      address: `${dice.roll(1_000)}`,
      ...(dice.once(5) && { origin: dice.pick(["https://evil.example", "null", "http://localhost", "http://[", ""]) }),
    });
    if (verdict.kind !== "refused") {
      if (made.isForged === true) world.findings.push(`Let in with a forged token: ${made.token}`);
      const { actor, workspace } = verdict.session;
      if (actor.sub !== claims.sub || actor.role !== claims.role || workspace !== claims.workspace)
        world.findings.push(
          `Let in as somebody else: ${JSON.stringify(verdict.session)} for ${JSON.stringify(claims)}`,
        );
    }
    await world.place.verifyToken(made.token).then(
      () => made.isForged === true && world.findings.push(`A forged token was taken: ${made.token}`),
      () => undefined,
    );
    socket.leave();
    count(this.tally, "token", verdict.kind === "refused" ? "refused" : "decoded", socket.code);
  }

  /** Counts what a few inputs cost this thread. */
  #measured(before: NodeJS.CpuUsage): void {
    const { user, system } = process.threadCpuUsage(before);
    const cpuMs = Math.round((user + system) / 1000);
    this.tally.slowestCpuMs = Math.max(this.tally.slowestCpuMs, cpuMs);
    if (cpuMs > maxCpuMs) this.#world.findings.push(`Inputs up to ${this.#started} took ${cpuMs} ms of the processor`);
  }

  async #beGood(): Promise<void> {
    const wrong = await this.#good.work((isSo, what) => this.#until(isSo, what));
    this.#world.findings.push(...wrong);
    this.tally.goodEdits += 1;
  }

  /** Everybody is gone: after a while, so is all that was kept for them. */
  async #leaveNothing(): Promise<void> {
    const { place } = this.#world;
    this.#good.leave();
    for (const { socket } of this.#visitors) socket.leave();
    this.#visitors = [];
    const isEmpty = (): boolean => {
      place.nowMs += 60_000;
      place.workspaces.sweep();
      const { rooms, sessions } = place.workspaces.stats();
      return rooms === 0 && sessions === 0;
    };
    await this.#until(isEmpty, "nobody being in any room, and no room being kept");
  }

  async #until(isSo: () => boolean, what: string): Promise<void> {
    for (let left = turns; left > 0; left -= 1) {
      if (isSo()) return;
      await aTurn();
    }
    const endMs = Date.now() + patienceMs;
    while (!isSo()) {
      if (Date.now() > endMs) {
        this.#world.findings.push(`Waited in vain for ${what}, at input ${this.#started}`);
        return;
      }
      await aWhile(1);
    }
  }

  #collect(): void {
    const { findings, place } = this.#world;
    const errors = place.errors.splice(0).map((line) => `The server logged ${line}`);
    for (const finding of [...findings.splice(0), ...errors])
      this.tally.findings.push(`seed ${this.#options.seed}, by input ${this.tally.inputs}: ${finding}`);
  }

  async close(): Promise<void> {
    await this.#world.close();
  }
}

function isProblem(text: string): boolean {
  try {
    const problem = JSON.parse(text) as { readonly code?: unknown; readonly status?: unknown };
    return typeof problem.code === "string" && typeof problem.status === "number";
  } catch {
    return false;
  }
}
