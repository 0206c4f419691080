import { describe, expect, test } from "vitest";
import {
  forgetWishes,
  keepWishes,
  longestName,
  mostViews,
  parseWishes,
  readWishes,
  withView,
  withoutView,
} from "./saved-views.ts";

const ada = { sub: "ada", workspace: "demo" };
const none = parseWishes("");

class Kept implements Pick<Storage, "getItem" | "setItem" | "removeItem"> {
  readonly texts = new Map<string, string>();
  isFull = false;
  getItem(key: string): string | null {
    return this.texts.get(key) ?? null;
  }
  setItem(key: string, text: string): void {
    if (this.isFull) throw new DOMException("", "QuotaExceededError");
    this.texts.set(key, text);
  }
  removeItem(key: string): void {
    this.texts.delete(key);
  }
}

describe("saved views", () => {
  test("[V2] are kept per person and workspace, and go when the person's data go", () => {
    const kept = new Kept();
    const wishes = withView(none, { name: "Bern", address: "#/contacts?is.city=Bern" });
    expect(keepWishes(ada, { ...wishes, columns: { contact: ["email"] } }, kept)).toBe(true);
    expect(readWishes(ada, kept)).toEqual({ ...wishes, columns: { contact: ["email"] } });
    expect(readWishes({ ...ada, sub: "ben" }, kept)).toEqual(none);
    expect(readWishes({ ...ada, workspace: "other" }, kept)).toEqual(none);
    forgetWishes(ada, kept);
    expect(readWishes(ada, kept)).toEqual(none);
  });

  test("[V2] one of the same name gives way, of another kind of cards it stays", () => {
    let wishes = withView(none, { name: "Bern", address: "#/contacts?is.city=Bern" });
    wishes = withView(wishes, { name: "Bern", address: "#/vendors?is.city=Bern" });
    wishes = withView(wishes, { name: " Bern ", address: "#/contacts?is.city=Bern&sort=name" });
    expect(wishes.views.map(({ address }) => address)).toEqual([
      "#/vendors?is.city=Bern",
      "#/contacts?is.city=Bern&sort=name",
    ]);
    expect(withoutView(wishes, { name: "Bern", address: "#/contacts" }).views).toHaveLength(1);
  });

  test("[V2] are no more and no longer than they may be", () => {
    let wishes = none;
    for (let at = 0; at < mostViews + 5; at += 1)
      wishes = withView(wishes, { name: `${at} ${"x".repeat(200)}`, address: "#/contacts" });
    expect(wishes.views).toHaveLength(mostViews);
    expect(wishes.views[0]?.name).toHaveLength(longestName);
  });

  test("[V2] what somebody else wrote there is not believed", () => {
    for (const text of ["", "{", "null", "[]", '"x"', '{"views":1}', '{"views":[null,{"name":"a"}]}'])
      expect(parseWishes(text)).toEqual(none);
    const foreign = [
      { name: "out", address: "https://elsewhere.example" },
      { name: "script", address: "javascript:alert(1)" },
      { name: "card", address: "#/contacts/1" },
      { name: "ok", address: "#/contacts" },
    ];
    const read = parseWishes(
      JSON.stringify({ views: foreign, columns: { contact: [1], nothing: ["a"], vendor: ["city"] } }),
    );
    expect(read).toEqual({ views: [{ name: "ok", address: "#/contacts" }], columns: { vendor: ["city"] } });
  });

  test("[V2] a browser that takes no more says so", () => {
    const kept = new Kept();
    kept.isFull = true;
    expect(keepWishes(ada, none, kept)).toBe(false);
  });
});
