/**
 * The server as a program: environment in, lines for a person out, signals handled.
 *
 * Shape    standard output carries what a person reads (the ready line, sign-in links), whatever the log level; the log goes to standard error.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { buildPages, pagesOf } from "./build-pages.ts";
import { type Config, ConfigError, type Environment, parseConfig } from "./config.ts";
import { formatReport } from "./demo/report.ts";
import { demoWorkspace, type RunningServer, type SignInLink, startServer } from "./server.ts";
import type { Claims } from "./token.ts";

/** A process that does not end by itself in time is ended: everything acknowledged is on disk anyway. */
const stopWithinMs = 4500;

const demoUsers: readonly Claims[] = [
  { sub: "ada.keller", name: "Ada Keller", workspace: demoWorkspace, role: "admin" },
  { sub: "ben.rossi", name: "Ben Rossi", workspace: demoWorkspace, role: "sales" },
];
const firstUser: Claims = { sub: "admin", name: "Administrator", workspace: "main", role: "admin" };

const tell = (line: string): void => void process.stdout.write(`${line}\n`);
const complain = (line: string): void => void process.stderr.write(`${line}\n`);

const root = fileURLToPath(new URL("../..", import.meta.url));

export async function run(environment: Environment): Promise<void> {
  const config = read(environment);
  if (!config) return;
  const stopBuilding = new AbortController();
  const built = build(environment, stopBuilding.signal);
  try {
    const server = await startServer({ ...config, pagesDirectory: pagesOf(root) });
    stopOnSignals(server, stopBuilding);
    await built;
    await introduce(server, config);
  } catch (error) {
    stopBuilding.abort();
    complain(`Couplet cannot start: ${reasonOf(error, config)}`);
    process.exitCode = 1;
  }
}

function read(environment: Environment): Config | undefined {
  try {
    return parseConfig(environment);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    complain(`Couplet cannot start: ${error.message}`);
    process.exitCode = 1;
    return undefined;
  }
}

/** Without its pages the server still serves everything else. */
async function build(environment: Environment, signal: AbortSignal): Promise<void> {
  try {
    await buildPages({ root, environment, signal, tell });
  } catch (error) {
    if (!signal.aborted) complain(error instanceof Error ? error.message : String(error));
  }
}

async function introduce(server: RunningServer, config: Config): Promise<void> {
  if (server.demo?.isNew) for (const line of formatReport(server.demo.report)) tell(line);
  tell(`Couplet is ready at ${server.url}`);
  const links = await printedLinks(server, config);
  for (const { user, url } of links) tell(`Sign in as ${user.name} (${user.role}): ${url}`);
  if (links.length > 0) tell("Each link works once, within 24 hours; the next start takes them back.");
  else if (config.auth.kind !== "jwks") tell("For an administrator's link, start with ADMIN_LINK=1.");
}

/** A link is a key: without demo data one is printed only until an administrator has come in, or where it is asked for. */
async function printedLinks(server: RunningServer, { demo, adminLink }: Config): Promise<SignInLink[]> {
  const isNeeded = adminLink || !(await server.hasAdministrator(firstUser.workspace));
  const users = demo ? demoUsers : isNeeded ? [firstUser] : [];
  const links: SignInLink[] = [];
  for (const user of users) {
    const link = await server.createSignInLink(user, adminLink && user.role === "admin");
    if (link) links.push(link);
  }
  return links;
}

function stopOnSignals(server: RunningServer, stopBuilding: AbortController): void {
  let stopping = false;
  const stop = (): void => {
    if (stopping) process.exit(1);
    stopping = true;
    stopBuilding.abort();
    setTimeout(() => process.exit(0), stopWithinMs).unref();
    server.close().then(
      () => process.exit(0),
      (error: unknown) => {
        server.log.error({ err: error }, "could not close in order");
        process.exit(1);
      },
    );
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
  // What nobody waited for is a mistake of ours, but no reason to end what everybody else is doing.
  process.on("unhandledRejection", (error) => server.log.error({ err: error }, "unhandled rejection"));
}

function reasonOf(error: unknown, config: Config): string {
  if (!(error instanceof Error)) return String(error);
  if ("code" in error && error.code === "EADDRINUSE")
    return `port ${config.port} is taken. Set PORT to another one, or to 0 for any.`;
  if ("code" in error && error.code === "EACCES")
    return `${error.message}. Set PORT or DATA_DIR to what this user may use.`;
  return error.message;
}
