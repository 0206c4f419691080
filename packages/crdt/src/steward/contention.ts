/**
 * How much work an update makes for Yjs: what it inserts where something else stands already is compared, one by one, with
 * what stands there.
 *
 * Shape    an upper bound, found in time linear in the update: insertions with something unexpected beside them, times the
 *          length of the list they go into.
 * Not      a limit on size: thousands of edits in a row cost nothing here. An update of some kilobytes can be made that keeps
 *          Yjs busy for minutes.
 * Source   docs/PROTOCOL.md, "Limits"
 *
 * @module
 */
import * as Y from "yjs";
import type { Place } from "./place.ts";

/** Comparisons that one update may cause: about half a second. What people write apart causes some thousands. */
const maxComparisons = 8_000_000;

interface Load {
  readonly place: Place;
  items: number;
  contested: number;
}

const keyOf = ({ client, clock }: { readonly client: number; readonly clock: number }): string => `${client}:${clock}`;
/** Right of the last item of a list. */
const end = "";

export class Contention {
  readonly #doc: Y.Doc;
  readonly #loads = new Map<string, Load>();
  /** What stands right of an id, as far as this update has changed that. */
  readonly #rightOf = new Map<string, string>();

  constructor(doc: Y.Doc) {
    this.#doc = doc;
  }

  /** Takes the new items of an update, in the order of each client's clock. */
  add(item: Y.Item, place: Place): void {
    const name = `${place.root}|${place.key ?? ""}`;
    let load = this.#loads.get(name);
    if (!load) this.#loads.set(name, (load = { place, items: 0, contested: 0 }));
    load.items += 1;
    const { origin, id } = item;
    const left = origin ? keyOf(origin) : name;
    const right = item.rightOrigin ? keyOf(item.rightOrigin) : end;
    const isContinued = origin?.client === id.client && origin.clock === id.clock - 1;
    if (!isContinued && (this.#rightOf.get(left) ?? this.#rightInDoc(origin, place)) !== right) load.contested += 1;
    this.#rightOf.set(left, keyOf(id));
    this.#rightOf.set(keyOf({ client: id.client, clock: id.clock + item.length - 1 }), right);
  }

  isExcessive(): boolean {
    let comparisons = 0;
    for (const { place, items, contested } of this.#loads.values()) {
      if (contested === 0) continue;
      const reach = Math.ceil((maxComparisons - comparisons) / contested);
      comparisons += contested * (items + this.#lengthInDoc(place, reach));
      if (comparisons > maxComparisons) return true;
    }
    return false;
  }

  #rightInDoc(origin: Y.ID | null, place: Place): string {
    if (origin === null) {
      const first = this.#listOf(place).first;
      return first ? keyOf(first.id) : end;
    }
    if (origin.clock >= Y.getState(this.#doc.store, origin.client))
      return keyOf({ client: origin.client, clock: origin.clock + 1 });
    const struct = Y.getItem(this.#doc.store, origin);
    if (origin.clock < struct.id.clock + struct.length - 1)
      return keyOf({ client: origin.client, clock: origin.clock + 1 });
    return struct.right ? keyOf(struct.right.id) : end;
  }

  /** Maps are lists per key, of which Yjs knows the last item; any item tells whether there are some. */
  #listOf({ root, key }: Place): { readonly first: Y.Item | null; readonly next: "left" | "right" } {
    const type = this.#doc.share.get(root);
    if (!type) return { first: null, next: "right" };
    // oxlint-disable-next-line no-underscore-dangle -- Yjs has no other way to look at a list without copying it
    return key === null ? { first: type._start, next: "right" } : { first: type._map.get(key) ?? null, next: "left" };
  }

  /** Counted up to `atMost`. */
  #lengthInDoc(place: Place, atMost: number): number {
    const { first, next } = this.#listOf(place);
    let length = 0;
    for (let item = first; item && length <= atMost; item = item[next]) length += 1;
    return length;
  }
}
