/**
 * Passkeys in a browser with an authenticator of its own making: made after a link, signed in with, offered, removed; and what is refused.
 *
 * @module
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CDPSession, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startServerProcess, type ServerProcess } from "../harness/server-process.ts";
import { createCast } from "./cast.ts";
import { Line } from "./line.ts";
import { look } from "./look.ts";
import type { Who } from "./person.ts";
import { appears, goes, says } from "./see.ts";

const come = createCast();
const boss: Who = { sub: "admin", name: "Administrator", role: "admin" };

const account = (page: Page) => page.locator("couplet-account-page");
const rowOf = (page: Page, text: string) => account(page).locator(".row:not(.ask)").filter({ hasText: text });
const signInPage = (page: Page) => page.locator("couplet-sign-in-page");
const askButton = (page: Page) => signInPage(page).getByRole("button", { name: "Sign in with a passkey" });

/** Browsers have no passkeys at an IP address. */
const named = (url: string): string => url.replace("127.0.0.1", "localhost");

/** An authenticator inside the page's device, which lets its user in without asking. */
class Authenticator {
  readonly #line: CDPSession;
  readonly #id: string;

  private constructor(line: CDPSession, id: string) {
    this.#line = line;
    this.#id = id;
  }

  static async of(page: Page): Promise<Authenticator> {
    const line = await page.context().newCDPSession(page);
    await line.send("WebAuthn.enable", { enableUI: false });
    const { authenticatorId } = await line.send("WebAuthn.addVirtualAuthenticator", {
      options: {
        protocol: "ctap2",
        ctap2Version: "ctap2_1",
        transport: "internal",
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
    return new Authenticator(line, authenticatorId);
  }

  async knowsItsUser(isUserVerified: boolean): Promise<void> {
    await this.#line.send("WebAuthn.setUserVerified", { authenticatorId: this.#id, isUserVerified });
  }

  async count(): Promise<number> {
    const { credentials } = await this.#line.send("WebAuthn.getCredentials", { authenticatorId: this.#id });
    return credentials.length;
  }
}

describe("[HT12] passkeys in the app", () => {
  let dataDir: string;
  let server: ServerProcess;

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), "couplet-passkeys-"));
    await start();
  });
  afterAll(async () => {
    await server.kill("SIGTERM");
    await rm(dataDir, { recursive: true, force: true });
  });

  async function start(): Promise<void> {
    server = await startServerProcess({ dataDir, env: { DEMO: "0", ADMIN_LINK: "1" } });
  }
  const printedLink = async (): Promise<string> => {
    const find = (): string | undefined => /^Sign in as .+: (http\S+)$/mu.exec(server.output())?.[1];
    await expect.poll(find, { timeout: 15_000 }).toBeDefined();
    return find() ?? "";
  };
  /** Of the next start: each works once. */
  const linkAgain = async (): Promise<string> => {
    await server.kill("SIGTERM");
    await start();
    return printedLink();
  };
  /**
   * Somebody who follows a link at a name, with a device.
   *
   * @param isOffered whether the browser suggests passkeys by itself: its user here takes what is suggested at once
   */
  const arrives = async (link: string, { isOffered = false, locale = "en-CH" } = {}) => {
    const person = await come(boss, { locale }, { url: server.url, tokenLifeMs: 900_000 });
    const { page } = person;
    if (!isOffered)
      await page.addInitScript(() => {
        PublicKeyCredential.isConditionalMediationAvailable = () => Promise.resolve(false);
      });
    const device = await Authenticator.of(page);
    await page.goto(`${named(person.line.url)}/${new URL(link).hash}`);
    await appears(page.locator("couplet-list-page").first());
    return { person, page, device };
  };
  const toAccount = async (page: Page): Promise<void> => {
    await page.goto(page.url().replace(/#.*/u, "#/account"));
    await appears(account(page).getByRole("heading").first());
  };
  const makes = async (page: Page, name: string): Promise<void> => {
    await account(page).getByLabel("Name of the new passkey").fill(name);
    await account(page).getByRole("button", { name: "Add a passkey" }).click();
    await appears(rowOf(page, name));
  };
  const signsOut = async (page: Page): Promise<void> => {
    await page.locator("couplet-account-menu").getByRole("button").first().click();
    await page.getByRole("button", { name: "Sign out", exact: true }).click();
    await appears(askButton(page));
  };

  /** What the page's browser signs with the passkey it has. */
  const signedBy = (page: Page, options: object): Promise<object> =>
    page.evaluate(async (json) => {
      const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(json as PublicKeyCredentialRequestOptionsJSON);
      const credential = await navigator.credentials.get({ publicKey });
      if (!(credential instanceof PublicKeyCredential)) throw new Error("Nothing was signed");
      return credential.toJSON();
    }, options);
  const post = (page: Page, path: string, body: object = {}): Promise<{ status: number; json: { code?: string } }> =>
    page.evaluate(
      async ([at, sent]) => {
        const headers = { "content-type": "application/json" };
        const answer = await fetch(`/api/v1${at}`, { method: "POST", headers, body: JSON.stringify(sent) });
        return { status: answer.status, json: await answer.json() };
      },
      [path, body] as const,
    );

  test("[HT12] made after a link, signed in with, and removed: then it lets nobody in", async () => {
    const { page, device } = await arrives(await printedLink());
    const wrong: string[] = [];
    await toAccount(page);
    await says(rowOf(page, "(this browser)"), /Chrome/u);
    await account(page).getByRole("button", { name: "Add a passkey" }).click();
    await says(account(page).getByRole("alert"), /A name is needed/u);
    await makes(page, "My laptop");
    await says(rowOf(page, "My laptop"), /not used yet/u);
    // The same device is not asked to make a second one.
    await account(page).getByLabel("Name of the new passkey").fill("Again");
    await account(page).getByRole("button", { name: "Add a passkey" }).click();
    await says(account(page).getByRole("alert"), /has a passkey for you already/u);
    wrong.push(...(await look(page, "account")));

    await signsOut(page);
    wrong.push(...(await look(page, "sign-in-passkey")));
    await askButton(page).click();
    await says(rowOf(page, "My laptop"), /last used/u);
    expect(await device.count()).toBe(1);

    await rowOf(page, "My laptop").getByRole("button", { name: "Remove the passkey My laptop" }).click();
    wrong.push(...(await look(page, "account-remove", "two")));
    await account(page).getByRole("alert").getByRole("button", { name: "Remove" }).click();
    await goes(rowOf(page, "My laptop"));
    await signsOut(page);
    await askButton(page).click();
    await says(signInPage(page).getByRole("alert"), /not known here/u);
    expect(wrong).toEqual([]);
  });

  test("[HT12] offered by the browser itself, it is taken without a button; another session is ended from there", async () => {
    const { page } = await arrives(await linkAgain(), { isOffered: true });
    await toAccount(page);
    await makes(page, "My tablet");
    await page.locator("couplet-account-menu").getByRole("button").first().click();
    await page.getByRole("button", { name: "Sign out", exact: true }).click();
    await says(rowOf(page, "My tablet"), /last used/u);

    // Longer words have to fit, too.
    const { page: second } = await arrives(await linkAgain(), { locale: "fr-CH" });
    await toAccount(second);
    await appears(rowOf(second, "(ce navigateur)"));
    const wrong = await look(second, "account-french", "two");
    await account(second).getByRole("button", { name: "Terminer toutes les autres" }).click();
    await goes(account(second).getByRole("button", { name: "Terminer toutes les autres" }));
    await appears(rowOf(second, "(ce navigateur)"));

    // An administrator sees and removes what anybody has.
    await second.goto(second.url().replace(/#.*/u, "#/setup"));
    const people = second.locator("couplet-people-panel");
    await people.getByRole("button", { name: /sessions? de Administrator/u }).click();
    await appears(people.getByText("Clé d'accès My tablet"));
    wrong.push(...(await look(second, "people-passkeys", "two")));
    await people.getByRole("button", { name: "Retirer la clé d'accès My tablet" }).click();
    await goes(people.getByText("Clé d'accès My tablet"));
    expect(wrong).toEqual([]);
  });

  test("[HT12] signed at another page, a second time or without its user: refused", async () => {
    const { person, page, device } = await arrives(await linkAgain());
    await toAccount(page);
    await makes(page, "My phone");
    const [here, passkey] = [page.url(), "/sign-in/passkey"];

    const asked = await post(page, `${passkey}/options`);
    const credential = await signedBy(page, asked.json);
    expect((await post(page, passkey, { credential })).status).toBe(200);
    expect(await post(page, passkey, { credential })).toMatchObject({
      status: 401,
      json: { code: "passkey.challenge" },
    });

    // A page of another origin that reaches the same server, as a port of the same name.
    const other = await Line.open(person.line.url);
    const { json } = await post(page, `${passkey}/options`);
    await page.goto(named(other.url));
    const elsewhere = await signedBy(page, json);
    await page.goto(here);
    const told = await post(page, passkey, { credential: elsewhere });
    expect(told).toMatchObject({ status: 401, json: { code: "passkey.refused" } });
    other.close();

    await device.knowsItsUser(false);
    await expect(signedBy(page, (await post(page, `${passkey}/options`)).json)).rejects.toThrow("NotAllowedError");
  });
});
