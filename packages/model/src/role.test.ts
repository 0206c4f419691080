import { expect, test } from "vitest";
import { cardKinds, relatedKinds } from "./kind.ts";
import { isRole, mayEdit, mayLink, mayRead, maySetUp, roles } from "./role.ts";

test("[X2] each role edits its own kinds and links where it may edit both", () => {
  const table = roles.map((role) => [
    role,
    cardKinds.filter((kind) => mayEdit(role, kind)).join(" "),
    relatedKinds.filter((kind) => mayLink(role, kind)).join(" "),
  ]);
  expect(table).toEqual([
    ["viewer", "", ""],
    ["sales", "contact customer", "customer"],
    ["purchasing", "contact vendor", "vendor"],
    ["finance", "customer vendor bankAccount", ""],
    ["editor", "contact customer vendor bankAccount", "customer vendor bankAccount"],
    ["admin", "contact customer vendor bankAccount", "customer vendor bankAccount"],
  ]);
});

test("[S7] only an admin sets up; every role reads", () => {
  expect(roles.filter(maySetUp)).toEqual(["admin"]);
  for (const role of roles) for (const kind of cardKinds) expect(mayRead(role, kind)).toBe(true);
  expect(isRole("owner")).toBe(false);
  expect(isRole("toString")).toBe(false);
});
