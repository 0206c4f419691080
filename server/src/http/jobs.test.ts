import { expect, test } from "vitest";
import { createLog } from "../log.ts";
import { Jobs } from "./jobs.ts";

const aTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test("[G3] a workspace has so many jobs running and so many reports kept; others are not held up", async () => {
  const jobs = new Jobs(createLog("silent"));
  const open: (() => void)[] = [];
  const start = (workspace: string) =>
    jobs.start(workspace, 1, () => new Promise((resolve) => open.push(() => resolve("report"))));
  const running = Array.from({ length: 4 }, () => start("acme"));
  expect(() => start("acme")).toThrow(expect.objectContaining({ status: 429 }));
  start("other");
  for (const end of open) end();
  await aTurn();
  expect(running.map(({ id }) => jobs.get("acme", id)?.status)).toEqual(["done", "done", "done", "done"]);
  let last = "";
  for (let count = 0; count < 100; count += 1) {
    last = start("acme").id;
    open.at(-1)?.();
    await aTurn();
  }
  expect(jobs.get("acme", last)).toMatchObject({ status: "done", report: "report" });
  expect(jobs.get("acme", running[0]?.id ?? "")).toBeUndefined();
});
