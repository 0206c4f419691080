/**
 * A TCP relay in front of the server, with an address of its own.
 *
 * Not      a judge of what passes: how bytes are carried over is for who extends it.
 *
 * @module
 */
import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

export abstract class Relay {
  /** `http://127.0.0.1:<port>`: the server, as seen from this end. */
  url = "";
  readonly #server = createServer();
  readonly #open = new Set<Socket>();

  protected async listen(serverUrl: string): Promise<this> {
    const target = new URL(serverUrl);
    this.#server.on("connection", (near) => {
      if (this.lets()) this.#relay(near, connect(Number(target.port), target.hostname));
      else near.destroy();
    });
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    const address = this.#server.address();
    this.url = `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
    return this;
  }

  /** Whether a new connection gets through. */
  protected lets(): boolean {
    return true;
  }

  /** Carries what one end of a connection says to the other. */
  protected abstract carry(from: Socket, to: Socket, isFromServer: boolean): void;

  /** Drops every connection, without a word. */
  cut(): void {
    for (const socket of this.#open) socket.destroy();
  }

  close(): void {
    this.cut();
    this.#server.close();
  }

  #relay(near: Socket, far: Socket): void {
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#open.add(socket);
      socket.setNoDelay(true);
      socket.on("error", () => other.destroy());
      socket.on("close", () => {
        this.#open.delete(socket);
        other.destroy();
      });
      this.carry(socket, other, socket === far);
    }
  }
}
