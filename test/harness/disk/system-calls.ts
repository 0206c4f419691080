/**
 * What a server wrote and fsynced, in the order in which the kernel was asked to: traced with strace, or by the preloaded library.
 *
 * Shape    {@link tracersHere} says which of them this machine has; a tracer gives what the server is started with, and reads back the calls.
 *
 * @module
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { StartOptions } from "../server-process.ts";
import { compileFaultyDisk } from "./faulty-disk.ts";

export type SystemCall =
  | { readonly type: "write"; readonly to: "log" | "socket"; readonly bytes: Buffer }
  /** Of the write-ahead log; it succeeded. */
  | { readonly type: "sync" };

interface Tracer {
  readonly start: Pick<StartOptions, "under" | "env">;
  /** Whether all calls of a server that has ended are there. */
  isWhole(): boolean;
  /** All calls so far, in order. */
  read(): readonly SystemCall[];
  remove(): void;
}

const traced = "trace=write,writev,sendto,sendmsg,pwrite64,pwritev,fsync,fdatasync";

function strace(): Tracer | undefined {
  const directory = mkdtempSync(join(tmpdir(), "couplet-strace-"));
  const file = join(directory, "trace");
  const { error, status } = spawnSync("strace", ["-o", file, "true"], { stdio: "ignore" });
  const remove = (): void => rmSync(directory, { recursive: true, force: true });
  if (error || status !== 0) {
    remove();
    return undefined;
  }
  // The traced program is the child, so that a signal to the child ends it.
  const under = ["strace", "-D", "-f", "-yy", "-xx", "-s", "65536", "-e", traced, "-o", file] as const;
  const text = (): string => readFileSync(file, "latin1");
  // The tracer goes on for a moment.
  const isWhole = (): boolean => /\+\+\+ (?:exited|killed)[^\n]*\+\+\+\n$/u.test(text());
  return { start: { under }, isWhole, read: () => parseCalls(text(), fromHex), remove };
}

function preloaded(): Tracer | undefined {
  const disk = compileFaultyDisk(true);
  return (
    disk && {
      start: { env: disk.env },
      isWhole: () => true,
      read: () => parseCalls(readFileSync(disk.traceFile, "latin1"), (text) => text),
      remove: () => disk.remove(),
    }
  );
}

export const tracers = { strace, "a preloaded library": preloaded } as const;

const fromHex = (text: string): string => bytesOf(text).toString("latin1");

const bytesOf = (text: string): Buffer => Buffer.from(text.replaceAll(String.raw`\x`, ""), "hex");

/** @param nameOf what a file descriptor stands for, as it is written behind it */
function parseCalls(text: string, nameOf: (written: string) => string): readonly SystemCall[] {
  const begun = new Map<string, string>();
  const calls: SystemCall[] = [];
  for (const line of text.split("\n")) {
    const whole = wholeCall(line, begun);
    const match =
      whole && /^(?<name>\w+)\(\d+<(?<target>[^>]*(?:->[^>]*)?)>(?<rest>.*) = (?<result>-?\d+)/u.exec(whole);
    const { name = "", target = "", rest = "", result = "" } = (match || undefined)?.groups ?? {};
    if (Number(result) < 0) continue;
    const to = targetOf(nameOf(target), target);
    if (to === undefined) continue;
    if (name.includes("sync")) {
      if (to === "log") calls.push({ type: "sync" });
    } else {
      const parts = [...rest.matchAll(/"(?<bytes>[^"]*)"/gu)].map(({ groups }) => bytesOf(groups?.["bytes"] ?? ""));
      calls.push({ type: "write", to, bytes: Buffer.concat(parts) });
    }
  }
  return calls;
}

/** A call another thread got in between of is told in two lines; what counts is when it was done. */
function wholeCall(line: string, begun: Map<string, string>): string | undefined {
  const match = /^(?<thread>\d+) +(?<call>.*)$/u.exec(line);
  const { thread = "", call = "" } = match?.groups ?? {};
  const unfinished = /^(?<head>.*) <unfinished \.\.\.>$/u.exec(call)?.groups?.["head"];
  if (unfinished !== undefined) {
    begun.set(thread, unfinished);
    return undefined;
  }
  const resumed = /^<\.\.\. \w+ resumed>(?<tail>.*)$/u.exec(call)?.groups?.["tail"];
  return resumed === undefined ? call : (begun.get(thread) ?? "") + resumed;
}

function targetOf(name: string, written: string): "log" | "socket" | undefined {
  if (name.includes("couplet.db-wal")) return "log";
  return written.startsWith("TCP") || name.startsWith("socket:") ? "socket" : undefined;
}
