import { describe, expect, test } from "vitest";
import { createSample } from "../../gallery/sample.ts";
import { holdersOf } from "./holders.ts";

describe("the cards that hold a block", () => {
  test("[K2] a vendor's block is held by its contact and the contact's other cards too, each once, the contact first", async () => {
    const { engine, workspace, company, vendor } = createSample();
    const session = await engine.openCard("vendor", { id: vendor.id });
    const holders = holdersOf(session.snapshot.value, workspace.related(company));
    expect(holders.map((holder) => holder.kind)).toEqual(["contact", "customer", "vendor", "bankAccount"]);
    expect(holders.filter((holder) => holder.isHere).map((holder) => holder.no)).toEqual([vendor.no]);
  });
});
