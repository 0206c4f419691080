/**
 * The fuzz over real sockets: fewer inputs than in process (`test/fuzz`), through the server's own upgrades and `ws`.
 *
 * @module
 */
import { offerOf } from "@couplet/protocol";
import { signToken } from "@couplet/server";
import { once } from "node:events";
import { expect, test } from "vitest";
import { WebSocket } from "ws";
import { secret, startFresh } from "./rest-client.ts";
import { runRound } from "../fuzz/round.ts";
import { addTally, noTally } from "../fuzz/tally.ts";

const seed = 20_261_124;
const [rounds, inputs] = [2, 1_500];

test("[G3] [C2] 3,000 hostile inputs over real sockets end in an answer or a close code, change nothing they may not, and leave nothing", async () => {
  const sum = noTally();
  for (let round = 0; round < rounds; round += 1)
    addTally(sum, await runRound({ seed: seed + round, inputs, isOverSockets: true }));
  console.log(JSON.stringify({ fuzz: "over sockets", seed, ...sum }));
  expect(sum.findings).toEqual([]);
  expect(sum.inputs).toBe(rounds * inputs);
  expect(sum.byEntrance.sync.closed).toBeGreaterThan(0);
});

test("[SY14] text that is no UTF-8 is 4400 like anything else that is no frame; it was a code that the protocol does not know", async () => {
  const server = await startFresh();
  const token = await signToken(
    secret,
    { sub: "ada", name: "Ada", workspace: "acme", role: "admin" },
    Date.now() + 60_000,
  );
  const socket = new WebSocket(`${server.url.replace("http", "ws")}/sync`, offerOf(token, false));
  await once(socket, "open");
  socket.send(Buffer.from([0xff, 0xfe]), { binary: false });
  const [code] = await once(socket, "close");
  expect(code).toBe(4400);
  await server.close();
});
