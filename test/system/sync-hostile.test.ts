/**
 * Clients of `/sync` that mean no good: nonsense, floods, and readers that do not read.
 *
 * @module
 */
import { encodeToServer, type ToServer } from "@couplet/protocol";
import { describe, expect, test } from "vitest";
import { type Json } from "./rest-client.ts";
import { createSyncScene, withLimits } from "./sync-scene.ts";

const scene = createSyncScene();
const { caughtUp, connect, newCard } = scene;

describe("Clients that mean no good", () => {
  const hostile: [what: string, bytes: Uint8Array | string, code: number][] = [
    ["text", "hello", 4400],
    ["nothing", new Uint8Array(), 4400],
    ["an unknown type", Uint8Array.of(77), 4400],
    ["a second hello", hello(), 4400],
    ["a frame that ends early", Uint8Array.of(4, 1, 0), 4400],
    ["a frame that goes on", Uint8Array.of(7, 0), 4400],
    ["a length that is not there", Uint8Array.of(2, 0xff, 0xff, 0xff, 0x7f), 4400],
    ["chunks that were never sent", encodeToServer({ type: "taken", chunks: 9_999 }), 4400],
    ["a channel that was never opened", encodeToServer({ type: "channel", channel: 9, frame: new Uint8Array() }), 4400],
    ["more than a frame may hold", new Uint8Array(1_200_000), 4413],
  ];
  for (const [what, bytes, code] of hostile) {
    test(`[SY14] ${what}: the connection is closed, nobody else is`, async () => {
      const [bystander, client] = [await caughtUp({ sub: "cleo" }), await caughtUp()];
      client.sendRaw(bytes);
      expect((await client.closed).code).toBe(code);
      expect((await bystander.command<Json>("{}")).status).toBe(400);
      await scene.ada.expecting(200, "GET", "/customers?limit=1");
    });
  }

  test("[SY14] anything before the hello is malformed", async () => {
    const client = await connect({ isMute: true });
    await new Promise((resolve) => setTimeout(resolve, 100));
    client.send({ type: "beat" });
    expect((await client.closed).code).toBe(4400);
  });

  test("[SY14] random frames end in a documented code or in nothing, and leave the server well", async () => {
    const before = await scene.ada.expecting(200, "GET", "/customers?limit=100");
    for (let round = 0; round < 60; round += 1) {
      const client = await caughtUp();
      for (let index = 0; index < 20; index += 1) {
        client.sendRaw(globalThis.crypto.getRandomValues(new Uint8Array(1 + ((round * 20 + index) % 60))));
      }
      client.end();
    }
    expect(await scene.ada.expecting(200, "GET", "/customers?limit=100")).toEqual(before);
    await caughtUp();
  });

  test("[SY14] a flood is 4429 and leaves the same user's HTTP alone", () =>
    withLimits({ framesBurst: 50, framesPerSecond: 1 }, async (own, caller) => {
      await newCard({ name: "Flut AG" }, "customers", caller);
      const client = await connect({ sub: "ada", role: "admin" }, own);
      await client.caughtUp();
      for (let index = 0; index < 60; index += 1) client.send({ type: "beat" });
      expect((await client.closed).code).toBe(4429);
      await caller.expecting(200, "GET", "/customers");
    }));

  test("[SY14] commands beyond their rate are refused one by one", () =>
    withLimits({ commandsBurst: 3, commandsPerSecond: 0.001 }, async (own, caller) => {
      await newCard({ name: "Rate AG" }, "customers", caller);
      const client = await connect({}, own);
      await client.caughtUp();
      const outcomes = await Promise.all([1, 2, 3, 4].map(() => client.command<Json>("{}")));
      expect(outcomes.map(({ status }) => status)).toEqual([400, 400, 400, 429]);
      expect(outcomes[3]?.value.code).toBe("rate.requests");
    }));

  test("[SY15] a reader that takes nothing is sent so many chunks, costs nothing, and is closed in the end", () =>
    withLimits({ chunkItems: 1, maxChunksAhead: 3, takeMs: 200 }, async (own, caller) => {
      for (let index = 0; index < 5; index += 1) await newCard({ name: `Langsam ${index}` }, "customers", caller);
      const client = await connect({ takes: 0 }, own);
      await client.until(() => client.chunks === 3);
      await new Promise((resolve) => setTimeout(resolve, 300));
      expect(client.chunks).toBe(3);
      own.workspaces.sweep();
      expect(await client.closed).toEqual({ code: 1013, reason: "tooSlow" });
      const patient = await connect({ takes: 2 }, own);
      await patient.until(() => patient.chunks === 5);
      patient.send({ type: "taken", chunks: 5 });
      await patient.until(() => patient.chunks === 8);
      expect(patient.chunks).toBe(8);
    }));

  test("[SY15] a reader that does not read is paused, then closed, and what it has not read was never put together", () =>
    withLimits({ chunkItems: 1, maxChunksAhead: 10_000, takeMs: 200 }, async (own, caller) => {
      // More than the machine's own buffers hold.
      const notes = "x".repeat(100_000);
      await newCard({ name: "Zuerst AG" }, "customers", caller);
      const reader = await connect({}, own);
      await reader.caughtUp();
      reader.stopReading();
      for (let index = 0; index < 150; index += 1) await newCard({ name: `Viel ${index}`, notes }, "customers", caller);
      await new Promise((resolve) => setTimeout(resolve, 400));
      own.workspaces.sweep();
      await new Promise((resolve) => setTimeout(resolve, 300));
      own.workspaces.sweep();
      reader.readOn();
      // Ended without a word where it had not read the word in time.
      expect([1013, 1006]).toContain((await reader.closed).code);
      expect(reader.replica.documents.size).toBeLessThan(301);
      const whole = await connect({}, own);
      await whole.caughtUp();
      expect(whole.replica.documents.size).toBe(301);
    }));

  test("[SY16] a quiet connection hears a beat, and one that asks is answered", async () => {
    const client = await caughtUp();
    client.send({ type: "beat" } satisfies ToServer);
    await client.until(() => client.frames.some(({ type }) => type === "beat"));
    expect(client.frames.at(-1)).toEqual({ type: "beat" });
  });
});

function hello(): Uint8Array {
  return encodeToServer({
    type: "hello",
    version: 1,
    lowest: 1,
    epoch: "",
    cursor: new Uint8Array(),
    language: "",
    feed: true,
  });
}
