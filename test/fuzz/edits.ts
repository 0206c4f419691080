/**
 * Updates that a stock Yjs makes, of somebody who knows the document and keeps to no rule of it.
 *
 * Shape    each act works on a copy of the document as it is on the server; what it did there is the update. Nearly a third are edits as an
 *          honest client makes them, so that what is refused is refused among what is not.
 *
 * @module
 */
import { atOfMs } from "@couplet/crdt";
import { commonFields, fieldNames } from "@couplet/model";
import * as Y from "yjs";
import type { Dice } from "./dice.ts";

/** Who edits, on which card, and what they have heard of. */
export interface Hand {
  readonly user: string;
  readonly dice: Dice;
  readonly nowMs: number;
  /** Ids of cards, own and foreign. */
  readonly cards: readonly string[];
  /** A value, good or bad. */
  value(): unknown;
}

interface Bench extends Hand {
  readonly doc: Y.Doc;
  readonly fields: Y.Map<unknown>;
  readonly writers: Y.Map<unknown>;
}

const commonNames = commonFields.map(({ name }) => name);

/** A writer of the user's own, registered on the card. */
function ownWriter({ writers, user, dice }: Bench, card: string): string {
  const id = `${user}-${card.slice(-6)}-${dice.roll(3)}`;
  if (!writers.has(id)) writers.set(id, [card, user]);
  return id;
}

const nowAt = ({ nowMs, dice }: Hand): number => atOfMs(nowMs) + dice.roll(1_000);

/** The greatest time by which any writer has been heard of, and more: all that is, and all that comes. */
function everythingSeen({ writers, dice }: Bench): Record<string, number> {
  const seen = Object.fromEntries([...writers.keys()].map((id) => [id, Number.MAX_SAFE_INTEGER]));
  if (dice.once(4)) Object.defineProperty(seen, "__proto__", { value: 1, enumerable: true });
  return seen;
}

function seenOf({ fields }: Bench, field: string, except: string): Record<string, number> {
  const seen: Record<string, number> = {};
  for (const [slot, entry] of fields.entries()) {
    const [name, writer = ""] = slot.replace("!s", "").split("|");
    const at = Array.isArray(entry) ? (entry as unknown[])[1] : undefined;
    if (name === field && writer !== except && typeof at === "number") seen[writer] = Math.max(seen[writer] ?? 0, at);
  }
  return seen;
}

type Act = (bench: Bench) => void;

