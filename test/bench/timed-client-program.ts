/**
 * The process of {@link startTimedClient}: says how long each sync took, and forgets what came.
 *
 * @module
 */
import { bareSync, sync } from "./feed-client.ts";
import type { Asked, Timed } from "./timed-client.ts";

process.on("message", (asked: Asked) => {
  const asking: Promise<Timed> =
    "port" in asked ? bareSync(asked.port, asked.name) : sync(asked.url, asked.token, asked.cached);
  void asking.then(({ ms, bytes }) => process.send?.({ ms, bytes } satisfies Timed));
});
process.send?.("ready");
