import { describe, expect, test } from "vitest";
import { type Route, formatRoute, parseRoute } from "./router.ts";

describe("routes", () => {
  const routes: readonly Route[] = [
    { page: "list", kind: "contact", search: "" },
    { page: "list", kind: "bankAccount", search: "Müller & Söhne?" },
    { page: "card", kind: "vendor", id: "0198c0de-7c1a-7000-8000-000000000001" },
    { page: "card", kind: "contact", id: "a/b?c" },
    { page: "attention" },
    { page: "setup" },
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
  test("[V2] a broken escape in an address throws nothing", () => {
    expect(parseRoute("#/contacts/%E0%A4%A")).toEqual({ page: "card", kind: "contact", id: "%E0%A4%A" });
  });
});
