import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openSqliteStore, type SqliteStore } from "../store/sqlite.ts";
import { Accounts } from "./accounts.ts";
import { challengeLifeMs, Challenges } from "./challenges.ts";
import { EndedSessions } from "./ended-sessions.ts";
import { passkeyAddressOf } from "./passkey-address.ts";
import { maxPasskeysPerPerson, Passkeys } from "./passkeys.ts";
import { type Spoiled, TestAuthenticator } from "./test-authenticator.ts";

const workspace = "acme";
const ada = { sub: "ada", name: "Ada Keller", workspace, role: "admin" } as const;
const address = { rpId: "couplet.example", origin: "https://couplet.example" };
const maker = { workspace, sub: "ada", session: "0198c0de-7c1a-7000-8000-000000000001" };
const browser = "one browser";
const device = "Firefox, Linux";

describe("[HT12] passkeys", () => {
  let nowMs: number;
  let directory: string;
  let store: SqliteStore;
  let accounts: Accounts;
  let passkeys: Passkeys;

  const open = async (): Promise<void> => {
    store = openSqliteStore(join(directory, "couplet.db"));
    const ended = await EndedSessions.open(join(directory, "ended-sessions"), nowMs);
    const shared = { ended, nowMs: () => nowMs };
    accounts = new Accounts({ store: store.accounts, ...shared });
    passkeys = new Passkeys({ store: store.passkeys, accounts, ...shared });
  };
  const made = async (of = maker, authenticator = new TestAuthenticator(), spoiled: Spoiled = {}, at = address) => {
    const { challenge, rp, user } = await passkeys.askToMake(address, of);
    const answer = authenticator.make(
      { challenge, rpId: rp.id ?? "", origin: at.origin, userHandle: user.id },
      spoiled,
    );
    return { authenticator, answer, passkey: await passkeys.make(address, of, "My phone", answer) };
  };
  const enters = async (authenticator: TestAuthenticator, spoiled: Spoiled = {}, at = address) => {
    const { challenge } = await passkeys.askToSign(address, browser);
    return passkeys.enter(address, browser, authenticator.sign({ challenge, ...at }, spoiled), device);
  };

  beforeEach(async () => {
    nowMs = 1_800_000_000_000;
    directory = await mkdtemp(join(tmpdir(), "couplet-passkeys-"));
    await open();
    await accounts.introduce(ada);
  });
  afterEach(async () => {
    await store.close();
    await rm(directory, { recursive: true });
  });

  test("[HT12] one that was made signs its person in, with a session like any other, as often as they like", async () => {
    const { authenticator, passkey } = await made();
    expect(passkey).toMatchObject({ name: "My phone", rpId: "couplet.example", isShared: false, counter: 1 });
    nowMs += 5_000;
    const { person, session } = await enters(authenticator);
    expect(person).toMatchObject({ sub: "ada", role: "admin" });
    expect((await accounts.find(session))?.actor).toEqual({ sub: "ada", name: "Ada Keller", role: "admin" });
    expect(await passkeys.list(workspace, "ada")).toMatchObject([{ id: passkey.id, usedAtMs: nowMs, counter: 2 }]);
    await enters(authenticator);
    expect(await accounts.sessions(workspace, "ada")).toHaveLength(2);
  });

  test("[HT12] several of one person know the person by one handle, and none is offered to be made twice", async () => {
    const { authenticator, passkey } = await made();
    const asked = await passkeys.askToMake(address, maker);
    expect(asked.user.id).toBe(passkey.userHandle);
    expect(asked.excludeCredentials?.map(({ id }) => id)).toEqual([authenticator.credentialId]);
    expect(asked.authenticatorSelection).toMatchObject({ residentKey: "required", userVerification: "required" });
    const second = await made();
    await enters(authenticator);
    await enters(second.authenticator);
    const { sub } = await accounts.invite(workspace, "ben", "Ben Rossi", "sales");
    expect((await made({ ...maker, sub })).passkey.userHandle).not.toBe(passkey.userHandle);
  });

  test.each<[string, Spoiled, typeof address?]>([
    ["of another page", {}, { ...address, origin: "https://couplet.example.evil.example" }],
    ["of the same page over http", {}, { ...address, origin: "http://couplet.example" }],
    ["for another domain", {}, { ...address, rpId: "example" }],
    ["of our page within another one", { framed: {} }],
    ["of our page within one that is named", { framed: { topOrigin: "https://evil.example" } }],
    ["of a device that was only touched", { isUnverified: true }],
    ["that is one of making a passkey", { type: "webauthn.create" }],
    ["signed with another key", { isForged: true }],
    ["that means somebody else", { userHandle: "c29tZWJvZHkgZWxzZQ" }],
  ])("[HT12] a signature %s lets nobody in", async (_, spoiled, at) => {
    const { authenticator } = await made();
    await expect(enters(authenticator, spoiled, at)).rejects.toMatchObject({ status: 401, code: "passkey.refused" });
    expect(await accounts.sessions(workspace, "ada")).toEqual([]);
    await enters(authenticator);
  });

  test.each<[string, Spoiled, typeof address?]>([
    ["of another page", {}, { ...address, origin: "https://evil.example" }],
    ["of our page within another one", { framed: {} }],
    ["of our page within one that is named", { framed: { topOrigin: "https://evil.example" } }],
    ["of a device that was only touched", { isUnverified: true }],
    ["that is a signature to sign in", { type: "webauthn.get" }],
    ["with a certificate that nobody asked for", { certificate: new Uint8Array(300) }],
  ])("[HT12] a passkey %s is not kept", async (_, spoiled, at) => {
    const making = made(maker, undefined, spoiled, at);
    await expect(making).rejects.toMatchObject({ status: 422, code: "passkey.refused", field: "credential" });
    expect(await passkeys.list(workspace, "ada")).toEqual([]);
  });

  test("[HT12] a challenge works once, in the browser it was given to, for five minutes, and not once another was given", async () => {
    const { authenticator } = await made();
    const refused = { status: 401, code: "passkey.challenge" };
    const { challenge } = await passkeys.askToSign(address, browser);
    const answer = authenticator.sign({ challenge, ...address });
    await expect(passkeys.enter(address, "another browser", answer, device)).rejects.toMatchObject(refused);
    await passkeys.enter(address, browser, answer, device);
    await expect(passkeys.enter(address, browser, answer, device)).rejects.toMatchObject(refused);

    // Of a try that failed it is gone, too.
    const failing = await passkeys.askToSign(address, browser);
    const forged = authenticator.sign({ challenge: failing.challenge, ...address }, { isForged: true });
    await expect(passkeys.enter(address, browser, forged, device)).rejects.toMatchObject({ code: "passkey.refused" });
    const late = authenticator.sign({ challenge: failing.challenge, ...address });
    await expect(passkeys.enter(address, browser, late, device)).rejects.toMatchObject(refused);

    const first = await passkeys.askToSign(address, browser);
    await passkeys.askToSign(address, browser);
    const stale = passkeys.enter(address, browser, authenticator.sign({ ...first, ...address }), device);
    await expect(stale).rejects.toMatchObject({ code: "passkey.refused" });

    const slow = await passkeys.askToSign(address, browser);
    nowMs += challengeLifeMs;
    const tooLate = passkeys.enter(address, browser, authenticator.sign({ ...slow, ...address }), device);
    await expect(tooLate).rejects.toMatchObject(refused);
  });

  test("[HT12] what one session was asked to make, another does not make; nor is it made twice", async () => {
    const authenticator = new TestAuthenticator();
    const { challenge, user } = await passkeys.askToMake(address, maker);
    const answer = authenticator.make({ challenge, ...address, userHandle: user.id });
    const refused = { status: 422, code: "passkey.challenge" };
    const other = { ...maker, session: "0198c0de-7c1a-7000-8000-000000000002" };
    await expect(passkeys.make(address, other, "Theirs", answer)).rejects.toMatchObject(refused);
    await passkeys.make(address, maker, "Mine", answer);
    await expect(passkeys.make(address, maker, "Mine", answer)).rejects.toMatchObject(refused);
    const again = made(maker, authenticator);
    await expect(again).rejects.toMatchObject({ status: 409, code: "passkey.known" });
    expect(await passkeys.list(workspace, "ada")).toHaveLength(1);
  });

  test("[HT12] a counter that went back tells of a copy: neither lets anybody in from then on", async () => {
    const { authenticator } = await made();
    await enters(authenticator, { counter: 9 });
    // Without the right signature nobody is told apart, and nothing is noted.
    const forged = enters(authenticator, { counter: 3, isForged: true });
    await expect(forged).rejects.toMatchObject({ code: "passkey.refused" });
    await enters(authenticator, { counter: 10 });
    const copied = { status: 401, code: "passkey.copied" };
    await expect(enters(authenticator, { counter: 10 })).rejects.toMatchObject(copied);
    await expect(enters(authenticator, { counter: 11 })).rejects.toMatchObject(copied);
    expect(await passkeys.list(workspace, "ada")).toMatchObject([{ copiedAtMs: nowMs, counter: 10 }]);
    expect(await accounts.sessions(workspace, "ada")).toHaveLength(2);
  });

  test("[HT12] one that does not count is used again and again; once it has counted, 0 is going back", async () => {
    const { authenticator } = await made(maker, new TestAuthenticator({ counts: false }));
    await enters(authenticator);
    await enters(authenticator);
    await enters(authenticator, { counter: 4 });
    await expect(enters(authenticator)).rejects.toMatchObject({ code: "passkey.copied" });
  });

  test("[HT12] one that was removed lets nobody in, nor does a restored backup bring it back; its sessions go on", async () => {
    const { authenticator, passkey } = await made();
    const kept = await made();
    const { session } = await enters(authenticator);
    await store.close();
    const backup = new DatabaseSync(join(directory, "couplet.db"));
    backup.exec(`VACUUM INTO '${join(directory, "backup.db")}'`);
    backup.close();
    await open();
    const unknown = { status: 401, code: "passkey.unknown" };
    await passkeys.remove(workspace, "ada", passkey.id);
    await expect(enters(authenticator)).rejects.toMatchObject(unknown);
    await expect(passkeys.remove(workspace, "ada", passkey.id)).rejects.toMatchObject({ code: "passkey.notFound" });
    expect(await accounts.find(session)).toBeDefined();

    await store.close();
    for (const end of ["", "-wal", "-shm"]) await rm(join(directory, `couplet.db${end}`), { force: true });
    const restored = new DatabaseSync(join(directory, "backup.db"));
    restored.exec(`VACUUM INTO '${join(directory, "couplet.db")}'`);
    restored.close();
    await open();
    await expect(enters(authenticator)).rejects.toMatchObject(unknown);
    expect((await passkeys.list(workspace, "ada")).map(({ id }) => id)).toEqual([kept.passkey.id]);
    await enters(kept.authenticator);
  });

  test("[HT12] with their person they are gone for good: also where that one is asked back", async () => {
    await made();
    const { sub } = await accounts.invite(workspace, "ben", "Ben Rossi", "sales");
    const { authenticator } = await made({ ...maker, sub });
    await accounts.remove(workspace, sub);
    await expect(enters(authenticator)).rejects.toMatchObject({ code: "passkey.unknown" });
    await accounts.introduce({ workspace, sub, name: "Ben Rossi", role: "sales" }, true);
    await expect(enters(authenticator)).rejects.toMatchObject({ code: "passkey.unknown" });
    expect(await passkeys.list(workspace, sub)).toEqual([]);
    await expect(passkeys.askToMake(address, { ...maker, sub: "nobody" })).rejects.toMatchObject({ status: 404 });
  });

  test("[HT12] a person has no more than they can look after, and only their own can be removed by their name", async () => {
    const { passkey } = await made();
    for (let count = 1; count < maxPasskeysPerPerson; count += 1) await made();
    await expect(made()).rejects.toMatchObject({ status: 409, code: "passkey.tooMany" });
    const { sub } = await accounts.invite(workspace, "ben", "Ben Rossi", "sales");
    await expect(passkeys.remove(workspace, sub, passkey.id)).rejects.toMatchObject({ status: 404 });
    await expect(passkeys.remove("other", "ada", passkey.id)).rejects.toMatchObject({ status: 404 });
  });

  test("[HT12] nonsense of whatever kind is refused, and leaves nothing", async () => {
    const { authenticator } = await made();
    const { challenge, user } = await passkeys.askToMake(address, maker);
    const good = authenticator.make({ challenge, ...address, userHandle: user.id });
    const deep = Buffer.from(new Uint8Array(20_000).fill(0x81)).toString("base64url");
    for (const attestationObject of [
      "",
      "AA",
      deep,
      good.response.attestationObject.slice(0, -40),
      "v_____________8",
    ]) {
      await passkeys.askToMake(address, maker);
      const response = { ...good, response: { ...good.response, attestationObject } };
      await expect(passkeys.make(address, maker, "x", response)).rejects.toMatchObject({ code: "passkey.refused" });
    }
    for (const authenticatorData of ["", "AA", deep]) {
      const asked = await passkeys.askToSign(address, browser);
      const signed = authenticator.sign({ ...asked, ...address });
      const response = { ...signed, response: { ...signed.response, authenticatorData } };
      const entering = passkeys.enter(address, browser, response, device);
      await expect(entering).rejects.toMatchObject({ code: "passkey.refused" });
    }
    expect(await passkeys.list(workspace, "ada")).toHaveLength(1);
  });
});

