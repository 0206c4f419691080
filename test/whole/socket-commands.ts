/**
 * Commands that travel on a socket: seen as they are sent and as they are answered, and spoilt where a test wants that.
 *
 * Not      the requests, which are seen where they are made.
 *
 * @module
 */
import { decodeToClient, decodeToServer, encodeToServer } from "@couplet/protocol";

export interface CommandWatch {
  /** @returns what is sent instead */
  sent(json: string): string;
  answered(commandId: string, status: number, json: string): void;
}

const [commandFrame, outcomeFrame] = [3, 3];

export class SocketCommands {
  readonly #watch: CommandWatch;
  readonly #idsByTag = new Map<number, string>();

  constructor(watch: CommandWatch) {
    this.#watch = watch;
  }

  /** @returns the frame as it travels */
  up(bytes: Uint8Array): Uint8Array {
    const frame = bytes[0] === commandFrame ? decodeToServer(bytes) : undefined;
    if (frame?.type !== "command") return bytes;
    this.#idsByTag.set(frame.tag, (JSON.parse(frame.json) as { readonly id: string }).id);
    return encodeToServer({ ...frame, json: this.#watch.sent(frame.json) }).slice();
  }

  /** A frame has arrived. */
  down(bytes: Uint8Array): void {
    const frame = bytes[0] === outcomeFrame ? decodeToClient(bytes) : undefined;
    const id = frame?.type === "outcome" ? this.#idsByTag.get(frame.tag) : undefined;
    if (frame?.type === "outcome" && id !== undefined) this.#watch.answered(id, frame.status, frame.json);
  }
}
