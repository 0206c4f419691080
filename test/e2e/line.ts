/**
 * A network cable to the server that can be pulled.
 *
 * Shape    a TCP relay with an address of its own; `cut` drops every connection and lets none through, `mend` lets them through again.
 * Not      a slow or lossy line: bytes pass as they come.
 *
 * @module
 */
import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";

export class Line {
  /** `http://127.0.0.1:<port>`: the server, as seen from this end. */
  readonly url: string;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #isCut = false;

  private constructor(server: Server, target: URL) {
    this.#server = server;
    const address = server.address();
    this.url = `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
    server.on("connection", (near) => {
      if (this.#isCut) near.destroy();
      else this.#relay(near, connect(Number(target.port), target.hostname));
    });
  }

  static async open(serverUrl: string): Promise<Line> {
    const server = createServer();
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return new Line(server, new URL(serverUrl));
  }

  get isCut(): boolean {
    return this.#isCut;
  }

  cut(): void {
    this.#isCut = true;
    for (const socket of this.#sockets) socket.destroy();
  }

  mend(): void {
    this.#isCut = false;
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
      this.#sockets.add(socket);
      socket.setNoDelay(true);
      socket.on("error", () => other.destroy());
      socket.on("close", () => {
        this.#sockets.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
    }
  }
}
