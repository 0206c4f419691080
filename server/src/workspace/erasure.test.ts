import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Finding } from "../verify/finding.ts";
import { verifyDatabase } from "../verify/verify.ts";
import { diskError } from "../store/faulty-database.ts";
import { ada, openFixture } from "./workspace-fixture.ts";

let fixture: Awaited<ReturnType<typeof openFixture>>;
const disk: { fault: (sql: string) => Error | undefined } = { fault: () => undefined };
beforeEach(async () => {
  fixture = await openFixture({ disk, limits: { forgetUpdatesPerStep: 2, forgetPauseMs: 0 } });
});
afterEach(async () => {
  disk.fault = () => undefined;
  await fixture.close();
});

const findings = (): Finding[] => {
  const found: Finding[] = [];
  verifyDatabase(fixture.database, (finding) => found.push(finding));
  return found;
};
const countOf = (sql: string): number => Number(Object.values(fixture.database.prepare(sql).get() ?? {})[0]);

/** A deleted contact with a history. */
async function deleted() {
  const card = await fixture.create("contact", { name: "Eva Kunz" });
  for (const city of ["Basel", "Chur", "Genf", "Zug"]) await fixture.workspace.editCard(card.id, { city }, ada);
  await fixture.delete(card.id);
  return card;
}

describe("[GD2] an erasure", () => {
  test("that the disk cut off is finished when it is asked for again", async () => {
    const card = await deleted();
    const before = countOf("SELECT count(*) FROM log WHERE type = 'update'");
    let left = 3;
    disk.fault = (sql) => (sql.startsWith("DELETE FROM log") && (left -= 1) < 0 ? diskError("full") : undefined);
    await expect(fixture.workspace.erase(card.id, card.no, ada)).rejects.toMatchObject({ code: "store.unavailable" });
    disk.fault = () => undefined;
    const between = countOf("SELECT count(*) FROM log WHERE type = 'update'");
    expect([between < before, between > 0]).toEqual([true, true]);
    await expect.poll(() => fixture.store.canWrite()).toBe(true);
    expect(await fixture.workspace.erase(card.id, card.no, ada)).toMatchObject({ cardIds: [card.id], documents: 2 });
    expect([
      countOf("SELECT count(*) FROM log WHERE type = 'update'"),
      countOf("SELECT count(*) FROM history"),
    ]).toEqual([0, 0]);
    expect(findings()).toEqual([]);
  });

  test("and a card brought back in the same moment: one of them is refused, and nothing is half done", async () => {
    const card = await deleted();
    const outcomes = await Promise.allSettled([
      fixture.restore(card.id),
      fixture.workspace.erase(card.id, card.no, ada),
    ]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    const there = await fixture.workspace.readCard(card.id);
    expect(there === undefined || there["city"] === "Zug").toBe(true);
    // What was refused is not done at the next start either.
    expect(fixture.erased.in("muster-ag")).toHaveLength(there === undefined ? 1 : 0);
    expect(findings()).toEqual([]);
  });
});
