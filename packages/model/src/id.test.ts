import { expect, test } from "vitest";
import { forkDocumentId, InvalidIdError, isUuid, parseCardId, parseCommandId } from "./id.ts";

const id = "0198c0de-7c1a-7abc-8def-0123456789ab";

test("[K6] an id is a UUID in lower case; upper case is taken on entry", () => {
  expect(isUuid(id)).toBe(true);
  expect(isUuid(id.toUpperCase())).toBe(false);
  expect(parseCardId(id.toUpperCase())).toBe(id);
  for (const bad of ["", "7", `${id} `, `${id}\n`, id.replace("7abc", "0abc"), 5, null, {}, [id]])
    expect(() => parseCardId(bad)).toThrow(InvalidIdError);
});

test("[L12] the fork of a card is the same document on every replica, another one for every card and command", () => {
  const other = parseCardId("0198c0de-7c1a-7abc-8def-0123456789ac");
  const fork = forkDocumentId(parseCommandId(id), parseCardId(id));
  expect(forkDocumentId(parseCommandId(id), parseCardId(id))).toBe(fork);
  expect(isUuid(fork)).toBe(true);
  expect(fork[14]).toBe("5");
  expect(forkDocumentId(parseCommandId(id), other)).not.toBe(fork);
  expect(forkDocumentId(parseCommandId(other), parseCardId(id))).not.toBe(fork);
});
