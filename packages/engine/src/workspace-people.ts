/**
 * Who may sign in to the workspace: asked of the server, changed there, for administrators.
 *
 * Shape    plain requests; what is changed holds at once, also for what others have open.
 * Not      offline: everything here needs the server, and changes nothing without it.
 * Source   docs/HTTP.md, "People"
 *
 * @module
 */
import { isRole, type Role } from "@couplet/model";
import { v7 } from "uuid";
import type { Api } from "./api.ts";
import { RequestRefusedError } from "./engine-error.ts";

export interface PersonOfWorkspace {
  readonly sub: string;
  readonly name: string;
  readonly role: Role;
  /** `invited`: has not come in yet. */
  readonly status: "invited" | "active";
  readonly lastSeenAtMs?: number;
  /** Browsers they are signed in with. */
  readonly sessions: number;
  /** Until when the link that waits for them works. */
  readonly linkExpiresAtMs?: number;
}

/** Lets somebody in once. */
export interface SignInLink {
  readonly code: string;
  readonly expiresAtMs: number;
}

export interface SessionOfPerson {
  readonly id: string;
  /** As `Firefox, Linux`; empty where it is not known. */
  readonly device: string;
  readonly beganAtMs: number;
  readonly lastSeenAtMs: number;
  /** The one that asks. */
  readonly isCurrent: boolean;
}

/** All throw {OfflineError} and {RequestRefusedError}. */
export interface WorkspacePeople {
  /** `undefined` where people sign in elsewhere, and nothing can be changed here. */
  list(): Promise<readonly PersonOfWorkspace[] | undefined>;
  invite(name: string, role: Role): Promise<PersonOfWorkspace>;
  change(sub: string, change: { readonly name?: string; readonly role?: Role }): Promise<PersonOfWorkspace>;
  remove(sub: string): Promise<void>;
  /** Takes the place of the one before; told only now. */
  createLink(sub: string): Promise<SignInLink>;
  sessions(sub: string): Promise<readonly SessionOfPerson[]>;
  /** @param id all of them if absent */
  endSession(sub: string, id?: string): Promise<void>;
  /** All but the one that asks. */
  endOtherSessions(sub: string): Promise<void>;
}

/** @param running resolves once the user is known */
export function createWorkspacePeople(running: () => Promise<unknown>, api: Api): WorkspacePeople {
  const at = (sub: string, ...more: readonly string[]): string =>
    ["/people", ...[sub, ...more].map(encodeURIComponent)].join("/");
  return {
    async list() {
      await running();
      try {
        const { items } = (await api.get("/people")) as { readonly items: readonly PersonJson[] };
        return items.map(personOf);
      } catch (error) {
        if (error instanceof RequestRefusedError && error.code === "people.elsewhere") return undefined;
        throw error;
      }
    },
    async invite(name, role) {
      await running();
      const request = { method: "POST", body: { name, role }, idempotencyKey: v7() } as const;
      return personOf((await api.send("/people", request)).json as PersonJson);
    },
    async change(sub, change) {
      await running();
      const request = { method: "PATCH", body: change, isRepeatable: true } as const;
      return personOf((await api.send(at(sub), request)).json as PersonJson);
    },
    async remove(sub) {
      await running();
      await api.send(at(sub), { method: "DELETE", idempotencyKey: v7() });
    },
    async createLink(sub) {
      await running();
      const { json } = await api.send(at(sub, "link"), { method: "POST", isRepeatable: true });
      const { code, expiresAt } = json as { readonly code: string; readonly expiresAt: string };
      return { code, expiresAtMs: Date.parse(expiresAt) };
    },
    async sessions(sub) {
      await running();
      const { items } = (await api.get(at(sub, "sessions"))) as { readonly items: readonly SessionJson[] };
      return items.map(({ id, device, beganAt, lastSeenAt, current }) => ({
        id,
        device,
        beganAtMs: Date.parse(beganAt),
        lastSeenAtMs: Date.parse(lastSeenAt),
        isCurrent: current,
      }));
    },
    async endSession(sub, id) {
      await running();
      const path = id === undefined ? at(sub, "sessions") : at(sub, "sessions", id);
      await api.send(path, { method: "DELETE", idempotencyKey: v7() });
    },
    async endOtherSessions(sub) {
      await running();
      await api.send(`${at(sub, "sessions")}?others=true`, { method: "DELETE", idempotencyKey: v7() });
    },
  };
}

interface PersonJson {
  readonly sub: string;
  readonly name: string;
  readonly role: string;
  readonly status: PersonOfWorkspace["status"];
  readonly lastSeenAt?: string;
  readonly sessions: number;
  readonly linkExpiresAt?: string;
}

interface SessionJson {
  readonly id: string;
  readonly device: string;
  readonly beganAt: string;
  readonly lastSeenAt: string;
  readonly current: boolean;
}

const personOf = ({ sub, name, role, status, lastSeenAt, sessions, linkExpiresAt }: PersonJson): PersonOfWorkspace => ({
  sub,
  name,
  // A role this version does not know may do less than any it knows.
  role: isRole(role) ? role : "viewer",
  status,
  sessions,
  ...(lastSeenAt !== undefined && { lastSeenAtMs: Date.parse(lastSeenAt) }),
  ...(linkExpiresAt !== undefined && { linkExpiresAtMs: Date.parse(linkExpiresAt) }),
});
