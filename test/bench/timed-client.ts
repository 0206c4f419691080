/**
 * A client in a process of its own, asked for one sync after the other.
 *
 * Know     what the benchmark holds, and what the bare server's client leaves behind, is collected while JavaScript objects are made: in one process
 *          with both, that is on Couplet's time, and was half of it.
 *
 * @module
 */
import { fork } from "node:child_process";
import { once } from "node:events";
import type { Cached } from "./offline-edits.ts";

/** A port is a bare server's. */
export type Asked =
  | { readonly port: number; readonly name: string }
  | { readonly url: string; readonly token: string; readonly cached: Cached };

export interface Timed {
  readonly ms: number;
  readonly bytes: number;
}

export interface TimedClient {
  bare(port: number, name: string): Promise<Timed>;
  sync(url: string, token: string, cached: Cached): Promise<Timed>;
  stop(): void;
}

export async function startTimedClient(): Promise<TimedClient> {
  const child = fork(new URL("timed-client-program.ts", import.meta.url).pathname, { serialization: "advanced" });
  const gone = once(child, "exit").then(([code]) => {
    throw new Error(`The client ended with ${code}`);
  });
  gone.catch(() => undefined);
  const answer = (): Promise<unknown[]> => Promise.race([once(child, "message"), gone]);
  await answer();
  const ask = async (asked: Asked): Promise<Timed> => {
    child.send(asked);
    const [timed] = await answer();
    return timed as Timed;
  };
  return {
    bare: (port, name) => ask({ port, name }),
    sync: (url, token, { epoch, cursor }) => ask({ url, token, cached: { epoch, cursor } }),
    stop: () => void child.kill("SIGKILL"),
  };
}
