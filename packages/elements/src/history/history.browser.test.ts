import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { userEvent } from "vitest/browser";
import type { PaperCard } from "../../gallery/paper-workspace.ts";
import { createSample, type Sample } from "../../gallery/sample.ts";
import "../index.ts";
import type { CoupletField } from "../field/field.ts";
import type { CoupletHistory } from "./history.ts";

let sample: Sample;

beforeEach(() => {
  sample = createSample();
  sample.workspace.write(sample.company, "city", "Baar", { sub: "ben", name: "Ben Rossi" });
});
afterEach(() => {
  document.body.replaceChildren();
});

async function show<Tag extends "couplet-field" | "couplet-history">(
  tag: Tag,
  card: PaperCard,
  field?: string,
): Promise<HTMLElementTagNameMap[Tag]> {
  const provider = document.createElement("couplet-provider");
  provider.locale = "en";
  provider.engine = sample.engine;
  const element = document.createElement(tag);
  element.setAttribute("kind", card.kind);
  element.setAttribute("record-id", card.id);
  if (field) element.setAttribute("field", field);
  provider.append(element);
  document.body.append(provider);
  await element.updateComplete;
  return element;
}

const words = (element: Element | null | undefined): string =>
  element?.textContent?.trim().replaceAll(/\s+/g, " ") ?? "";
const itemsOf = (history: CoupletHistory): readonly Element[] => [...history.renderRoot.querySelectorAll("li")];
const historyOf = (field: CoupletField): CoupletHistory | null => field.renderRoot.querySelector("couplet-history");
const restoreOf = (item: Element | undefined): HTMLElement | null | undefined =>
  item?.querySelector<HTMLElement>("button.restore");

describe("a history", () => {
  test("[F8] tells each value with who and when, of one field or of all, on a related card too", async () => {
    const history = await show("couplet-history", sample.customer, "city");
    await expect.poll(() => itemsOf(history).length).toBe(2);
    const [now, before] = itemsOf(history);
    expect(words(now)).toMatch(/^Baar Ben Rossi, .* on Contact CT000001 shown now$/);
    expect(words(before)).toMatch(/^Zug Import,/);
    const all = await show("couplet-history", sample.company);
    await expect.poll(() => itemsOf(all).length).toBeGreaterThan(4);
    expect(words(itemsOf(all)[0])).toMatch(/^City was Zug Baar/);
  });

  test("[F8] restores one value as an edit, says so, and takes it back", async () => {
    const history = await show("couplet-history", sample.customer, "city");
    await expect.poll(() => itemsOf(history).length).toBe(2);
    expect(restoreOf(itemsOf(history)[0])).toBeNull();
    restoreOf(itemsOf(history)[1])?.click();
    await expect.poll(() => sample.workspace.values(sample.company)["city"]).toBe("Zug");
    await expect.poll(() => words(history.renderRoot.querySelector(".restored"))).toContain("City is “Zug” again.");
    history.renderRoot.querySelector<HTMLElement>(".restored button")?.click();
    await expect.poll(() => sample.workspace.values(sample.company)["city"]).toBe("Baar");
  });

  test("[F8] a value the page does not take stays in the past, with the page's reason beside it", async () => {
    const history = await show("couplet-history", sample.company, "city");
    await expect.poll(() => itemsOf(history).length).toBe(2);
    history.addEventListener("couplet-before-change", (event) => event.detail.reject("Zug is closed."), { once: true });
    restoreOf(itemsOf(history)[1])?.click();
    await expect.poll(() => words(itemsOf(history)[1])).toContain("Zug is closed.");
    expect(sample.workspace.values(sample.company)["city"]).toBe("Baar");
  });

  test("[F8] who may only read sees it and restores nothing; without a connection it says what it knows", async () => {
    sample.engine.identity.set({ ...sample.engine.identity.value, role: "viewer" });
    sample.engine.setOffline(true);
    const history = await show("couplet-history", sample.company, "city");
    await expect.poll(() => itemsOf(history).length).toBe(2);
    expect(restoreOf(itemsOf(history)[1])).toBeNull();
    expect(words(history.renderRoot.querySelector(".note"))).toContain("There may be others");
  });

  test("[F8] [E13] a field tells who set it, and opens its history by the mark and by Alt+H", async () => {
    const field = await show("couplet-field", sample.customer, "city");
    await expect.poll(() => words(field.renderRoot.querySelector("button.source"))).toMatch(/^Ben Rossi,/);
    field.focus();
    expect(field.shadowRoot?.activeElement?.id).toBe("input");
    await userEvent.keyboard("{Alt>}h{/Alt}");
    await expect.poll(() => historyOf(field) && itemsOf(historyOf(field) as CoupletHistory).length).toBe(2);
    await userEvent.keyboard("{Escape}");
    await expect.poll(() => historyOf(field)).toBeNull();
    field.renderRoot.querySelector<HTMLElement>("button.source")?.click();
    await expect.poll(() => historyOf(field)).not.toBeNull();
    await expect.poll(() => itemsOf(historyOf(field) as CoupletHistory).length).toBe(2);
    restoreOf(itemsOf(historyOf(field) as CoupletHistory)[1])?.click();
    await expect.poll(() => field.value).toBe("Zug");
  });
});
