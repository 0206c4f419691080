/**
 * A copy of the sources in a temporary directory, to be broken and tested there.
 *
 * Shape    every file that version control knows or would take; packages from outside are linked, our own are the copy's.
 * Not      a clean installation: what `npm ci` would say is another question.
 *
 * @module
 */
import { execFileSync, spawn } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { root } from "./rule-book.ts";

export interface TestRun {
  /** Full names, relative files before them. */
  readonly passed: readonly string[];
  readonly failed: readonly string[];
  /** Files that did not even load, with the reason. */
  readonly broken: readonly string[];
}

export interface RunOptions {
  readonly files: readonly string[];
  readonly projects: readonly string[];
  /** Only tests with this text in their names. */
  readonly name: string;
  readonly timeoutMs: number;
}

/** What the reporter writes, as far as it is read here. */
interface Report {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message: string;
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

const vitest = join(dirname(createRequire(import.meta.url).resolve("vitest/package.json")), "vitest.mjs");

function linkPackages(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(from)) {
    if (name === "@couplet") cpSync(join(from, name), join(to, name), { recursive: true, verbatimSymlinks: true });
    else if (!name.startsWith(".") || name === ".bin") symlinkSync(join(from, name), join(to, name));
  }
}

export class MutatedCopy {
  readonly directory: string = mkdtempSync(join(tmpdir(), "couplet-rules-"));

  constructor() {
    const listed = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], { cwd: root });
    for (const file of listed.toString().split("\0")) {
      if (file !== "" && existsSync(join(root, file))) cpSync(join(root, file), join(this.directory, file));
    }
    linkPackages(join(root, "node_modules"), join(this.directory, "node_modules"));
    for (const folder of ["packages/engine"]) {
      const own = join(root, folder, "node_modules");
      if (existsSync(own)) linkPackages(own, join(this.directory, folder, "node_modules"));
    }
  }

  read(file: string): string {
    return readFileSync(join(this.directory, file), "utf8");
  }

  write(file: string, source: string): void {
    writeFileSync(join(this.directory, file), source);
  }

  /** Runs tests of the copy. @throws where the run says nothing */
  async test({ files, projects, name, timeoutMs }: RunOptions): Promise<TestRun> {
    const output = join(this.directory, "rule-tests.json");
    rmSync(output, { force: true });
    const pattern = name.replaceAll(/[[\]]/gu, "\\$&");
    const args = [vitest, "run", ...files, "-t", pattern, "--reporter=json", `--outputFile=${output}`];
    for (const project of projects) args.push("--project", project);
    const said = await this.#run(args, timeoutMs);
    if (!existsSync(output)) throw new Error(`The tests of ${name} ended without a report:\n${said.slice(-2000)}`);
    const { testResults } = JSON.parse(readFileSync(output, "utf8")) as Report;
    const named = (status: string): string[] =>
      testResults.flatMap(({ name: file, assertionResults }) =>
        assertionResults
          .filter((result) => result.status === status)
          .map(({ fullName }) => `${file.slice(this.directory.length + 1)}: ${fullName}`),
      );
    const broken = testResults
      .filter(({ status, assertionResults }) => status === "failed" && assertionResults.length === 0)
      .map(({ name: file, message }) => `${file}: ${message}`);
    return { passed: named("passed"), failed: named("failed"), broken };
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }

  /** @returns what was printed */
  #run(args: readonly string[], timeoutMs: number): Promise<string> {
    const child = spawn(process.execPath, args, {
      cwd: this.directory,
      env: { ...process.env, FORCE_COLOR: "0" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let said = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (said += chunk.toString()));
    const timer = setTimeout(() => child.kill("SIGKILL"), timeoutMs);
    return new Promise((resolve) => {
      child.on("close", () => {
        clearTimeout(timer);
        resolve(said);
      });
    });
  }
}
