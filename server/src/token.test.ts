import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { afterEach, describe, expect, test } from "vitest";
import { createTokenVerifier, signToken } from "./token.ts";

const secret = "a secret of thirty-two characters";
const ada = { sub: "ada", name: "Ada Keller", workspace: "demo", role: "admin" } as const;
const inAnHour = (): number => Math.floor(Date.now() / 1000) * 1000 + 3_600_000;
const key = new TextEncoder().encode(secret);
const verify = createTokenVerifier({ kind: "secret", secret });

describe("[TK1] a token signed with the secret", () => {
  test("[TK1] says who, where, as what and until when", async () => {
    const expiresAtMs = inAnHour();
    expect(await verify(await signToken(secret, ada, expiresAtMs))).toEqual({
      actor: { sub: "ada", name: "Ada Keller", role: "admin" },
      workspace: "demo",
      expiresAtMs,
    });
  });

  test("[TK1] may have iss and aud, and lasts as long as it says", async () => {
    const token = await new SignJWT({ ...ada })
      .setProtectedHeader({ alg: "HS256" })
      .setIssuer("erp")
      .setAudience("anyone")
      .setExpirationTime("90 days")
      .sign(key);
    expect((await verify(token)).actor.sub).toBe("ada");
  });

  test.each(["sub", "name", "workspace", "role", "exp"])("[TK2] without %s is refused", async (claim) => {
    const claims: Record<string, unknown> = { ...ada, exp: inAnHour() / 1000 };
    delete claims[claim];
    await expect(
      verify(await new SignJWT(claims).setProtectedHeader({ alg: "HS256" }).sign(key)),
    ).rejects.toMatchObject({ code: "auth.invalid" });
  });

  test.each([
    { role: "root" },
    { role: ["admin"] },
    { sub: 7 },
    { sub: "" },
    { workspace: " " },
    { workspace: "x".repeat(300) },
    { name: "\ud800" },
    { sub: "a\0b" },
    { nbf: inAnHour() / 1000 },
  ])("[TK2] with %j is refused", async (claims) => {
    const token = await new SignJWT({ ...ada, exp: inAnHour() / 1000, ...claims } as Record<string, unknown>)
      .setProtectedHeader({ alg: "HS256" })
      .sign(key);
    await expect(verify(token)).rejects.toMatchObject({ code: "auth.invalid" });
  });

  test("[TK2] may be early or late by what clocks differ, and no more", async () => {
    const nowMs = 1_800_000_000_000;
    const verifyThen = createTokenVerifier({ kind: "secret", secret }, { nowMs: () => nowMs });
    const sign = (claims: Record<string, unknown>): Promise<string> =>
      new SignJWT({ ...ada, ...claims }).setProtectedHeader({ alg: "HS256" }).sign(key);
    const now = nowMs / 1000;
    // A connection opened with it lasts as long as the token is taken for good.
    expect((await verifyThen(await sign({ exp: now - 9 }))).expiresAtMs).toBe(nowMs + 1000);
    expect((await verifyThen(await sign({ exp: now + 60, nbf: now + 9 }))).expiresAtMs).toBe(nowMs + 60_000);
    await expect(verifyThen(await sign({ exp: now - 11 }))).rejects.toMatchObject({
      code: "auth.expired",
      claim: "exp",
    });
    await expect(verifyThen(await sign({ exp: now + 60, nbf: now + 11 }))).rejects.toMatchObject({ claim: "nbf" });
  });

  test("[TK2] that lasts longer than the server takes is refused", async () => {
    const verifyShort = createTokenVerifier({ kind: "secret", secret }, { maxLifeMs: 60 * 60_000 });
    expect((await verifyShort(await signToken(secret, ada, inAnHour()))).workspace).toBe("demo");
    await expect(verifyShort(await signToken(secret, ada, inAnHour() + 60_000))).rejects.toMatchObject({
      code: "auth.tooLong",
      claim: "exp",
    });
  });

  test.each([
    ["role", { role: "root" }],
    ["sub", { sub: "" }],
    ["workspace", { workspace: 7 }],
    ["exp", { exp: "tomorrow" }],
  ])("[TK2] the claim that is wrong is named: %s", async (claim, claims) => {
    const token = await new SignJWT({ ...ada, exp: inAnHour() / 1000, ...claims } as Record<string, unknown>)
      .setProtectedHeader({ alg: "HS256" })
      .sign(key);
    await expect(verify(token)).rejects.toMatchObject({ code: "auth.invalid", claim });
  });

  test("[TK2] that is absent, expired, another's, altered or unsigned is refused", async () => {
    await expect(verify(undefined)).rejects.toMatchObject({ code: "auth.missing" });
    await expect(verify(await signToken(secret, ada, Date.now() - 60_000))).rejects.toMatchObject({
      code: "auth.expired",
    });
    await expect(verify(await signToken("another secret", ada, inAnHour()))).rejects.toMatchObject({
      code: "auth.invalid",
    });
    const [header = "", payload = "", signature = ""] = (await signToken(secret, ada, inAnHour())).split(".");
    const other = Buffer.from(JSON.stringify({ ...ada, sub: "eva", exp: inAnHour() })).toString("base64url");
    const none = Buffer.from('{"alg":"none"}').toString("base64url");
    await expect(verify(`${header}.${other}.${signature}`)).rejects.toMatchObject({ code: "auth.invalid" });
    await expect(verify(`${none}.${payload}.`)).rejects.toMatchObject({ code: "auth.invalid" });
    await expect(
      verify(await new SignJWT({ ...ada, exp: inAnHour() }).setProtectedHeader({ alg: "HS512" }).sign(key)),
    ).rejects.toMatchObject({ code: "auth.invalid" });
    await expect(verify("nonsense")).rejects.toMatchObject({ code: "auth.invalid" });
  });
});

