import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { v7 } from "uuid";
import { diskError, type Fault } from "../store/faulty-database.ts";
import type { Write } from "../store/store.ts";
import type { ContactJobs, JobStart } from "./contact-jobs.ts";
import type { Workspace } from "./workspace.ts";
import { actorOf, ada, aMoment, type Fixture, openFixture, until } from "./workspace-fixture.ts";

/** Small, so that a few cards are many: six are long, and take three commits. */
const limits = { bulkUnasked: 3, bulkWaited: 5, bulkPerCommit: 2, bulkAtOnce: 2, jobsKept: 2 };
const dayMs = 24 * 60 * 60 * 1_000;
let aheadMs = 0;
let fixture: Fixture;
let jobs: ContactJobs;
const disk: { fault: Fault } = { fault: () => undefined };

beforeEach(async () => {
  aheadMs = 0;
  disk.fault = () => undefined;
  fixture = await openFixture({ limits, disk, nowMs: () => Date.now() + aheadMs });
  jobs = fixture.workspace.contactJobs;
  await setCode("customer", "");
});
afterEach(() => fixture.close());

const setCode = (kind: string, code: string): Promise<unknown> =>
  fixture.workspace.putSetup({ businessRelationCodes: { [kind]: code } }, ada);

/** Customers without a contact. */
async function lone(count: number, fields: Readonly<Record<string, string>> = {}): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let index = 0; index < count; index += 1)
    ids.push((await fixture.create("customer", { name: `Firma ${index}`, ...fields })).id);
  await setCode("customer", "CUST");
  return ids;
}

const request = { kind: "customer", filter: {} } as const;
const began = (start: JobStart) => {
  if (start.type !== "job") throw new Error(`Not begun: ${start.type}`);
  return start;
};
const begin = async (id = v7(), actor = ada, of: ContactJobs = jobs) => began(await of.start(id, request, actor, true));

async function contacts(workspace: Workspace = fixture.workspace) {
  return (await workspace.listCards("contact", { limit: 1000 })).items;
}

/** Each has one contact, every contact a number of its own. */
async function expectOneEach(ids: readonly string[], workspace: Workspace = fixture.workspace): Promise<void> {
  const made = await contacts(workspace);
  expect(made.flatMap(({ relations }) => relations.map(({ cardId }) => cardId)).sort()).toEqual([...ids].sort());
  expect(new Set(made.map(({ no }) => no)).size).toBe(made.length);
}

const writesReport = (write: Write): boolean => write.type === "reportJob";

