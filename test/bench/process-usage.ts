/**
 * What a process has used, as Linux counts it.
 *
 * @module
 */
import { readFileSync } from "node:fs";

export interface Usage {
  readonly cpuMs: number;
  readonly rssBytes: number;
  /** The most it ever was. */
  readonly peakRssBytes: number;
}

/** Linux counts in hundredths of a second towards programs, whatever it counts in itself. */
const msPerTick = 10;

/** @param pid of another process, or this one */
export function usageOf(pid: number): Usage {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  // The second field is the program's name in parentheses, whatever that has in it; user and system time are the 14th and 15th.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const bytesOf = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "mu").exec(status)?.[1]) * 1024;
  return {
    cpuMs: (Number(fields[11]) + Number(fields[12])) * msPerTick,
    rssBytes: bytesOf("VmRSS"),
    peakRssBytes: bytesOf("VmHWM"),
  };
}
