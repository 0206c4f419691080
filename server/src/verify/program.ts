/**
 * `npm run verify -- <data directory> [--repair] [--head=<64 digits> …]`: reads everything and reports what is not as it should be.
 *
 * Shape    a JSON line per finding on standard output, then one with the sums; what a person reads is on standard error. Ends with 0 where nothing is
 *          wrong (any more), 1 with findings, 2 where it could not look. Without `--repair` the files are only read, also beside a server that runs.
 * Source   docs/OPERATIONS.md, "Checking everything"
 *
 * @module
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { openDatabase } from "../store/schema.ts";
import { copyDatabase } from "./copy.ts";
import { type Finding, findingCodes, isRepairable } from "./finding.ts";
import { repairProjections, type Verified, verifyDatabase } from "./verify.ts";

const tell = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`);
const say = (line: string): void => void process.stderr.write(`${line}\n`);

async function run(args: readonly string[]): Promise<number> {
  const isRepair = args.includes("--repair");
  const heads = args.flatMap((arg) => /^--head=([0-9a-f]{64})$/i.exec(arg)?.[1]?.toLowerCase() ?? []);
  const [dataDir, ...rest] = args.filter((arg) => arg !== "--repair" && !arg.startsWith("--head="));
  const hasBadHead = heads.length < args.filter((arg) => arg.startsWith("--head=")).length;
  if (dataDir === undefined || rest.length > 0 || hasBadHead || dataDir.startsWith("-")) {
    say("Which one? npm run verify -- <data directory> [--repair] [--head=<64 hexadecimal digits>]");
    return 2;
  }
  const path = join(dataDir, "couplet.db");
  if (!existsSync(path)) {
    say(`There is no ${path}.`);
    return 2;
  }
  return isRepair ? await verifyAndRepair(path, heads) : verifyCopy(path, heads);
}

function verifyCopy(path: string, heads: readonly string[]): number {
  const copy = copyDatabase(path);
  try {
    return verifyFile(copy.path, (database) => report(database, heads).verified.findings);
  } finally {
    copy.remove();
  }
}

async function verifyAndRepair(path: string, heads: readonly string[]): Promise<number> {
  let database: DatabaseSync | undefined;
  try {
    database = openDatabase(path);
    const { findings } = report(database, heads);
    const repairable = findings.filter(isRepairable);
    if (repairable.length === 0) return findings.length > 0 ? 1 : 0;
    await repairProjections(database, repairable);
    say("Repaired what is made from the log and the documents. Looking again:");
    return report(database, heads).verified.findings > 0 ? 1 : 0;
  } finally {
    database?.close();
  }
}

/** A file that SQLite cannot even open, or that is none of its files, is a finding; any other reason is told. */
function verifyFile(path: string, look: (database: DatabaseSync) => number): number {
  let database: DatabaseSync | undefined;
  try {
    database = openDatabase(path);
    return look(database) > 0 ? 1 : 0;
  } catch (error) {
    if (!isDamaged(error)) throw error;
    tell({ code: "file.damaged", what: error.message });
    say(`The file cannot be read: ${error.message}`);
    return 1;
  } finally {
    database?.close();
  }
}

/** SQLITE_CORRUPT, SQLITE_NOTADB. */
const isDamaged = (error: unknown): error is Error =>
  error instanceof Error &&
  "errcode" in error &&
  typeof error.errcode === "number" &&
  [11, 26].includes(error.errcode & 255);

function report(
  database: DatabaseSync,
  heads: readonly string[],
): { readonly findings: readonly Finding[]; readonly verified: Verified } {
  const findings: Finding[] = [];
  const verified = verifyDatabase(
    database,
    (finding) => {
      findings.push(finding);
      tell(finding);
    },
    heads,
  );
  tell({ verified });
  const { workspaces, documents, updates, cards, relations } = verified;
  say(
    `Read ${workspaces} workspaces: ${documents} documents of ${updates} updates, ${cards} cards, ${relations} relations.`,
  );
  for (const { workspace, entries, head } of verified.heads)
    say(`Head of ${workspace} after ${entries} entries: ${head}`);
  for (const code of new Set(findings.map((finding) => finding.code)))
    say(`${findings.filter((finding) => finding.code === code).length} x ${code}: ${findingCodes[code]}`);
  if (findings.length === 0) say("Nothing is wrong.");
  return { findings, verified };
}

run(process.argv.slice(2)).then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    say(`It could not be verified: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 2;
  },
);
