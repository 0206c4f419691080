/**
 * What a request carries on its way through the app.
 *
 * @module
 */
import type { HttpBindings } from "@hono/node-server";
import type { Context } from "hono";
import type { Session } from "../token.ts";

export interface AppEnv {
  /** Absent where no socket is behind the request, as in tests. */
  Bindings: Partial<HttpBindings>;
  Variables: {
    requestId: string;
    /** Set once the token has been accepted. */
    session: Session;
  };
}

export type AppContext = Context<AppEnv>;

/** Whom limits per address count for. Behind a proxy that is the proxy. */
export const addressOf = (c: AppContext): string => c.env?.incoming?.socket.remoteAddress ?? "";
