import { expect, test } from "vitest";
import { nextStatus, statusStateOf, type Status, type StatusInputs } from "./status.ts";

const calm: StatusInputs = {
  isStarted: true,
  hasStorageFailed: false,
  isSignedOut: false,
  reach: "reachable",
  isOutdated: false,
  waiting: 0,
  refused: 0,
  decisions: 0,
  contactMs: undefined,
  storage: "persistent",
};
const saved: Status = { state: "saved", waiting: 0, refused: 0, decisions: 0, sinceMs: 1, storage: "persistent" };

test.each([
  ["saved", {}],
  ["starting", { isStarted: false }],
  ["saving", { waiting: 1, refused: 1, decisions: 1 }],
  ["refused", { refused: 1, decisions: 1 }],
  ["decision", { decisions: 1 }],
  ["unreachable", { reach: "unreachable", waiting: 1 }],
  ["outdated", { isOutdated: true, waiting: 1 }],
  ["unreachable", { isOutdated: true, reach: "unreachable" }],
  ["offline", { reach: "offline", waiting: 1 }],
  ["sign-in", { isSignedOut: true, reach: "offline" }],
  ["no-storage", { hasStorageFailed: true, isSignedOut: true }],
] as const)("the state is %s where %j", (state, inputs) => {
  expect(statusStateOf({ ...calm, ...inputs })).toBe(state);
});

test("nothing new is the same status; a count changes it without starting the state anew", () => {
  expect(nextStatus(saved, calm, 9)).toBe(saved);
  const saving = nextStatus(saved, { ...calm, waiting: 1 }, 9);
  expect(saving).toMatchObject({ state: "saving", sinceMs: 9 });
  expect(nextStatus(saving, { ...calm, waiting: 2 }, 20)).toMatchObject({ waiting: 2, sinceMs: 9 });
  expect(nextStatus(saved, { ...calm, contactMs: 50_000 }, 9)).toMatchObject({ lastContactMs: 50_000, sinceMs: 1 });
});
