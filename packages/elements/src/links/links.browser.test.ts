import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { PaperCard } from "../../gallery/paper-workspace.ts";
import { createSample, type Sample } from "../../gallery/sample.ts";
import "../index.ts";
import type { CoupletLinks } from "./links.ts";

let sample: Sample;

beforeEach(() => {
  sample = createSample();
});
afterEach(() => {
  document.body.replaceChildren();
});

async function show(card: PaperCard): Promise<CoupletLinks> {
  const provider = document.createElement("couplet-provider");
  provider.locale = "en";
  provider.engine = sample.engine;
  const element = document.createElement("couplet-links");
  element.kind = card.kind;
  element.recordId = card.id;
  provider.append(element);
  document.body.append(provider);
  await expect.poll(() => element.renderRoot.querySelector("section")).not.toBeNull();
  return element;
}

const words = (element: ParentNode | null | undefined): string =>
  (element instanceof Node ? (element.textContent ?? "") : "").trim().replaceAll(/\s+/g, " ");
const buttonWith = (root: ParentNode | undefined, text: string): HTMLElement => {
  const found = [...(root?.querySelectorAll("button") ?? [])].find((button) =>
    `${words(button)} ${button.ariaLabel ?? ""}`.includes(text),
  );
  if (!found) throw new Error(`No button says ${text}`);
  return found;
};

