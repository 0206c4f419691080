/**
 * The door to the rooms: who may join one, and how many rooms one user may be in.
 *
 * Shape    a socket that may not join is closed with the code that says why.
 * Not      the token: it was verified before the socket came here.
 * Source   docs/PROTOCOL.md, "Connecting"
 *
 * @module
 */
import { type Actor, isDocumentId, mayRead } from "@couplet/model";
import { closeCodes } from "@couplet/protocol";
import type { Access } from "../accounts/access.ts";
import type { Logger } from "./log.ts";
import type { Room } from "./room.ts";
import { isForgotten } from "./rooms.ts";
import { Session, type SessionHost } from "./session.ts";
import type { SessionSocket } from "./session-socket.ts";

/** Who comes with a socket. */
export interface Visitor {
  readonly actor: Actor;
  readonly acks: boolean;
  readonly expiresAtMs: number | undefined;
  readonly access: Access | undefined;
}

export interface DoorHost extends SessionHost {
  readonly workspace: string;
  readonly log: Logger;
  readonly isClosed: boolean;
  openRoom(documentId: string): Promise<Room | undefined>;
}

export class Door {
  readonly #host: DoorHost;
  readonly #sessionsByUser = new Map<string, number>();

  constructor(host: DoorHost) {
    this.#host = host;
  }

  async connect(socket: SessionSocket, documentId: string, visitor: Visitor): Promise<void> {
    const { log, workspace, limits } = this.#host;
    const { actor } = visitor;
    socket.pause();
    // `ws` closes the socket by itself after an error, with the code that fits.
    socket.on("error", () => {});
    const close = (reason: keyof typeof closeCodes): void => {
      socket.resume();
      socket.close(closeCodes[reason], reason);
      // A peer that does not answer the closing handshake keeps nothing open.
      setTimeout(() => socket.terminate(), 5_000).unref();
    };
    let room: Room | undefined;
    try {
      room = isDocumentId(documentId) ? await this.#host.openRoom(documentId) : undefined;
    } catch (error) {
      if (isForgotten(error)) {
        close("documentForgotten");
        return;
      }
      log.error({ error, workspace }, "a room could not be loaded");
      close("tryAgainLater");
      return;
    }
    if (this.#host.isClosed) close("tryAgainLater");
    else if (!room) close("noSuchDocument");
    else if (!isReadable(room, actor)) close("notAllowed");
    else if ((this.#sessionsByUser.get(actor.sub) ?? 0) >= limits.maxSessionsPerUser) close("rate");
    else if (socket.readyState === socket.OPEN) this.#join(socket, room, visitor);
  }

  #join(socket: SessionSocket, room: Room, { actor, acks, expiresAtMs, access }: Visitor): void {
    const session = new Session(socket, room, actor, acks, this.#host);
    room.sessions.add(session);
    this.#sessionsByUser.set(actor.sub, (this.#sessionsByUser.get(actor.sub) ?? 0) + 1);
    if (expiresAtMs !== undefined) session.expireAt(expiresAtMs);
    if (access) session.watch(access);
    session.sendStep1(room.stateVector());
    room.presence.join(session);
    if (room.retiredInto !== undefined) session.drain(undefined);
    socket.resume();
  }

  left(session: Session): void {
    const { room, actor } = session;
    room.sessions.delete(session);
    room.presence.leave(session);
    room.idleSinceMs = this.#host.nowMs();
    const others = (this.#sessionsByUser.get(actor.sub) ?? 1) - 1;
    if (others > 0) this.#sessionsByUser.set(actor.sub, others);
    else this.#sessionsByUser.delete(actor.sub);
  }
}

const isReadable = (room: Room, actor: Actor): boolean =>
  room.role === "common" || [...room.holders.values()].some(({ card }) => mayRead(actor.role, card.kind));
