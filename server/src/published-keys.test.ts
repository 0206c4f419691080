import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, exportSPKI, generateKeyPair, type JWK, SignJWT } from "jose";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createTokenVerifier, type TokenVerifier } from "./token.ts";

const minuteMs = 60_000;
const ada = { sub: "ada", name: "Ada Keller", workspace: "demo", role: "admin" } as const;

interface Signer {
  readonly jwk: JWK;
  readonly pem: string;
  sign(header?: Record<string, unknown>, claims?: Record<string, unknown>): Promise<string>;
}

describe("[TK3] keys that an issuer publishes", () => {
  let server: Server;
  let url: URL;
  let nowMs: number;
  /** How often the set was asked for. */
  let asked: number;
  /** Questions that are not answered. */
  let hanging: number;
  /** What is answered: a set, a status, or `never`. */
  let answer: { readonly keys: readonly unknown[] } | number | string;
  let verify: TokenVerifier;

  const signer = async (kid: string, alg = "ES256"): Promise<Signer> => {
    const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
    const sign: Signer["sign"] = (header = {}, claims = {}) =>
      new SignJWT({ ...ada, exp: nowMs / 1000 + 7 * 86_400, ...claims })
        .setProtectedHeader({ alg, kid, ...header })
        .sign(privateKey);
    return { jwk: { ...(await exportJWK(publicKey)), kid, alg }, pem: await exportSPKI(publicKey), sign };
  };
  const open = (more: { readonly issuer?: string; readonly audience?: string } = {}): TokenVerifier =>
    createTokenVerifier({ kind: "jwks", url, ...more }, { nowMs: () => nowMs });

  beforeEach(async () => {
    nowMs = 1_800_000_000_000;
    asked = 0;
    hanging = 0;
    server = createServer((request, response) => {
      asked += 1;
      if (request.url === "/elsewhere") response.writeHead(302, { location: "/keys" }).end();
      else if (answer === "never") hanging += 1;
      else if (typeof answer === "number") response.writeHead(answer).end();
      else response.end(typeof answer === "string" ? answer : JSON.stringify(answer));
    }).listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`);
    verify = open();
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  test.each(["ES256", "RS256", "PS384", "EdDSA"])("[TK3] %s is accepted, and the set asked for once", async (alg) => {
    const one = await signer("one", alg);
    answer = { keys: [one.jwk] };
    const tokens = await Promise.all([one.sign(), one.sign(), one.sign({ kid: undefined })]);
    for (const session of await Promise.all(tokens.map((token) => verify(token))))
      expect(session).toMatchObject({ actor: { sub: "ada" }, workspace: "demo" });
    expect(asked).toBe(1);
  });

  test("[TK3] a new key is fetched when a token names it, at most every ten seconds", async () => {
    const [old, next, forged] = [await signer("old"), await signer("next"), await signer("forged")];
    answer = { keys: [old.jwk] };
    await verify(await old.sign());
    nowMs += 11_000;
    answer = { keys: [old.jwk, next.jwk] };
    expect((await verify(await next.sign())).actor.sub).toBe("ada");
    expect(asked).toBe(2);
    for (let round = 0; round < 50; round += 1)
      await expect(verify(await forged.sign({ kid: `guess ${round}` }))).rejects.toMatchObject({
        code: "auth.invalid",
      });
    expect(asked).toBe(2);
    nowMs += 11_000;
    await expect(verify(await forged.sign())).rejects.toMatchObject({ code: "auth.invalid" });
    expect(asked).toBe(3);
  });

  test("[TK3] a key that was withdrawn ends with the next look, ten minutes later at most", async () => {
    const [old, next] = [await signer("old"), await signer("next")];
    answer = { keys: [old.jwk, next.jwk] };
    await verify(await old.sign());
    answer = { keys: [next.jwk] };
    nowMs += 10 * minuteMs;
    await expect(verify(await old.sign())).rejects.toMatchObject({ code: "auth.invalid" });
    expect((await verify(await next.sign())).actor.sub).toBe("ada");
  });

  test("[TK3] while the issuer is away, kept keys go on, up to a day; what cannot be known is no fault of the token", async () => {
    const [old, next] = [await signer("old"), await signer("next")];
    answer = { keys: [old.jwk] };
    await verify(await old.sign());
    answer = 503;
    nowMs += 23 * 60 * minuteMs;
    expect((await verify(await old.sign())).actor.sub).toBe("ada");
    await verify.ready();
    await expect(verify(await next.sign())).rejects.toMatchObject({ code: "auth.keys" });
    nowMs += 61 * minuteMs;
    await expect(verify(await old.sign())).rejects.toMatchObject({ code: "auth.keys" });
    await expect(verify.ready()).rejects.toMatchObject({ code: "auth.keys" });
    answer = { keys: [old.jwk] };
    nowMs += 11_000;
    expect((await verify(await old.sign())).actor.sub).toBe("ada");
    await verify.ready();
  });

  test("[TK3] nobody waits for an issuer that takes the question and does not answer, while there are keys", async () => {
    const one = await signer("one");
    answer = { keys: [one.jwk] };
    await verify(await one.sign());
    answer = 503;
    nowMs += 11 * minuteMs;
    await verify(await one.sign());
    answer = "never";
    nowMs += minuteMs;
    for (let round = 0; round < 5; round += 1) expect((await verify(await one.sign())).actor.sub).toBe("ada");
    await verify.ready();
    await expect.poll(() => hanging).toBe(1);
  });

  test("[TK3] an issuer that is away at the start is asked again, not for every token", async () => {
    const one = await signer("one");
    answer = 500;
    for (let round = 0; round < 20; round += 1)
      await expect(verify(await one.sign())).rejects.toMatchObject({ code: "auth.keys" });
    expect(asked).toBe(1);
    answer = { keys: [one.jwk] };
    nowMs += 11_000;
    expect((await verify(await one.sign())).actor.sub).toBe("ada");
  });

  test.each([
    ["no JSON", "<html>"],
    ["no set", '{"jwks":[]}'],
    ["an empty set", '{"keys":[]}'],
    ["too much", `{"keys":[{"kty":"${"x".repeat(300_000)}"}]}`],
    ["a set of secrets", '{"keys":[{"kty":"oct","k":"c2VjcmV0","alg":"HS256","kid":"one"}]}'],
    ["nonsense among keys", '{"keys":[null,7,"RSA",{"kty":7},{"kty":"EC","use":"enc"}]}'],
  ])("[TK3] %s is no key set", async (_, text) => {
    answer = text;
    await expect(verify(await (await signer("one")).sign())).rejects.toMatchObject({ code: "auth.keys" });
  });

  test("[TK3] a set that sends on elsewhere is not followed", async () => {
    const one = await signer("one");
    answer = { keys: [one.jwk] };
    const sentOn = createTokenVerifier({ kind: "jwks", url: new URL("/elsewhere", url) }, { nowMs: () => nowMs });
    await expect(sentOn(await one.sign())).rejects.toMatchObject({ code: "auth.keys" });
  });

  test("[TK3] issuer and audience are required where they are named", async () => {
    const one = await signer("one");
    answer = { keys: [one.jwk] };
    const strict = open({ issuer: "https://id.example", audience: "couplet" });
    const right = { iss: "https://id.example", aud: ["other", "couplet"] };
    expect((await strict(await one.sign({}, right))).actor.sub).toBe("ada");
    for (const [claim, claims] of [
      ["iss", { ...right, iss: "https://id.example/" }],
      ["iss", { aud: "couplet" }],
      ["aud", { ...right, aud: "other" }],
      ["aud", { iss: right.iss }],
    ] as const) {
      await expect(strict(await one.sign({}, claims))).rejects.toMatchObject({ code: "auth.invalid", claim });
    }
  });

  test("[TK3] no public key is a secret, no header brings its own key, and no algorithm is none", async () => {
    const [one, mallory] = [await signer("one", "RS256"), await signer("one", "RS256")];
    answer = { keys: [one.jwk] };
    await verify(await one.sign());
    const hmac = (secret: string, alg: string): Promise<string> =>
      new SignJWT({ ...ada, exp: nowMs / 1000 + 60 })
        .setProtectedHeader({ alg, kid: "one" })
        .sign(new TextEncoder().encode(secret));
    const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
    const payload = encode({ ...ada, exp: nowMs / 1000 + 60 });
    const hostile = [
      await hmac(one.pem, "HS256"),
      await hmac(JSON.stringify(one.jwk), "HS512"),
      await hmac(one.jwk.n ?? "", "HS256"),
      await mallory.sign(),
      await mallory.sign({ jwk: mallory.jwk }),
      await mallory.sign({ jku: "https://evil.example/keys", x5u: "https://evil.example/cert" }),
      `${encode({ alg: "RS256", kid: "one", crit: ["x"], x: 1 })}.${payload}.AA`,
      `${encode({ alg: "none", kid: "one" })}.${payload}.`,
      `${encode({ alg: "NONE" })}.${payload}.`,
      `${encode({ kid: "one" })}.${payload}.`,
      `${encode({ alg: "RS256", kid: "one" })}.${payload}.`,
      `${encode({ alg: "RS256", kid: { toString: 1 } })}.${payload}.AA`,
      `${encode({ alg: "RS256", kid: "one" })}.${payload}.AA.BB`,
      `${"a".repeat(100_000)}.b.c`,
    ];
    for (const token of hostile) await expect(verify(token)).rejects.toMatchObject({ code: "auth.invalid" });
    expect(asked).toBe(1);
  });
});
