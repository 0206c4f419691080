/**
 * One hostile socket: in a room, or of `/sync`. Says what it is told to, and knows when all of it has been answered.
 *
 * Shape    after some frames a probe: what the server answers to it comes after everything before it was dealt with. A socket that is
 *          open and does not answer is a finding, and so is a frame of the server's that is none.
 *
 * @module
 */
import {
  ackProtocol,
  closeCodes,
  decodeToClient,
  encodeTagged,
  encodeToServer,
  messageTypes,
  plainProtocol,
  readNotice,
  readSettled,
  syncTypes,
} from "@couplet/protocol";
import * as decoding from "lib0/decoding";
import { FuzzSocket } from "./fuzz-socket.ts";
import { WireSocket } from "./wire-socket.ts";
import type { SyncState } from "./messages.ts";
import { countAnswer } from "./tally.ts";
import type { Copy, Person, World } from "./world.ts";

const knownCodes = new Set<number>([...Object.values(closeCodes), 1006]);
/** Beyond all that the fuzz uses by itself. */
const firstProbe = 2 ** 45;

export class Visitor implements SyncState {
  readonly person: Person;
  socket: FuzzSocket | WireSocket;
  /** The room's document; absent for `/sync`. */
  readonly target: Copy | undefined;
  readonly acks: boolean;
  readonly isSync: boolean;
  readonly channels = new Map<number, Copy | undefined>();
  readonly cursors: Uint8Array[] = [];
  next = 0;
  /** Told no, in some way, since this was last set back. */
  isRefused = false;
  isWelcomed = false;
  readonly #world: World;
  #probe = firstProbe;
  #isProbed = true;

  constructor(
    world: World,
    person: Person,
    what: { readonly target: Copy | undefined; readonly acks: boolean } | "sync",
  ) {
    this.#world = world;
    this.person = person;
    this.isSync = what === "sync";
    this.target = what === "sync" ? undefined : what.target;
    this.acks = what !== "sync" && what.acks;
    this.socket = new FuzzSocket(() => undefined);
  }

  async join(documentId: string): Promise<void> {
    const protocols = [this.acks ? ackProtocol : plainProtocol, `jwt.${this.#world.tokenOf(this.person)}`];
    const target = this.isSync ? "/sync" : `/docs/${documentId}`;
    if (this.#world.wire === undefined) {
      const socket = new FuzzSocket((frame) => this.#hear(frame));
      this.socket = socket;
      await this.#world.place.connect(socket, { target, protocols });
    } else {
      const socket = new WireSocket(`${this.#world.wire}${target}`, protocols, (frame) => this.#hear(frame));
      this.socket = socket;
      await socket.opened();
    }
  }

  /** Whether everything so far has been answered, or the socket is closed. */
  get isAnswered(): boolean {
    return !this.socket.isOpen || this.#isProbed;
  }

  probe(): void {
    if (!this.socket.isOpen) return;
    this.#isProbed = false;
    this.#probe += 1;
    if (this.isSync) this.socket.put(encodeToServer({ type: "command", tag: this.#probe, json: "{}" }));
    else if (this.acks) this.socket.put(encodeTagged(this.#probe, new Uint8Array([0, syncTypes.update, 2, 0, 0])));
    else this.socket.put(new Uint8Array([0, syncTypes.step1, 1, 0]));
  }

  checkCode(): void {
    const { code } = this.socket;
    if (code !== undefined && !knownCodes.has(code))
      this.#world.findings.push(`Closed with ${code}, which means nothing`);
  }

  #hear(frame: Uint8Array): void {
    this.#world.heard(this.person, frame, this.isSync ? "/sync" : "a room");
    try {
      if (this.isSync) this.#hearSync(frame);
      else this.#hearRoom(frame);
    } catch (error) {
      this.#world.findings.push(
        `The server sent what is no frame: ${String(error)} ${Buffer.from(frame).toString("hex").slice(0, 200)}`,
      );
    }
  }

  #hearSync(bytes: Uint8Array): void {
    const frame = decodeToClient(bytes);
    switch (frame.type) {
      case "welcome":
        this.isWelcomed = true;
        return;
      case "outcome":
        if (frame.tag === this.#probe) this.#isProbed = true;
        else if (frame.status >= 400) this.isRefused = true;
        if (frame.tag !== this.#probe) countAnswer(this.#world.answers, `command ${frame.status}`);
        JSON.parse(frame.json);
        if (frame.status >= 500) this.#world.findings.push(`A command was answered ${frame.status}: ${frame.json}`);
        return;
      case "chunk":
        this.cursors.push(frame.cursor);
        if (this.cursors.length > 8) this.cursors.shift();
        return;
      case "channel":
        this.#hearRoom(frame.frame);
        return;
      case "closed":
        this.isRefused = true;
        this.channels.delete(frame.channel);
        if (!knownCodes.has(frame.code)) this.#world.findings.push(`A channel was closed with ${frame.code}`);
        return;
      case "recovered":
        if (frame.refused.length === 0) countAnswer(this.#world.answers, "recover taken");
        else this.isRefused = true;
        for (const { code } of frame.refused) countAnswer(this.#world.answers, `recover ${code}`);
        return;
      case "compared":
      case "wanted":
        countAnswer(this.#world.answers, frame.type);
        return;
      case "renewed":
      case "beat":
        return;
      default:
        frame satisfies never;
    }
  }

  #hearRoom(frame: Uint8Array): void {
    const decoder = decoding.createDecoder(frame);
    const type = decoding.readVarUint(decoder);
    if (type === messageTypes.settled) {
      const { tag, refusals } = readSettled(decoder);
      if (tag === this.#probe) this.#isProbed = true;
      if (refusals.length > 0) this.isRefused = true;
    } else if (type === messageTypes.sync) {
      if (decoding.readVarUint(decoder) === syncTypes.step2 && !this.acks) this.#isProbed = true;
    } else if (type === messageTypes.auth) this.isRefused = true;
    else if (type === messageTypes.notice) readNotice(decoder);
    else if (type !== messageTypes.awareness) throw new Error(`type ${type}`);
  }
}
