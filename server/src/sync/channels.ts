/**
 * The channels of one connection: opened, used and closed by number.
 *
 * Shape    a number is used once and each is greater than those before, so that a frame on its way to a closed channel cannot reach another one.
 * Not      rooms: whether somebody may join is the room's door's to say.
 * Source   docs/PROTOCOL.md, "Channels"
 *
 * @module
 */
import type { Actor } from "@couplet/model";
import { closeCodes, encodeToClient, type ToServer } from "@couplet/protocol";
import type { SessionSocket } from "../workspace/session-socket.ts";
import { TokenBucket } from "../workspace/token-bucket.ts";
import { Channel, type ChannelHost } from "./channel.ts";
import type { SyncLimits } from "./sync-limits.ts";

export interface ChannelsHost extends Omit<ChannelHost, "gone"> {
  readonly actor: Actor;
  nowMs(): number;
  join(socket: SessionSocket, documentId: string, actor: Actor, acks: boolean): void;
}

/** What a frame for a channel can be wrong about. */
type Verdict = "taken" | "malformed" | "rate";

type ChannelFrame = Extract<ToServer, { type: "open" | "channel" | "close" }>;

export class Channels {
  readonly #host: ChannelsHost;
  readonly #limits: SyncLimits;
  readonly #openings: TokenBucket;
  readonly #byNumber = new Map<number, Channel>();
  #last = -1;

  constructor(host: ChannelsHost, limits: SyncLimits) {
    this.#host = host;
    this.#limits = limits;
    this.#openings = new TokenBucket(limits.channelsPerSecond, limits.channelsBurst, host.nowMs());
  }

  handle(frame: ChannelFrame): Verdict {
    if (frame.type === "open") return this.#open(frame);
    if (frame.channel > this.#last) return "malformed";
    // One that was closed meanwhile: what was on its way is dropped.
    const channel = this.#byNumber.get(frame.channel);
    if (frame.type === "channel") channel?.receive(frame.frame);
    else channel?.leave();
    return "taken";
  }

  #open({ channel: number, documentId, acks }: Extract<ToServer, { type: "open" }>): Verdict {
    if (number <= this.#last) return "malformed";
    this.#last = number;
    if (!this.#openings.take(this.#host.nowMs())) return "rate";
    if (this.#byNumber.size >= this.#limits.maxChannels) {
      const code = closeCodes.rate;
      this.#host.send(encodeToClient({ type: "closed", channel: number, code, reason: "rate" }));
      return "taken";
    }
    const host = this.#host;
    const channel = new Channel(number, {
      get bufferedBytes() {
        return host.bufferedBytes;
      },
      get stream() {
        return host.stream;
      },
      send: (frame, prefix) => host.send(frame, prefix),
      waits: (frames, bytes) => host.waits(frames, bytes),
      gone: () => this.#byNumber.delete(number),
      tooSlow: () => host.tooSlow(),
    });
    this.#byNumber.set(number, channel);
    host.join(channel, documentId, host.actor, acks);
    return "taken";
  }

  /** The rights have changed: opened again, each has the new ones. */
  closeAll(): void {
    for (const channel of this.#byNumber.values()) channel.close(closeCodes.tryAgainLater, "rightsChanged");
  }

  leaveAll(): void {
    for (const channel of this.#byNumber.values()) channel.leave();
  }
}
