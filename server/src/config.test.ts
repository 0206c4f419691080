import { expect, test } from "vitest";
import { ConfigError, parseConfig } from "./config.ts";

test("[CF1] an empty environment is enough", () => {
  expect(parseConfig({})).toEqual({
    host: "127.0.0.1",
    port: 8787,
    dataDir: "./data",
    auth: { kind: "kept-secret" },
    allowedOrigins: [],
    logLevel: "info",
    demo: true,
    adminLink: false,
    retentionDays: 90,
  });
});

test("[CF1] everything documented is read", () => {
  expect(
    parseConfig({
      HOST: "0.0.0.0",
      PORT: "0",
      DATA_DIR: "/var/lib/couplet",
      AUTH_JWKS_URL: "https://id.example/keys",
      AUTH_ISSUER: "https://id.example",
      AUTH_AUDIENCE: "couplet",
      AUTH_MAX_TOKEN_MINUTES: "60",
      ADMIN_LINK: "1",
      ALLOWED_ORIGINS: "https://erp.example, http://localhost:5173/",
      LOG_LEVEL: "WARN",
      METRICS_TOKEN: "a-token-for-metrics-alone",
      DEMO: "0",
      RETENTION_DAYS: "365",
    }),
  ).toEqual({
    host: "0.0.0.0",
    port: 0,
    dataDir: "/var/lib/couplet",
    auth: {
      kind: "jwks",
      url: new URL("https://id.example/keys"),
      issuer: "https://id.example",
      audience: "couplet",
    },
    allowedOrigins: ["https://erp.example", "http://localhost:5173"],
    logLevel: "warn",
    metricsToken: "a-token-for-metrics-alone",
    demo: false,
    adminLink: true,
    maxTokenMinutes: 60,
    retentionDays: 365,
  });
  expect(parseConfig({ AUTH_SECRET: "s" }).auth).toEqual({ kind: "secret", secret: "s" });
});

test.each([
  ["RETENTION_DAYS", { RETENTION_DAYS: "29" }],
  ["RETENTION_DAYS", { RETENTION_DAYS: "1e2" }],
  ["RETENTION_DAYS", { RETENTION_DAYS: "99999" }],
  ["PORT", { PORT: "80a" }],
  ["PORT", { PORT: "65536" }],
  ["PORT", { PORT: "-1" }],
  ["AUTH_JWKS_URL", { AUTH_SECRET: "s", AUTH_JWKS_URL: "https://id.example" }],
  ["AUTH_JWKS_URL", { AUTH_JWKS_URL: "file:///etc/keys" }],
  ["AUTH_ISSUER", { AUTH_ISSUER: "https://id.example" }],
  ["AUTH_AUDIENCE", { AUTH_SECRET: "s", AUTH_AUDIENCE: "couplet" }],
  ["AUTH_MAX_TOKEN_MINUTES", { AUTH_MAX_TOKEN_MINUTES: "14" }],
  ["AUTH_MAX_TOKEN_MINUTES", { AUTH_MAX_TOKEN_MINUTES: "an hour" }],
  ["ADMIN_LINK", { ADMIN_LINK: "please" }],
  ["ALLOWED_ORIGINS", { ALLOWED_ORIGINS: "*" }],
  ["ALLOWED_ORIGINS", { ALLOWED_ORIGINS: "https://erp.example/path" }],
  ["LOG_LEVEL", { LOG_LEVEL: "loud" }],
  ["DEMO", { DEMO: "maybe" }],
  ["METRICS_TOKEN", { METRICS_TOKEN: "short" }],
  ["METRICS_TOKEN", { METRICS_TOKEN: "two words are no token" }],
  ["DATABASE_URL", { DATABASE_URL: "postgres://db.example/couplet" }],
])("[CF2] %s that cannot be meant stops the start and is named: %j", (variable, environment) => {
  expect(() => parseConfig(environment)).toThrow(ConfigError);
  expect(() => parseConfig(environment)).toThrow(variable);
});
