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
import { type Actor, isUuid } from "@couplet/model";
import { ackProtocol, closeCodes, type CloseCode, type Offer, readOffer } from "@couplet/protocol";
import { WebSocket, WebSocketServer } from "ws";
import type { Log } from "../log.ts";
import { ProblemError } from "../problem.ts";
import { InvalidTokenError, type Session, type VerifyToken } from "../token.ts";
import type { Limits } from "../workspace/limits.ts";
import type { Workspace } from "../workspace/workspace.ts";
import type { Metrics } from "./metrics.ts";
import type { AllowsOrigin } from "./origin.ts";
import { RateLimiter, socketsPerAddress } from "./rate-limit.ts";

export interface UpgradeDependencies {
  openWorkspace(id: string, actor: Actor): Promise<Workspace>;
  readonly verifyToken: VerifyToken;
  readonly allowsOrigin: AllowsOrigin;
  readonly limits: Limits;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly isStopping: () => boolean;
  readonly nowMs: () => number;
}

/** What an upgrade asks for, or why it is refused. */
type Verdict =
  | { readonly kind: "room"; readonly workspace: Workspace; readonly documentId: string; readonly session: Session }
  | { readonly kind: "sync"; readonly workspace: Workspace; readonly session: Session }
  | { readonly kind: "refused"; readonly code: CloseCode; readonly reason: string };

/** Longest a peer may take to answer a closing handshake. */
const closingMs = 2000;

/** Says "too large" in this protocol's own words where `ws` has its standard code. */
class RoomSocket extends WebSocket {
  override close(code?: number, reason?: string | Buffer): void {
    super.close(code === 1009 ? closeCodes.tooLarge : code, reason);
  }
}

/** Answers the server's upgrades until the returned function is called. */
export function attachUpgrade(server: Server, dependencies: UpgradeDependencies): { close(): void } {
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
    const verdict = await judge(request, offer, dependencies, perAddress);
    sockets.handleUpgrade(request, socket, head, (accepted) => {
      metrics.openSockets.inc();
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
      workspace
        .connect(accepted, documentId, session.actor, offer.accepted === ackProtocol, session.expiresAtMs)
        .catch((error: unknown) => {
          const { code, reason } = closeOf(error);
          if (!(error instanceof ProblemError)) log.error({ err: error }, "room could not be joined");
          refuse(accepted, code, reason);
        });
    });
  };

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
    close: () => {
      for (const client of sockets.clients) client.terminate();
      sockets.close();
    },
  };
}

/** Ours where it was offered; else the first one that is no token, so that the client hears the close code. */
const protocolOf = (names: ReadonlySet<string>): string | undefined =>
  readOffer(names).accepted ?? [...names].find((name) => !name.startsWith("jwt."));

const offeredNames = (request: IncomingMessage): string[] =>
  (request.headers["sec-websocket-protocol"] ?? "")
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");

async function judge(
  request: IncomingMessage,
  offer: Offer,
  dependencies: UpgradeDependencies,
  perAddress: RateLimiter,
): Promise<Verdict> {
  const refused = (reason: keyof typeof closeCodes): Verdict => ({ kind: "refused", code: closeCodes[reason], reason });
  if (dependencies.isStopping()) return refused("tryAgainLater");
  if (perAddress.take(request.socket.remoteAddress ?? "", dependencies.nowMs()) > 0) return refused("rate");
  if (!dependencies.allowsOrigin(request.headers.origin, request.headers.host)) return refused("notAllowed");
  if (offer.accepted === undefined) return refused("protocolVersion");
  try {
    const session = await dependencies.verifyToken(offer.token);
    const workspace = await dependencies.openWorkspace(session.workspace, session.actor);
    if (isSync(request.url ?? "")) return { kind: "sync", workspace, session };
    const documentId = documentOf(request.url ?? "");
    return documentId === undefined ? refused("noSuchDocument") : { kind: "room", workspace, documentId, session };
  } catch (error) {
    const { code, reason } = closeOf(error);
    if (code === closeCodes.tryAgainLater) dependencies.log.error({ err: error }, "upgrade could not be judged");
    return { kind: "refused", code, reason };
  }
}

const isSync = (target: string): boolean => /^\/sync\/?(?:\?.*)?$/u.test(target);

function documentOf(target: string): string | undefined {
  const id = /^\/docs\/([^/?#]+)\/?(?:\?.*)?$/u.exec(target)?.[1]?.toLowerCase();
  return isUuid(id) ? id : undefined;
}

/** What is not a refusal is a trouble of ours: trying later may help. */
function closeOf(error: unknown): { readonly code: CloseCode; readonly reason: string } {
  const known = (reason: keyof typeof closeCodes): { readonly code: CloseCode; readonly reason: string } => ({
    code: closeCodes[reason],
    reason,
  });
  if (error instanceof InvalidTokenError) return known("notSignedIn");
  if (!(error instanceof ProblemError)) return known("tryAgainLater");
  if (error.status === 401) return known("notSignedIn");
  if (error.status === 403) return known("notAllowed");
  if (error.status === 404) return known("noSuchDocument");
  return known(error.status === 503 ? "tryAgainLater" : "malformed");
}

function refuse(socket: WebSocket, code: CloseCode, reason: string): void {
  socket.resume();
  socket.close(code, reason);
  const timer = setTimeout(() => socket.terminate(), closingMs).unref();
  socket.on("close", () => clearTimeout(timer));
}
