/**
 * Two tabs on one device, which share what it keeps and nothing else: what the simulation found there.
 *
 * @module
 */
import "./place.ts";
import type { CardRow, Engine } from "@couplet/engine";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { SimClient } from "./client.ts";
import { admin, Stage } from "./stage.ts";

let stage: Stage;
let tabs: readonly [SimClient, SimClient];

/** Does something on a tab, and gives it a moment. */
async function doing<Result>(client: SimClient, work: (engine: Engine) => Result | Promise<Result>): Promise<Result> {
  let result: Result | undefined;
  client.do(async (engine) => {
    result = await work(engine);
  });
  await stage.world.pass(1_000);
  return result as Result;
}

beforeEach(async () => {
  stage = new Stage(1);
  stage.server.start();
  await stage.make("customer", "company", "Adatum");
  const ann = { sub: "ann", name: "Ann", role: "editor" } as const;
  const first = stage.add(ann, 120_000);
  tabs = [first, stage.add(ann, 120_000, first)];
  for (const tab of tabs) {
    tab.start();
    await doing(tab, async (engine) => {
      await engine.ready;
      await engine.setup();
      await engine.list("contact");
      await engine.list("customer");
    });
  }
});
afterEach(() => stage.end());

test("[S3] a card made offline in one tab and open in the other gets its number in both, whichever sends it", async () => {
  const [one, other] = tabs;
  for (const tab of tabs) await doing(tab, (engine) => engine.setOffline(true));
  const made: CardRow = await doing(one, (engine) => engine.create("vendor", { name: "Fabrikam" }));
  for (const tab of tabs) tab.open("vendor", made.id);
  await stage.world.pass(1_000);
  for (const tab of tabs)
    expect(tab.sessions.get(made.id)?.snapshot.value).toMatchObject({ no: "", provisional: true });
  const told: string[] = [];
  for (const tab of tabs) tab.sessions.get(made.id)?.observe(({ type }) => told.push(type));
  for (const tab of [other, one]) await doing(tab, (engine) => engine.setOffline(false));
  await stage.world.pass(10_000);
  for (const tab of tabs) {
    expect(tab.sessions.get(made.id)?.snapshot.value).toMatchObject({ no: "V00001", deleted: false });
  }
  expect(told).not.toContain("deleted");
  await stage.settle();
  await stage.checkEnd();
});

test("[C2] what a closed tab left in a document that never came to be is given back by the one that is open", async () => {
  const [one, other] = tabs;
  const [customer] = (await doing(one, (engine) => engine.list("customer"))).items;
  const [relation] = customer?.relations ?? [];
  if (!customer || !relation) throw new Error("Adatum has no contact");
  for (const tab of tabs) await doing(tab, (engine) => engine.openCard("customer", { id: customer.id }));
  for (const tab of tabs) await doing(tab, (engine) => engine.setOffline(true));
  await doing(one, (engine) => engine.unlink(relation.cardId, relation.id));
  other.open("customer", customer.id);
  await stage.world.pass(1_000);
  const edited = other.sessions.get(customer.id)?.set("city", "Bern");
  expect(edited).toMatchObject({ ok: true, changed: true });
  await stage.world.pass(1_000);
  other.close();
  await stage.world.pass(1_000);
  const third = stage.add(admin, 0);
  third.start();
  await doing(third, async (engine) => {
    await engine.ready;
    await engine.remove("contact", relation.cardId);
  });
  await doing(one, (engine) => engine.setOffline(false));
  await stage.world.pass(20_000);
  expect(one.engine?.attention.value).toMatchObject([
    { kind: "command", type: "unlink", code: "relation.notFound" },
    { kind: "refused", field: "city", value: "Bern" },
  ]);
  await stage.settle();
  await stage.checkEnd();
});
