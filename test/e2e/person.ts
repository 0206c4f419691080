/**
 * Somebody at a browser: a context of their own, a line to the server that can be pulled, and what went wrong on their page.
 *
 * Shape    `arrive` opens the app signed in as whoever is named; with a `profileDir` the browser can be closed and opened again as
 *          the same one, as after a restart of the machine.
 * Not      the sign-in itself: that is tested with the links a start prints. Here the answer to the renewal of the token is given
 *          by the test, so that anybody may come with any role, and lose it.
 *
 * @module
 */
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { inject } from "vitest";
import type { Role } from "@couplet/model";
import { signToken } from "@couplet/server";
import { chromiumFlags, chromiumPath } from "../chromium.ts";
import { testSecret } from "../harness/server-process.ts";
import { Line } from "./line.ts";

export interface Who {
  readonly sub: string;
  readonly name: string;
  readonly role: Role;
}

export const ada: Who = { sub: "ada.keller", name: "Ada Keller", role: "admin" };
export const ben: Who = { sub: "ben.rossi", name: "Ben Rossi", role: "sales" };
export const fay: Who = { sub: "fay.favre", name: "Fay Favre", role: "finance" };

const launchOptions = { executablePath: chromiumPath(), args: [...chromiumFlags] };
const english: BrowserContextOptions = {
  locale: "en-CH",
  timezoneId: "Europe/Zurich",
  viewport: { width: 1280, height: 900 },
};

export interface ArriveOptions extends BrowserContextOptions {
  /** Where this browser keeps what it keeps; without it everything is gone when it closes. */
  readonly profileDir?: string;
}

/** Another server than that of all tests, and how long its tokens last. */
export interface OtherServer {
  readonly url: string;
  readonly tokenLifeMs: number;
}

let shared: Promise<Browser> | undefined;

/** Ends the browser of this test file, and everybody in it. */
export async function closeBrowser(): Promise<void> {
  await (await shared)?.close();
  shared = undefined;
}

export class Person {
  readonly line: Line;
  /** What a page must never say: uncaught errors, and breaches of its content security policy. */
  readonly mishaps: string[] = [];
  readonly #options: ArriveOptions;
  #who: Who;
  #tokenLifeMs = 900_000;
  #context: BrowserContext;
  #page: Page;

  private constructor(who: Who, line: Line, options: ArriveOptions, context: BrowserContext, page: Page) {
    this.#who = who;
    this.line = line;
    this.#options = options;
    this.#context = context;
    this.#page = page;
    this.#watch(page);
  }

  /** Opens a browser and nothing in it. */
  static async come(who: Who, options: ArriveOptions = {}, server?: OtherServer): Promise<Person> {
    const line = await Line.open(server?.url ?? inject("serverUrl"));
    const context = await openContext(options);
    const person = new Person(who, line, options, context, await pageOf(context));
    person.#tokenLifeMs = server?.tokenLifeMs ?? person.#tokenLifeMs;
    return person;
  }

  get page(): Page {
    return this.#page;
  }
  get context(): BrowserContext {
    return this.#context;
  }

  /** Opens the app at an address such as `#/contacts`, signed in. */
  async open(hash = "#/contacts"): Promise<Page> {
    await this.#answerTokens();
    await this.#page.goto(`${this.line.url}/${hash}`);
    return this.#page;
  }

  /** Follows a printed sign-in link on this person's line. */
  async follow(link: string): Promise<Page> {
    await this.#page.goto(`${this.line.url}/${new URL(link).hash}`);
    return this.#page;
  }

  /** From the next token on. */
  becomes(role: Role): void {
    this.#who = { ...this.#who, role };
  }

  /** Pulls the plug: the network is reported as gone, and every connection breaks. */
  async unplug(): Promise<void> {
    await this.#context.setOffline(true);
    this.line.cut();
  }

  async plugIn(): Promise<void> {
    this.line.mend();
    await this.#answerTokens();
    await this.#context.setOffline(false);
  }

  /** Closes the browser and opens it again with the same profile, with or without network. */
  async restart({ offline }: { readonly offline: boolean }): Promise<Page> {
    await this.#context.close();
    this.#context = await openContext(this.#options);
    if (offline) await this.#context.setOffline(true);
    this.#page = await pageOf(this.#context);
    this.#watch(this.#page);
    return this.#page;
  }

  /** Waits until the app can start without network: its service worker has everything. */
  async canStartOffline(): Promise<void> {
    const isReady = await this.#page.evaluate(() =>
      Promise.race([
        navigator.serviceWorker.ready.then(() => true),
        new Promise<boolean>((resolve) => setTimeout(() => resolve(false), 20_000)),
      ]),
    );
    if (!isReady) throw new Error("The service worker is not ready");
  }

  async leave(): Promise<void> {
    await this.#context.close();
    this.line.close();
  }

  async #answerTokens(): Promise<void> {
    await this.#context.unroute("**/api/v1/token");
    await this.#context.route("**/api/v1/token", async (route) => {
      if (this.line.isCut) {
        await route.abort("connectionfailed");
        return;
      }
      const expiresAtMs = Date.now() + this.#tokenLifeMs;
      const token = await signToken(testSecret, { ...this.#who, workspace: "demo" }, expiresAtMs);
      await route.fulfill({ json: { token, expiresAt: new Date(expiresAtMs).toISOString(), user: this.#who } });
    });
  }

  #watch(page: Page): void {
    page.on("pageerror", (error) => this.mishaps.push(error.stack ?? error.message));
    page.on("console", (message) => {
      if (/content security policy|trusted ?type/iu.test(message.text())) this.mishaps.push(message.text());
    });
  }
}

async function openContext({ profileDir, ...options }: ArriveOptions): Promise<BrowserContext> {
  const all = { ...english, ...options };
  const context =
    profileDir === undefined
      ? await (await (shared ??= chromium.launch(launchOptions))).newContext(all)
      : await chromium.launchPersistentContext(profileDir, { ...launchOptions, ...all });
  context.setDefaultTimeout(15_000);
  return context;
}

const pageOf = async (context: BrowserContext): Promise<Page> => context.pages()[0] ?? (await context.newPage());
