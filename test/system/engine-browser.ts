/**
 * A browser with engines in it: tabs with a page that has nothing but an engine, driven from outside.
 *
 * Shape    its profile outlives it, so that it can be closed, killed and started again as on the next morning.
 * Not      the app: that is tested end to end.
 *
 * @module
 */
import { appendFile, mkdtemp, readdir, readlink, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Role } from "@couplet/model";
import { signToken, type RunningServer } from "@couplet/server";
import { chromium, type BrowserContext, type Page } from "playwright-core";
import { chromiumFlags, chromiumPath } from "../chromium.ts";
import { buildPageScript } from "../harness/page-script.ts";
import { secret } from "../harness/secret.ts";

/** The page is given by the test, not by the server: without this, Chromium takes it for one of the public internet. */
const localPages = "--disable-features=LocalNetworkAccessChecks,BlockInsecurePrivateNetworkRequests";

let bundle: Promise<string> | undefined;

export class EngineBrowser {
  /** Of the tokens asked for from now on. */
  role: Role = "admin";
  sub = "ben";
  isSignedIn = true;
  readonly #server: Pick<RunningServer, "url">;
  readonly #workspace: string;
  readonly #profile: string;
  #context: BrowserContext | undefined;
  #isCut = false;
  #aheadMs = 0;

  private constructor(server: Pick<RunningServer, "url">, workspace: string, profile: string) {
    this.#server = server;
    this.#workspace = workspace;
    this.#profile = profile;
  }

  /** Of Ben, who is in that workspace. */
  static async open(server: Pick<RunningServer, "url">, workspace: string): Promise<EngineBrowser> {
    const browser = new EngineBrowser(server, workspace, await mkdtemp(join(tmpdir(), "couplet-profile-")));
    await browser.launch();
    return browser;
  }

