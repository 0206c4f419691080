/**
 * Passkeys of whoever signs in to the workspace: one's own, and for administrators those of others.
 *
 * Shape    plain requests. What the browser is asked, and what it answers, goes through as it is: who understands it is the browser.
 * Not      offline: everything here needs the server, and changes nothing without it.
 * Source   docs/HTTP.md, "Passkeys"
 *
 * @module
 */
import { v7 } from "uuid";
import type { Api } from "./api.ts";

export interface PasskeyOfPerson {
  readonly id: string;
  readonly name: string;
  readonly createdAtMs: number;
  readonly lastUsedAtMs?: number;
  /** Where it signs in. */
  readonly domain: string;
  /** Its counter went back: it lets nobody in any more. */
  readonly isCopied: boolean;
}

export interface PasskeysOfPerson {
  readonly items: readonly PasskeyOfPerson[];
  /** Why none can be made or used at this page's address, in words. */
  readonly unusable?: string;
}

/** All throw {OfflineError} and {RequestRefusedError}. */
export interface WorkspacePasskeys {
  list(sub: string): Promise<PasskeysOfPerson>;
  /** What the browser is asked to make one of; for oneself, in a browser that is signed in. */
  ask(sub: string): Promise<object>;
  /** @param credential what the browser has made */
  add(sub: string, name: string, credential: object): Promise<PasskeyOfPerson>;
  remove(sub: string, id: string): Promise<void>;
}

/** @param running resolves once the user is known */
export function createWorkspacePasskeys(running: () => Promise<unknown>, api: Api): WorkspacePasskeys {
  const at = (sub: string): string => `/people/${encodeURIComponent(sub)}/passkeys`;
  return {
    async list(sub) {
      await running();
      const { items, unusable } = (await api.get(at(sub))) as PasskeysJson;
      return { items: items.map(passkeyOf), ...(unusable && { unusable: unusable.detail }) };
    },
    async ask(sub) {
      await running();
      const request = { method: "POST", isRepeatable: true, withCookie: true } as const;
      return (await api.send(`${at(sub)}/options`, request)).json as object;
    },
    async add(sub, name, credential) {
      await running();
      const body = { name, credential };
      const request = { method: "POST", body, idempotencyKey: v7(), withCookie: true } as const;
      return passkeyOf((await api.send(at(sub), request)).json as PasskeyJson);
    },
    async remove(sub, id) {
      await running();
      await api.send(`${at(sub)}/${encodeURIComponent(id)}`, { method: "DELETE", idempotencyKey: v7() });
    },
  };
}

interface PasskeyJson {
  readonly id: string;
  readonly name: string;
  readonly createdAt: string;
  readonly lastUsedAt?: string;
  readonly domain: string;
  readonly copied: boolean;
}

interface PasskeysJson {
  readonly items: readonly PasskeyJson[];
  readonly unusable?: { readonly detail: string };
}

const passkeyOf = ({ id, name, createdAt, lastUsedAt, domain, copied }: PasskeyJson): PasskeyOfPerson => ({
  id,
  name,
  createdAtMs: Date.parse(createdAt),
  ...(lastUsedAt !== undefined && { lastUsedAtMs: Date.parse(lastUsedAt) }),
  domain,
  isCopied: copied,
});
