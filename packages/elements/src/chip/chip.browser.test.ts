import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { userEvent } from "vitest/browser";
import { createSample, trouble, type Sample } from "../../gallery/sample.ts";
import "../index.ts";
import type { CoupletChip } from "./chip.ts";

let sample: Sample;

beforeEach(() => {
  sample = createSample();
});
afterEach(() => {
  document.body.replaceChildren();
});

const words = (element: Element | null | undefined): string =>
  element?.textContent?.trim().replaceAll(/\s+/g, " ") ?? "";

function show(attributes: string, text = ""): CoupletChip {
  document.body.innerHTML = `<couplet-provider locale="en"><p>Order for <couplet-chip ${attributes}>${text}</couplet-chip></p></couplet-provider>`;
  const provider = document.querySelector("couplet-provider");
  const chip = document.querySelector("couplet-chip");
  if (!provider || !chip) throw new Error("The page is not there");
  provider.engine = sample.engine;
  return chip;
}
const button = (chip: CoupletChip): HTMLButtonElement | null => chip.renderRoot.querySelector("button");
const isUp = (chip: CoupletChip): boolean => chip.renderRoot.querySelector(".card")?.matches(":popover-open") ?? false;

describe("a chip", () => {
  test("[E17] names the card, follows it, and asks the page for it", async () => {
    const chip = show(`kind="customer" number="C00001"`);
    await expect.poll(() => words(button(chip))).toBe("Customer Alpine Skihaus C00001");
    const asked: unknown[] = [];
    chip.addEventListener("couplet-navigate", (event) => asked.push(event.detail));
    button(chip)?.click();
    expect(asked).toEqual([{ kind: "customer", id: sample.customer.id }]);
    sample.workspace.write(sample.company, "name", "Alpine Skihaus AG", { sub: "ben", name: "Ben Rossi" });
    await expect.poll(() => words(button(chip))).toContain("Alpine Skihaus AG");
  });

  test("[E17] shows more on focus, in the top layer, and Escape takes that away", async () => {
    const chip = show(`kind="contact" record-id="${sample.person.id}"`);
    await expect.poll(() => button(chip)).not.toBeNull();
    await userEvent.tab();
    await expect.poll(() => isUp(chip)).toBe(true);
    const card = chip.renderRoot.querySelector(".card");
    expect(words(card)).toContain("Job title Einkauf");
    expect(words(card)).toContain("reto.odermatt@contoso.com");
    expect(button(chip)?.getAttribute("aria-describedby")).toBe(card?.id);
    await userEvent.keyboard("{Escape}");
    await expect.poll(() => isUp(chip)).toBe(false);
  });

  test("[E7] says in words what is unusual: a decision that waits, people who are there, that the card is gone", async () => {
    trouble(sample);
    const chip = show(`kind="contact" record-id="${sample.company.id}"`);
    await expect.poll(() => chip.matches(":state(conflict):state(someone-here)")).toBe(true);
    const card = (): string => words(chip.renderRoot.querySelector(".card"));
    expect(card()).toContain("waits for a decision");
    expect(card()).toContain("here now");
    await sample.engine.remove("contact", sample.company.id);
    await expect.poll(card).toContain("deleted");
    expect(chip.matches(":state(deleted)")).toBe(true);
  });

  test("[E5] where there is no such card, or not yet, the page's own words stand", async () => {
    const chip = show(`kind="vendor" number="V99999"`, "Nordwind KG");
    await expect.poll(() => chip.renderRoot.querySelector("span.chip slot")).not.toBeNull();
    expect(words(chip)).toBe("Nordwind KG");
  });
});
