import { mkdtemp, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { createTokenVerifier } from "../token.ts";
import { codeLifeMs, sessionLifeMs, SignIn } from "./sign-in.ts";

const ada = { sub: "ada", name: "Ada Keller", workspace: "demo", role: "admin" } as const;
const refused = { status: 401, code: "signIn.session" };

describe("[HT6] signing in", () => {
  let nowMs: number;
  let endedSessionsFile: string;
  const open = (secret = "a secret of thirty-two characters"): Promise<SignIn> =>
    SignIn.open({ secret, endedSessionsFile, nowMs: () => nowMs });

  beforeEach(async () => {
    nowMs = Date.now();
    endedSessionsFile = join(await mkdtemp(join(tmpdir(), "couplet-sign-in-")), "ended-sessions");
  });

  test("[HT6] a code gives a token that is accepted, and works once", async () => {
    const signIn = await open();
    const code = signIn.createCode(ada);
    const { signedIn } = await signIn.exchange(code);
    const verify = createTokenVerifier({ kind: "secret", secret: "a secret of thirty-two characters" });
    expect(await verify(signedIn.token)).toMatchObject({
      actor: { sub: "ada", role: "admin" },
      workspace: "demo",
      expiresAtMs: Date.parse(signedIn.expiresAt),
    });
    await expect(signIn.exchange(code)).rejects.toMatchObject({ status: 401, code: "signIn.code" });
    await expect(signIn.exchange("guess")).rejects.toMatchObject({ code: "signIn.code" });
  });

  test("[HT6] a code ends after a day", async () => {
    const signIn = await open();
    const code = signIn.createCode(ada);
    nowMs += codeLifeMs;
    await expect(signIn.exchange(code)).rejects.toMatchObject({ code: "signIn.code" });
  });

  test("[HT6] the cookie renews tokens, also after a restart, until a month has gone by without it", async () => {
    const first = await open();
    const { cookie } = await first.exchange(first.createCode(ada));
    const second = await open();
    expect((await second.renew(cookie)).signedIn.user).toEqual(ada);
    nowMs += sessionLifeMs + 1000;
    await expect(second.renew(cookie)).rejects.toMatchObject(refused);
  });

  test("[HT6] signing out ends the session for good", async () => {
    const first = await open();
    const { cookie } = await first.exchange(first.createCode(ada));
    const { cookie: later } = await first.renew(cookie);
    await first.end(later);
    await expect(first.renew(cookie)).rejects.toMatchObject(refused);
    await expect((await open()).renew(cookie)).rejects.toMatchObject(refused);
    expect((await stat(endedSessionsFile)).mode & 0o777).toBe(0o600);
    await first.end("nonsense");
  });

  test("[HT6] a token is no cookie, a cookie no token, and neither is one of another server", async () => {
    const signIn = await open();
    const { cookie, signedIn } = await signIn.exchange(signIn.createCode(ada));
    await expect(signIn.renew(signedIn.token)).rejects.toMatchObject(refused);
    await expect(
      createTokenVerifier({ kind: "secret", secret: "a secret of thirty-two characters" })(cookie),
    ).rejects.toMatchObject({ code: "auth.invalid" });
    await expect((await open("another secret")).renew(cookie)).rejects.toMatchObject(refused);
    await expect(signIn.renew(undefined)).rejects.toMatchObject(refused);
    expect((await open("another secret")).cookieName).not.toBe(signIn.cookieName);
  });
});
