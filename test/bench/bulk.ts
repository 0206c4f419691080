/**
 * `npm run bench -- bulk`: contacts for 5,000 customers that have none, through the job, beside bare inserts of the same rows.
 *
 * Shape    JSON lines: wall and CPU time of both per run, then medians and ratios. The customers are made once; every run starts
 *          from a copy of that directory, with a server process of its own. The bare inserts are a process of their own, too: WAL,
 *          `synchronous=FULL`, as many contacts a transaction as the job has.
 * Know     CPU times say more than wall times on a machine that does other things as well.
 *
 * @module
 */
import { execFileSync } from "node:child_process";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { metricsTextOf, metricsToken } from "../harness/metrics.ts";
import { call, type ServerProcess, startServerProcess, tokenFor } from "../harness/server-process.ts";
import { makeLoneCustomers } from "../harness/lone-customers.ts";
import { median, print } from "./lines.ts";

interface Taken {
  readonly wallMs: number;
  readonly cpuMs: number;
}

const bareProgram = new URL("bulk-bare.ts", import.meta.url).pathname;
const perTransaction = 200;
const pollMs = 10;

export async function run({ smoke }: { readonly smoke: boolean }): Promise<void> {
  const customers = smoke ? 1_100 : 5_000;
  const directory = await mkdtemp(join(tmpdir(), "couplet-bench-"));
  const seed = join(directory, "seed");
  try {
    const first = await startServerProcess({ dataDir: seed });
    await makeLoneCustomers(first.url, await tokenFor("ann"), customers);
    await first.kill("SIGTERM");
    const taken: { readonly job: Taken; readonly bare: Taken }[] = [];
    for (let turn = 0; turn < (smoke ? 1 : 7); turn += 1) {
      const job = await throughJob(seed, join(directory, "job"), customers);
      const bare = await bareInserts(seed, directory);
      taken.push({ job, bare });
      print({ bench: "bulk", run: turn, customers, job, bare, ...ratiosOf(job, bare) });
      await rm(join(directory, "job"), { recursive: true });
    }
    const of = (which: "job" | "bare", what: keyof Taken): number => median(taken.map((one) => one[which][what]));
    const [job, bare] = (["job", "bare"] as const).map((which) => ({
      wallMs: of(which, "wallMs"),
      cpuMs: of(which, "cpuMs"),
    }));
    const ratios = taken.map((one) => ratiosOf(one.job, one.bare));
    const toBare = median(ratios.map(({ wallToBare }) => wallToBare));
    print({
      bench: "bulk",
      median: { job, bare },
      toBare,
      cpuToBare: median(ratios.map(({ cpuToBare }) => cpuToBare)),
    });
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

const ratiosOf = (job: Taken, bare: Taken) => ({
  wallToBare: job.wallMs / bare.wallMs,
  cpuToBare: job.cpuMs / bare.cpuMs,
});

interface Job {
  readonly id: string;
  readonly status: string;
  readonly created: number;
}

/** From the call until the job says that it is done. */
async function throughJob(seed: string, dataDir: string, customers: number): Promise<Taken> {
  await cp(seed, dataDir, { recursive: true });
  const server = await startServerProcess({ dataDir, env: { METRICS_TOKEN: metricsToken } });
  const token = await tokenFor("ann");
  await call(server.url, token, "GET", "/contacts?limit=1");
  const cpuBefore = await cpuMsOf(server);
  const startedMs = performance.now();
  let job = await call<Job>(server.url, token, "POST", "/contacts/from-cards", { kind: "customer", confirm: true });
  while (job.status === "running") {
    await new Promise((resolve) => setTimeout(resolve, pollMs));
    const { items } = await call<{ readonly items: readonly Job[] }>(server.url, token, "GET", "/jobs");
    job = items.find(({ id }) => id === job.id) ?? job;
  }
  const wallMs = performance.now() - startedMs;
  const cpuMs = (await cpuMsOf(server)) - cpuBefore;
  await server.kill("SIGTERM");
  if (job.status !== "done" || job.created !== customers) throw new Error(`The job ended as ${JSON.stringify(job)}`);
  return { wallMs, cpuMs };
}

async function cpuMsOf({ url }: ServerProcess): Promise<number> {
  const text = await metricsTextOf(url);
  return Number(/^process_cpu_seconds_total (\S+)/mu.exec(text)?.[1]) * 1000;
}

async function bareInserts(seed: string, directory: string): Promise<Taken> {
  const before = join(directory, "bare");
  await cp(seed, before, { recursive: true });
  const files = [join(before, "couplet.db"), join(directory, "job", "couplet.db")];
  const line = execFileSync(process.execPath, [bareProgram, ...files, String(perTransaction)], { encoding: "utf8" });
  await rm(before, { recursive: true });
  return JSON.parse(line) as Taken;
}
