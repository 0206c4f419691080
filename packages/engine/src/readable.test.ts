import { expect, test } from "vitest";
import { Derived } from "./readable.ts";

test("a derived value is made when somebody looks, once for as long as it holds", () => {
  let source = 1;
  let made = 0;
  const derived = new Derived(() => {
    made += 1;
    return source * 10;
  });
  derived.outdate();
  expect(made).toBe(0);
  expect([derived.value, derived.value, made]).toEqual([10, 10, 1]);
  source = 2;
  expect(derived.value).toBe(10);
  derived.outdate();
  expect([derived.value, made]).toEqual([20, 2]);
});

test("whoever watches a derived value is told each time it is made anew, until they stop", () => {
  let source = 1;
  const derived = new Derived(() => source);
  const heard: number[] = [];
  const stop = derived.subscribe((value) => heard.push(value));
  source = 2;
  derived.outdate();
  stop();
  source = 3;
  derived.outdate();
  expect(heard).toEqual([2]);
  expect(derived.value).toBe(3);
});
