/**
 * Where the workspace reports what operators should know; pino fits it.
 *
 * Not      the log of updates, see `../store/store.ts`. No values of fields and no tokens are ever passed here.
 *
 * @module
 */
export interface Logger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export const silentLogger: Logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
