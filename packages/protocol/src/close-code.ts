/**
 * WebSocket close codes: why the server ended a connection.
 *
 * Shape    4400-4499 are permanent (a client must not simply try again), 1013 asks to try later.
 * Source   docs/PROTOCOL.md
 *
 * @module
 */
export const closeCodes = {
  malformed: 4400,
  notSignedIn: 4401,
  notAllowed: 4403,
  noSuchDocument: 4404,
  protocolVersion: 4409,
  documentRetired: 4410,
  documentForgotten: 4411,
  tooLarge: 4413,
  rate: 4429,
  tryAgainLater: 1013,
} as const;

export type CloseCode = (typeof closeCodes)[keyof typeof closeCodes];

/** True where trying again with the same token, document and data would end the same way. */
export const isPermanentClose = (code: number): boolean => code >= 4400 && code <= 4499;
