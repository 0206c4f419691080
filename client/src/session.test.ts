import { expect, test } from "vitest";
import { codeOf, userOfToken } from "./session.ts";

const base64url = (text: string): string =>
  btoa(String.fromCharCode(...new TextEncoder().encode(text)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");

test("[V1] a sign-in link may be pasted whole, or only its code", () => {
  expect(codeOf("http://127.0.0.1:8787/#code=AbC-12_3")).toBe("AbC-12_3");
  expect(codeOf("  AbC-12_3 \n")).toBe("AbC-12_3");
});

test("[V1] a token's claims are read with their accents", () => {
  const claims = { sub: "u1", name: "Zoé Müller", role: "sales", workspace: "demo", exp: 1 };
  expect(userOfToken(`h.${base64url(JSON.stringify(claims))}.s`)).toEqual({
    sub: "u1",
    name: "Zoé Müller",
    role: "sales",
    workspace: "demo",
  });
});

test("[V1] a token without a role is not a user", () => {
  expect(() => userOfToken(`h.${base64url(JSON.stringify({ sub: "u1", workspace: "demo" }))}.s`)).toThrow("Not a user");
});
