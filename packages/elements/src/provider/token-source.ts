/**
 * Where tokens come from when a page names an address instead of giving a function.
 *
 * Shape    `POST <token-url>` with `{ reason }`, same origin, with cookies; answers `{ token, expiresAt }`.
 * Not      a store: a token is never kept in an attribute, in storage or in a URL.
 * Source   the token flow in docs/PROTOCOL.md
 *
 * @module
 */
import type { TokenAnswer, TokenRequest } from "@couplet/engine";

/** The page's own server did not hand out a token. */
export class TokenRefusedError extends Error {
  readonly code = "token.refused";
  readonly status: number;
  constructor(status: number) {
    super(`The token address answered ${status}`);
    this.status = status;
  }
}

/** The token address is on another origin, or its answer is none. */
export class TokenAddressError extends Error {
  readonly code = "token.address";
}

export function tokensFrom(address: string): (request: TokenRequest) => Promise<TokenAnswer> {
  return async ({ reason, signal }) => {
    const url = new URL(address, document.baseURI);
    if (url.origin !== location.origin) throw new TokenAddressError("token-url must be on the page's own origin");
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ reason }),
      credentials: "same-origin",
      signal,
    });
    if (!response.ok) throw new TokenRefusedError(response.status);
    const answer = (await response.json()) as Partial<TokenAnswer>;
    if (typeof answer.token !== "string") throw new TokenAddressError("The token address answered without a token");
    const { token, expiresAt } = answer;
    return expiresAt === undefined ? { token } : { token, expiresAt };
  };
}