  get context(): BrowserContext {
    if (!this.#context) throw new Error("The browser is not open");
    return this.#context;
  }

  /** Starts the browser on its profile, with or without network as it was last. */
  async launch(): Promise<void> {
    const code = await (bundle ??= buildPageScript(new URL("./engine-page.ts", import.meta.url)));
    const context = await chromium.launchPersistentContext(this.#profile, {
      executablePath: chromiumPath(),
      args: [...chromiumFlags, localPages],
    });
    this.#context = context;
    await context.exposeFunction("token", () => this.#token());
    await context.addInitScript(() => {
      const { token } = globalThis;
      globalThis.token = async () => {
        if (!navigator.onLine) throw new TypeError("Failed to fetch");
        return await token();
      };
    });
    await context.addInitScript(() => {
      const { Date: RealDate } = globalThis;
      let aheadMs = 0;
      globalThis.setClock = (ms) => {
        aheadMs = ms;
      };
      globalThis.Date = new Proxy(RealDate, {
        construct: (target, args: [number]) =>
          new target(...(args.length > 0 ? args : ([target.now() + aheadMs] as const))),
        get: (target, name) => (name === "now" ? () => target.now() + aheadMs : Reflect.get(target, name)),
      });
    });
    // The page itself comes from the test, as from a service worker: it starts without network.
    await context.route(`${this.#server.url}/device.html`, (route) =>
      route.fulfill({
        contentType: "text/html",
        body: '<!doctype html><script type="module" src="/device.js"></script>',
      }),
    );
    await context.route(`${this.#server.url}/device.js`, (route) =>
      route.fulfill({ contentType: "text/javascript", body: code }),
    );
    await context.setOffline(this.#isCut);
  }

  /** Cuts the network off, or gives it back. */
  async cut(isOffline: boolean): Promise<void> {
    this.#isCut = isOffline;
    await this.context.setOffline(isOffline);
  }

  /** Sets the clock of the device: so much ahead of the true one, on every page there is or will be. */
  async setClock(aheadMs: number): Promise<void> {
    this.#aheadMs = aheadMs;
    for (const page of this.context.pages()) {
      if (page.url().startsWith(this.#server.url)) await page.evaluate((ms) => globalThis.setClock(ms), aheadMs);
    }
  }

  /** A tab with a running engine. */
  async visit(
    storage: "persistent" | "session" = "persistent",
    keeps: "opened" | "workspace" = "opened",
  ): Promise<Page> {
    const page = await this.context.newPage();
    await page.goto(`${this.#server.url}/device.html`);
    await page.waitForFunction(() => typeof globalThis.start === "function");
    await page.evaluate((ms) => globalThis.setClock(ms), this.#aheadMs);
    await page.evaluate(([mode, what]) => globalThis.start(mode, what), [storage, keeps] as const);
    return page;
  }

  /** Starts again, with network. */
  async relaunch(): Promise<void> {
    this.#isCut = false;
    await this.launch();
  }

  /** Ends its processes as a crash of the machine would: without a word to any page. */
  async kill(): Promise<void> {
    const gone = this.context.waitForEvent("close", { timeout: 60_000 });
    // The lock of the profile names its owner, which leads the group of all processes of the browser.
    const owner = await readlink(join(this.#profile, "SingletonLock"));
    process.kill(-Number(owner.slice(owner.lastIndexOf("-") + 1)), "SIGKILL");
    await gone;
    this.#context = undefined;
  }

  /** The browser's log of its databases, which it goes on with or begins another. */
  async log(): Promise<string> {
    const root = join(this.#profile, "Default", "IndexedDB");
    for (const folder of await readdir(root)) {
      const [log] = (await readdir(join(root, folder)))
        .filter((name) => name.endsWith(".log"))
        .sort()
        .reverse();
      if (log !== undefined) return join(root, folder, log);
    }
    throw new Error("The browser has no log of its databases");
  }

  /** Leaves in its log what a kill between two writes leaves there: a record that was begun. */
  async tearLog(): Promise<void> {
    await appendFile(await this.log(), Buffer.from([1, 2, 3, 4, 100, 0, 1]));
  }

  /** The site may keep no more than this, for as long as the browser is open. To be said before it has kept anything: the browser looks seldom. */
  async limitSpace(bytes: number): Promise<void> {
    const page = await this.context.newPage();
    await page.goto(`${this.#server.url}/device.html`);
    const session = await this.context.newCDPSession(page);
    await session.send("Storage.overrideQuotaForOrigin", { origin: this.#server.url, quotaSize: bytes });
  }

  async remove(): Promise<void> {
    await this.#context?.close();
    await rm(this.#profile, { recursive: true, force: true, maxRetries: 5 });
  }

  async #token(): Promise<string | null> {
    if (this.#isCut) throw new Error("Failed to fetch");
    // `null`: nobody is signed in; an error of ours would lose its name on the way.
    if (!this.isSignedIn) return null;
    const claims = {
      sub: this.sub,
      name: this.sub === "ben" ? "Ben Rossi" : this.sub,
      workspace: this.#workspace,
      role: this.role,
    };
    return await signToken(secret, claims, Date.now() + 600_000);
  }
}

/** Resolves when what the page's databases were asked to write is there: a reader waits for the writers before it. */
export const written = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    const read = async (name: string): Promise<void> => {
      const opening = indexedDB.open(name);
      await new Promise<void>((resolve, reject) => {
        opening.addEventListener("error", () => reject(new Error(`${name} cannot be read`)));
        opening.addEventListener("success", () => {
          const { result: database } = opening;
          const stores = [...database.objectStoreNames];
          const end = (): void => {
            database.close();
            resolve();
          };
          if (stores.length === 0) {
            end();
            return;
          }
          const reading = database.transaction(stores, "readonly");
          for (const store of stores) reading.objectStore(store).count();
          reading.addEventListener("complete", end);
          reading.addEventListener("abort", () => reject(new Error(`${name} cannot be read`)));
        });
      });
    };
    for (const { name = "" } of await indexedDB.databases()) await read(name);
  });
