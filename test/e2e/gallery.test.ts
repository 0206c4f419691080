/**
 * The gallery as the server gives it out: every element live, with its code, from the manifest.
 *
 * @module
 */
import { AxeBuilder } from "@axe-core/playwright";
import { mkdir } from "node:fs/promises";
import { describe, expect, inject, test } from "vitest";
import { createCast } from "./cast.ts";
import { ben } from "./person.ts";
import { appears } from "./see.ts";

const come = createCast();

describe("the gallery", () => {
  test.each([
    ["light", 1280],
    ["dark", 375],
  ] as const)(
    "[E25] shows every element live, with code to copy and all it takes and tells, %s at %i px",
    async (scheme, width) => {
      const { page, context } = await come(ben, { colorScheme: scheme, viewport: { width, height: 900 } });
      await context.grantPermissions(["clipboard-read", "clipboard-write"]);
      await page.goto(`${inject("serverUrl")}/gallery`);
      await appears(page.getByRole("heading", { name: "Couplet elements" }));
      const sections = await page.locator("main > section").evaluateAll((all) => all.map(({ id }) => id));
      expect(sections).toHaveLength(12);
      // Drawn, not only defined; a provider shows nothing itself.
      for (const tag of sections.filter((one) => one !== "couplet-provider"))
        await expect
          .poll(() =>
            page.locator(`#${tag} .live ${tag}`).evaluate((element) => element.shadowRoot?.childElementCount ?? 0),
          )
          .toBeGreaterThan(0);
      await appears(page.locator("#couplet-chip .live").getByRole("button", { name: /Alpine Skihaus/u }));
      await page.locator("#couplet-picker").getByRole("button", { name: "Copy" }).click();
      expect(await page.evaluate(() => navigator.clipboard.readText())).toContain("<couplet-picker kinds=");
      await page.locator("#couplet-card").getByText("Events", { exact: false }).last().click();
      await appears(page.locator("#couplet-card").getByText("The server has confirmed edits."));
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.filter(({ impact }) => impact === "serious" || impact === "critical")).toEqual([]);
      await mkdir("test-results/gallery", { recursive: true });
      await page.screenshot({ path: `test-results/gallery/${scheme}-${width}.png`, fullPage: true });
    },
  );
});