describe("[TK3] a token signed with a published key", () => {
  let server: Server | undefined;
  afterEach(() => server?.close());
  const publish = async (status: number, body: string): Promise<URL> => {
    server = createServer((_, response) =>
      response.writeHead(status, { "content-type": "application/json" }).end(body),
    ).listen(0, "127.0.0.1");
    await new Promise((resolve) => server?.once("listening", resolve));
    return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`);
  };

  test("[TK3] is accepted; one signed with the public key as a secret, or by another key, is not", async () => {
    const { publicKey, privateKey } = await generateKeyPair("ES256");
    const jwk = await exportJWK(publicKey);
    const verifyPublished = createTokenVerifier({
      kind: "jwks",
      url: await publish(200, JSON.stringify({ keys: [{ ...jwk, kid: "k", alg: "ES256" }] })),
    });
    const sign = (by: Parameters<SignJWT["sign"]>[0]): Promise<string> =>
      new SignJWT({ ...ada }).setProtectedHeader({ alg: "ES256", kid: "k" }).setExpirationTime("1h").sign(by);
    expect((await verifyPublished(await sign(privateKey))).workspace).toBe("demo");
    await expect(verifyPublished(await sign((await generateKeyPair("ES256")).privateKey))).rejects.toMatchObject({
      code: "auth.invalid",
    });
    await expect(verifyPublished(await signToken(JSON.stringify(jwk), ada, inAnHour()))).rejects.toMatchObject({
      code: "auth.invalid",
    });
  });

  test("[TK3] waits where the keys cannot be had: that is no fault of the token", async () => {
    const { privateKey } = await generateKeyPair("ES256");
    const token = await new SignJWT({ ...ada })
      .setProtectedHeader({ alg: "ES256", kid: "k" })
      .setExpirationTime("1h")
      .sign(privateKey);
    await expect(createTokenVerifier({ kind: "jwks", url: await publish(500, "{}") })(token)).rejects.toMatchObject({
      code: "auth.keys",
    });
    server?.close();
    await expect(createTokenVerifier({ kind: "jwks", url: await publish(200, "<html>") })(token)).rejects.toMatchObject(
      { code: "auth.keys" },
    );
    server?.close();
    await expect(
      createTokenVerifier({ kind: "jwks", url: new URL("http://127.0.0.1:9/keys") })(token),
    ).rejects.toMatchObject({ code: "auth.keys" });
  });
});
