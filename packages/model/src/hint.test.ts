import { expect, test } from "vitest";
import { hints } from "./hint.ts";

test("[F6] a VAT number that does not fit the country is marked, not refused", () => {
  const values = { name: "A", countryCode: "CH", vatRegistrationNo: "DE136695976" };
  expect(hints("customer", values)).toEqual([{ code: "vat.format", field: "vatRegistrationNo" }]);
  expect(hints("customer", { ...values, countryCode: "DE" })).toEqual([]);
  expect(hints("customer", { ...values, countryCode: "" })).toEqual([]);
  expect(hints("bankAccount", values)).toEqual([]);
});

test("[F6] a missing name is marked", () => {
  expect(hints("contact", {})).toEqual([{ code: "required", field: "name" }]);
});

test("[F6] an unusual phone number is marked: too short, of another length, of no country", () => {
  const phone = (phoneNo: string, countryCode = "CH") => hints("contact", { name: "A", countryCode, phoneNo })[0];
  expect(phone("044 668")).toEqual({ code: "phone.short", field: "phoneNo", params: { n: 6 } });
  expect(phone("+41446681800")).toBeUndefined();
  expect(phone("+1 504 62", "CH")).toMatchObject({ code: "phone.length", params: { n: 6 } });
  expect(phone("+999 123 456")).toMatchObject({ code: "phone.country", params: { cc: "999" } });
  expect(phone("0049 30 1234567")).toBeUndefined();
  expect(phone("---")).toBeUndefined();
});