describe("contacts for many cards", () => {
  test("[L11] more than so many ask first; linked ones are skipped; the report names every card", async () => {
    const ids = await lone(4);
    expect(await jobs.count(request)).toEqual({ cards: 4, wanted: 4 });
    expect(await jobs.start(v7(), request, ada, false)).toEqual({ type: "ask", wanted: 4 });
    expect(await contacts()).toEqual([]);
    const { isShort, ended, job } = await begin();
    expect(isShort).toBe(true);
    expect(await ended).toMatchObject({ status: "done", done: 4, total: 4, created: 4, skipped: 0, refused: 0 });
    expect((await jobs.report(job.id)).map(({ cardId }) => cardId)).toEqual(ids);
    await expectOneEach(ids);
    const again = await begin();
    expect(await again.ended).toMatchObject({ status: "done", done: 4, total: 4, created: 0, skipped: 4 });
    const contactOf = new Map((await contacts()).map(({ id: made, relations }) => [relations[0]?.cardId, made]));
    expect(await jobs.report(again.job.id)).toMatchObject(
      ids.map((cardId) => ({ cardId, result: "skipped", contactId: contactOf.get(cardId) })),
    );
    await expectOneEach(ids);
  });

  test("[L11] the contact is whole: the shared values, the relation, and edits that cross at once", async () => {
    const [id = ""] = await lone(1, { city: "Chur" });
    await (
      await begin()
    ).ended;
    const [contact] = await contacts();
    expect(contact).toMatchObject({ name: "Firma 0", city: "Chur", type: "company", status: "customer" });
    await fixture.workspace.editCard(contact?.id ?? "", { city: "Zug", jobTitle: "" }, ada);
    expect(await fixture.read(id)).toMatchObject({ city: "Zug", documentId: contact?.documentId });
    const client = fixture.connect(contact?.documentId ?? "", { actor: ada, card: contact?.id ?? "" });
    await until(() => client.isSynced, "the contact's room is open");
    client.set("county", "GR");
    await until(() => client.isSettled, "the edit is settled");
    expect(client.refusals).toEqual([]);
    expect((await fixture.read(id))["county"]).toBe("GR");
  });

  test("[L11] a card with a contact name gets a person too, made primary; one that has a primary contact none", async () => {
    const [id = ""] = await lone(1, { contactName: "Eva Weber" });
    await (
      await begin()
    ).ended;
    const card = await fixture.read(id);
    const [company] = card.relations;
    const { primaryContactId: personId = "" } = card;
    expect(await fixture.read(typeof personId === "string" ? personId : "")).toMatchObject({
      type: "person",
      name: "Eva Weber",
      surname: "Weber",
      companyId: company?.cardId,
    });
    expect(await contacts()).toHaveLength(2);
  });

  test("[L11] a card that is refused stops no other, and the report says why", async () => {
    const ids = await lone(3);
    const setup = await fixture.workspace.setup();
    const { contact } = setup.numberSeries;
    const numberSeries = { contact: { ...contact, last: (contact?.next ?? 0) + 1 } };
    await fixture.workspace.putSetup({ numberSeries }, ada);
    const { ended, job } = await begin();
    expect(await ended).toMatchObject({ status: "done", created: 2, refused: 1 });
    expect((await jobs.report(job.id)).at(-1)).toMatchObject({
      cardId: ids[2],
      result: "refused",
      code: "number.exhausted",
    });
    await expectOneEach(ids.slice(0, 2));
  });

  test("[L11] two devices at once make one contact each", async () => {
    const ids = await lone(5);
    const both = await Promise.all([begin(), begin()]);
    const ends = await Promise.all(both.map(({ ended }) => ended));
    expect(ends.map(({ created, skipped }) => created + skipped)).toEqual([5, 5]);
    expect(ends.reduce((sum, { created }) => sum + created, 0)).toBe(5);
    await expectOneEach(ids);
  });

  test("[L11] so many calls at the same time, and no more", async () => {
    await lone(2);
    fixture.gate.close();
    const two = [begin(), begin()];
    await aMoment(5);
    expect(await jobs.start(v7(), request, ada, true)).toMatchObject({ type: "busy" });
    fixture.gate.open();
    for (const { ended } of await Promise.all(two)) expect((await ended).status).toBe("done");
  });
});

