/**
 * WebSocket upgrades: `/docs/<documentId>` joins a room, `/sync` carries a whole workspace.
 *
 * Shape    every well-formed upgrade is accepted and then, where it must be, closed with the code that says why: a browser tells a page
 *          nothing of a refused handshake. Who it is and whether they may is settled first, so that no frame comes before its session.
 * Not      the room: from `connect` on the socket is the workspace's.
 * Source   docs/PROTOCOL.md
 *
 * @module
 */
import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import { ackProtocol, closeCodes, type CloseCode, readOffer } from "@couplet/protocol";
import { Gauge } from "prom-client";
import { WebSocket, WebSocketServer } from "ws";
import type { Log } from "../log.ts";
import { ProblemError } from "../problem.ts";
import type { Limits } from "../workspace/limits.ts";
import { admit, closeOf, type AdmissionDependencies } from "./admission.ts";
import type { Metrics } from "./metrics.ts";
import { RateLimiter, socketsPerAddress } from "./rate-limit.ts";

export interface UpgradeDependencies extends AdmissionDependencies {
  readonly limits: Limits;
  readonly metrics: Metrics;
  readonly log: Log;
}

/** Longest a peer may take to answer a closing handshake, and all of them while the server stops. */
const closingMs = 2000;
const stoppingMs = 1000;

/** What `ws` closes with by itself: no frame as it should be, text that is none, too large. */
const ownWords: Readonly<Record<number, CloseCode>> = {
  1002: closeCodes.malformed,
  1007: closeCodes.malformed,
  1009: closeCodes.tooLarge,
};

/** Says in this protocol's own words why it closes where `ws` has its standard code. */
class RoomSocket extends WebSocket {
  /** Told of why the server closes. */
  onClosing: ((reason: string) => void) | undefined;

  override close(code?: number, reason?: string | Buffer): void {
    // What follows the first word is for the client; of what `ws` closes by itself there is only the code.
    const [word = ""] = String(reason ?? "").split(" ");
    if (this.readyState === WebSocket.OPEN) this.onClosing?.(word === "" ? String(code ?? 1000) : word);
    super.close((code !== undefined && ownWords[code]) || code, reason);
  }
}

/**
 * Answers the server's upgrades until the returned function is called, which resolves once all sockets are closed: a peer that is
 * just sending would not read why, if its socket were ended at once.
 */
export function attachUpgrade(server: Server, dependencies: UpgradeDependencies): { close(): Promise<void> } {
  const { log, metrics, limits } = dependencies;
  const perAddress = new RateLimiter(socketsPerAddress);
  const sockets = new WebSocketServer({
    noServer: true,
    WebSocket: RoomSocket,
    maxPayload: limits.maxFrameBytes + 1024,
    perMessageDeflate: false,
    clientTracking: true,
    handleProtocols: (names) => protocolOf(names) ?? false,
  });

  const upgrade = async (request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> => {
    const offer = readOffer(offeredNames(request));
    const { url: target = "", headers, socket: from } = request;
    const { origin, host } = headers;
    const knock = { target, offer, origin, host, address: from.remoteAddress ?? "" };
    const verdict = await admit(knock, dependencies, perAddress);
    sockets.handleUpgrade(request, socket, head, (accepted) => {
      metrics.openSockets.inc();
      accepted.onClosing = (reason) => metrics.closed.inc({ what: "socket", reason });
      accepted.on("close", (code) => {
        metrics.openSockets.dec();
        metrics.socketsClosed.inc({ code: String(code) });
      });
      accepted.on("error", (error) => log.debug({ err: error }, "socket error"));
      if (verdict.kind === "refused") {
        refuse(accepted, verdict.code, verdict.reason);
        return;
      }
      const { workspace, session } = verdict;
      accepted.pause();
      if (verdict.kind === "sync") {
        workspace.sync(accepted, { ...session, verifyToken: dependencies.verifyToken });
        return;
      }
      const { documentId } = verdict;
      const { actor, expiresAtMs, access } = session;
      workspace
        .connect(accepted, documentId, actor, offer.accepted === ackProtocol, expiresAtMs, access)
        .catch((error: unknown) => {
          const { code, reason } = closeOf(error);
          if (!(error instanceof ProblemError)) log.error({ err: error }, "room could not be joined");
          refuse(accepted, code, reason);
        });
    });
  };

  const unsent = (): number[] => [...sockets.clients].map(({ bufferedAmount }) => bufferedAmount);
  measureUnsent(metrics, unsent);

  server.on("upgrade", (request, socket, head) => {
    const drop = (): void => void socket.destroy();
    socket.on("error", drop);
    upgrade(request, socket, head).then(
      () => socket.off("error", drop),
      (error: unknown) => {
        log.error({ err: error }, "upgrade failed");
        drop();
      },
    );
  });
  return {
    close: async () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, stoppingMs);
      for (const client of sockets.clients) client.close(closeCodes.tryAgainLater, "tryAgainLater");
      // Calls back once the last one has gone.
      sockets.close(() => resolve());
      await promise;
      clearTimeout(timer);
      for (const client of sockets.clients) client.terminate();
    },
  };
}

function measureUnsent({ registry }: Metrics, unsent: () => readonly number[]): void {
  const registers = [registry];
  const sum: Gauge = new Gauge({
    name: "couplet_sockets_unsent_bytes",
    help: "Bytes that wait for clients to take them",
    registers,
    collect: () => sum.set(unsent().reduce((bytes, more) => bytes + more, 0)),
  });
  const most: Gauge = new Gauge({
    name: "couplet_sockets_unsent_max_bytes",
    help: "Bytes that wait for the slowest client",
    registers,
    collect: () => most.set(Math.max(0, ...unsent())),
  });
}

/** Ours where it was offered; else the first one that is no token, so that the client hears the close code. */
const protocolOf = (names: ReadonlySet<string>): string | undefined =>
  readOffer(names).accepted ?? [...names].find((name) => !name.startsWith("jwt."));

const offeredNames = (request: IncomingMessage): string[] =>
  (request.headers["sec-websocket-protocol"] ?? "")
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");

function refuse(socket: WebSocket, code: CloseCode, reason: string): void {
  socket.resume();
  socket.close(code, reason);
  const timer = setTimeout(() => socket.terminate(), closingMs).unref();
  socket.on("close", () => clearTimeout(timer));
}
