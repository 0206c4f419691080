/**
 * The people of a test: they come, nothing may go wrong on their pages, and they leave when the test ends.
 *
 * Shape    where a test fails, what they saw is left in `test-results/e2e-failed`.
 *
 * @module
 */
import { afterAll, afterEach, expect } from "vitest";
import { closeBrowser, Person } from "./person.ts";

/** To be called once in a test file; what it returns brings somebody. */
export function createCast(): typeof Person.come {
  const people: Person[] = [];
  afterEach(async ({ task }) => {
    if (task.result?.state === "fail")
      await Promise.all(people.map((person, index) => picture(person, `${task.name} ${index + 1}`)));
    const mishaps = people.flatMap((person) => person.mishaps);
    await Promise.all(people.splice(0).map((person) => person.leave()));
    expect(mishaps).toEqual([]);
  });
  afterAll(closeBrowser);
  return async (...args) => {
    const person = await Person.come(...args);
    people.push(person);
    return person;
  };
}

/** What a page looked like, for somebody who wants to know why. */
const picture = async ({ page }: Person, name: string): Promise<void> => {
  const file = name.replaceAll(/[^\w-]+/gu, "-").slice(0, 80);
  await page
    .screenshot({ path: `test-results/e2e-failed/${file}${name.slice(-1)}.png`, fullPage: true })
    .catch(() => undefined);
};