test("[HT12] challenges that nobody answers give way, the oldest first", () => {
  let nowMs = 0;
  const challenges = new Challenges<number>(() => nowMs);
  for (let index = 0; index < 20_001; index += 1) challenges.give(`${index}`, index);
  expect(challenges.take("0")).toBeUndefined();
  expect(challenges.take("1")?.about).toBe(1);
  nowMs = challengeLifeMs;
  expect(challenges.take("20000")).toBeUndefined();
});

describe("[HT12] where there are passkeys", () => {
  const setup = { rpId: "example.com", origins: ["https://couplet.example.com", "https://example.com:8443"] };

  test.each([
    ["http://localhost:8787", { rpId: "localhost", origin: "http://localhost:8787" }],
    ["http://127.0.0.1:8787", { code: "passkey.ip", params: { host: "127.0.0.1:8787" } }],
    ["https://[::1]", { code: "passkey.ip", params: { host: "[::1]" } }],
    ["http://couplet.example.com", { code: "passkey.insecure", params: { origin: "http://couplet.example.com" } }],
    ["https://couplet.example.com", { code: "passkey.notSetUp", params: { origin: "https://couplet.example.com" } }],
    ["null", { code: "passkey.notSetUp", params: { origin: "null" } }],
  ])("[HT12] without set-up, asked from %s", (origin, told) => {
    expect(passkeyAddressOf(undefined, origin, undefined)).toEqual(told);
  });

  test("[HT12] as set up, and nowhere else", () => {
    for (const origin of setup.origins)
      expect(passkeyAddressOf(setup, origin, "anything")).toEqual({ rpId: "example.com", origin });
    const elsewhere = passkeyAddressOf(setup, "https://example.com", "example.com");
    expect(elsewhere).toMatchObject({ code: "passkey.elsewhere", params: { origins: setup.origins.join(", ") } });
    expect(passkeyAddressOf(setup, "http://localhost:1", undefined)).toMatchObject({ code: "passkey.elsewhere" });
    expect(passkeyAddressOf(setup, undefined, "127.0.0.1")).toMatchObject({ origin: setup.origins[0] });
  });
});
