/**
 * Looking at a screen: on a desk and on a phone, light and dark; with axe, for what spills over the edge, and for a picture.
 *
 * Shape    answers what is wrong, one line each; pictures go to `test-results/screens`.
 *          All rules once per size; in the other scheme those that depend on colours.
 *
 * @module
 */
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";

interface Violation {
  readonly id: string;
  readonly impact: string;
  readonly targets: readonly string[];
}

type Axe = {
  run(
    context: Document,
    options: object,
  ): Promise<{
    violations: { id: string; impact: string | null; nodes: { target: unknown[]; failureSummary?: string }[] }[];
  }>;
};

const desk = { width: 1280, height: 900 };
const phone = { width: 375, height: 812 };
const keepsOut: ReadonlySet<string> = new Set(["serious", "critical"]);

/** @param ways `four`: each size in each scheme; `two`, for what only lies above a page: each size and each scheme once */
export async function look(page: Page, name: string, ways: "four" | "two" = "four"): Promise<string[]> {
  const wrong: string[] = [];
  for (const [size, viewport] of Object.entries({ desk, phone })) {
    await page.setViewportSize(viewport);
    for (const colorScheme of ["light", "dark"] as const) {
      if (ways === "two" && (size === "desk") !== (colorScheme === "light")) continue;
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      const where = `${name}-${size}-${colorScheme}`;
      await page.screenshot({ path: `test-results/screens/${where}.png`, animations: "disabled" });
      for (const { id, targets } of await violations(
        page,
        ways === "four" && colorScheme === "dark" ? ["color-contrast"] : undefined,
      ))
        wrong.push(`${where}: ${id}: ${targets.join(", ")}`);
      const spill = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (spill > 0) wrong.push(`${where}: ${spill} px over the edge`);
    }
  }
  await page.setViewportSize(desk);
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
  return wrong;
}

async function violations(page: Page, rules: readonly string[] | undefined): Promise<Violation[]> {
  // Its builder brings axe into the page, at a price; once there, it is asked directly.
  const isThere = await page.evaluate(() => "axe" in globalThis);
  if (!isThere) await new AxeBuilder({ page }).setLegacyMode(true).withRules(["document-title"]).analyze();
  const found = await page.evaluate(async (only) => {
    const { axe } = globalThis as unknown as { axe: Axe };
    const options = { resultTypes: ["violations"], ...(only && { runOnly: { type: "rule", values: only } }) };
    const { violations } = await axe.run(document, options);
    return violations.map(({ id, impact, nodes }) => ({
      id,
      impact: impact ?? "",
      targets: nodes.map(({ target, failureSummary }) => `${target.flat().join(" ")} (${failureSummary ?? ""})`),
    }));
  }, rules);
  return found.filter(({ impact }) => keepsOut.has(impact));
}
