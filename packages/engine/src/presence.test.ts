import { expect, test } from "vitest";
import { Awareness, applyAwarenessUpdate, encodeAwarenessUpdate } from "y-protocols/awareness";
import { Doc } from "yjs";
import { initialsOf, RoomPresence, type Look } from "./presence.ts";

test.each([
  ["Ada Keller", "AK"],
  ["ada", "A"],
  ["Eva-Maria van den Berg", "EB"],
  ["élodie Ångström", "ÉÅ"],
  ["😀 42", "?"],
  ["", "?"],
])("the initials of %s are %s", (name, initials) => {
  expect(initialsOf(name)).toBe(initials);
});

function room(...subs: readonly string[]): { readonly presence: RoomPresence; readonly awareness: Awareness }[] {
  const members = subs.map(() => {
    const awareness = new Awareness(new Doc());
    awareness.setLocalState(null);
    return { awareness, presence: new RoomPresence(awareness) };
  });
  for (const from of members) {
    from.awareness.on("update", ({ added, updated, removed }: Record<"added" | "updated" | "removed", number[]>) => {
      const update = encodeAwarenessUpdate(from.awareness, [...added, ...updated, ...removed]);
      for (const to of members) if (to !== from) applyAwarenessUpdate(to.awareness, update, "test");
    });
  }
  return members;
}

const look = (sub: string, field?: string): Look => ({
  user: { sub, name: `${sub} Keller` },
  cardId: "c",
  kind: "contact",
  field,
});

test("others are shown once each, where they are in a field; oneself never; nonsense is nobody", () => {
  const [ada, ben, benToo, rogue] = room("ada", "ben", "ben", "rogue");
  ada?.presence.show({}, look("ada"));
  const key = {};
  ben?.presence.show(key, look("ben"));
  benToo?.presence.show({}, look("ben", "city"));
  rogue?.awareness.setLocalState({ user: 7, card: {}, kind: "nonsense" });
  expect(ada?.presence.people("ada")).toMatchObject([{ sub: "ben", initials: "BK", field: "city" }]);
  expect(ben?.presence.people("ben")).toMatchObject([{ sub: "ada" }]);
  ben?.presence.show(key, undefined);
  expect(ben?.awareness.getLocalState()).toBeNull();
  for (const { awareness } of [ada, ben, benToo, rogue].filter((member) => member !== undefined)) awareness.destroy();
});
