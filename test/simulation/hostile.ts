/**
 * A hostile client: signed in, may edit contacts and customers, and plays by no rule.
 *
 * Shape    each act crafts one update on a copy of what the server has committed, with Yjs or byte by byte, and puts it into the
 *          client's queue, so that it arrives late and beside honest updates.
 * Not      judged here: what it may not have done is in no document, because no author registered it with the oracle; what it
 *          may have done is an edit like any other, save that it may claim to have seen what it has not.
 *
 * @module
 */
import { parseSlot } from "@couplet/crdt";
import type { Scalar } from "@couplet/model";
import * as Y from "yjs";
import type { SimClient } from "./client.ts";
import { type Edit } from "./oracle.ts";
import type { SimServer } from "./server.ts";
import { cards, fields, isCard, type CardName, type FieldName } from "./world.ts";

const dayTicks = 24 * 60 * 60 * 1000 * 1024;
const epochMs = Date.UTC(2020, 0, 1);
const far = 2 ** 50;

/** What an act works on: a copy of one document, and dice. */
interface Scene {
  readonly docId: string;
  readonly doc: Y.Doc;
  readonly fields: Y.Map<unknown>;
  readonly writers: Y.Map<unknown>;
  readonly nowAt: number;
  readonly pick: <T>(from: readonly T[]) => T | undefined;
  readonly roll: (sides: number) => number;
}

export class Hostile {
  readonly client: SimClient;
  readonly #server: SimServer;
  /** Writer ids met anywhere. */
  readonly #writerIds = new Set<string>();
  /** Updates that others were sent. */
  readonly captured: { readonly doc: string; readonly update: Uint8Array }[] = [];
  #next = 0;
  #edits: Edit[] = [];

  constructor(server: SimServer, client: SimClient) {
    this.#server = server;
    this.client = client;
  }

  act(which: number, random: () => number): void {
    const docId = pickFrom([...this.#server.rooms.keys()], random);
    if (docId === undefined || this.#server.room(docId).log.length === 0) return;
    const doc = new Y.Doc({ guid: docId });
    for (const update of this.#server.committedUpdates(docId)) Y.applyUpdate(doc, update);
    const scene: Scene = {
      docId,
      doc,
      fields: doc.getMap("fields"),
      writers: doc.getMap("writers"),
      nowAt: (this.#server.nowMs - epochMs) * 1024,
      pick: (from) => pickFrom(from, random),
      roll: (sides) => Math.floor(random() * sides),
    };
    for (const id of scene.writers.keys()) this.#writerIds.add(id);
    this.#edits = [];
    const updates: Uint8Array[] = [];
    doc.on("update", (update: Uint8Array) => updates.push(update));
    scene.fields.observe(({ changes }) => {
      for (const [slot, { action }] of changes.keys)
        if (action !== "delete") this.#server.oracle.forgedSlots.add(`${docId}|${slot}`);
    });
    // The last act came last: what the numbers of kept failures mean does not change.
    const act = this.#acts[which < 240 ? which % 16 : 16];
    const isWhole = scene.roll(2) === 0;
    const bytes = doc.transact(() => act?.(scene));
    if (bytes) tryOut(doc, bytes);
    const update = bytes ?? (updates.length > 0 ? Y.mergeUpdates(updates) : undefined);
    if (!update) return;
    this.client.up.push({
      kind: "update",
      doc: docId,
      tag: this.client.nextTag(),
      update,
      edits: this.#edits,
      isWhole,
    });
    this.#server.counts.hostileActs++;
  }

  #value(field: string): string {
    const number = this.#next++;
    return field === "phoneNo" ? `9${String(number).padStart(4, "0")}` : `m${number}`;
  }

  /** A writer that the hostile user may have in this document. */
  #writer(scene: Scene, card: CardName | undefined, id = `m-${scene.docId}-${card}`): { id: string; card: string } {
    if (!scene.writers.has(id)) scene.writers.set(id, [card ?? "K1", "mal"]);
    return { id, card: card ?? "K1" };
  }

  /** An edit that is allowed, as far as rights and value go; what becomes of it is for the oracle to say. */
  #edit(
    scene: Scene,
    by: { id: string; card: string },
    field: FieldName,
    at: number,
    seen: object,
    value?: Scalar,
  ): void {
    const entry = [value ?? this.#value(field), at, seen] as const;
    scene.fields.set(`${field}|${by.id}`, [...entry]);
    this.#edits.push(
      this.#server.oracle.add({
        user: "mal",
        card: by.card,
        field,
        value: entry[0],
        writer: by.id,
        at,
        home: scene.docId,
        client: this.client.index,
        isHonest: false,
        may: 0n,
        must: 0n,
      }),
    );
    this.#server.oracle.hasCheats = true;
  }

  #holders(docId: string): readonly CardName[] {
    return cards.filter((card) => this.#server.rows.everHeld[card].includes(docId));
  }

