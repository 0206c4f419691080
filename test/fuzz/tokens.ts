/**
 * Tokens: good ones, good ones spoiled, and forged ones.
 *
 * Shape    signed here, without the server's code, and told apart by how they were made: what is no whole token of the secret, or says
 *          what no token may, has to be refused.
 *
 * @module
 */
import { createHmac } from "node:crypto";
import type { Claims } from "@couplet/server";
import type { Dice } from "./dice.ts";

export interface MadeToken {
  readonly token: string;
  /** Made to be refused. `undefined`: spoiled at random, so that only the signature can tell. */
  readonly isForged: boolean | undefined;
}

const encoded = (value: unknown): string =>
  Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");

const sign = (head: string, payload: string, key: string | Uint8Array, hash = "sha256"): string =>
  createHmac(hash, key).update(`${head}.${payload}`).digest("base64url");

const head = encoded({ alg: "HS256", typ: "JWT" });

export function goodToken(claims: Claims, secret: string, expiresAtMs: number): string {
  const payload = encoded({ ...claims, exp: Math.floor(expiresAtMs / 1000) });
  return `${head}.${payload}.${sign(head, payload, secret)}`;
}

const wrongClaims: readonly Readonly<Record<string, unknown>>[] = [
  { role: "owner" },
  { role: ["admin"] },
  { role: "__proto__" },
  { role: null },
  { sub: "" },
  { sub: " " },
  { sub: 7 },
  { sub: { toString: "ada" } },
  { sub: "x".repeat(256) },
  { sub: "a\u0000b" },
  { name: "\ud800" },
  { name: undefined },
  { workspace: "" },
  { workspace: ["acme"] },
  { exp: undefined },
  { exp: "4102444800" },
  { exp: null },
  { exp: -1 },
  { exp: 0 },
  { exp: {} },
  { nbf: 4_102_444_800 },
  { nbf: "soon" },
];

export function oddToken(dice: Dice, claims: Claims, secret: string, expiresAtMs: number): MadeToken {
  const good = goodToken(claims, secret, expiresAtMs);
  const [, payload = "", signature = ""] = good.split(".");
  const forged = (token: string): MadeToken => ({ token, isForged: true });
  const headed = (header: object, key: string = secret, hash?: string): MadeToken => {
    const other = encoded(header);
    return forged(`${other}.${payload}.${sign(other, payload, key, hash)}`);
  };
  return dice.weighed<() => MadeToken>([
    [12, () => ({ token: good, isForged: false })],
    [3, () => forged(`${head}.${payload}.${sign(head, payload, "another secret that is long enough")}`)],
    [
      4,
      () => {
        const wrong = encoded({ ...claims, exp: Math.floor(expiresAtMs / 1000), ...dice.pick(wrongClaims) });
        return forged(`${head}.${wrong}.${sign(head, wrong, secret)}`);
      },
    ],
    [2, () => forged(`${head}.${encoded({ ...claims, role: "admin", exp: 4_102_444_800 })}.${signature}`)],
    [1, () => forged(`${encoded({ alg: "none" })}.${payload}.`)],
    [1, () => forged(`${encoded({ alg: dice.pick(["None", "NONE", "nOnE", ""]) })}.${payload}.${signature}`)],
    [1, () => headed({ alg: "HS384" }, secret, "sha384")],
    [1, () => headed({ alg: "HS512" }, secret, "sha512")],
    [1, () => headed({ alg: "RS256" })],
    [1, () => headed({ alg: "HS256", crit: ["x"], x: 1 })],
    [1, () => headed({ alg: "HS256", b64: false, crit: ["b64"] })],
    [1, () => headed({ alg: "HS256", jwk: { kty: "oct", k: encoded("mine") } }, "mine")],
    [1, () => headed({ alg: "HS256", kid: "../../dev/null" }, "")],
    [1, () => forged(good.split(".").slice(0, 2).join("."))],
    [1, () => forged(`${good}.${signature}`)],
    [1, () => forged("")],
    [1, () => forged("x".repeat(dice.pick([1, 100, 20_000])))],
    [1, () => forged(`${head}.${encoded("[".repeat(5_000))}.${sign(head, encoded("[".repeat(5_000)), secret)}`)],
    [
      4,
      () => {
        const at = dice.roll(good.length);
        return {
          token: good.slice(0, at) + dice.pick(["A", "_", "", ".", "="]) + good.slice(at + 1),
          isForged: undefined,
        };
      },
    ],
  ])();
}
