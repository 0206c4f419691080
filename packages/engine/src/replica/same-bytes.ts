/**
 * Whether two pieces of bytes say the same.
 *
 * @module
 */
export const isSame = (a: Uint8Array, b: Uint8Array): boolean =>
  a.byteLength === b.byteLength && a.every((byte, index) => byte === b[index]);