describe("the links panel", () => {
  test("[L2] linking shows both sides and joins the values chosen field by field", async () => {
    const links = await show(sample.person);
    const done = links.linkExisting("vendor");
    const dialog = links.renderRoot.querySelector("couplet-link-dialog")?.renderRoot;
    await expect.poll(() => dialog?.querySelectorAll(".candidate").length).toBe(3);
    buttonWith(dialog, "Odermatt Reto").click();
    await expect.poll(() => words(dialog?.querySelector(".lead"))).toContain("7 fields differ.");
    const rows = [...(dialog?.querySelectorAll("tbody tr") ?? [])];
    const city = rows.find((row) => words(row.querySelector("th")) === "City");
    city?.querySelectorAll<HTMLInputElement>("input")[1]?.click();
    buttonWith(dialog, "Link").click();
    await done;
    expect(sample.workspace.values(sample.freeVendor)).toMatchObject({
      name: "Reto Odermatt",
      city: "Zug",
      postCode: "",
    });
    await expect.poll(() => words(links.renderRoot.querySelector(".done"))).toContain("now share one block");
  });

  test("[L2] a link can be undone beside what was done and beside the card, until somebody edits", async () => {
    const links = await show(sample.person);
    const link = async (): Promise<void> => {
      const done = links.linkExisting("vendor");
      const dialog = links.renderRoot.querySelector("couplet-link-dialog")?.renderRoot;
      await expect.poll(() => dialog?.querySelectorAll(".candidate").length).toBe(3);
      buttonWith(dialog, "Odermatt Reto").click();
      await expect.poll(() => words(dialog?.querySelector(".lead"))).toContain("7 fields differ.");
      buttonWith(dialog, "All from the contact").click();
      buttonWith(dialog, "Link").click();
      await done;
    };
    const before = sample.workspace.values(sample.freeVendor);
    const undos = (): HTMLElement[] =>
      [...links.renderRoot.querySelectorAll("button")].filter((button) => words(button) === "Undo the link");
    await link();
    await expect.poll(() => undos()).toHaveLength(2);
    buttonWith(links.renderRoot.querySelector(".done") ?? undefined, "Undo the link").click();
    await expect.poll(() => words(links.renderRoot.querySelector(".done"))).toContain("The link is undone");
    expect(sample.workspace.values(sample.freeVendor)).toEqual(before);
    await expect.poll(() => words(links.renderRoot)).toContain("No vendor yet");
    await link();
    await expect.poll(() => undos()).toHaveLength(2);
    sample.workspace.write(sample.person, "city", "Aarau", { sub: "x", name: "X" });
    await expect.poll(() => undos()).toHaveLength(0);
  });

  test("[L7] [U2] a card with another contact is linked by joining the two contacts, and that can be undone", async () => {
    const other = sample.workspace.add("contact", { name: "R. Odermatt", jobTitle: "Chef" }, { type: "person" });
    sample.workspace.relate(other, sample.freeVendor);
    const links = await show(sample.person);
    const done = links.linkExisting("vendor");
    const dialog = links.renderRoot.querySelector("couplet-link-dialog")?.renderRoot;
    await expect.poll(() => words(dialog?.querySelector(".found"))).toContain(`has contact ${other.no}`);
    buttonWith(dialog, sample.freeVendor.no).click();
    await expect.poll(() => words(dialog?.querySelector("h2"))).toBe("Join two contacts");
    const rows = [...(dialog?.querySelectorAll("tbody tr") ?? [])];
    const radios = (field: string): HTMLInputElement[] => [
      ...(rows.find((row) => words(row.querySelector("th")) === field)?.querySelectorAll("input") ?? []),
    ];
    expect(radios("Name").map(({ checked }) => checked)).toEqual([true, false]);
    radios("Name")[1]?.click();
    buttonWith(dialog, "Join the contacts").click();
    await done;
    expect(sample.workspace.values(sample.person)["name"]).toBe("R. Odermatt");
    await expect.poll(() => words(links.renderRoot.querySelector(".done"))).toContain("is part of");
    expect(words(links.renderRoot.querySelector(".merged"))).toContain(other.no);
    buttonWith(links.renderRoot.querySelector(".merged") ?? undefined, "Undo").click();
    await expect.poll(() => words(links.renderRoot.querySelector(".done"))).toContain("contact of its own again");
    expect(sample.workspace.values(sample.person)["name"]).toBe("Reto Odermatt");
    expect(sample.workspace.relationsOf(other)).toHaveLength(1);
  });

  test("[L4] closing the dialog changes nothing", async () => {
    const links = await show(sample.person);
    const done = links.linkExisting("vendor");
    const dialog = links.renderRoot.querySelector("couplet-link-dialog")?.renderRoot;
    await expect.poll(() => dialog?.querySelector("dialog")?.open).toBe(true);
    buttonWith(dialog, "Cancel").click();
    await done;
    expect(sample.workspace.relationsOf(sample.person)).toHaveLength(0);
  });

  test("[L12] unlinking says first that both keep their values, and then they do", async () => {
    const links = await show(sample.company);
    await expect.poll(() => links.renderRoot.querySelectorAll("section > ul > li").length).toBe(3);
    buttonWith(links.renderRoot, "Unlink").click();
    await expect.poll(() => words(links.renderRoot.querySelector("dialog"))).toContain("Both cards keep every value");
    const dialog = links.renderRoot.querySelector("dialog");
    expect(words(dialog)).toContain("Vendor V00001 and Bank account B00001 go on sharing");
    buttonWith(dialog ?? undefined, "Unlink").click();
    await expect.poll(() => sample.workspace.relationsOf(sample.customer)).toHaveLength(0);
    expect(sample.workspace.values(sample.customer)["name"]).toBe("Alpine Skihaus");
    await expect.poll(() => words(links.renderRoot)).toContain("No customer yet");
  });

  test("[L8] a free kind can be created from the contact, and is related at once", async () => {
    const links = await show(sample.person);
    buttonWith(links.renderRoot, "Create customer").click();
    await expect.poll(() => sample.workspace.relationsOf(sample.person)).toHaveLength(1);
    await expect.poll(() => words(links.renderRoot.querySelector("section > ul"))).toContain("Reto Odermatt");
  });

  test("[L9] the page is asked to go to the own fields of a card that was made", async () => {
    const links = await show(sample.person);
    const asked: unknown[] = [];
    document.body.addEventListener("couplet-navigate", (event) => asked.push(event.detail), { once: true });
    buttonWith(links.renderRoot, "Create customer").click();
    await expect.poll(() => asked).toHaveLength(1);
    expect(asked[0]).toMatchObject({ kind: "customer", part: "own" });
  });

  test("[L9] where several templates fit the person's company one is chosen; cancelling makes no card", async () => {
    sample.engine.paperSetup = {
      ...sample.engine.paperSetup,
      cardTemplates: [
        { code: "INLAND", description: "Domestic", kind: "customer", fields: { postingGroup: "INLAND" } },
        {
          code: "EXPORT",
          description: "",
          kind: "customer",
          contactType: "company",
          fields: { postingGroup: "EXPORT" },
        },
        { code: "PERSONS", description: "", kind: "customer", contactType: "person", fields: {} },
      ],
    };
    const links = await show(sample.person);
    buttonWith(links.renderRoot, "Create customer").click();
    await expect.poll(() => links.renderRoot.querySelector("dialog")?.open).toBe(true);
    expect(words(links.renderRoot.querySelector("dialog .body"))).toContain("Domestic INLAND Posting group: INLAND");
    expect(links.renderRoot.querySelectorAll("button.template")).toHaveLength(2);
    buttonWith(links.renderRoot.querySelector("dialog") ?? undefined, "Cancel").click();
    await expect.poll(() => links.renderRoot.querySelector("dialog")).toBeNull();
    expect(sample.workspace.relationsOf(sample.person)).toHaveLength(0);
    buttonWith(links.renderRoot, "Create customer").click();
    await expect.poll(() => links.renderRoot.querySelector("dialog")?.open).toBe(true);
    buttonWith(links.renderRoot, "EXPORT").click();
    await expect.poll(() => sample.workspace.relationsOf(sample.person)).toHaveLength(1);
    const [relation] = sample.workspace.relationsOf(sample.person);
    expect(relation && sample.workspace.values(relation.card)["postingGroup"]).toBe("EXPORT");
  });

  test("[L10] a card without a contact can make one", async () => {
    const links = await show(sample.freeVendor);
    buttonWith(links.renderRoot, "Create contact").click();
    await expect.poll(() => sample.workspace.relationsOf(sample.freeVendor)).toHaveLength(1);
  });

  test("[X2] who may not edit both kinds is offered nothing", async () => {
    sample.engine.identity.set({ ...sample.engine.identity.value, role: "sales" });
    const links = await show(sample.company);
    await expect.poll(() => links.renderRoot.querySelectorAll("section > ul > li").length).toBe(3);
    const unlinks = [...links.renderRoot.querySelectorAll("button")].filter((button) =>
      words(button).includes("Unlink"),
    );
    expect(unlinks).toHaveLength(1);
  });

  test("[L8] offline cards are related all the same, and the panel says what becomes of it", async () => {
    sample.engine.setOffline(true);
    const links = await show(sample.person);
    expect(buttonWith(links.renderRoot, "Create customer").matches(":disabled")).toBe(false);
    expect(words(links.renderRoot)).toContain("kept on this device and carried out when it is back");
  });
});
