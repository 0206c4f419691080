/**
 * What a WebSocket client offers as subprotocols: protocol version, acknowledgements, and its token.
 *
 * Shape    `couplet.v1`, optionally `couplet.ack.v1`, and `jwt.<token>` (base64url text, so it is a legal subprotocol name).
 * Not      a place in the URL: a token in a URL ends up in logs.
 * Source   docs/PROTOCOL.md
 *
 * @module
 */
export const plainProtocol = "couplet.v1";
export const ackProtocol = "couplet.ack.v1";

export interface Offer {
  /** The protocol to answer with; `undefined` when the client offered none that we speak. */
  readonly accepted: typeof plainProtocol | typeof ackProtocol | undefined;
  readonly token: string | undefined;
}

/** Reads the offered subprotocols. Prefers acknowledgements where the client can take them. */
export function readOffer(offered: Iterable<string>): Offer {
  const names = [...offered];
  const accepted = names.includes(ackProtocol)
    ? ackProtocol
    : names.includes(plainProtocol)
      ? plainProtocol
      : undefined;
  const token = names.find((name) => name.startsWith("jwt."))?.slice("jwt.".length);
  return { accepted, token };
}

/** Subprotocols to offer with a token. */
export const offerOf = (token: string, withAcks: boolean): string[] =>
  withAcks ? [ackProtocol, plainProtocol, `jwt.${token}`] : [plainProtocol, `jwt.${token}`];
