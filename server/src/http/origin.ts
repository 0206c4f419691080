/**
 * Origins: which web pages may call and connect.
 *
 * Shape    the server's own pages, and those of `ALLOWED_ORIGINS`; a caller without `Origin` is no page and is let through, as it has to
 *          bring a token anyway.
 * Not      authentication: a foreign page is kept from using what a browser would add by itself.
 *
 * @module
 */
export type AllowsOrigin = (origin: string | undefined, host: string | undefined) => boolean;

/** The scheme of the own origin is not compared: behind a proxy that ends TLS the server does not know it. */
export function createOriginCheck(allowedOrigins: readonly string[]): AllowsOrigin {
  const allowed = new Set(allowedOrigins);
  return (origin, host) => {
    if (origin === undefined) return true;
    return allowed.has(origin) || isOwn(origin, host);
  };
}

/** Whether the page is the server's own. */
export function isOwn(origin: string, host: string | undefined): boolean {
  const url = URL.parse(origin);
  if (!url || !["http:", "https:"].includes(url.protocol) || host === undefined) return false;
  return url.host === URL.parse(`${url.protocol}//${host}`)?.host;
}
