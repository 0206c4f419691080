import { describe, expect, test } from "vitest";
import { createWording } from "../text/wording.ts";
import { percentOf, statusText } from "./status.ts";

const wording = createWording("en");
const none = { waiting: 0, refused: 0, decisions: 0 };

describe("what the status pill says", () => {
  test("[E7] the states are told apart in words", () => {
    expect(statusText("saved", none, wording)).toBe("Saved");
    expect(statusText("offline", { ...none, waiting: 3 }, wording)).toBe("On this device, 3 waiting");
    expect(statusText("offline", none, wording)).toBe("Offline");
    expect(statusText("sign-in", { ...none, waiting: 1 }, wording)).toBe("Sign in to send 1 change");
    expect(statusText("outdated", { ...none, waiting: 1 }, wording)).toBe("Load this page again");
    expect(statusText("decision", { ...none, decisions: 2 }, wording)).toBe("2 need your decision");
    expect(statusText("refused", { ...none, refused: 1 }, wording)).toBe("1 refused");
  });

  test("how far the workspace has come: all only when it is all", () => {
    const of = (left: number, pending: number, isComplete = false): number =>
      percentOf({ left, pending, isComplete, wasEmptied: false });
    expect([of(0, 0), of(200, 200), of(100, 200), of(1, 200), of(0, 200), of(0, 200, true)]).toEqual([
      0, 0, 50, 99, 99, 100,
    ]);
  });
});
