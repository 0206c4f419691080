/**
 * What an engine asks of the server: each thing once for each reason to ask.
 *
 * @module
 */
import "./place.ts";
import type { CardKind } from "@couplet/model";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { SimClient } from "./client.ts";
import { Stage } from "./stage.ts";

let stage: Stage;
let ann: SimClient;
let bob: SimClient;
/** Paths that Ann asked for, in order. */
let asked: string[];

beforeEach(async () => {
  stage = new Stage(1);
  asked = [];
  const { network } = stage;
  const fetched = network.fetch.bind(network);
  network.fetch = (machine, device, input, init) => {
    if (machine === ann.machine) asked.push(input.slice(input.indexOf("/api/v1") + "/api/v1".length));
    return fetched(machine, device, input, init);
  };
  stage.server.start();
  await stage.make("customer", "company", "Adatum");
  ann = stage.add({ sub: "ann", name: "Ann", role: "editor" }, 0);
  bob = stage.add({ sub: "bob", name: "Bob", role: "editor" }, 0);
  for (const client of [ann, bob]) {
    client.start();
    client.do((engine) => engine.list("customer"));
  }
  await stage.world.pass(2_000);
});
afterEach(() => stage.end());

const cardId = (kind: CardKind): string =>
  [...stage.oracle.cards.values()].find((card) => card.kind === kind)?.id ?? "";

test("[P1] an engine that starts asks for the set-up and for what is stranded once", () => {
  expect(asked.toSorted()).toEqual(["/customers", "/setup", "/stranded"]);
});

test("[P1] the row of a card is read once when it is opened, once when somebody changed it, and not while it is open", async () => {
  const id = cardId("contact");
  const rows = (): number => asked.filter((path) => path === `/contacts/${id}`).length;
  ann.do((engine) => engine.list("contact"));
  await stage.world.pass(1_000);
  ann.open("contact", id);
  await stage.world.pass(60_000);
  expect(rows()).toBe(1);
  bob.do((engine) => engine.createFromContact(id, "vendor"));
  await stage.world.pass(10_000);
  expect(ann.sessions.get(id)?.snapshot.value.relations).toHaveLength(2);
  expect(rows()).toBe(2);
});

test("[P1] after the line was down an open card is read once, in step with its rooms", async () => {
  const id = cardId("customer");
  ann.open("customer", id);
  await stage.world.pass(5_000);
  const machines = ann.machine ? [ann.machine] : [];
  stage.network.setLink(ann.device.name, "down", machines);
  await stage.world.pass(1_000);
  bob.do((engine) => engine.remove("customer", id));
  await stage.world.pass(1_000);
  asked.length = 0;
  stage.network.setLink(ann.device.name, "up", machines);
  await stage.world.pass(30_000);
  expect(asked.filter((path) => path === `/customers/${id}`)).toHaveLength(1);
  expect(asked.filter((path) => path === "/setup")).toHaveLength(1);
  expect(ann.sessions.get(id)?.snapshot.value.deleted).toBe(true);
});

test("[C1] a row whose reading failed is read again when the server answers once more", async () => {
  const id = cardId("customer");
  ann.open("customer", id);
  await stage.world.pass(5_000);
  const [relation] = ann.sessions.get(id)?.snapshot.value.relations ?? [];
  const { network } = stage;
  const fetched = network.fetch.bind(network);
  network.fetch = (machine, ...rest) =>
    machine === ann.machine ? Promise.reject(new TypeError("Failed to fetch")) : fetched(machine, ...rest);
  bob.do((engine) => engine.unlink(relation?.cardId ?? "", relation?.id ?? ""));
  await stage.world.pass(5_000);
  expect(ann.sessions.get(id)?.snapshot.value.relations).toHaveLength(1);
  network.fetch = fetched;
  await stage.world.pass(30_000);
  expect(ann.sessions.get(id)?.snapshot.value.relations).toEqual([]);
});

test("[C1] a list that was overtaken on its way by what happened since does not bring back what was", async () => {
  const id = cardId("customer");
  ann.open("customer", id);
  await stage.world.pass(5_000);
  const [relation] = ann.sessions.get(id)?.snapshot.value.relations ?? [];
  const { network } = stage;
  const fetched = network.fetch.bind(network);
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  network.fetch = async (machine, device, input, init) => {
    const answer = await fetched(machine, device, input, init);
    if (machine === ann.machine && input.endsWith("/customers")) await released;
    return answer;
  };
  ann.do((engine) => engine.list("customer"));
  await stage.world.pass(1_000);
  bob.do((engine) => engine.unlink(relation?.cardId ?? "", relation?.id ?? ""));
  await stage.world.pass(5_000);
  expect(ann.sessions.get(id)?.snapshot.value.relations).toEqual([]);
  ann.shut(id);
  await stage.world.pass(5_000);
  release();
  await stage.world.pass(1_000);
  let kept: readonly { readonly relations: readonly unknown[] }[] = [];
  ann.do(async (engine) => {
    engine.setOffline(true);
    kept = (await engine.list("customer")).items;
  });
  await stage.world.pass(1_000);
  expect(kept.map(({ relations }) => relations)).toEqual([[]]);
});
