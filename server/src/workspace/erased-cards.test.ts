import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ErasedCards } from "./erased-cards.ts";

let directory: string;
let path: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "couplet-erased-"));
  path = join(directory, "erased-cards");
});
afterEach(() => rmSync(directory, { recursive: true }));

const card = (cardId: string, workspace = "muster-ag") => ({ workspace, cardId, atMs: 5, by: "ada" });

describe("[GD2] cards that were erased", () => {
  test("are known after a start, each once and per workspace, and only their owner can read the file", async () => {
    const erased = await ErasedCards.open(path);
    await erased.add([card("a"), card("b")]);
    await erased.add([card("a"), card("a", 'a "strange"\nname')]);
    const again = await ErasedCards.open(path);
    expect([again.in("muster-ag"), again.in('a "strange"\nname')]).toEqual([
      [card("a"), card("b")],
      [card("a", 'a "strange"\nname')],
    ]);
    expect(readFileSync(path, "utf8").match(/"a"/gu)).toHaveLength(2);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test("one that was refused after all is not among them, and may be erased later", async () => {
    const erased = await ErasedCards.open(path);
    await erased.add([card("a"), card("b")]);
    await erased.refused([card("a")]);
    expect([erased.in("muster-ag"), (await ErasedCards.open(path)).in("muster-ag")]).toEqual([
      [card("b")],
      [card("b")],
    ]);
    await erased.add([card("a")]);
    expect((await ErasedCards.open(path)).in("muster-ag")).toHaveLength(2);
  });

  test("a line that was cut off costs none of the others, nor the next one", async () => {
    await (await ErasedCards.open(path)).add([card("a")]);
    appendFileSync(path, '\n{"workspace":"muster-ag","card');
    await (await ErasedCards.open(path)).add([card("b")]);
    expect((await ErasedCards.open(path)).in("muster-ag")).toEqual([card("a"), card("b")]);
  });
});
