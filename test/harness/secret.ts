/**
 * What servers of the tests and their callers sign tokens with.
 *
 * @module
 */
export const secret = "a secret of thirty-two characters";
