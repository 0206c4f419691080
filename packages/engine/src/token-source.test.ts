import { afterEach, describe, expect, test } from "vitest";
import { EngineClosedError, IdentityMismatchError, OfflineError, SignInNeededError } from "./engine-error.ts";
import { readClaims, type TokenReason } from "./identity.ts";
import { TokenSource } from "./token-source.ts";

const encode = (value: unknown): string =>
  btoa(String.fromCodePoint(...new TextEncoder().encode(JSON.stringify(value))))
    .replaceAll("+", "-")
    .replaceAll("/", "_");
const tokenOf = (claims: Record<string, unknown> = {}, lifeMs = 600_000): string => {
  const all = {
    sub: "ada",
    name: "Ada Ångström",
    role: "admin",
    workspace: "acme",
    exp: (Date.now() + lifeMs) / 1000,
    ...claims,
  };
  return `${encode({ alg: "HS256" })}.${encode(all)}.${Math.random()}`;
};

const sources: TokenSource[] = [];
afterEach(() => {
  for (const source of sources.splice(0)) source.close();
});
function sourceOf(
  answer: (reason: TokenReason) => string | Error,
  workspace?: string,
): { source: TokenSource; reasons: TokenReason[] } {
  const reasons: TokenReason[] = [];
  const source = new TokenSource(async ({ reason }) => {
    reasons.push(reason);
    const given = answer(reason);
    if (given instanceof Error) throw given;
    return { token: given };
  }, workspace);
  sources.push(source);
  return { source, reasons };
}
const refusal = (): Error => Object.assign(new Error("no session"), { name: "SignInNeededError" });

test("claims are read from any alphabet; anything else is no token", () => {
  expect(readClaims(tokenOf())?.identity).toEqual({
    sub: "ada",
    name: "Ada Ångström",
    role: "admin",
    workspace: "acme",
  });
  for (const text of [
    "",
    "a.b.c",
    `x.${encode({ sub: "ada" })}.y`,
    `x.${encode({ sub: "a", workspace: "w", role: "king" })}.y`,
  ]) {
    expect(readClaims(text)).toBeUndefined();
  }
});

describe("a token source", () => {
  test("asks once for whoever waits, and keeps what it got", async () => {
    const { source, reasons } = sourceOf(() => tokenOf());
    const [one, two] = await Promise.all([source.token(), source.token()]);
    expect(one).toBe(two);
    expect(await source.token()).toBe(one);
    expect(reasons).toEqual(["start"]);
    expect(source.identity.value?.sub).toBe("ada");
  });

  test("asks anew when the server rejects it, three times, then nobody is signed in until something changes", async () => {
    const { source, reasons } = sourceOf(() => tokenOf());
    source.reject("another token");
    for (let round = 1; round <= 3; round += 1) source.reject(await source.token());
    expect(reasons).toEqual(["start", "rejected", "rejected"]);
    source.reject(await source.token());
    expect(source.state.value).toBe("signed-out");
    await expect(source.token()).rejects.toThrow(SignInNeededError);
    source.retry();
    await expect.poll(() => source.state.value).toBe("signed-in");
    source.confirm();
    source.reject(await source.token());
    expect(source.state.value).toBe("signed-in");
  });

  test("a refusal is a refusal, a failing network is not", async () => {
    const { source: refused } = sourceOf(refusal);
    await expect(refused.token()).rejects.toThrow(SignInNeededError);
    expect(refused.state.value).toBe("signed-out");
    const { source: cut } = sourceOf(() => new TypeError("Failed to fetch"));
    await expect(cut.token()).rejects.toThrow(OfflineError);
    expect(cut.state.value).toBe("starting");
    const { source: broken } = sourceOf(() => new Error("502"));
    for (let round = 1; round <= 3; round += 1) await expect(broken.token()).rejects.toThrow(OfflineError);
    await expect(broken.token()).rejects.toThrow(SignInNeededError);
  });

  test("[G2] never goes on as another user or in another workspace", async () => {
    const { source } = sourceOf(() => tokenOf());
    source.assume({ sub: "ben", name: "Ben", role: "admin", workspace: "acme" });
    await expect(source.token()).rejects.toThrow(IdentityMismatchError);
    expect(source.identity.value?.sub).toBe("ben");
    expect(() => source.accept({ token: tokenOf({ sub: "ben", workspace: "other" }) })).toThrow(IdentityMismatchError);
    source.accept({ token: tokenOf({ sub: "ben", role: "viewer" }) });
    expect(source.identity.value?.role).toBe("viewer");
    await expect(sourceOf(() => tokenOf(), "other").source.token()).rejects.toThrow(IdentityMismatchError);
  });

  test("[G2] takes another tab's token that ends in the same second, with the role it brings, and none that ends before", async () => {
    const exp = Math.ceil(Date.now() / 1000) + 600;
    const { source } = sourceOf(() => tokenOf({ exp }));
    const own = await source.token();
    let heard = 0;
    source.observe(() => (heard += 1));
    source.offer(own);
    source.offer(tokenOf({ exp: exp - 1, role: "viewer" }));
    source.offer(tokenOf({ exp, role: "viewer", sub: "ben" }));
    expect([source.held, source.identity.value?.role, heard]).toEqual([own, "admin", 0]);
    const next = tokenOf({ exp, role: "viewer" });
    source.offer(next);
    expect([source.held, source.identity.value?.role, heard]).toEqual([next, "viewer", 1]);
  });

  test("is of no use once closed", async () => {
    const { source } = sourceOf(() => tokenOf());
    source.close();
    await expect(source.token()).rejects.toThrow(EngineClosedError);
  });
});
