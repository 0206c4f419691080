/**
 * What is relayed of a commit: one frame for each reader, whatever came together, and nobody misses anything.
 *
 * @module
 */
import { messageTypes, syncTypes } from "@couplet/protocol";
import * as fc from "fast-check";
import * as decoding from "lib0/decoding";
import { describe, expect, test } from "vitest";
import * as Y from "yjs";
import { type Reader, relayChanges, type Relayed, type RoomChange } from "./relay.ts";
import { synced } from "./test-devices.ts";
import { actorOf, ada, openFixture, until } from "./workspace-fixture.ts";

/** One who makes changes, hears what is relayed, and has a document of it. */
class Listener implements Reader {
  readonly doc = new Y.Doc();
  frames = 0;
  bytes = 0;

  relay({ frame }: Relayed): void {
    this.frames += 1;
    this.bytes += frame.byteLength;
    const decoder = decoding.createDecoder(frame);
    expect(decoding.readVarUint(decoder)).toBe(messageTypes.sync);
    expect(decoding.readVarUint(decoder)).toBe(syncTypes.update);
    Y.applyUpdate(this.doc, decoding.readVarUint8Array(decoder), this);
  }

  /** Changes the own document. @returns the change */
  change(run: (doc: Y.Doc) => void, isRepaired = false): RoomChange[] {
    const before = Y.encodeStateVector(this.doc);
    const updates: Uint8Array[] = [];
    const capture = (update: Uint8Array): void => void updates.push(update);
    this.doc.on("update", capture);
    this.doc.transact(() => run(this.doc));
    this.doc.off("update", capture);
    // A repaired change has more than its author sent: what they have had already is in it, too.
    const update = isRepaired ? Y.encodeStateAsUpdate(this.doc, before) : updates[0];
    return update ? [{ update, except: isRepaired ? undefined : this }] : [];
  }
}

const seed = Date.now() % 2 ** 31;
const oneChange = fc.record({
  who: fc.nat(3),
  key: fc.nat(4),
  value: fc.string({ maxLength: 8 }),
  at: fc.nat(20),
  kind: fc.constantFrom("set", "type", "erase"),
  isRepaired: fc.boolean(),
});
const commits = fc.array(fc.array(oneChange, { maxLength: 60, size: "max" }), { maxLength: 6 });

describe(`What a commit relays (seed ${seed})`, () => {
  test("[C1] everybody has the same in the end, whoever wrote how much of it, in one frame a commit at most", () =>
    fc.assert(
      fc.property(commits, (rounds) => {
        const listeners = Array.from({ length: 5 }, () => new Listener());
        for (const round of rounds) {
          const before = listeners.map(({ frames }) => frames);
          const changes = round.flatMap(({ who, key, value, at, kind, isRepaired }) => {
            const change = (doc: Y.Doc): void => {
              const notes = doc.getText("notes");
              if (kind === "set") doc.getMap("fields").set(`field${key}|w${who}`, [value, at, {}]);
              else if (kind === "type") notes.insert(Math.min(at, notes.length), value);
              else notes.delete(Math.min(at, notes.length), Math.min(key, notes.length - Math.min(at, notes.length)));
            };
            return listeners[who]?.change(change, isRepaired) ?? [];
          });
          if (changes.length === 0) continue;
          relayChanges(listeners, changes, true);
          for (const [index, { frames }] of listeners.entries()) expect(frames - (before[index] ?? 0)).toBeLessThan(2);
        }
        const [first, ...others] = listeners.map(({ doc }) => [
          doc.getMap("fields").toJSON(),
          doc.getText("notes").toJSON(),
        ]);
        for (const other of others) expect(other).toEqual(first);
      }),
      { seed, numRuns: 100 },
    ));

  test("[C1] who wrote it alone hears nothing of it, who wrote most of it only the rest", () => {
    const [author, other, reader] = [new Listener(), new Listener(), new Listener()];
    const set = (key: string) => (doc: Y.Doc) => doc.getMap("fields").set(key, "a value of some length");
    const own = Array.from({ length: 40 }, (_, index) => author.change(set(`a${index}`))).flat();
    relayChanges([author, other, reader], own, false);
    expect([author.frames, other.frames, reader.frames]).toEqual([0, 1, 1]);
    const more = Array.from({ length: 40 }, (_, index) => author.change(set(`b${index}`))).flat();
    relayChanges([author, other, reader], [...more, ...other.change(set("c"))], false);
    expect([author.frames, other.frames, reader.frames]).toEqual([1, 2, 2]);
    expect(author.bytes).toBeLessThan(100);
    expect(author.doc.getMap("fields").toJSON()).toEqual(reader.doc.getMap("fields").toJSON());
  });

  test("[C1] an update that cannot be merged keeps nobody from the others", () => {
    const [author, reader] = [new Listener(), { frames: 0, relay: () => void (reader.frames += 1) }];
    const sound = author.change((doc) => doc.getMap("fields").set("a", 1));
    relayChanges([reader], [...sound, { update: Uint8Array.of(1, 2, 3), except: undefined }], false);
    expect(reader.frames).toBe(2);
  });
});

describe("A room under load", () => {
  test("[G1] what comes while a commit is under way reaches each in one frame; every edit has its acknowledgement", async () => {
    const fixture = await openFixture();
    const card = await fixture.create("customer", { name: "Muster AG" });
    const people = ["ann", "bob", "cleo", "dan"].map((sub) => actorOf(sub));
    const authors = await Promise.all(
      people.map((actor) => synced(fixture.connect(card.documentId, { actor, card: card.id }))),
    );
    const reader = await synced(fixture.connect(card.documentId, { actor: ada, acks: false }));
    await until(() => authors.every(({ isSettled }) => isSettled));
    const settledBefore = authors.map(({ settled }) => settled);
    fixture.gate.close();
    const arrived = fixture.gate.arrived;
    authors[0]?.set("city", "Bern");
    await until(() => fixture.gate.arrived > arrived, "the commit has begun");
    const integratedBefore = fixture.workspaces.stats().updates;
    for (let round = 0; round < 25; round += 1)
      for (const [index, author] of authors.entries()) author.set("county", `${index}.${round}`);
    await until(() => fixture.workspaces.stats().updates === integratedBefore + 100, "all of it has come in");
    expect(reader.updates).toBe(0);
    fixture.gate.open();
    await until(() => authors.every(({ isSettled }) => isSettled));
    await until(() => reader.record.value("county") === authors[0]?.record.value("county"));
    expect(reader.updates).toBe(2);
    expect(authors.map(({ settled }, index) => settled - (settledBefore[index] ?? 0))).toEqual([26, 25, 25, 25]);
    expect(authors.flatMap(({ refusals }) => refusals)).toEqual([]);
    for (const author of authors)
      expect(author.record.candidates("county")).toEqual(reader.record.candidates("county"));
    await fixture.close();
  });
});
