/**
 * Whether somebody may join a room or connect to a workspace: judged from what an upgrade asks for, before any frame.
 *
 * Shape    a verdict: the room, or the close code that says why not.
 * Not      the socket, see `upgrade.ts`; nor whether the document exists and may be read, which is the workspace's to say.
 * Source   docs/PROTOCOL.md, "Connecting"
 *
 * @module
 */
import { type Actor, isUuid } from "@couplet/model";
import { closeCodes, type CloseCode, type Offer } from "@couplet/protocol";
import type { Log } from "../log.ts";
import { ProblemError } from "../problem.ts";
import { InvalidTokenError, type Session, type VerifyToken } from "../token.ts";
import type { Workspace } from "../workspace/workspace.ts";
import type { AllowsOrigin } from "./origin.ts";
import type { RateLimiter } from "./rate-limit.ts";

export interface AdmissionDependencies {
  openWorkspace(id: string, actor: Actor): Promise<Workspace>;
  readonly verifyToken: VerifyToken;
  readonly allowsOrigin: AllowsOrigin;
  readonly log: Pick<Log, "error">;
  readonly isStopping: () => boolean;
  readonly nowMs: () => number;
}

/** What an upgrade says. */
export interface Knock {
  /** Path and query. */
  readonly target: string;
  readonly offer: Offer;
  readonly origin: string | undefined;
  readonly host: string | undefined;
  readonly address: string;
}

/** What an upgrade asks for, or why it is refused. */
export type Verdict =
  | { readonly kind: "room"; readonly workspace: Workspace; readonly documentId: string; readonly session: Session }
  | { readonly kind: "sync"; readonly workspace: Workspace; readonly session: Session }
  | { readonly kind: "refused"; readonly code: CloseCode; readonly reason: string };

export async function admit(
  knock: Knock,
  dependencies: AdmissionDependencies,
  perAddress: RateLimiter,
): Promise<Verdict> {
  const refused = (reason: keyof typeof closeCodes): Verdict => ({ kind: "refused", code: closeCodes[reason], reason });
  if (dependencies.isStopping()) return refused("tryAgainLater");
  if (perAddress.take(knock.address, dependencies.nowMs()) > 0) return refused("rate");
  if (!dependencies.allowsOrigin(knock.origin, knock.host)) return refused("notAllowed");
  if (knock.offer.accepted === undefined) return refused("protocolVersion");
  try {
    const session = await dependencies.verifyToken(knock.offer.token);
    const workspace = await dependencies.openWorkspace(session.workspace, session.actor);
    if (isSync(knock.target)) return { kind: "sync", workspace, session };
    const documentId = documentOf(knock.target);
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
export function closeOf(error: unknown): { readonly code: CloseCode; readonly reason: string } {
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
