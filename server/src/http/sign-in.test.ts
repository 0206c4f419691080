import { createHash } from "node:crypto";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Accounts, printedLinkLifeMs, sessionLifeMs } from "../accounts/accounts.ts";
import { EndedSessions } from "../accounts/ended-sessions.ts";
import { Passkeys } from "../accounts/passkeys.ts";
import { openSqliteStore, type SqliteStore } from "../store/sqlite.ts";
import { createTokenVerifier, type VerifyToken } from "../token.ts";
import { SignIn } from "./sign-in.ts";

const secret = "a secret of thirty-two characters";
const ada = { sub: "ada", name: "Ada Keller", workspace: "demo", role: "admin" } as const;
const refused = { status: 401, code: "signIn.session" };
const device = "Firefox, Linux";

describe("[HT6] signing in", () => {
  let nowMs: number;
  let directory: string;
  let store: SqliteStore;
  const open = async (key = secret): Promise<SignIn> => {
    const ended = await EndedSessions.open(join(directory, "ended-sessions"), nowMs);
    const shared = { ended, nowMs: () => nowMs };
    const accounts = new Accounts({ store: store.accounts, ...shared });
    const passkeys = new Passkeys({ store: store.passkeys, accounts, ...shared });
    return new SignIn({ secret: key, accounts, passkeys, nowMs: () => nowMs });
  };
  const codeFrom = async ({ accounts }: SignIn): Promise<string> => {
    await accounts.introduce(ada);
    return (await accounts.link(ada.workspace, ada.sub, printedLinkLifeMs)).code;
  };
  const verifierOf = ({ accounts }: SignIn): VerifyToken =>
    createTokenVerifier({ kind: "secret", secret }, { accesses: accounts, nowMs: () => nowMs });

  beforeEach(async () => {
    nowMs = Date.now();
    directory = await mkdtemp(join(tmpdir(), "couplet-sign-in-"));
    store = openSqliteStore(join(directory, "couplet.db"));
  });
  afterEach(async () => {
    await store.close();
    await rm(directory, { recursive: true });
  });

  test("[HT6] a code gives a token that is accepted, and works once", async () => {
    const signIn = await open();
    const code = await codeFrom(signIn);
    const { signedIn } = await signIn.exchange(code, device);
    expect(await verifierOf(signIn)(signedIn.token)).toMatchObject({
      actor: { sub: "ada", role: "admin" },
      workspace: "demo",
      expiresAtMs: Date.parse(signedIn.expiresAt),
    });
    await expect(signIn.exchange(code, device)).rejects.toMatchObject({ status: 401, code: "signIn.code" });
    await expect(signIn.exchange("guess", device)).rejects.toMatchObject({ code: "signIn.code" });
  });

  test("[HT6] two who bring the same code at once: one comes in", async () => {
    const signIn = await open();
    const code = await codeFrom(signIn);
    const both = await Promise.allSettled([signIn.exchange(code, device), signIn.exchange(code, device)]);
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  });

  test("[HT6] a code ends after its time, and when another is made", async () => {
    const signIn = await open();
    const [first, second] = [await codeFrom(signIn), await codeFrom(signIn)];
    await expect(signIn.exchange(first, device)).rejects.toMatchObject({ code: "signIn.code" });
    nowMs += printedLinkLifeMs;
    await expect(signIn.exchange(second, device)).rejects.toMatchObject({ code: "signIn.code" });
  });

  test("[HT6] the cookie renews tokens, also after a restart, until a month has gone by without it", async () => {
    const first = await open();
    const { cookie } = await first.exchange(await codeFrom(first), device);
    const second = await open();
    expect((await second.renew(cookie, device)).signedIn.user).toEqual(ada);
    nowMs += sessionLifeMs + 1000;
    await expect(second.renew(cookie, device)).rejects.toMatchObject(refused);
  });

  test("[HT6] signing out ends the session for good, and the tokens that are out", async () => {
    const first = await open();
    const { cookie, signedIn } = await first.exchange(await codeFrom(first), device);
    const { cookie: later } = await first.renew(cookie, device);
    const verify = verifierOf(first);
    expect((await verify(signedIn.token)).actor.sub).toBe("ada");
    await first.end(later);
    await expect(verify(signedIn.token)).rejects.toMatchObject({ code: "auth.ended" });
    await expect(first.renew(cookie, device)).rejects.toMatchObject(refused);
    await expect((await open()).renew(cookie, device)).rejects.toMatchObject(refused);
    expect((await stat(join(directory, "ended-sessions"))).mode & 0o777).toBe(0o600);
    await first.end("nonsense");
  });

  test("[HT6] a cookie from after a backup renews where the backup was restored; one that was ended since does not", async () => {
    const before = await open();
    const kept = await before.exchange(await codeFrom(before), device);
    const ended = await before.exchange(await codeFrom(before), device);
    await before.end(ended.cookie);
    await store.close();
    for (const file of ["couplet.db", "couplet.db-wal", "couplet.db-shm"])
      await rm(join(directory, file), { force: true });
    store = openSqliteStore(join(directory, "couplet.db"));
    const restored = await open();
    const { signedIn } = await restored.renew(kept.cookie, device);
    expect((await verifierOf(restored)(signedIn.token)).actor).toEqual({
      sub: "ada",
      name: "Ada Keller",
      role: "admin",
    });
    await expect(restored.renew(ended.cookie, device)).rejects.toMatchObject(refused);
  });

  test("[HT6] a token is no cookie, a cookie no token, and neither is one of another server", async () => {
    const signIn = await open();
    const { cookie, signedIn } = await signIn.exchange(await codeFrom(signIn), device);
    await expect(signIn.renew(signedIn.token, device)).rejects.toMatchObject(refused);
    await expect(verifierOf(signIn)(cookie)).rejects.toMatchObject({ code: "auth.invalid" });
    const other = await open("another secret");
    await expect(other.renew(cookie, device)).rejects.toMatchObject(refused);
    await expect(signIn.renew(undefined, device)).rejects.toMatchObject(refused);
    expect(other.cookieName).not.toBe(signIn.cookieName);
  });

  test("[HT6] nothing that opens a door lies in the store", async () => {
    const signIn = await open();
    const used = await codeFrom(signIn);
    const { cookie } = await signIn.exchange(used, device);
    const waiting = await codeFrom(signIn);
    await store.close();
    const plain = new DatabaseSync(join(directory, "couplet.db"));
    const tables = ["person", "sign_in_link", "sign_in_session"];
    const dump = JSON.stringify(tables.map((table) => plain.prepare(`SELECT * FROM ${table}`).all()));
    plain.close();
    store = openSqliteStore(join(directory, "couplet.db"));
    expect(dump).toContain(createHash("sha256").update(waiting).digest("base64url"));
    for (const key of [used, waiting, cookie]) expect(dump).not.toContain(key);
  });
});
