/**
 * The WebSocket a stock `WebsocketProvider` is given: a channel, with acknowledgements added and hidden from the provider.
 *
 * Shape    a class made per document by {@link channelSocketFor}. Outgoing frames that carry updates are tagged, incoming `settled` and
 *          `notice` frames go to the hooks.
 * Not      a reconnecting socket: that is the provider's part. Not a judge of whether the server is still there: that is the connection's.
 * Source   docs/PROTOCOL.md, "Messages"; docs/decisions/0019-a-channel-is-a-socket.md
 *
 * @module
 */
import {
  closeCodes,
  encodeTagged,
  firstAlias,
  messageTypes,
  readNotice,
  readSettled,
  syncTypes,
  type Notice,
  type Settled,
} from "@couplet/protocol";
import * as decoding from "lib0/decoding";
import type { Carrier, Channel } from "./carrier.ts";
import { VirtualSocket } from "./virtual-socket.ts";

export interface ChannelSocketHooks {
  /** Just before a frame goes out that carries updates. */
  tagged(tag: number, what: "everything" | "the rest"): void;
  settled(settled: Settled): void;
  notice(notice: Notice): void;
  closed(): void;
}

/** A provider closes itself after 30 s without a message; an empty awareness message keeps it content. */
const feedEveryMs = 10_000;
const emptyAwareness = Uint8Array.of(messageTypes.awareness, 1, 0);

let nextTag = 1;

class ChannelSocket extends VirtualSocket {
  readonly #hooks: ChannelSocketHooks;
  readonly #channel: Channel;
  #hasAnsweredStep1 = false;
  #isFed = false;
  #feeder: ReturnType<typeof setInterval> | undefined;

  constructor(carrier: Carrier, documentId: string, hooks: ChannelSocketHooks) {
    super();
    this.#hooks = hooks;
    this.#channel = carrier.open(documentId, {
      opened: () => this.open(),
      received: (frame) => this.#receive(frame),
      closed: (code, reason) => this.end(code, reason),
    });
  }

  override send(frame: Uint8Array): void {
    if (this.readyState !== this.OPEN) return;
    const [messageType, syncType] = frame;
    const isStep2 = syncType === syncTypes.step2;
    const isUpdate = syncType === syncTypes.update;
    if (messageType !== messageTypes.sync || !(isStep2 || isUpdate)) {
      // The provider sends on what it hears: with many in a room that is more than all they have to say.
      if (messageType !== messageTypes.awareness || !isOnlyOfOthers(frame)) this.#channel.send(frame);
      return;
    }
    // Until the server's sync step 1 is answered an update could depend on edits it has not seen; the answer carries this one too.
    if (isUpdate && !this.#hasAnsweredStep1) return;
    if (isStep2) this.#hasAnsweredStep1 = true;
    const tag = nextTag;
    nextTag += 1;
    this.#hooks.tagged(tag, isStep2 ? "everything" : "the rest");
    this.#channel.send(encodeTagged(tag, frame));
  }

  protected override leave(): void {
    this.#channel.close();
  }

  override open(): void {
    if (this.readyState !== this.CONNECTING) return;
    this.#feeder = setInterval(() => {
      if (!this.#isFed) this.pass(emptyAwareness);
      this.#isFed = false;
    }, feedEveryMs);
    super.open();
  }

  #receive(frame: Uint8Array): void {
    if (this.readyState !== this.OPEN) return;
    const decoder = decoding.createDecoder(frame);
    const messageType = decoding.readVarUint(decoder);
    if (messageType === messageTypes.settled) this.#hooks.settled(readSettled(decoder));
    else if (messageType === messageTypes.notice) this.#hooks.notice(readNotice(decoder));
    else if (messageType !== messageTypes.auth) this.pass(frame);
  }

  override pass(frame: Uint8Array): void {
    this.#isFed = true;
    super.pass(frame);
  }

  protected override ended(): void {
    clearInterval(this.#feeder);
    this.#hooks.closed();
  }
}

/** Whether an awareness frame tells only of clients that others are, as the server has told of them. */
function isOnlyOfOthers(frame: Uint8Array): boolean {
  const outer = decoding.createDecoder(frame);
  decoding.readVarUint(outer);
  const update = decoding.createDecoder(decoding.readVarUint8Array(outer));
  const count = decoding.readVarUint(update);
  for (let index = 0; index < count; index += 1) {
    if (decoding.readVarUint(update) < firstAlias) return false;
    decoding.readVarUint(update);
    decoding.readVarUint8Array(update);
  }
  return count > 0;
}

/** The class to hand to a provider as its `WebSocketPolyfill`. */
export function channelSocketFor(carrier: Carrier, documentId: string, hooks: ChannelSocketHooks): typeof WebSocket {
  const Bound = class extends ChannelSocket {
    constructor() {
      super(carrier, documentId, hooks);
    }
  };
  return Bound as unknown as typeof WebSocket;
}

/** Codes after which the provider must not simply connect again; the token and the rate pass with time. */
export const endsRoom = (code: number): boolean =>
  code >= 4400 && code <= 4499 && code !== closeCodes.notSignedIn && code !== closeCodes.rate;
