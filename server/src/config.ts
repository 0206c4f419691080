/**
 * Configuration: the environment, parsed once.
 *
 * Shape    a value that cannot be half set: exactly one way of checking tokens, all limits and origins well-formed.
 * Not      tuning: limits have one home each, and tests override them there.
 * Source   README, "Environment"
 *
 * @module
 */
import { AppError, restorableDays } from "@couplet/model";
import { defaultRetentionDays } from "./workspace/workspaces.ts";

const maxRetentionDays = 36_500;
const minTokenMinutes = 15;

export interface Config {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  readonly dataDir: string;
  readonly auth: AuthConfig;
  /** Tokens that last longer from now on are refused; any life is taken if absent. */
  readonly maxTokenMinutes?: number;
  /** Origins, besides the server's own, whose pages may call and connect. */
  readonly allowedOrigins: readonly string[];
  readonly logLevel: LogLevel;
  /** What opens `/metrics`; closed if absent. */
  readonly metricsToken?: string;
  readonly demo: boolean;
  /** Prints a sign-in link for the administrator although one has signed in before. */
  readonly adminLink: boolean;
  /** How long a client may stay away and still bring its edits. */
  readonly retentionDays: number;
}

/** `kept-secret`: made at the first start and kept in the data directory. */
export type AuthConfig =
  | { readonly kind: "kept-secret" }
  | { readonly kind: "secret"; readonly secret: string }
  | { readonly kind: "jwks"; readonly url: URL; readonly issuer?: string; readonly audience?: string };

const logLevels = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;
export type LogLevel = (typeof logLevels)[number];

export type Environment = Readonly<Record<string, string | undefined>>;

/** An environment variable that the server cannot start with. */
export class ConfigError extends AppError {
  readonly code = "config.invalid";
  readonly variable: string;
  constructor(variable: string, problem: string) {
    super(`${variable}: ${problem}`);
    this.variable = variable;
  }
}

/** An empty variable counts as unset. @throws {ConfigError} */
export function parseConfig(environment: Environment): Config {
  const read = (name: string): string | undefined => environment[name]?.trim() || undefined;
  if (read("DATABASE_URL") !== undefined) {
    throw new ConfigError("DATABASE_URL", "this version keeps everything in DATA_DIR; unset it");
  }
  return {
    host: read("HOST") ?? "127.0.0.1",
    port: parsePort(read("PORT") ?? "8787"),
    dataDir: read("DATA_DIR") ?? "./data",
    auth: parseAuth(read),
    ...parseTokenLife(read("AUTH_MAX_TOKEN_MINUTES")),
    allowedOrigins: (read("ALLOWED_ORIGINS") ?? "")
      .split(/[\s,]+/u)
      .filter((text) => text !== "")
      .map(parseOrigin),
    logLevel: parseLogLevel(read("LOG_LEVEL") ?? "info"),
    retentionDays: parseRetention(read("RETENTION_DAYS") ?? String(defaultRetentionDays)),
    ...parseMetricsToken(read("METRICS_TOKEN")),
    demo: parseSwitch("DEMO", read("DEMO") ?? "1"),
    adminLink: parseSwitch("ADMIN_LINK", read("ADMIN_LINK") ?? "0"),
  };
}

function parsePort(text: string): number {
  const port = /^\d{1,5}$/u.test(text) ? Number(text) : Number.NaN;
  if (!(port <= 65_535)) throw new ConfigError("PORT", `${JSON.stringify(text)} is no port between 0 and 65535`);
  return port;
}

function parseAuth(read: (name: string) => string | undefined): AuthConfig {
  const [secret, jwksUrl, issuer, audience] = [
    read("AUTH_SECRET"),
    read("AUTH_JWKS_URL"),
    read("AUTH_ISSUER"),
    read("AUTH_AUDIENCE"),
  ];
  if (secret !== undefined && jwksUrl !== undefined)
    throw new ConfigError("AUTH_JWKS_URL", "set either this or AUTH_SECRET, not both");
  if (jwksUrl === undefined) {
    for (const [name, value] of Object.entries({ AUTH_ISSUER: issuer, AUTH_AUDIENCE: audience }))
      if (value !== undefined) throw new ConfigError(name, "goes with AUTH_JWKS_URL; unset it");
    return secret === undefined ? { kind: "kept-secret" } : { kind: "secret", secret };
  }
  const url = URL.parse(jwksUrl);
  if (!url || !["https:", "http:"].includes(url.protocol))
    throw new ConfigError("AUTH_JWKS_URL", "is no http(s) address");
  return {
    kind: "jwks",
    url,
    ...(issuer !== undefined && { issuer }),
    ...(audience !== undefined && { audience }),
  };
}

/** The app's own tokens last a quarter of an hour. */
function parseTokenLife(text: string | undefined): { readonly maxTokenMinutes?: number } {
  if (text === undefined) return {};
  const minutes = /^\d{1,7}$/u.test(text) ? Number(text) : Number.NaN;
  if (!(minutes >= minTokenMinutes)) {
    throw new ConfigError(
      "AUTH_MAX_TOKEN_MINUTES",
      `${JSON.stringify(text)} is no whole number of minutes from ${minTokenMinutes} up`,
    );
  }
  return { maxTokenMinutes: minutes };
}

/** Long enough not to be guessed, and what fits into a header. */
function parseMetricsToken(text: string | undefined): { readonly metricsToken?: string } {
  if (text === undefined) return {};
  if (!/^[\w.~+/=-]{16,255}$/u.test(text))
    throw new ConfigError("METRICS_TOKEN", "takes 16 to 255 letters, digits and . _ ~ + / = -");
  return { metricsToken: text };
}

function parseOrigin(text: string): string {
  const url = URL.parse(text);
  const plain =
    url && ["https:", "http:"].includes(url.protocol) && url.pathname === "/" && url.search === "" && url.hash === "";
  if (!plain)
    throw new ConfigError("ALLOWED_ORIGINS", `${JSON.stringify(text)} is no origin such as https://app.example`);
  return url.origin;
}

function parseLogLevel(text: string): LogLevel {
  const level = logLevels.find((known) => known === text.toLowerCase());
  if (level === undefined)
    throw new ConfigError("LOG_LEVEL", `${JSON.stringify(text)} is none of ${logLevels.join(", ")}`);
  return level;
}

/** Deleted cards come back with their documents: those are kept for as long at least. */
function parseRetention(text: string): number {
  const days = /^\d{1,5}$/u.test(text) ? Number(text) : Number.NaN;
  if (!(days >= restorableDays && days <= maxRetentionDays)) {
    throw new ConfigError(
      "RETENTION_DAYS",
      `${JSON.stringify(text)} is no whole number of days between ${restorableDays} and ${maxRetentionDays}`,
    );
  }
  return days;
}

function parseSwitch(name: string, text: string): boolean {
  if (["1", "true", "yes", "on"].includes(text.toLowerCase())) return true;
  if (["0", "false", "no", "off"].includes(text.toLowerCase())) return false;
  throw new ConfigError(name, `${JSON.stringify(text)} is neither 1 nor 0`);
}
