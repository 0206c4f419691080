import { expect, test } from "vitest";
import type { Role } from "@couplet/model";
import { TokenSource } from "../token-source.ts";
import { TokenRenewal } from "./token-renewal.ts";

const encode = (value: object): string => btoa(JSON.stringify(value)).replaceAll("=", "");
let issued = 0;
const tokenOf = (role: Role): string => {
  issued += 1;
  const claims = {
    sub: "ada",
    name: "Ada",
    workspace: "acme",
    role,
    exp: Math.floor(Date.now() / 1000) + 900,
    jti: issued,
  };
  return `${encode({ alg: "HS256" })}.${encode(claims)}.${issued}`;
};

/** What is asked for, and sent, by an engine whose issuer gives that role. */
async function open(
  role: () => Role,
): Promise<{ renewal: TokenRenewal; tokens: TokenSource; asked: string[]; sent: string[] }> {
  const [asked, sent]: [string[], string[]] = [[], []];
  const tokens = new TokenSource(async ({ reason }) => {
    asked.push(reason);
    return { token: tokenOf(role()) };
  });
  const renewal = new TokenRenewal(tokens, await tokens.token(), (token) => sent.push(token));
  return { renewal, tokens, asked, sent };
}
const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

test("[SY11] where the server says that the role is another one, a token that says so is asked for, and not sent before its time", async () => {
  let role: Role = "sales";
  const { renewal, tokens, asked, sent } = await open(() => role);
  renewal.holds("sales", 900_000);
  await settle();
  expect(asked).toEqual(["start"]);
  role = "viewer";
  renewal.holds("viewer", 900_000);
  await settle();
  expect([asked, tokens.identity.value?.role, sent]).toEqual([["start", "refresh"], "viewer", []]);
  renewal.end();
  tokens.close();
});

test("[SY11] an issuer that does not know of it is asked once, not again and again", async () => {
  const { renewal, tokens, asked, sent } = await open(() => "sales");
  for (let round = 0; round < 5; round += 1) {
    renewal.holds("viewer", 900_000);
    await settle();
  }
  expect(asked).toEqual(["start", "refresh"]);
  // Its token has another role than the server speaks of: that one judges it.
  expect(sent).toHaveLength(1);
  renewal.end();
  tokens.close();
});
