/**
 * A workspace of its own, in two browsers: the administrator comes in by the printed link, invites, gives another role, ends a session,
 * removes; whoever it is about sees it where they are.
 *
 * @module
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startServerProcess, type ServerProcess } from "../harness/server-process.ts";
import { createCast } from "./cast.ts";
import { look } from "./look.ts";
import type { Person, Who } from "./person.ts";
import { appears, goes, says } from "./see.ts";

const come = createCast();
const boss: Who = { sub: "admin", name: "Administrator", role: "admin" };
const bea: Who = { sub: "bea", name: "Bea Rossi", role: "sales" };

const panel = (page: Page) => page.locator("couplet-people-panel");
const rowOf = (page: Page, name: string) =>
  panel(page)
    .locator(".person")
    .filter({ has: page.locator(".who b", { hasText: name }) });
const linkOf = (page: Page, name: string) => panel(page).getByRole("textbox", { name: `Sign-in link for ${name}` });

describe("[HT11] the people of a workspace", () => {
  let dataDir: string;
  let server: ServerProcess;

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), "couplet-people-"));
    server = await startServerProcess({ dataDir, env: { DEMO: "0", ADMIN_LINK: "1" } });
  });
  afterAll(async () => {
    await server.kill("SIGTERM");
    await rm(dataDir, { recursive: true, force: true });
  });

  const printedLink = async (): Promise<string> => {
    const find = (): string | undefined => /^Sign in as .+: (http\S+)$/mu.exec(server.output())?.[1];
    await expect.poll(find, { timeout: 15_000 }).toBeDefined();
    return find() ?? "";
  };
  const arrives = async (who: Who, link: string): Promise<Person> => {
    const person = await come(who, {}, { url: server.url, tokenLifeMs: 900_000 });
    await person.follow(link);
    await appears(person.page.getByRole("heading", { name: "Contacts" }));
    return person;
  };

  test("[HT11] invited by link, given another role, signed out, and removed: seen on both sides without reload", async () => {
    const { page } = await arrives(boss, await printedLink());
    await page.goto(page.url().replace(/#.*/u, "#/setup"));
    await says(rowOf(page, "Administrator"), /\(you\)/u);

    await panel(page).getByLabel("Name", { exact: true }).fill("Bea Rossi");
    await panel(page).getByLabel("Role", { exact: true }).selectOption("sales");
    await panel(page).getByRole("button", { name: "Invite" }).click();
    await appears(linkOf(page, "Bea Rossi"));
    const link = await linkOf(page, "Bea Rossi").inputValue();
    expect(new URL(link).search).toBe("");
    await says(rowOf(page, "Bea Rossi"), /Invited, has not signed in yet/u);
    const wrong = await look(page, "people-link", "two");

    const { page: hers } = await arrives(bea, link);
    expect(hers.url()).not.toContain("code=");
    await appears(hers.getByRole("button", { name: "New contact" }));
    await page.bringToFront();
    await page.evaluate(() => dispatchEvent(new Event("focus")));
    await says(rowOf(page, "Bea Rossi"), /Last seen.*1 session/su);

    // A role holds at once: what she may not do any more is not offered.
    await rowOf(page, "Bea Rossi").getByRole("combobox").selectOption("viewer");
    await goes(hers.getByRole("button", { name: "New contact" }));
    await rowOf(page, "Bea Rossi").getByRole("combobox").selectOption("editor");
    await appears(hers.getByRole("button", { name: "New contact" }));

    await rowOf(page, "Bea Rossi")
      .getByRole("button", { name: /sessions? of/u })
      .click();
    await appears(rowOf(page, "Bea Rossi").getByRole("button", { name: /End the session in Chrome/u }));
    wrong.push(...(await look(page, "people-sessions", "two")));
    await rowOf(page, "Bea Rossi")
      .getByRole("button", { name: /End the session/u })
      .click();
    await says(rowOf(page, "Bea Rossi"), /Signed in nowhere/u);
    await says(hers.locator("couplet-connection-strip"), /Signed out/u);

    // The same link does not let anybody in again; a new one does.
    await hers.goto(`${hers.url().replace(/#.*/u, "")}#code=${link.split("#code=")[1] ?? ""}`);
    await says(hers.locator("couplet-sign-in-page"), /used already|too old/u);
    await rowOf(page, "Bea Rossi").getByRole("button", { name: "Sign-in link for" }).click();
    await appears(linkOf(page, "Bea Rossi"));
    const second = await linkOf(page, "Bea Rossi").inputValue();
    await hers.locator("couplet-sign-in-page").getByRole("textbox").fill(second);
    await hers.locator("couplet-sign-in-page").getByRole("button", { name: "Sign in" }).click();
    await appears(hers.getByRole("button", { name: "New contact" }));

    await rowOf(page, "Bea Rossi").getByRole("button", { name: "Remove Bea Rossi" }).click();
    wrong.push(...(await look(page, "people-remove", "two")));
    await rowOf(page, "Bea Rossi").getByRole("alert").getByRole("button", { name: "Remove" }).click();
    await goes(rowOf(page, "Bea Rossi"));
    await says(page.locator("couplet-app-toast"), /Bea Rossi was removed/u);
    await says(hers.locator("couplet-connection-strip"), /Signed out/u);
    expect(wrong).toEqual([]);
  }, 240_000);

  test("[HT11] what is refused says why: no name, the last administrator; others see no people at all", async () => {
    const link = await printedLinkAgain();
    const { page } = await arrives(boss, link);
    await page.goto(page.url().replace(/#.*/u, "#/setup"));
    await panel(page).getByRole("button", { name: "Invite" }).click();
    await says(panel(page).getByRole("alert"), /A name is needed/u);
    await rowOf(page, "Administrator").getByRole("combobox").selectOption("viewer");
    await says(panel(page), /stays as it was\. Somebody has to be able to invite people/u);
    expect(await rowOf(page, "Administrator").getByRole("combobox").inputValue()).toBe("admin");

    await panel(page).getByLabel("Name", { exact: true }).fill("Carl Berset");
    await panel(page).getByRole("button", { name: "Invite" }).click();
    await appears(linkOf(page, "Carl Berset"));
    const { page: his } = await arrives({ ...bea, sub: "carl" }, await linkOf(page, "Carl Berset").inputValue());
    await his.goto(his.url().replace(/#.*/u, "#/setup"));
    await says(his.locator("couplet-setup-page"), /Only an administrator changes the set-up/u);
    expect(await panel(his).count()).toBe(0);

    // Longer words have to fit, too.
    await rowOf(page, "Administrator").getByRole("button", { name: "Sign-in link for" }).click();
    await appears(linkOf(page, "Administrator"));
    const french = await come(boss, { locale: "fr-CH" }, { url: server.url, tokenLifeMs: 900_000 });
    await french.follow(await linkOf(page, "Administrator").inputValue());
    await appears(french.page.getByRole("heading", { name: "Contacts" }));
    await french.page.goto(french.page.url().replace(/#.*/u, "#/setup"));
    await rowOf(french.page, "Administrator")
      .getByRole("button", { name: /sessions de/u })
      .click();
    await appears(french.page.getByRole("button", { name: "Tout terminer" }));
    expect(await panel(french.page).getByText("(ce navigateur)").count()).toBe(1);
    expect(await look(french.page, "people-french", "two")).toEqual([]);
  });

  /** Of the next start: the first one was used. */
  async function printedLinkAgain(): Promise<string> {
    await server.kill("SIGTERM");
    server = await startServerProcess({ dataDir, env: { DEMO: "0", ADMIN_LINK: "1" } });
    return printedLink();
  }
});
