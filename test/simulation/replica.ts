/**
 * A client's copy of one document: a real Y.Doc, stored on the device update by update.
 *
 * Shape    what is stored survives a crash of the device, what is not is lost with it.
 *
 * @module
 */
import { RecordDocument } from "@couplet/crdt";
import * as Y from "yjs";
import { keyOf, type Oracle } from "./oracle.ts";

interface Seen {
  readonly may: bigint;
  readonly must: bigint;
}

export class Replica {
  readonly docId: string;
  readonly record: RecordDocument;
  /** Per field, every edit that was ever physically here, and what their authors may have seen. */
  readonly #known = new Map<string, bigint>();
  readonly #updates: Uint8Array[] = [];
  #stored = 0;
  readonly #oracle: Oracle;

  constructor(docId: string, oracle: Oracle, updates: readonly Uint8Array[]) {
    this.docId = docId;
    this.#oracle = oracle;
    const doc = new Y.Doc({ guid: docId });
    for (const update of updates) Y.applyUpdate(doc, update, "loaded");
    this.#updates.push(...updates);
    this.#stored = updates.length;
    this.record = new RecordDocument(doc);
    const map = doc.getMap("fields");
    for (const slot of map.keys()) this.#notice(slot, map.get(slot));
    map.observe((event) => {
      for (const slot of event.keysChanged as Set<string>) this.#notice(slot, map.get(slot));
    });
    doc.on("update", (update: Uint8Array) => this.#updates.push(update));
  }

  #notice(slot: string, raw: unknown): void {
    const edit = this.#oracle.editOf(raw);
    if (!edit) return;
    this.#known.set(edit.field, (this.#known.get(edit.field) ?? 0n) | edit.bit | edit.may);
  }

  /** What somebody who edits the field here has seen; `must` leaves out what was taken out again, unknown to them or not. */
  seenOf(field: string): Seen {
    let must = 0n;
    for (const entry of this.record.entries(field)) {
      const edit = this.#oracle.find(keyOf(entry.at, entry.value));
      if (edit) must |= edit.bit | edit.must;
    }
    return { may: this.#known.get(field) ?? 0n, must };
  }

  store(): void {
    this.#stored = this.#updates.length;
  }

  /** What is on the device. */
  storedUpdates(): readonly Uint8Array[] {
    return this.#updates.slice(0, this.#stored);
  }

  apply(update: Uint8Array): void {
    Y.applyUpdate(this.record.doc, update, "network");
  }

  stateVector(): Uint8Array {
    return Y.encodeStateVector(this.record.doc);
  }

  since(stateVector: Uint8Array): Uint8Array {
    return Y.encodeStateAsUpdate(this.record.doc, stateVector);
  }
}