const acts: readonly (readonly [weight: number, act: Act])[] = [
  /* as an honest client does */
  [
    14,
    (bench) => {
      const { dice, fields, cards } = bench;
      const writer = ownWriter(bench, dice.pick(cards));
      const field = dice.pick(commonNames);
      const value = dice.pick(["Bern", "Muster AG", "+41441234567", "a@b.ch", "CH", "", true]);
      fields.set(`${field}|${writer}`, [value, nowAt(bench), seenOf(bench, field, writer)]);
    },
  ],
  [
    2,
    ({ doc, dice }) => {
      const notes = doc.getText("notes");
      const at = dice.roll(notes.length + 1);
      if (dice.once(3)) notes.delete(at, Math.min(notes.length - at, dice.roll(9)));
      else
        notes.insert(
          at,
          dice.pick(["Ein Satz. ", "😀", "x".repeat(dice.roll(400)), "\ud83d"]),
          dice.once(5) ? { b: 1 } : {},
        );
    },
  ],
  /* wrong in whatever an entry has */
  [
    6,
    (bench) => {
      const { dice, fields, cards } = bench;
      const writer = ownWriter(bench, dice.pick(cards));
      const at = dice.pick([nowAt(bench), 0, -1, 1.5, 2 ** 50, dice.number(), "7", null, Number.NaN]);
      const seen = dice.pick([{}, everythingSeen(bench), { w: -1 }, { w: "x" }, [], null, 7]);
      const entry = dice.pick([
        [bench.value(), at, seen],
        [bench.value(), at],
        [],
        bench.value(),
        [bench.value(), at, seen, 1],
        new Uint8Array(4),
      ]);
      fields.set(`${dice.pick(fieldNames)}|${writer}`, entry);
    },
  ],
  /* slots that are somebody else's, the server's, or none */
  [
    5,
    (bench) => {
      const { dice, fields } = bench;
      const slots = [...fields.keys()];
      for (let left = 1 + dice.roll(5); left > 0 && slots.length > 0; left -= 1) {
        const slot = dice.pick(slots);
        const other = dice.pick([
          slot,
          `${slot}!s`,
          slot.replace("!s", ""),
          `${slot}!x`,
          "|",
          "name|",
          `|${slot}`,
          "f".repeat(300),
        ]);
        if (dice.once(3)) fields.delete(slot);
        else fields.set(other, [bench.value(), dice.pick([nowAt(bench), 2 ** 50]), everythingSeen(bench)]);
      }
    },
  ],
  [
    4,
    (bench) => {
      const { dice, writers, fields, cards, user } = bench;
      for (const id of writers.keys()) {
        if (dice.once(2)) continue;
        if (dice.once(3)) writers.delete(id);
        else writers.set(id, dice.pick([[dice.pick(cards), user], [dice.pick(cards), "ada"], "ada", [], null]));
        fields.set(`${dice.pick(commonNames)}|${id}`, [bench.value(), nowAt(bench), everythingSeen(bench)]);
      }
    },
  ],
  [
    2,
    (bench) => {
      const { dice, writers, fields, cards, user } = bench;
      const id = dice.pick(["__proto__", "constructor", "toString", "w!s", "a|b", "", "x".repeat(25), "w\u0000"]);
      writers.set(id, [dice.pick(cards), user]);
      fields.set(`name|${id}`, [bench.value(), nowAt(bench), {}]);
    },
  ],
  /* in another's name, through a writer that nobody had registered */
  [
    3,
    (bench) => {
      const { dice, writers, fields, cards } = bench;
      const id = `n${dice.roll(1_000)}`;
      writers.set(id, [dice.pick(cards), dice.pick(["ada", "holly"])]);
      fields.set(`${dice.pick(commonNames)}|${id}`, ["666", nowAt(bench), everythingSeen(bench)]);
    },
  ],
  [
    1,
    ({ fields, writers, dice }) => {
      fields.clear();
      if (dice.once(2)) writers.clear();
    },
  ],
  [
    1,
    ({ writers, cards, user, dice }) => {
      for (let count = 0; count < 300; count += 1) writers.set(`flood-${dice.roll(1_000)}`, [dice.pick(cards), user]);
    },
  ],
  /* types inside types, other roots, roots of another kind, documents in documents */
  [
    4,
    ({ doc, fields, dice }) => {
      const slot = dice.pick(["name|w", "", ...fields.keys()]);
      const nested = (depth: number): Y.Map<unknown> | Y.Array<unknown> =>
        depth === 0 ? new Y.Array() : new Y.Map([["a", nested(depth - 1)]]);
      const odd: readonly (() => void)[] = [
        () => fields.set(slot, nested(dice.once(4) ? 200 : dice.roll(4))),
        () => fields.set(slot, new Y.Doc({ autoLoad: true })),
        () => fields.set(slot, new Y.Text("text")),
        () => fields.set(slot, new Y.XmlElement("script")),
        () => doc.getXmlFragment("page").insert(0, [new Y.XmlElement("p"), new Y.XmlText("x")]),
        () => doc.getArray("list").push([1, { a: [2] }]),
        () => doc.getText("notes").insertEmbed(0, { image: "x" }),
        () => doc.getMap("elsewhere").set("a", 1),
      ];
      dice.pick(odd)();
    },
  ],
  /* goes on as somebody else's Yjs client */
  [
    2,
    (bench) => {
      const { doc, dice, fields, cards } = bench;
      const clients = [...doc.store.clients.keys()];
      if (clients.length > 0) doc.clientID = dice.pick(clients);
      fields.set(`city|${ownWriter(bench, dice.pick(cards))}`, [bench.value(), nowAt(bench), {}]);
    },
  ],
];

/** Types of another kind at the names that the document knows: in a document of its own, which has them as something else. */
function ofAnotherKind(hand: Hand): Uint8Array {
  const { dice } = hand;
  const doc = new Y.Doc();
  const name = dice.pick(["fields", "writers", "notes"]);
  const odd: readonly (() => void)[] = [
    () => doc.getText(name).insert(0, "graffiti"),
    () => doc.getArray(name).push([hand.value(), 1]),
    () => doc.getXmlFragment(name).insert(0, [new Y.XmlElement("p")]),
    () => doc.getMap(name).set("name|w", new Y.Map([["a", 1]])),
    () => doc.getMap(name).set("a", hand.value()),
  ];
  for (let left = 1 + dice.roll(2); left > 0; left -= 1) {
    try {
      dice.pick(odd)();
    } catch {
      // A name is of one kind in one document.
    }
  }
  return Y.encodeStateAsUpdate(doc);
}

/** @param state the document as it is */
export function anEdit(state: Uint8Array, hand: Hand): Uint8Array {
  const { dice } = hand;
  if (dice.once(25)) return ofAnotherKind(hand);
  const doc = new Y.Doc();
  Y.applyUpdate(doc, state);
  const before = Y.encodeStateVector(doc);
  const updates: Uint8Array[] = [];
  doc.on("update", (update: Uint8Array) => updates.push(update));
  const bench: Bench = {
    ...hand,
    value: () => hand.value(),
    doc,
    fields: doc.getMap("fields"),
    writers: doc.getMap("writers"),
  };
  doc.transact(() => {
    for (let left = dice.once(4) ? 2 : 1; left > 0; left -= 1) dice.weighed(acts)(bench);
  });
  const update = updates.length === 0 ? Y.encodeStateAsUpdate(doc, before) : Y.mergeUpdates(updates);
  doc.destroy();
  return update;
}
