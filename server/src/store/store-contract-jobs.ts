/**
 * What every {@link Store} keeps of jobs, as tests.
 *
 * @module
 */
import { expect, test } from "vitest";
import type { JobItem, JobRow } from "./job-row.ts";
import { contactOf, vendorOf, workspace } from "./store-rows.ts";
import type { Store, Write } from "./store.ts";

const jobOf = (id: string, startedAtMs: number, changes: Partial<JobRow> = {}): JobRow => ({
  id,
  status: "running",
  request: { kind: "vendor", filter: { name: "muster" } },
  by: { sub: "ada", name: "Ada Keller", role: "admin" },
  total: 3,
  wanted: 3,
  done: 0,
  created: 0,
  skipped: 0,
  refused: 0,
  startedAtMs,
  ...changes,
});

const itemOf = (index: number): JobItem => ({
  cardId: vendorOf(index).id,
  no: vendorOf(index).no,
  result: "created",
  contactId: contactOf(index).id,
});

type WithoutWorkspace<Item> = Item extends unknown ? Omit<Item, "workspace"> : never;

export function describeJobs(current: () => Store, reopen: () => Promise<Store>): void {
  const commit = (...writes: readonly WithoutWorkspace<Write>[]): Promise<void> =>
    current().commit(writes.map((write) => ({ workspace, ...write })));

  test("[ST33] a job keeps its cards from the first time, its row as last written, its report in order", async () => {
    const cards = [1, 2, 3].map((index) => vendorOf(index).id);
    await commit({ type: "putJob", job: jobOf("a", 5), cards });
    await commit(
      { type: "putJob", job: jobOf("a", 5, { done: 2, created: 2 }) },
      { type: "reportJob", id: "a", first: 0, items: [itemOf(1), itemOf(2)] },
    );
    await commit(
      { type: "putJob", job: jobOf("a", 5, { done: 3, created: 3, status: "done", endedAtMs: 9 }) },
      { type: "reportJob", id: "a", first: 2, items: [itemOf(3)] },
    );
    const store = await reopen();
    const ended = { done: 3, created: 3, status: "done", endedAtMs: 9 } as const;
    expect(await store.job(workspace, "a")).toEqual(jobOf("a", 5, ended));
    expect(await store.jobCards(workspace, "a")).toEqual(cards);
    expect(await store.jobItems(workspace, "a")).toEqual([itemOf(1), itemOf(2), itemOf(3)]);
  });

  test("[ST34] jobs are listed newest first, found by workspace, and known where they still run", async () => {
    await commit(
      { type: "putJob", job: jobOf("a", 5), cards: [] },
      { type: "putJob", job: jobOf("b", 9, { status: "done" }), cards: [] },
    );
    await current().commit([{ workspace: "other", type: "putJob", job: jobOf("c", 1, { status: "canceled" }) }]);
    expect((await current().jobs(workspace)).map(({ id }) => id)).toEqual(["b", "a"]);
    expect(await current().job("other", "a")).toBeUndefined();
    expect(await current().job("never", "a")).toBeUndefined();
    expect(await current().workspacesWithJobs()).toEqual([workspace]);
    await commit({ type: "putJob", job: jobOf("a", 5, { status: "done" }) });
    expect(await current().workspacesWithJobs()).toEqual([]);
  });

  test("[ST35] a forgotten job leaves nothing, and no other loses anything", async () => {
    for (const id of ["a", "b"]) {
      await commit(
        { type: "putJob", job: jobOf(id, 5), cards: [vendorOf(1).id] },
        { type: "reportJob", id, first: 0, items: [itemOf(1)] },
      );
    }
    await commit({ type: "forgetJob", id: "a" });
    expect(await current().job(workspace, "a")).toBeUndefined();
    expect(await current().jobCards(workspace, "a")).toEqual([]);
    expect(await current().jobItems(workspace, "a")).toEqual([]);
    expect(await current().jobItems(workspace, "b")).toEqual([itemOf(1)]);
  });
}
