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

test("[G2] each role reads the own fields of the kinds it works with, and of contacts", () => {
  const table = roles.map((role) => [role, cardKinds.filter((kind) => mayRead(role, kind)).join(" ")]);
  expect(table).toEqual([
    ["viewer", "contact customer vendor bankAccount"],
    ["sales", "contact customer"],
    ["purchasing", "contact vendor"],
    ["finance", "contact customer vendor bankAccount"],
    ["editor", "contact customer vendor bankAccount"],
    ["admin", "contact customer vendor bankAccount"],
  ]);
  for (const role of roles)
    for (const kind of cardKinds) if (mayEdit(role, kind)) expect(mayRead(role, kind)).toBe(true);
});

test("[S7] only an admin sets up", () => {
  expect(roles.filter(maySetUp)).toEqual(["admin"]);
  expect(isRole("owner")).toBe(false);
  expect(isRole("toString")).toBe(false);
});
