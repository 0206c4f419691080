import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { AttentionItem } from "@couplet/engine";
import { createSample, type Sample } from "../../gallery/sample.ts";
import "../index.ts";
import type { CoupletOutbox } from "./outbox.ts";

let sample: Sample;

beforeEach(() => {
  sample = createSample();
});
afterEach(() => {
  document.body.replaceChildren();
});

const words = (element: Element | null | undefined): string =>
  element?.textContent?.trim().replaceAll(/\s+/g, " ") ?? "";

async function show(): Promise<CoupletOutbox> {
  document.body.innerHTML = `<couplet-provider locale="en"><couplet-outbox></couplet-outbox></couplet-provider>`;
  const provider = document.querySelector("couplet-provider");
  const outbox = document.querySelector("couplet-outbox");
  if (!provider || !outbox) throw new Error("The page is not there");
  provider.engine = sample.engine;
  await expect.poll(() => outbox.renderRoot.querySelector("[role=group]")).not.toBeNull();
  return outbox;
}

const refused = (): AttentionItem => ({
  kind: "refused",
  id: "w@1",
  card: { id: sample.customer.id, kind: "customer", no: "C00001", name: "Alpine Skihaus" },
  field: "creditLimit",
  value: "50000",
  code: "perm.field",
  text: "You may read Credit limit but not change it.",
  atMs: Date.now(),
  actions: ["retry", "discard"],
});

const press = (outbox: CoupletOutbox, text: string): void => {
  const button = [...outbox.renderRoot.querySelectorAll("button")].find((one) => words(one) === text);
  if (!button) throw new Error(`No button ${text}`);
  button.click();
};

describe("the outbox", () => {
  test("[E18] says that everything is on the server, or how much is not", async () => {
    const outbox = await show();
    expect(words(outbox.renderRoot.querySelector("[part=empty]"))).toBe("Everything is on the server.");
    sample.engine.status.set({ ...sample.engine.status.value, state: "offline", waiting: 3 });
    sample.engine.queue.set([
      {
        id: "c1",
        type: "link",
        card: { id: "1", kind: "customer", name: "Adatum" },
        other: { id: "2", kind: "contact", no: "CT000001" },
        atMs: Date.now(),
      },
    ]);
    await expect.poll(() => words(outbox.renderRoot.querySelector(".lead"))).toContain("2 changes wait on this device");
    expect(words(outbox.renderRoot.querySelector("li .card"))).toBe("Link Customer Adatum to Contact CT000001");
  });

  test("[E9] a refused edit stands there with field, value and reason, and asks before it goes for good", async () => {
    const outbox = await show();
    const given: string[] = [];
    sample.engine.attention.set([refused()]);
    sample.engine.discard = async (item?: AttentionItem) => void given.push(`discard ${item?.id}`);
    sample.engine.retry = async (item?: AttentionItem) => void given.push(`retry ${item?.id}`);
    await expect.poll(() => words(outbox.renderRoot.querySelector("li"))).toContain("Credit limit");
    const entry = words(outbox.renderRoot.querySelector("li"));
    expect(entry).toContain("You may read");
    expect(entry).toMatch(/50.?000/u);
    press(outbox, "Discard");
    await expect.poll(() => words(outbox.renderRoot.querySelector(".danger"))).toBe("Discard for good");
    expect(given).toEqual([]);
    press(outbox, "Keep");
    await outbox.updateComplete;
    press(outbox, "Try again");
    await expect.poll(() => given).toEqual(["retry w@1"]);
    await expect.poll(() => words(outbox.renderRoot.querySelector("[role=status]"))).toBe("Done.");
    press(outbox, "Discard");
    await outbox.updateComplete;
    press(outbox, "Discard for good");
    await expect.poll(() => given).toEqual(["retry w@1", "discard w@1"]);
  });

  test("[E9] where trying again fails, the reason stands beside the edit and nothing is gone", async () => {
    const outbox = await show();
    sample.engine.attention.set([refused()]);
    sample.engine.retry = () => Promise.reject(new Error("no"));
    await outbox.updateComplete;
    press(outbox, "Try again");
    await expect
      .poll(() => words(outbox.renderRoot.querySelector("li [role=alert]")))
      .toBe("That did not work. Nothing was changed.");
    expect(outbox.renderRoot.querySelectorAll("li")).toHaveLength(1);
  });
});
