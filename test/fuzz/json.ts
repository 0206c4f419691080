/**
 * JSON that was right once: a value of another type, too long, too deep, an id of something else, names that mean something.
 *
 * Shape    `jsonText` gives text, since some of what is wrong is no JSON any more.
 *
 * @module
 */
import type { Dice } from "./dice.ts";

type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

const oddTexts = [
  "",
  " ",
  "\u0000",
  "\ud800",
  "__proto__",
  "constructor",
  "null",
  "undefined",
  "-1",
  "1e999",
  "' OR 1=1 --",
  "%00",
  "../../etc/passwd",
  "<script>alert(1)</script>",
  "\u202egro.elpmaxe",
  "İ".repeat(50),
  "ﬀ".repeat(120),
] as const;

export function oddValue(dice: Dice, ids: readonly string[]): Json {
  return dice.weighed<() => Json>([
    [4, () => dice.pick(oddTexts)],
    [4, () => (ids.length > 0 ? dice.pick(ids) : "")],
    [
      3,
      () =>
        dice.pick([
          "Bern",
          "Muster AG",
          "+41 44 123 45 67",
          "info@muster.ch",
          "CH",
          "CH9300762011623852957",
          "25000.50",
        ]),
    ],
    [2, () => dice.pick([true, false, null])],
    [2, () => dice.pick([0, -1, 0.1, 1e308, -1e308, Number.MAX_SAFE_INTEGER, 2 ** 53 + 1])],
    [1, () => "x".repeat(dice.pick([20, 21, 100, 101, 255, 256, 5_000]))],
    [1, () => ["x", 1, []]],
    [1, () => ({ a: { b: null } })],
    [1, () => deep(dice.pick([3, 31, 33, 500]))],
    [1, () => "data:image/png;base64,iVBORw0KGgo="],
  ])();
}

const deep = (levels: number): Json => {
  let value: Json = "deep";
  for (let left = levels; left > 0; left -= 1) value = left % 2 === 0 ? [value] : { a: value };
  return value;
};

const isObject = (value: Json): value is { readonly [name: string]: Json } =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** One thing about it is another. */
function changed(value: Json, dice: Dice, ids: readonly string[]): Json {
  if (Array.isArray(value) && value.length > 0 && !dice.once(3)) {
    const at = dice.roll(value.length);
    return (value as readonly Json[]).map((item, index) => (index === at ? changed(item, dice, ids) : item));
  }
  if (!isObject(value) || dice.once(15)) return oddValue(dice, ids);
  const entries = Object.entries(value);
  const at = dice.roll(entries.length + 1);
  const [name, was] = entries[at] ?? [
    dice.pick(["__proto__", "constructor", "id", "colour", "notes", "no", "type"]),
    "",
  ];
  const rest = entries.filter((_, index) => index !== at);
  return dice.weighed<() => Json>([
    [6, () => fromEntries([...rest, [name, changed(was, dice, ids)]])],
    [2, () => fromEntries(rest)],
    [1, () => fromEntries([...entries, [dice.pick(oddTexts), was]])],
    [1, () => fromEntries([...rest, [name, [was, was]]])],
    [1, () => fromEntries([...rest, [name.toUpperCase(), was]])],
  ])();
}

/** `__proto__` becomes a name like any other. */
function fromEntries(entries: readonly (readonly [string, Json])[]): Json {
  const object = Object.create(null) as Record<string, Json>;
  for (const [name, value] of entries) object[name] = value;
  return object;
}

export function jsonText(value: unknown, dice: Dice, ids: readonly string[]): string {
  let json = value as Json;
  for (let left = dice.pick([0, 0, 0, 1, 1, 2, 4]); left > 0; left -= 1) json = changed(json, dice, ids);
  const text = JSON.stringify(json) ?? "";
  if (!dice.once(12)) return text;
  return dice.pick([
    text.slice(0, dice.roll(text.length + 1)),
    `${text}${text}`,
    text.replace("{", `{"__proto__":{"role":"admin"},`),
    `${'{"a":'.repeat(3_000)}1${"}".repeat(3_000)}`,
    "[".repeat(20_000),
    `\ufeff${text}`,
    text.replaceAll('"', "'"),
    "",
  ]);
}