  #foreignSlots(scene: Scene, isServers: boolean): readonly string[] {
    return [...scene.fields.keys()].filter((slot) => {
      const name = parseSlot(slot);
      const writer = name && (scene.writers.get(name.writer) as readonly string[] | undefined);
      return name?.server === isServers && writer?.[1] !== "mal";
    });
  }

  #forge(scene: Scene, field: string): unknown[] {
    return [
      this.#value(field),
      scene.pick([0, scene.nowAt, scene.nowAt + dayTicks / 2, far])!,
      scene.pick([{}, this.#everySeen(scene)])!,
    ];
  }

  #everySeen(_scene: Scene): Record<string, number> {
    return Object.fromEntries(["nobody", ...this.#writerIds].map((id) => [id, far]));
  }

  readonly #acts: readonly ((scene: Scene) => Uint8Array | void)[] = [
    /* wipe everything */
    ({ fields, writers }) => {
      fields.clear();
      writers.clear();
    },
    /* wipe one field, or the writers */
    ({ fields, writers, pick, roll }) => {
      const field = pick(["name", "phoneNo", "registrationNo"]);
      for (const slot of fields.keys()) if (slot.startsWith(`${field}|`)) fields.delete(slot);
      if (roll(3) === 0) writers.clear();
    },
    /* overwrite other people's slots */
    (scene) => {
      for (const slot of this.#foreignSlots(scene, false)) {
        if (scene.roll(2) === 0) scene.fields.set(slot, this.#forge(scene, slot.split("|")[0]!));
      }
    },
    /* overwrite, delete and invent slots of the server's */
    (scene) => {
      for (const slot of this.#foreignSlots(scene, true)) {
        if (scene.roll(2) === 0) scene.fields.delete(slot);
        else scene.fields.set(slot, this.#forge(scene, slot.split("|")[0]!));
      }
      const victim = scene.pick([...scene.writers.keys()]);
      if (victim !== undefined) scene.fields.set(`name|${victim}!s`, this.#forge(scene, "name"));
    },
    /* become other people's writers, and write through them */
    (scene) => {
      for (const [id, raw] of scene.writers.entries()) {
        const writer = raw as readonly string[];
        if (writer[1] === "mal" || scene.roll(2) === 0) continue;
        scene.writers.set(id, [scene.pick([writer[0]!, "K1"])!, "mal"]);
        for (const field of fields)
          if (scene.roll(2) === 0) scene.fields.set(`${field}|${id}`, this.#forge(scene, field));
      }
    },
    /* claim to have seen everything that is and everything to come */
    (scene) => {
      const by = this.#writer(scene, scene.pick(this.#holders(scene.docId)));
      for (const field of fields) {
        if (scene.roll(2) === 0) this.#edit(scene, by, field, scene.nowAt + this.#next, this.#everySeen(scene));
      }
    },
    /* use a writer id that is somebody else's in another document */
    (scene) => {
      const id = scene.pick([...this.#writerIds].filter((one) => !scene.writers.has(one)));
      if (id === undefined) return;
      // Always the same card for an id: of two registrations the first would hold.
      const by = this.#writer(scene, (["K1", "C1", "K2", "C2"] as const)[id.charCodeAt(0) % 4], id);
      for (const field of fields) {
        if (scene.roll(3) > 0)
          this.#edit(scene, by, field, scene.nowAt + dayTicks / 2 + this.#next, {
            [id]: far,
            ...this.#everySeen(scene),
          });
      }
    },
    /* write to cards without the right, or that have nothing to do with the document */
    (scene) => {
      for (const card of ["V1", "B1", scene.pick(cards)!, "X9"]) {
        const id = `n-${scene.docId}-${card}`;
        scene.writers.set(id, [card, "mal"]);
        if (isCard(card)) this.#edit(scene, { id, card }, scene.pick(fields)!, scene.nowAt + this.#next, {});
        else scene.fields.set(`name|${id}`, this.#forge(scene, "name"));
      }
    },
    /* write from the far future, and from long ago */
    (scene) => {
      const by = this.#writer(scene, scene.pick(this.#holders(scene.docId)));
      this.#edit(scene, by, "name", scene.nowAt + 2 * dayTicks + this.#next, {});
      this.#edit(scene, by, "phoneNo", this.#next, this.#everySeen(scene));
    },
    /* values that are none */
    (scene) => {
      const { id } = this.#writer(scene, scene.pick(this.#holders(scene.docId)));
      const at = scene.nowAt + this.#next++;
      const odd: readonly unknown[] = [
        "text",
        null,
        17,
        [],
        ["x", at],
        ["x", at, {}, 1],
        [{ a: 1 }, at, {}],
        [null, at, {}],
        ["x", -1, {}],
        ["x", 1.5, {}],
        ["x", String(at), {}],
        ["x", at, []],
        ["x", at, null],
        ["x", at, { w: -1 }],
        ["x", at, { w: "9" }],
        [17, at, {}],
        [true, at, {}],
        ["y".repeat(300), at, {}],
        ["letters", at, {}],
        new Uint8Array(4),
      ];
      for (const field of fields) {
        const raw = scene.pick(odd);
        if (field !== "phoneNo" && Array.isArray(raw) && raw[0] === "letters") continue;
        scene.fields.set(`${field}|${id}`, raw);
      }
    },
    /* nested types and other roots */
    (scene) => {
      const slot = `name|${this.#writer(scene, "K1").id}`;
      const odd = scene.roll(6);
      if (odd === 0) scene.fields.set(slot, new Y.Map([["a", 1]]));
      else if (odd === 1) scene.fields.set(slot, new Y.Array());
      else if (odd === 2) scene.doc.getText("notes").insert(0, "graffiti");
      else if (odd === 3) scene.doc.getMap("elsewhere").set("a", 1);
      else if (odd === 4) scene.doc.getXmlFragment("page").insert(0, [new Y.XmlElement("p")]);
      else scene.fields.set(slot, new Y.Doc());
    },
    /* random bytes, and honest updates cut short or with a byte turned */
    (scene) => {
      const captured = scene.pick(this.captured);
      if (!captured || scene.roll(3) === 0) return Uint8Array.from({ length: scene.roll(60) }, () => scene.roll(256));
      if (scene.roll(2) === 0) return captured.update.slice(0, scene.roll(captured.update.length));
      const bytes = captured.update.slice();
      const index = scene.roll(bytes.length);
      bytes[index] = (bytes[index] ?? 0) ^ (1 << scene.roll(8));
      return bytes;
    },
    /* names that mean something to JavaScript */
    (scene) => {
      const odd = scene.pick(["__proto__", "constructor", "toString", "valueOf"])!;
      const seen: Record<string, unknown> = {};
      Object.defineProperty(seen, "__proto__", { value: this.#everySeen(scene), enumerable: true });
      if (scene.roll(2) === 0) {
        const { id } = this.#writer(scene, scene.pick(this.#holders(scene.docId)));
        scene.fields.set(`name|${id}`, [this.#value("name"), scene.nowAt + this.#next++, seen]);
      } else {
        scene.writers.set(odd, ["K1", "mal"]);
        scene.fields.set(`name|${odd}`, [this.#value("name"), scene.nowAt + dayTicks / 2 + this.#next++, {}]);
      }
    },
    /* slots that are none */
    (scene) => {
      const { id } = this.#writer(scene, "K1");
      const slots = [
        "name",
        "|",
        `|${id}`,
        "name|",
        `name|${id}!x`,
        `name|${id}!s!s`,
        `na|me|${id}`,
        `${"f".repeat(200)}|${id}`,
        `name|${id} `,
      ];
      for (const slot of slots) if (scene.roll(3) === 0) scene.fields.set(slot, this.#forge(scene, "name"));
    },
    /* pass off what others sent as one's own; send what is known already, to another document */
    (scene) => scene.pick(this.captured)?.update,
    /* an honest edit, and one's own writer wiped along with it */
    (scene) => {
      const card = scene.pick(this.#holders(scene.docId));
      const isKnown = scene.writers.has(`m-${scene.docId}-${card}`);
      const by = this.#writer(scene, card);
      const seen: Record<string, number> = {};
      for (const [slot, raw] of scene.fields.entries()) {
        const name = parseSlot(slot);
        const at = (raw as readonly number[])[1] ?? 0;
        if (name?.field === "name" && name.writer !== by.id) seen[name.writer] = Math.max(seen[name.writer] ?? 0, at);
      }
      this.#edit(scene, by, "name", scene.nowAt + this.#next, seen);
      for (const slot of this.#foreignSlots(scene, false))
        if (scene.roll(3) === 0) scene.fields.set(slot, this.#forge(scene, "name"));
      if (isKnown) scene.writers.delete(by.id);
    },
    /* go on as somebody else's Yjs client, so that their next edit is taken for known */
    (scene) => {
      const client = scene.pick([...scene.doc.store.clients.keys()]);
      if (client !== undefined) scene.doc.clientID = client;
      const by = this.#writer(scene, scene.pick(this.#holders(scene.docId)));
      this.#edit(scene, by, "name", scene.nowAt + this.#next, {});
    },
  ];
}

/** What bytes of unknown worth would do to a document. */
function tryOut(doc: Y.Doc, bytes: Uint8Array): void {
  try {
    Y.applyUpdate(doc, bytes);
  } catch {
    // Most of them are no update.
  }
}

function pickFrom<T>(from: readonly T[], random: () => number): T | undefined {
  return from[Math.floor(random() * from.length)];
}
