import { describe, expect, test } from "vitest";
import type { Person } from "@couplet/engine";
import { peopleOnce } from "./presence.ts";
import { someOf } from "./some-of.ts";

const person = (sub: string, field?: string): Person => ({
  sub,
  name: sub,
  initials: sub,
  cardId: "1",
  kind: "contact",
  ...(field ? { field } : {}),
});

describe("people on a card", () => {
  test("[E11] somebody with two windows counts once, by the one that is in a field", () => {
    expect(peopleOnce([person("ben"), person("lea"), person("ben", "city")])).toEqual([
      person("ben", "city"),
      person("lea"),
    ]);
  });

  test("[E11] of many some are named, and it is said how many more there are", () => {
    const names = Array.from({ length: 500 }, (_, index) => `Person ${index}`);
    const more = (n: number): string => `${n} more`;
    expect(someOf(names, 3, more)).toEqual(["Person 0", "Person 1", "Person 2", "497 more"]);
    expect(someOf(names.slice(0, 3), 3, more)).toEqual(["Person 0", "Person 1", "Person 2"]);
  });
});
