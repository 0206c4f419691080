/**
 * Where passkeys work: the domain they are for, and the page that asks for one.
 *
 * Shape    browsers have passkeys for names over https, and for `localhost`; which ones here is set up. Without that they work at
 *          `http://localhost` only: a name that nobody set up would be one that a caller made up.
 * Not      the check of what a browser signed, see `passkeys.ts`.
 * Source   docs/decisions/0035-passkeys.md
 *
 * @module
 */
import { isIP } from "node:net";

/** As set up: all origins are at the domain, or below it. */
export interface PasskeySetup {
  readonly rpId: string;
  readonly origins: readonly string[];
}

/** What passkeys are made for and checked against, at the page that asks. */
export interface PasskeyAddress {
  readonly rpId: string;
  readonly origin: string;
}

/** Why there are none, in codes of problems. */
export type NoPasskeys =
  | { readonly code: "passkey.ip"; readonly params: { readonly host: string } }
  | { readonly code: "passkey.insecure"; readonly params: { readonly origin: string } }
  | { readonly code: "passkey.elsewhere"; readonly params: { readonly origin: string; readonly origins: string } }
  | { readonly code: "passkey.notSetUp"; readonly params: { readonly origin: string } };

/**
 * Whether the page has passkeys.
 *
 * @param origin the page's, which is one of the server's own; absent for a caller that is no page, who is told of the first that is set up
 * @param host what the request was sent to
 */
export function passkeyAddressOf(
  setup: PasskeySetup | undefined,
  origin: string | undefined,
  host: string | undefined,
): PasskeyAddress | NoPasskeys {
  const asked = origin ?? setup?.origins[0] ?? `http://${host ?? ""}`;
  const url = URL.parse(asked);
  if (setup && url && setup.origins.includes(url.origin)) return { rpId: setup.rpId, origin: url.origin };
  if (!url) return { code: "passkey.notSetUp", params: { origin: asked } };
  if (isAddress(url)) return { code: "passkey.ip", params: { host: url.host } };
  if (!isSecure(url)) return { code: "passkey.insecure", params: { origin: url.origin } };
  if (setup) return { code: "passkey.elsewhere", params: { origin: url.origin, origins: setup.origins.join(", ") } };
  if (url.hostname === "localhost") return { rpId: "localhost", origin: url.origin };
  return { code: "passkey.notSetUp", params: { origin: url.origin } };
}

/** Whether the host is an IP address, of which no browser keeps passkeys. */
export const isAddress = ({ hostname }: URL): boolean => hostname.startsWith("[") || isIP(hostname) !== 0;

/** Whether a browser has passkeys over that scheme. */
export const isSecure = ({ protocol, hostname }: URL): boolean =>
  protocol === "https:" || (protocol === "http:" && hostname === "localhost");
