import { afterAll, beforeAll, expect, test } from "vitest";
import type { RunningServer } from "@couplet/server";
import { type Caller, createCaller, type Json, startFresh } from "./rest-client.ts";

/** Few cards are many here, and each is a commit of its own: the job lasts long enough to be met. */
const limits = { bulkWaited: 2, bulkPerCommit: 1 };
const cards = 300;
let server: RunningServer;
let ada: Caller;

beforeAll(async () => {
  server = await startFresh({ limits });
  ada = await createCaller(server);
  const { businessRelationCodes: codes } = await ada.expecting(200, "GET", "/setup");
  await ada.expecting(200, "PUT", "/setup", { businessRelationCodes: { ...codes, customer: "" } });
  for (let made = 0; made < cards; made += 50) {
    const names = Array.from({ length: 50 }, (_, index) => `Firma ${made + index}`);
    await Promise.all(names.map((name) => ada.expecting(201, "POST", "/customers", { name })));
  }
  await ada.expecting(200, "PUT", "/setup", { businessRelationCodes: codes });
});
afterAll(() => server.close());

const ofJob = (id: string): Promise<Json> => ada.expecting(200, "GET", `/jobs/${id}`);
const call = { kind: "customers", confirm: true };

test("[L11] of two different long calls one becomes a job, the other is told of it; whoever began it cancels it", async () => {
  const ben = await createCaller(server, { sub: "ben", name: "Ben", role: "sales" });
  const answers = await Promise.all([
    ben.call("POST", "/contacts/from-cards", call),
    ben.call("POST", "/contacts/from-cards", { ...call, filter: { name: "firma" } }),
  ]);
  const [begun, other] = answers.sort((a, b) => a.status - b.status);
  expect([begun?.status, other?.status]).toEqual([202, 409]);
  const { id } = begun?.body ?? {};
  expect(other?.body).toMatchObject({ code: "job.running", params: { job: id, total: cards } });
  const again = await ben.expecting(202, "POST", "/contacts/from-cards", { ...call, filter: begun?.body.filter });
  expect(again.id).toBe(id);
  const { items } = await ada.expecting(200, "GET", "/jobs");
  expect(items).toMatchObject([{ id, status: "running", kind: "customer", total: cards, by: { sub: "ben" } }]);

  const fay = await createCaller(server, { sub: "fay", name: "Fay", role: "editor" });
  expect((await fay.expecting(403, "POST", `/jobs/${id}/cancel`)).code).toBe("job.foreign");
  const elsewhere = await createCaller(server, { workspace: "elsewhere" });
  for (const path of ["/cancel", ""]) {
    const { body } = await elsewhere.call(path === "" ? "GET" : "POST", `/jobs/${id}${path}`);
    expect(body).toMatchObject({ status: 404, code: "job.unknown" });
  }
  const canceled = await ben.expecting(200, "POST", `/jobs/${id}/cancel`);
  expect(canceled).toMatchObject({ id, status: "canceled", total: cards });
  expect(canceled.report.items).toHaveLength(canceled.done);
  expect((await ada.expecting(200, "GET", "/contacts?limit=1000")).items).toHaveLength(canceled.created);
  // One that has ended stays as it is.
  expect(await ada.expecting(200, "POST", `/jobs/${id}/cancel`)).toEqual(canceled);
});

test("[L11] what was canceled is gone on with by the next call, and every card has one contact in the end", async () => {
  const { wanted } = await ada.expecting(200, "GET", "/contacts/from-cards?kind=customers");
  const begun = await ada.expecting(202, "POST", "/contacts/from-cards", call, { "idempotency-key": "rest" });
  expect((await ada.expecting(202, "POST", "/contacts/from-cards", call, { "idempotency-key": "rest" })).id).toBe(
    begun.id,
  );
  await expect.poll(async () => (await ofJob(begun.id)).status, { timeout: 30_000, interval: 50 }).toBe("done");
  const job = await ofJob(begun.id);
  expect(job).toMatchObject({ done: cards, created: wanted, skipped: cards - wanted, refused: 0 });
  const { items: contacts } = await ada.expecting(200, "GET", "/contacts?limit=1000");
  const related = contacts.flatMap(({ relations }: Json) => relations.map(({ cardId }: Json) => cardId));
  expect(new Set(related).size).toBe(cards);
  expect(related).toHaveLength(cards);
});

test("[L11] who may not edit contacts and the cards makes none", async () => {
  const vera = await createCaller(server, { sub: "vera", name: "Vera", role: "viewer" });
  expect((await vera.expecting(403, "POST", "/contacts/from-cards", call)).code).toBe("perm.link");
});
