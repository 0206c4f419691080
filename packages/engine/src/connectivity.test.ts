import { expect, test } from "vitest";
import { Connectivity } from "./connectivity.ts";
import { EngineClosedError } from "./engine-error.ts";

test("while unreachable one probe goes out for everybody, until the server answers", async () => {
  const answers = [false, true];
  let probes = 0;
  const connectivity = new Connectivity(async () => {
    probes += 1;
    return answers.shift() ?? true;
  }, false);
  await connectivity.admitted();
  connectivity.failed();
  connectivity.failed();
  expect(connectivity.reach.value).toBe("unreachable");
  await Promise.all([connectivity.admitted(), connectivity.admitted()]);
  expect([probes, connectivity.reach.value]).toEqual([2, "reachable"]);
  connectivity.close();
});

test("offline nothing is tried, and nothing that was under way changes that", async () => {
  let probes = 0;
  const connectivity = new Connectivity(async () => {
    probes += 1;
    return true;
  }, true);
  connectivity.failed();
  connectivity.heard();
  expect(connectivity.reach.value).toBe("offline");
  const waiting = connectivity.admitted();
  connectivity.setOffline(false);
  await waiting;
  expect([probes, connectivity.reach.value]).toEqual([0, "unknown"]);
  connectivity.setOffline(true);
  const never = connectivity.admitted();
  connectivity.close();
  await expect(never).rejects.toThrow(EngineClosedError);
});
