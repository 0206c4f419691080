/**
 * The tutorial of docs/EMBEDDING.md, as a newcomer walks through it: its files are written, its commands are run, its page is opened.
 *
 * Shape    what the text says is taken from it; only the two ports are others, so that tests may run beside each other.
 *
 * @module
 */
import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { startServerProcess } from "../harness/server-process.ts";
import { createCast } from "./cast.ts";
import { ben } from "./person.ts";
import { appears, field, isOpen, shows, type } from "./see.ts";

const come = createCast();
const endings: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).toReversed()) await end();
});

/** The snippets of the text by the name that follows their language. */
async function readSnippets(): Promise<(name: string) => string> {
  const text = await readFile("docs/EMBEDDING.md", "utf8");
  const found = new Map([...text.matchAll(/^```\w+ (\S+)\n([\s\S]*?)^```$/gmu)].map(([, name, code]) => [name, code]));
  return (name) => {
    const code = found.get(name);
    if (code === undefined) throw new Error(`docs/EMBEDDING.md has no snippet named ${name}`);
    return code;
  };
}

/** What a command line sets before its command. */
const settingsOf = (line: string): Record<string, string> =>
  Object.fromEntries(
    [...line.matchAll(/\b([A-Z_]+)=(?:"([^"]*)"|(\S+))/gu)].map(([, name, a, b]) => [name, a ?? b ?? ""]),
  );

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address ? address.port : 0;
}

describe("the tutorial", () => {
  test("[E22] leads from an empty folder to a live card in a page of one's own", async () => {
    const snippet = await readSnippets();
    const [port, dataDir, folder] = [
      await freePort(),
      await mkdtemp(join(tmpdir(), "couplet-tutorial-")),
      await mkdtemp(join(tmpdir(), "couplet-page-")),
    ];
    endings.push(() => Promise.all([dataDir, folder].map((path) => rm(path, { recursive: true, force: true }))));
    const page = `http://localhost:${port}`;
    const withPort = (text: string): string =>
      text.replaceAll("http://localhost:4000", page).replaceAll("(4000,", `(${port},`);

    const [, start = ""] = withPort(snippet("couplet")).trim().split("\n");
    expect(start).toMatch(/npm start$/u);
    const server = await startServerProcess({ dataDir, env: { DEMO: "1", ...settingsOf(start) } });
    endings.push(() => server.kill("SIGTERM"));

    for (const name of ["server.mjs", "index.html", "page.js"])
      await writeFile(join(folder, name), withPort(snippet(name)).replaceAll("http://127.0.0.1:8787", server.url));
    const command = snippet("page").trim();
    expect(command).toMatch(/ node server\.mjs$/u);
    const own = spawn(process.execPath, ["server.mjs"], {
      cwd: folder,
      env: { ...process.env, ...settingsOf(command) },
    });
    endings.push(() => own.kill());
    const said = await new Promise<string>((resolve, reject) => {
      own.stdout.once("data", (line: Buffer) => resolve(line.toString().trim()));
      own.stderr.once("data", (line: Buffer) => reject(new Error(line.toString())));
    });
    expect(said).toBe(page);

    const [nora, other] = await Promise.all([come(ben), come(ben)]);
    for (const one of [nora, other]) {
      await one.page.goto(said);
      await isOpen(one.page);
    }
    await type(nora.page, "Phone", "+41 44 668 18 00");
    await appears(nora.page.getByText("The customer has been saved."));
    await shows(field(other.page, "Phone"), "+41 44 668 18 00");
  });
});
