/**
 * The people of a test: they come, nothing may go wrong on their pages, and they leave when the test ends.
 *
 * @module
 */
import { afterAll, afterEach, expect } from "vitest";
import { closeBrowser, Person } from "./person.ts";

/** To be called once in a test file; what it returns brings somebody. */
export function createCast(): typeof Person.come {
  const people: Person[] = [];
  afterEach(async () => {
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
