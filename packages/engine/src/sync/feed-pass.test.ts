import type { Chunk } from "@couplet/protocol";
import { expect, test } from "vitest";
import { FeedPass } from "./feed-pass.ts";
import type { FeedSink } from "./feed-sink.ts";

const chunkOf = (cursor: number): Chunk => ({
  type: "chunk",
  cursor: Uint8Array.of(cursor),
  isLast: false,
  left: 0,
  items: [],
});

/** A disk that is done when the test says so. */
class SlowSink implements FeedSink {
  readonly asked: string[] = [];
  readonly #running: { readonly done: () => void; readonly fail: () => void }[] = [];

  position(): Promise<{ readonly epoch: string; readonly cursor: Uint8Array }> {
    return Promise.reject(new Error("Nobody asks here"));
  }
  began(start: number): Promise<void> {
    return this.#run(`began ${start}`);
  }
  take({ cursor }: Chunk): Promise<void> {
    return this.#run(`take ${cursor[0]}`);
  }
  async settle(how: "done" | "fail"): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve));
    this.#running.shift()?.[how]();
    await new Promise((resolve) => setTimeout(resolve));
  }
  #run(what: string): Promise<void> {
    this.asked.push(what);
    return new Promise((done, fail) => this.#running.push({ done, fail: () => fail(new Error("full")) }));
  }
}

const start = async () => {
  const sink = new SlowSink();
  const told: (number | string)[] = [];
  const pass = new FeedPass(sink, { taken: (chunks) => told.push(chunks), failed: () => told.push("failed") });
  pass.begin(1, "e", 9);
  for (const cursor of [1, 2, 3]) pass.take(chunkOf(cursor));
  await sink.settle("done");
  return { sink, told, pass };
};

test("[SY5] one thing is stored after the other, and a chunk is named as taken once it is and not before", async () => {
  const { sink, told } = await start();
  expect([sink.asked, told]).toEqual([["began 1", "take 1"], []]);
  await sink.settle("done");
  expect([sink.asked, told]).toEqual([["began 1", "take 1", "take 2"], [1]]);
  await sink.settle("done");
  await sink.settle("done");
  expect(told).toEqual([1, 2, 3]);
});

test("[SY5] after a chunk that could not be stored none is: it would lie beyond a gap", async () => {
  const { sink, told, pass } = await start();
  await sink.settle("fail");
  pass.take(chunkOf(4));
  await pass.settled;
  expect([sink.asked, told]).toEqual([["began 1", "take 1"], ["failed"]]);
});
