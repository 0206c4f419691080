import { chmod, mkdtemp, readdir, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { keptSecret } from "./auth-secret.ts";

test("[CF3] a secret is made once, whoever asks first, and only its owner can read it", async () => {
  const dataDir = join(await mkdtemp(join(tmpdir(), "couplet-secret-")), "data");
  const secrets = await Promise.all([keptSecret(dataDir), keptSecret(dataDir), keptSecret(dataDir)]);
  expect(new Set(secrets).size).toBe(1);
  expect(secrets[0]).toMatch(/^[\w-]{43}$/u);
  expect(await keptSecret(dataDir)).toBe(secrets[0]);
  expect(await readdir(dataDir)).toEqual(["auth-secret"]);
  expect((await stat(join(dataDir, "auth-secret"))).mode & 0o777).toBe(0o600);

  await chmod(join(dataDir, "auth-secret"), 0o644);
  await keptSecret(dataDir);
  expect((await stat(join(dataDir, "auth-secret"))).mode & 0o777).toBe(0o600);
});
