import { describe, expect, test } from "vitest";
import { type Route, formatRoute, parseRoute } from "./router.ts";

describe("routes", () => {
  const routes: readonly Route[] = [
    { page: "list", kind: "contact", search: "" },
    { page: "list", kind: "bankAccount", search: "Müller & Söhne?" },
    {
      page: "list",
      kind: "contact",
      search: "ada",
      filter: { city: ["Bern", "Chur"], privacyBlocked: ["false"], territoryCode: [""] },
      sorting: { sort: "name", descending: true },
      columns: ["email", "languageCode"],
    },
    { page: "card", kind: "vendor", id: "0198c0de-7c1a-7000-8000-000000000001" },
    { page: "card", kind: "contact", id: "a/b?c" },
    { page: "attention" },
    { page: "setup" },
    { page: "device" },
  ];
  test.each(routes)("[V2] $page is found again from its own address", (route) => {
    expect(parseRoute(formatRoute(route))).toEqual(route);
  });
  test.each(["", "#", "#/", "#/nonsense", "#code=abc", "#/nonsense/1"])(
    "[V2] %j opens the list of contacts",
    (fragment) => {
      expect(parseRoute(fragment)).toEqual({ page: "list", kind: "contact", search: "" });
    },
  );
  test("[V2] what a kind does not know is left out of its list's arrangement, and no more columns than fit", () => {
    expect(
      parseRoute("#/bank-accounts?is.type=person&is.nothing=1&sort=-purchaserCode&cols=jobTitle,constructor"),
    ).toEqual({ page: "list", kind: "bankAccount", search: "" });
    const columns = "city,city,email,phoneNo,county,postCode,languageCode,homePage";
    expect(parseRoute(`#/contacts?cols=${columns}`)).toMatchObject({
      columns: ["city", "email", "phoneNo", "county", "postCode"],
    });
  });
  test("[V2] a broken escape in an address throws nothing", () => {
    expect(parseRoute("#/contacts/%E0%A4%A")).toEqual({ page: "card", kind: "contact", id: "%E0%A4%A" });
  });
});
