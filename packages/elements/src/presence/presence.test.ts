import { describe, expect, test } from "vitest";
import type { Person } from "@couplet/engine";
import { peopleOnce } from "./presence.ts";

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
});