describe("a long job", () => {
  test("[L11] the same request joins it, another is told which one is running", async () => {
    const ids = await lone(7);
    const first = await begin();
    expect(first.isShort).toBe(false);
    expect((await begin()).job.id).toBe(first.job.id);
    const other = { kind: "customer", filter: { name: "firma" } } as const;
    expect(await jobs.start(v7(), other, ada, true)).toMatchObject({ type: "busy", job: { id: first.job.id } });
    await first.ended;
    await expectOneEach(ids);
  });

  test("[L11] is stopped in order at the end of the server, and goes on at the next start", async () => {
    const ids = await lone(9);
    const { job } = await begin();
    await until(() => fixture.gate.arrived > 0);
    const workspace = await fixture.reopen();
    const listed = await workspace.contactJobs.list();
    expect(listed.map(({ id }) => id)).toEqual([job.id]);
    const status = async () => (await workspace.contactJobs.get(job.id))?.status;
    await expect.poll(status, { timeout: 5_000, interval: 5 }).toBe("done");
    const items = await workspace.contactJobs.report(job.id);
    expect(items.map(({ cardId, result }) => [cardId, result])).toEqual(ids.map((id) => [id, "created"]));
    await expectOneEach(ids, workspace);
  });

  test("[L11] what a commit that failed had made is made again, once", async () => {
    const ids = await lone(6);
    let failures = 0;
    fixture.gate.judge = (writes) => {
      if (!writes.some(writesReport) || failures > 1) return;
      failures += 1;
      throw new Error("No space left");
    };
    const { ended, job } = await begin();
    expect(await ended).toMatchObject({ status: "done", created: 6 });
    expect(failures).toBe(2);
    expect(await jobs.report(job.id)).toHaveLength(6);
    await expectOneEach(ids);
  });

  test("[L11][G1] is given up while nothing can be written, and goes on by itself once something can", async () => {
    const ids = await lone(9);
    let steps = 0;
    fixture.gate.judge = (writes) => {
      if (!writes.some(writesReport)) return;
      steps += 1;
      if (steps === 2) disk.fault = (sql) => (sql.trimStart().startsWith("SELECT") ? undefined : diskError("full"));
    };
    const { ended, job } = await begin();
    await expect(ended).rejects.toMatchObject({ code: "store.unavailable" });
    expect(await jobs.get(job.id)).toMatchObject({ status: "running" });
    fixture.workspaces.sweep();
    disk.fault = () => undefined;
    const status = async (): Promise<string | undefined> => {
      fixture.workspaces.sweep();
      return (await jobs.get(job.id))?.status;
    };
    await expect.poll(status, { timeout: 20_000, interval: 5 }).toBe("done");
    expect(await jobs.report(job.id)).toHaveLength(9);
    await expectOneEach(ids);
  });

  test("[L11] is canceled after the cards at hand: what is made stays, the rest is as it was", async () => {
    const ids = await lone(8);
    const { job, ended } = await begin();
    const canceled = await jobs.cancel(job.id);
    expect(canceled).toEqual(await ended);
    expect(canceled?.status).toBe("canceled");
    expect(canceled?.done).toBeLessThan(8);
    await expectOneEach(ids.slice(0, canceled?.created));
    expect((await begin()).job.id).not.toBe(job.id);
  });

  test("[L11][G2] goes on with the role its requester was last seen with", async () => {
    await lone(8);
    const sue = actorOf("sue", "sales");
    const { ended } = await begin(v7(), sue);
    await fixture.workspaces.get("muster-ag", actorOf("sue", "viewer"));
    const { status, created, refused, by } = await ended;
    expect({ status, sum: created + refused, role: by.role }).toEqual({ status: "done", sum: 8, role: "viewer" });
    expect(refused).toBeGreaterThan(0);
    expect((await contacts()).length).toBe(created);
  });

  test("[L11] reports are kept so long, and so many", async () => {
    await lone(1);
    const first = await begin();
    await first.ended;
    for (let count = 0; count < 3; count += 1) await (await begin()).ended;
    expect(await jobs.list()).toHaveLength(3);
    expect(await jobs.get(first.job.id)).toBeUndefined();
    expect(await jobs.report(first.job.id)).toEqual([]);
    aheadMs = 8 * dayMs;
    await (
      await begin()
    ).ended;
    expect(await jobs.list()).toHaveLength(1);
    aheadMs = 16 * dayMs;
    fixture.workspaces.sweep();
    await expect.poll(() => jobs.list(), { timeout: 5_000, interval: 5 }).toEqual([]);
  });

  test("[L11] begun more than a week ago it does not go on unasked", async () => {
    await lone(9);
    const { job } = await begin();
    aheadMs = 8 * dayMs;
    const workspace = await fixture.reopen();
    expect(await workspace.contactJobs.get(job.id)).toMatchObject({ status: "failed" });
  });
});
