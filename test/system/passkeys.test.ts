/**
 * Passkeys over REST, at a started server that is set up for a domain: made by somebody who came in by a link, signed in with, removed; by
 * themselves, by an administrator, and by nobody else.
 *
 * @module
 */
import type { RunningServer } from "@couplet/server";
import { TestAuthenticator } from "@couplet/server/parts";
import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Json, startFresh } from "./rest-client.ts";

const origin = "https://couplet.example";
const host = "couplet.example";
const rpId = "couplet.example";
const workspace = "acme";
const admin = { sub: "admin", name: "Administrator", workspace, role: "admin" } as const;

interface Answered {
  readonly status: number;
  readonly cookies: readonly string[];
  readonly body: Json;
}

/** A browser at the page: says its `Origin` and `Host`, keeps cookies, may have a token. */
class Browser {
  readonly #url: string;
  readonly #cookies = new Map<string, string>();
  readonly #page: { readonly origin: string; readonly host: string };
  token: string | undefined;
  sub = "";

  constructor(url: string, page = { origin, host }) {
    this.#url = url;
    this.#page = page;
  }

  /** `fetch` says a `Host` of its own. */
  call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answered> {
    return new Promise((resolve, reject) => {
      const cookie = [...this.#cookies].map((pair) => pair.join("=")).join("; ");
      const sending = request(`${this.#url}/api/v1${path}`, {
        method,
        headers: {
          ...this.#page,
          ...(this.token !== undefined && { authorization: `Bearer ${this.token}` }),
          ...(cookie !== "" && { cookie }),
          ...(body !== undefined && { "content-type": "application/json" }),
          ...headers,
        },
      });
      sending.on("error", reject);
      sending.on("response", (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () => {
          const cookies = response.headers["set-cookie"] ?? [];
          for (const one of cookies) this.#keep(one);
          const text = Buffer.concat(chunks).toString();
          resolve({ status: response.statusCode ?? 0, cookies, body: text === "" ? undefined : JSON.parse(text) });
        });
      });
      sending.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }

  async expecting(status: number, method: string, path: string, body?: unknown): Promise<Json> {
    const answered = await this.call(method, path, body);
    expect(answered.status, `${method} ${path}: ${JSON.stringify(answered.body)}`).toBe(status);
    return answered.body;
  }

  take({ token, user }: Json): this {
    this.token = token;
    this.sub = user.sub;
    return this;
  }

  copyCookiesTo(other: Browser): void {
    for (const [name, value] of this.#cookies) other.#cookies.set(name, value);
  }

  #keep(cookie: string): void {
    const [name = "", value = ""] = (cookie.split(";")[0] ?? "").split(/=(.*)/su);
    if (value === "") this.#cookies.delete(name);
    else this.#cookies.set(name, value);
  }
}

describe("[HT12] passkeys", () => {
  let server: RunningServer;
  let ada: Browser;

  const byLink = async (code: string): Promise<Browser> => {
    const browser = new Browser(server.url);
    return browser.take(await browser.expecting(200, "POST", "/sign-in", { code }));
  };
  const joined = async (name: string, role: string): Promise<Browser> => {
    const { sub } = await ada.expecting(201, "POST", "/people", { name, role });
    return byLink((await ada.expecting(201, "POST", `/people/${sub}/link`)).code);
  };
  const answerFor = async (browser: Browser, authenticator: TestAuthenticator): Promise<Json> => {
    const { challenge, user } = await browser.expecting(200, "POST", `/people/${browser.sub}/passkeys/options`);
    return authenticator.make({ challenge, origin, rpId, userHandle: user.id });
  };
  const made = async (browser: Browser, name = "My phone") => {
    const authenticator = new TestAuthenticator();
    const credential = await answerFor(browser, authenticator);
    const passkey = await browser.expecting(201, "POST", `/people/${browser.sub}/passkeys`, { name, credential });
    return { authenticator, passkey };
  };
  const signed = async (browser: Browser, authenticator: TestAuthenticator, at = origin): Promise<Json> => {
    const { challenge } = await browser.expecting(200, "POST", "/sign-in/passkey/options");
    return authenticator.sign({ challenge, origin: at, rpId });
  };
  const signsIn = async (authenticator: TestAuthenticator, browser = new Browser(server.url)): Promise<Answered> =>
    browser.call("POST", "/sign-in/passkey", { credential: await signed(browser, authenticator) });

  beforeAll(async () => {
    server = await startFresh({ passkeys: { rpId, origins: [origin] } });
    ada = await byLink(/#code=([\w-]+)/u.exec((await server.createSignInLink(admin))?.url ?? "")?.[1] ?? "");
  });
  afterAll(() => server.close());

  test("[HT12] [HT6] made, signed in with in another browser, with a cookie that no page reads and only this site is sent", async () => {
    const bea = await joined("Bea Rossi", "sales");
    const { authenticator, passkey } = await made(bea);
    expect(passkey).toMatchObject({ name: "My phone", domain: rpId, shared: false, copied: false });
    expect(passkey).not.toHaveProperty("lastUsedAt");

    const elsewhere = new Browser(server.url);
    const { status, body, cookies } = await signsIn(authenticator, elsewhere);
    expect(status).toBe(200);
    expect(body.user).toMatchObject({ sub: bea.sub, name: "Bea Rossi", role: "sales" });
    const session = cookies.find((cookie) => cookie.startsWith("couplet-session-")) ?? "";
    for (const attribute of ["HttpOnly", "Secure", "SameSite=Strict", "Path=/api/v1"])
      expect(session).toContain(attribute);
    elsewhere.take(body);
    await elsewhere.expecting(201, "POST", "/contacts", { name: "Cronus AG" });
    await elsewhere.expecting(200, "POST", "/token");

    const { items, unusable } = await elsewhere.expecting(200, "GET", `/people/${bea.sub}/passkeys`);
    expect(unusable).toBeUndefined();
    expect(items).toMatchObject([{ id: passkey.id, lastUsedAt: expect.any(String) }]);
    expect(JSON.stringify(items)).not.toContain(authenticator.credentialId);
    const sessions = await elsewhere.expecting(200, "GET", `/people/${bea.sub}/sessions`);
    expect(sessions.items.map(({ current }: Json) => current).sort()).toEqual([false, true]);
  });

  test("[HT12] a challenge is good once, and in the browser that asked for it", async () => {
    const { authenticator } = await made(await joined("Cleo Favre", "viewer"));
    const browser = new Browser(server.url);
    const credential = await signed(browser, authenticator);
    const thief = new Browser(server.url);
    const stolen = await thief.call("POST", "/sign-in/passkey", { credential });
    expect([stolen.status, stolen.body.code]).toEqual([401, "passkey.challenge"]);
    // Not even with the same cookie once it was used.
    browser.copyCookiesTo(thief);
    expect((await browser.call("POST", "/sign-in/passkey", { credential })).status).toBe(200);
    const replayed = await thief.call("POST", "/sign-in/passkey", { credential });
    expect([replayed.status, replayed.body.code]).toEqual([401, "passkey.challenge"]);
  });

  test("[HT12] a signature for another page, and a page of another origin, are refused; so is one without set-up", async () => {
    const { authenticator } = await made(await joined("Dan Weber", "viewer"));
    const browser = new Browser(server.url);
    const credential = await signed(browser, authenticator, "https://couplet.example.evil");
    const phished = await browser.call("POST", "/sign-in/passkey", { credential });
    expect([phished.status, phished.body.code]).toEqual([401, "passkey.refused"]);

    // A proxy that says another Host: the page is the app's own by set-up.
    const proxied = new Browser(server.url, { origin, host: "10.0.0.5:8787" });
    await proxied.expecting(200, "POST", "/sign-in/passkey/options");
    const foreign = await browser.call("POST", "/sign-in/passkey/options", undefined, {
      origin: "https://evil.example",
    });
    expect([foreign.status, foreign.body.code]).toEqual([403, "origin.notAllowed"]);

    const byAddress = new Browser(server.url, { origin: server.url, host: new URL(server.url).host });
    const there = await byAddress.call("POST", "/sign-in/passkey/options");
    expect([there.status, there.body.code]).toEqual([409, "passkey.ip"]);
    const french = await byAddress.call("POST", "/sign-in/passkey/options", undefined, { "accept-language": "fr" });
    expect(french.body.detail).toContain("adresse IP");
    byAddress.token = ada.token;
    const { unusable } = await byAddress.expecting(200, "GET", `/people/${ada.sub}/passkeys`);
    expect(unusable).toMatchObject({ code: "passkey.ip", detail: expect.stringContaining("an IP address has none") });
  });

  test("[HT12] who brings only a token, or the cookie of another session, makes none", async () => {
    const eve = await joined("Eve Meier", "editor");
    const bare = new Browser(server.url);
    bare.token = eve.token;
    const stolen = await bare.call("POST", `/people/${eve.sub}/passkeys/options`);
    expect([stolen.status, stolen.body.code]).toEqual([403, "perm.session"]);
    ada.copyCookiesTo(bare);
    const mixed = await bare.call("POST", `/people/${eve.sub}/passkeys/options`);
    expect([mixed.status, mixed.body.code]).toEqual([403, "perm.session"]);
    // What was asked for in one session is not made in another.
    const { sub } = eve;
    const other = await byLink((await ada.expecting(201, "POST", `/people/${sub}/link`)).code);
    const credential = await answerFor(eve, new TestAuthenticator());
    const crossed = await other.call("POST", `/people/${sub}/passkeys`, { name: "x", credential });
    expect([crossed.status, crossed.body.code]).toEqual([422, "passkey.challenge"]);
  });

  test("[HT12] nobody makes one for another, not even an administrator; who removes are its person and administrators", async () => {
    const [fay, gil] = [await joined("Fay Favre", "editor"), await joined("Gil Weber", "viewer")];
    const first = await made(fay, "Phone");
    const second = await made(fay, "Key ring");
    const credential = new TestAuthenticator().make({ challenge: "x", origin, rpId, userHandle: "x" });
    for (const [path, body] of [
      [`/people/${fay.sub}/passkeys/options`, undefined],
      [`/people/${fay.sub}/passkeys`, { name: "x", credential }],
    ] as const) {
      for (const other of [ada, gil]) {
        const told = await other.call("POST", path, body);
        expect([path, told.status, told.body.code]).toEqual([path, 403, "perm.self"]);
      }
    }
    for (const [method, path] of [
      ["GET", `/people/${fay.sub}/passkeys`],
      ["DELETE", `/people/${fay.sub}/passkeys/${first.passkey.id}`],
    ] as const)
      expect([method, (await gil.call(method, path)).status]).toEqual([method, 403]);
    expect((await gil.call("DELETE", `/people/${gil.sub}/passkeys/${first.passkey.id}`)).status).toBe(404);
    expect((await ada.expecting(200, "GET", `/people/${fay.sub}/passkeys`)).items).toHaveLength(2);

    await ada.expecting(204, "DELETE", `/people/${fay.sub}/passkeys/${first.passkey.id}`);
    await fay.expecting(204, "DELETE", `/people/${fay.sub}/passkeys/${second.passkey.id}`);
    for (const { authenticator } of [first, second]) {
      const { status, body } = await signsIn(authenticator);
      expect([status, body.code]).toEqual([401, "passkey.unknown"]);
    }
    await fay.expecting(200, "GET", "/contacts");
  });

  test("[HT12] [HT11] who is removed has no passkey any more; another role holds for whoever comes in by one", async () => {
    const hal = await joined("Hal Frei", "editor");
    const { authenticator } = await made(hal);
    await ada.expecting(200, "PATCH", `/people/${hal.sub}`, { role: "viewer" });
    expect((await signsIn(authenticator)).body.user.role).toBe("viewer");
    await ada.expecting(204, "DELETE", `/people/${hal.sub}`);
    const { status, body } = await signsIn(authenticator);
    expect([status, body.code]).toEqual([401, "passkey.unknown"]);
    expect((await hal.call("GET", `/people/${hal.sub}/passkeys`)).status).toBe(401);
  });

  test("[HT12] somebody ends all their other sessions, and goes on in this one", async () => {
    const ida = await joined("Ida Keller", "sales");
    const { authenticator } = await made(ida);
    const phone = new Browser(server.url);
    phone.take((await signsIn(authenticator, phone)).body);
    await phone.expecting(204, "DELETE", `/people/${ida.sub}/sessions?others=true`);
    await phone.expecting(200, "GET", "/contacts");
    expect((await ida.call("GET", "/contacts")).body.code).toBe("auth.ended");
    expect((await ida.call("POST", "/token")).status).toBe(401);
  });

  test("[HT12] a name and a credential are needed, and bounded", async () => {
    const jan = await joined("Jan Frei", "viewer");
    const credential = await answerFor(jan, new TestAuthenticator());
    for (const [body, field] of [
      [{ credential }, "name"],
      [{ name: "", credential }, "name"],
      [{ name: "x".repeat(256), credential }, "name"],
      [{ name: "x" }, "credential"],
      [{ name: "x", credential: { ...credential, id: "a b" } }, "credential.id"],
      [{ name: "x", credential: { ...credential, type: "password" } }, "credential.type"],
      [{ name: "x", credential, sub: "admin" }, "sub"],
    ] as const) {
      const told = await jan.call("POST", `/people/${jan.sub}/passkeys`, body);
      expect([told.status, told.body.field]).toEqual([422, field]);
    }
    const told = await jan.call("POST", "/sign-in/passkey", { credential: { id: "x".repeat(2_000) } });
    expect([told.status, told.body.field]).toEqual([422, "credential"]);
    // Asked for again and again, it stops, for who asks.
    const answers = await Promise.all(
      Array.from({ length: 70 }, () => jan.call("POST", `/people/${jan.sub}/passkeys/options`)),
    );
    expect(answers.some(({ status }) => status === 429)).toBe(true);
    await made(ada, "Not mine to wait for");
  });
});
