/**
 * A running server: store, workspaces, HTTP and rooms put together and listening.
 *
 * Shape    `startServer` resolves once everything answers; `close` ends it so that everything acknowledged is on disk and every socket
 *          knows to come again.
 * Not      the process: signals, environment and what a person reads are `run.ts`.
 *
 * @module
 */
import { once } from "node:events";
import { Server, type IncomingMessage, type ServerResponse } from "node:http";
import { isIPv6 } from "node:net";
import { join } from "node:path";
import { createAdaptorServer } from "@hono/node-server";
import { createApp } from "./app.ts";
import { keptSecret } from "./auth-secret.ts";
import { type Orders, ordersPath, takeOrders } from "./backup/orders.ts";
import type { AuthConfig, LogLevel } from "./config.ts";
import { demoImporter, importDemoOnce } from "./demo/import.ts";
import type { DemoReport } from "./demo/report.ts";
import { measureDisk } from "./http/measure-disk.ts";
import { createMetrics } from "./http/metrics.ts";
import { createOriginCheck } from "./http/origin.ts";
import { Accounts, printedLinkLifeMs } from "./accounts/accounts.ts";
import { EndedSessions } from "./accounts/ended-sessions.ts";
import type { PasskeySetup } from "./accounts/passkey-address.ts";
import { Passkeys } from "./accounts/passkeys.ts";
import { SignIn } from "./http/sign-in.ts";
import { attachUpgrade } from "./http/upgrade.ts";
import { createLog, type Log } from "./log.ts";
import { openSqliteStore, type SqliteStore } from "./store/sqlite.ts";
import type { Store } from "./store/store.ts";
import { type Claims, createTokenVerifier, type TokenKeys } from "./token.ts";
import { defaultLimits, type Limits } from "./workspace/limits.ts";
import { ErasedCards } from "./workspace/erased-cards.ts";
import { Workspaces } from "./workspace/workspaces.ts";

export interface ServerOptions {
  readonly dataDir: string;
  readonly host?: string;
  /** Any free one if absent. */
  readonly port?: number;
  readonly auth?: AuthConfig;
  /** Any life is taken if absent. */
  readonly maxTokenMinutes?: number;
  readonly allowedOrigins?: readonly string[];
  /** Where there are passkeys; at `http://localhost` only if absent. */
  readonly passkeys?: PasskeySetup;
  readonly logLevel?: LogLevel;
  /** What opens `/metrics`; closed if absent. */
  readonly metricsToken?: string;
  /** Fills workspace `demo` at the first start. */
  readonly demo?: boolean;
  readonly limits?: Partial<Limits>;
  /** Where the built app is; none is served if absent. */
  readonly pagesDirectory?: string;
  readonly nowMs?: () => number;
  /** 90 if absent. */
  readonly retentionDays?: number;
}

export interface SignInLink {
  readonly user: Claims;
  readonly url: string;
}

export interface RunningServer {
  readonly url: string;
  readonly port: number;
  readonly workspaces: Workspaces;
  readonly store: Store;
  readonly log: Log;
  readonly demo: { readonly report: DemoReport; readonly isNew: boolean } | undefined;
  /**
   * For somebody to sign in with once, in place of the link they had; `undefined` where tokens come from somebody else's keys, and for who
   * was removed. A person who is here already keeps name and role.
   *
   * @param anew gives them the role back, and brings them back if they were removed
   */
  createSignInLink(user: Claims, anew?: boolean): Promise<SignInLink | undefined>;
  /** Whether an administrator of the workspace has ever signed in here. */
  hasAdministrator(workspace: string): Promise<boolean>;
  /** Resolves within 5 s. */
  close(): Promise<void>;
}

export const demoWorkspace = "demo";
/** Longest that answers under way are waited for. */
const patienceMs = 2000;
/** Longer than proxies and clients keep a connection that is idle: theirs is to end it, or a request would meet the end on its way. */
const keepAliveMs = 75_000;

