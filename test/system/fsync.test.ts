/**
 * What is acknowledged has been fsynced: seen from outside, in the order of the server's system calls.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encodeSettled, encodeTagged } from "@couplet/protocol";
import { expect, onTestFinished, test } from "vitest";
import { type SystemCall, tracers } from "../harness/disk/system-calls.ts";
import { call, startServerProcess, tokenFor } from "../harness/server-process.ts";
import { creation, type DiskCard, editFrame, editInChannel, roomClient, syncClient } from "./disk-scene.ts";

/** A value that was written, and bytes of what its author was told once it was. */
interface Acknowledged {
  readonly value: string;
  readonly answer: Buffer;
}

/** Large, so that no other frame looks like its answer. */
const firstTag = 0x7abc_de00;
const rounds = 5;

async function writeThroughEveryDoor(url: string): Promise<readonly Acknowledged[]> {
  const token = await tokenFor("ann");
  const card = await call<DiskCard>(url, token, "POST", "/customers", { name: "Muster AG" });
  // They are shown what others write, which is as good as an acknowledgement.
  const [room, feed] = [await roomClient(url, card), await syncClient(url)];
  await room.ready;
  const done: Acknowledged[] = [];
  const settled = (value: string, tag: number): void =>
    void done.push({ value, answer: Buffer.from(encodeSettled({ tag, refusals: [] })) });
  const answered = (value: string): void => void done.push({ value, answer: Buffer.from(`"${value}"`) });
  for (let round = 0; round < rounds; round += 1) {
    const tag = firstTag + round * 2;
    const author = await roomClient(url, card);
    await author.ready;
    author.sendRaw(encodeTagged(tag, editFrame(card, "city", `ROOM ${round}`)));
    await expect.poll(() => room.record.value("city"), { timeout: 60_000, interval: 5 }).toBe(`ROOM ${round}`);
    author.close();
    settled(`ROOM ${round}`, tag);
    await editInChannel(url, card, "county", `CHANNEL ${round}`, tag + 1);
    settled(`CHANNEL ${round}`, tag + 1);
    await call(url, token, "PATCH", `/customers/${card.id}`, { address: `REST ${round}` });
    answered(`REST ${round}`);
    await call(url, token, "POST", "/commands", creation(`COMMAND ${round}`));
    answered(`COMMAND ${round}`);
    await feed.command(creation(`SYNC ${round}`));
    done.push({ value: `SYNC ${round}`, answer: Buffer.from(`SYNC ${round}`) });
  }
  room.close();
  feed.end();
  return done;
}

test.each(Object.keys(tracers) as (keyof typeof tracers)[])(
  "[G1] fsync precedes every acknowledgement, and all that others are shown: room, /sync, REST and command, traced with %s",
  async (name) => {
    const tracer = tracers[name]();
    if (!tracer) {
      console.log(`Not shown: this machine does not have ${name}`);
      return;
    }
    const dataDir = await mkdtemp(join(tmpdir(), "couplet-fsync-"));
    onTestFinished(async () => {
      tracer.remove();
      await rm(dataDir, { recursive: true, force: true });
    });
    const server = await startServerProcess({ dataDir, ...tracer.start });
    const acknowledged = await writeThroughEveryDoor(server.url);
    await server.kill("SIGTERM");
    await expect.poll(() => tracer.isWhole(), { timeout: 60_000 }).toBe(true);
    const calls = tracer.read();
    expect(acknowledged).toHaveLength(rounds * 5);
    for (const one of acknowledged) expect(tooEarly(calls, one), one.value).toBe(0);
    expect(saidUnsynced(calls)).toBe(0);
    console.log(`${name}: ${calls.length} calls, ${calls.filter(({ type }) => type === "sync").length} fsyncs`);
  },
);

/** Answers and relays of the value that left before an fsync of the log after the value had been written to it. */
function tooEarly(calls: readonly SystemCall[], { value, answer }: Acknowledged): number {
  const isOf = (sought: Buffer | string) => (one: SystemCall) => one.type === "write" && one.bytes.includes(sought);
  const written = calls.findIndex((one) => one.type === "write" && one.to === "log" && isOf(value)(one));
  const synced = calls.findIndex(({ type }, index) => type === "sync" && index > written);
  const told = calls.flatMap((one, index) =>
    one.type === "write" && one.to === "socket" && (isOf(value)(one) || isOf(answer)(one)) ? [index] : [],
  );
  expect(written, "it is written").toBeGreaterThan(-1);
  expect(synced, "it is fsynced").toBeGreaterThan(written);
  expect(told.length, "somebody is told").toBeGreaterThan(0);
  expect(calls.some((one) => one.type === "write" && one.to === "socket" && isOf(answer)(one))).toBe(true);
  return told.filter((index) => index < synced).length;
}

/** Anything at all that was said while the log had been written to and not been fsynced. */
function saidUnsynced(calls: readonly SystemCall[]): number {
  let isSynced = true;
  let count = 0;
  for (const one of calls) {
    if (one.type === "sync") isSynced = true;
    else if (one.to === "log") isSynced = false;
    else if (!isSynced) count += 1;
  }
  return count;
}
