/**
 * The structured log: one JSON object per line on standard error.
 *
 * Shape    what happened, to which route, with which outcome. Standard output stays free for the lines a person reads.
 * Not      a place for tokens, values of cards, searches or who somebody is: callers pass none, and what could carry them is cut out here too.
 *
 * @module
 */
import { pino, stdSerializers, type DestinationStream, type Logger } from "pino";
import type { LogLevel } from "./config.ts";

export type Log = Logger;

/** @param write receives each line; standard error if absent */
export const createLog = (level: LogLevel, write?: (line: string) => void): Log =>
  pino(
    {
      level,
      base: null,
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      serializers: { err: stdSerializers.err, error: stdSerializers.err },
      formatters: { level: (label) => ({ level: label }) },
      redact: {
        paths: ["token", "*.token", "authorization", "*.authorization", "cookie", "*.cookie", "headers", "*.headers"],
        remove: true,
      },
    },
    write ? { write } : standardError(),
  );

/** What waits for a log that takes nothing, on a full disk perhaps; beyond it lines are dropped. */
const maxWaitingBytes = 1024 * 1024;

function standardError(): DestinationStream {
  const destination = pino.destination({ dest: 2, sync: true, maxLength: maxWaitingBytes });
  // A log that cannot be written is no reason to end the server.
  destination.on("error", () => {});
  return destination;
}
