/**
 * A browser of its own for each test, with engines in it, beside one server.
 *
 * @module
 */
import type { RunningServer } from "@couplet/server";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import { EngineBrowser } from "./engine-browser.ts";
import { createCaller, startFresh, type Caller } from "./rest-client.ts";

export interface DeviceScene {
  readonly ada: Caller;
  readonly workspace: string;
  readonly browser: EngineBrowser;
  readonly cut: (isOffline: boolean) => Promise<void>;
  readonly visit: (storage?: "persistent" | "session") => Promise<Page>;
  readonly createContact: () => Promise<string>;
  readonly read: (id: string) => Promise<Record<string, unknown>>;
}

/** Each test has a workspace of its own. */
export function deviceScene(): DeviceScene {
  let server: RunningServer;
  let ada: Caller;
  let workspace = "";
  let browser: EngineBrowser;
  let count = 0;

  beforeAll(async () => {
    server = await startFresh();
  });
  afterAll(() => server.close());

  beforeEach(async () => {
    count += 1;
    workspace = `device-${count}`;
    ada = await createCaller(server, { workspace });
    browser = await EngineBrowser.open(server, workspace);
  });
  afterEach(() => browser.remove());

  return {
    get ada() {
      return ada;
    },
    get workspace() {
      return workspace;
    },
    get browser() {
      return browser;
    },
    cut: (isOffline) => browser.cut(isOffline),
    visit: (storage) => browser.visit(storage),
    async createContact() {
      const { id } = (await ada.expecting(201, "POST", "/contacts", {
        name: "Cronus AG",
        phoneNo: "+41442000000",
      })) as { id: string };
      return id;
    },
    read: (id) => ada.expecting(200, "GET", `/contacts/${id}`),
  };
}

export const status = (page: Page) => page.evaluate(() => globalThis.engine.status.value);

/** What the tab's card shows. */
export const shown = (page: Page) =>
  page.evaluate(() => {
    const { values, conflicts, saved, fromCache, loading, notes } = globalThis.card.snapshot.value;
    return {
      phoneNo: values["phoneNo"],
      city: values["city"],
      conflicts: Object.keys(conflicts),
      saved,
      fromCache,
      loading,
      notes,
    };
  });
