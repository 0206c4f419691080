import * as fc from "fast-check";
import { expect, test } from "vitest";
import { completePersonName, editPersonName, joinName, splitName } from "./person-name.ts";

test("[F6] a name is split into first, middle and surname", () => {
  expect(splitName("Anna Muster")).toEqual({ firstName: "Anna", middleName: "", surname: "Muster" });
  expect(splitName(" Anna  Maria Lena Muster ")).toEqual({
    firstName: "Anna",
    middleName: "Maria Lena",
    surname: "Muster",
  });
  expect(splitName("Anna")).toEqual({ firstName: "Anna", middleName: "", surname: "" });
  expect(splitName("")).toEqual({ firstName: "", middleName: "", surname: "" });
});

test("[F6] editing a part rebuilds the name, editing the name splits it again; nothing else is set", () => {
  const anna = { name: "Anna Muster", ...splitName("Anna Muster") };
  expect(editPersonName(anna, "surname", "Meier")).toEqual({ surname: "Meier", name: "Anna Meier" });
  expect(editPersonName(anna, "middleName", "M.")).toEqual({ middleName: "M.", name: "Anna M. Muster" });
  expect(editPersonName(anna, "name", "Anna Meier")).toEqual({ name: "Anna Meier", surname: "Meier" });
  expect(editPersonName(anna, "name", "")).toEqual({ name: "", firstName: "", surname: "" });
});

test("[F6] a new person's name and parts are completed from whichever are given", () => {
  expect(completePersonName({ name: "Anna Muster" })).toEqual({
    name: "Anna Muster",
    firstName: "Anna",
    middleName: "",
    surname: "Muster",
  });
  expect(completePersonName({ firstName: "Anna", surname: "Muster" }).name).toBe("Anna Muster");
  expect(completePersonName({ name: "Anna Muster", surname: "van der Berg" }).name).toBe("Anna van der Berg");
  expect(completePersonName({}).name).toBe("");
});

test("[F6] splitting and joining loses no word", () => {
  fc.assert(
    fc.property(fc.array(fc.stringMatching(/^\S{1,8}$/)), (words) => {
      expect(joinName(splitName(words.join(" ")))).toBe(words.join(" "));
    }),
  );
});