/** @throws where the port is taken, the data directory cannot be used, or another server uses it */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const nowMs = options.nowMs ?? Date.now;
  const log = createLog(options.logLevel ?? "silent");
  const limits: Limits = { ...defaultLimits, ...options.limits };
  const keys = await keysOf(options.auth ?? { kind: "kept-secret" }, options.dataDir);
  if (keys.kind === "secret" && keys.secret.length < 32)
    log.warn("AUTH_SECRET is shorter than 32 characters: it can be guessed");
  if (keys.kind === "jwks") warnOfKeys(keys, log);
  const databasePath = join(options.dataDir, "couplet.db");
  const store = openSqliteStore(databasePath);
  const metrics = createMetrics({ stats: () => workspaces.stats() });
  const workspaces: Workspaces = new Workspaces({
    store,
    limits,
    logger: log,
    meter: metrics.meter,
    nowMs,
    scratchDir: options.dataDir,
    erased: await ErasedCards.open(join(options.dataDir, "erased-cards")),
    ...(options.retentionDays === undefined ? {} : { retentionDays: options.retentionDays }),
  });
  measureDisk(metrics, databasePath, store);
  let isStopping = false;

  try {
    const ended = await EndedSessions.open(join(options.dataDir, "ended-sessions"), nowMs());
    const accounts = new Accounts({
      store: store.accounts,
      ended,
      nowMs,
      roleChanged: (workspace, actor) => workspaces.saw(workspace, actor),
    });
    const passkeys = new Passkeys({ store: store.passkeys, accounts, ended, nowMs });
    const signIn =
      keys.kind === "secret"
        ? new SignIn({ secret: keys.secret, accounts, passkeys, passkeySetup: options.passkeys, nowMs })
        : undefined;
    const { maxTokenMinutes } = options;
    const tokens = createTokenVerifier(keys, {
      nowMs,
      accesses: signIn && accounts,
      maxLifeMs: maxTokenMinutes === undefined ? undefined : maxTokenMinutes * 60_000,
    });
    // Asked for before anybody comes; readiness tells where that fails.
    void tokens.ready().catch((error: unknown) => log.error({ err: error }, "no keys to check tokens with"));
    const demo =
      options.demo === true ? await importDemoOnce(await workspaces.get(demoWorkspace, demoImporter)) : undefined;
    const shared = {
      openWorkspace: workspaces.get.bind(workspaces),
      verifyToken: tokens,
      allowsOrigin: createOriginCheck([...(options.allowedOrigins ?? []), ...(options.passkeys?.origins ?? [])]),
      metrics,
      log,
      nowMs,
      isStopping: () => isStopping,
    };
    const app = createApp({
      ...shared,
      store,
      signIn,
      allowedOrigins: options.allowedOrigins ?? [],
      reportOf: (workspace) => (workspace === demoWorkspace ? demo?.report : undefined),
      checkStore: () => store.check(),
      checkKeys: () => tokens.ready(),
      pagesDirectory: options.pagesDirectory,
      metricsToken: options.metricsToken,
    });
    const server = createAdaptorServer({
      fetch: app.fetch,
      serverOptions: { shouldUpgradeCallback: isWebSocket, requestTimeout: 60_000, keepAliveTimeout: keepAliveMs },
    });
    if (!(server instanceof Server)) throw new TypeError("Not an HTTP/1 server");
    const rooms = attachUpgrade(server, { ...shared, limits });
    const answers = trackAnswers(server);
    await workspaces.resumeJobs();
    const { url, port } = await listen(server, options.host ?? "127.0.0.1", options.port ?? 0);
    const orders = await ordersOf(options.dataDir, store, log);

    const close = async (): Promise<void> => {
      isStopping = true;
      const closed = once(server, "close");
      server.close();
      server.closeIdleConnections();
      await orders?.close();
      await workspaces.stopJobs();
      await answers.settled(patienceMs);
      await workspaces.close();
      await rooms.close();
      server.closeAllConnections();
      await closed;
      await store.close();
    };
    let closing: Promise<void> | undefined;
    return {
      url,
      port,
      workspaces,
      store,
      log,
      demo,
      createSignInLink: async (user, anew) => {
        const person = signIn && (await accounts.introduce(user, anew));
        if (!person) return undefined;
        const { code } = await accounts.link(person.workspace, person.sub, printedLinkLifeMs);
        const { sub, name, workspace, role } = person;
        return { user: { sub, name, workspace, role }, url: `${url}/#code=${code}` };
      },
      hasAdministrator: (workspace) => accounts.hasAdministrator(workspace),
      close: () => (closing ??= close()),
    };
  } catch (error) {
    await workspaces.close().catch(() => undefined);
    await store.close();
    throw error;
  }
}

/** A server that cannot be told to back up serves everybody else all the same. */
async function ordersOf(dataDir: string, store: SqliteStore, log: Log): Promise<Orders | undefined> {
  const path = ordersPath(dataDir);
  try {
    if (path === undefined) throw new RangeError("The path of the data directory is too long for a socket");
    return await takeOrders(
      path,
      (file) => store.backUp(file),
      (error) => log.warn({ error }, "an order could not be taken"),
    );
  } catch (error) {
    log.warn({ error }, "no backup can be made while this server runs");
    return undefined;
  }
}

async function keysOf(auth: AuthConfig, dataDir: string): Promise<TokenKeys> {
  return auth.kind === "kept-secret" ? { kind: "secret", secret: await keptSecret(dataDir) } : auth;
}

/** What an operator may want to know of the keys' address, and can do about it. */
function warnOfKeys({ url, audience }: Extract<TokenKeys, { kind: "jwks" }>, log: Log): void {
  if (url.protocol === "http:" && !["127.0.0.1", "[::1]", "localhost"].includes(url.hostname))
    log.warn("AUTH_JWKS_URL is not https: whoever sits between can sign in as anybody");
  if (audience === undefined)
    log.warn("AUTH_AUDIENCE is not set: tokens that the same issuer signs for other services are accepted, too");
}

/** Any other protocol a client would rather speak is none of ours: the request is answered as it is. */
const isWebSocket = (request: IncomingMessage): boolean => request.headers.upgrade?.toLowerCase() === "websocket";

async function listen(
  server: Server,
  host: string,
  port: number,
): Promise<{ readonly url: string; readonly port: number }> {
  server.listen(port, host);
  await once(server, "listening");
  const address = server.address();
  const bound = typeof address === "object" && address ? address.port : port;
  const shown = host === "0.0.0.0" ? "127.0.0.1" : host === "::" ? "[::1]" : isIPv6(host) ? `[${host}]` : host;
  return { url: `http://${shown}:${bound}`, port: bound };
}

/** Counts the answers under way. */
function trackAnswers(server: Server): { settled(patienceMs: number): Promise<void> } {
  const underWay = new Set<ServerResponse>();
  let settle: (() => void) | undefined;
  server.on("request", (_: IncomingMessage, response: ServerResponse) => {
    underWay.add(response);
    response.once("close", () => {
      underWay.delete(response);
      if (underWay.size === 0) settle?.();
    });
  });
  return {
    settled: async (patienceMs) => {
      if (underWay.size === 0) return;
      const { promise, resolve } = Promise.withResolvers<void>();
      settle = resolve;
      const timer = setTimeout(resolve, patienceMs);
      await promise;
      clearTimeout(timer);
    },
  };
}
