/**
 * Where an item of an update belongs: its root type, and its key where that is a map.
 *
 * Shape    an overwrite names neither, it has those of its neighbours; found without recursion, each item once.
 * Not      Yjs's own resolution, which takes whatever it finds and happens while it integrates.
 * Source   docs/ARCHITECTURE.md, "The steward"
 *
 * @module
 */
import * as Y from "yjs";

/** The update is no change of a record document. Never leaves the reader of updates. */
export class MalformedUpdateError extends Error {}

export type Struct = Y.Item | Y.GC | Y.Skip;

export const isItem = (struct: Struct): struct is Y.Item => struct instanceof Y.Item;

export interface Place {
  readonly root: string;
  readonly key: string | null;
}

export class PlaceFinder {
  readonly #doc: Y.Doc;
  readonly #inUpdate: (id: Y.ID) => Struct | undefined;
  /** `undefined` while its neighbours are being looked at. */
  readonly #places = new Map<Y.Item, Place | undefined>();

  constructor(doc: Y.Doc, inUpdate: (id: Y.ID) => Struct | undefined) {
    this.#doc = doc;
    this.#inUpdate = inUpdate;
  }

  /** O(items not asked for before on the way to a neighbour that is known). @throws {MalformedUpdateError} */
  of(item: Y.Item): Place {
    const open = [item];
    for (let current = open.at(-1); current; current = open.at(-1)) {
      if (this.#places.get(current)) {
        open.pop();
        continue;
      }
      const missing = this.#missingOf(current);
      if (missing) {
        this.#places.set(current, undefined);
        if (this.#places.has(missing)) throw new MalformedUpdateError("Origins form a circle");
        open.push(missing);
      } else this.#places.set(current, this.#resolve(current));
    }
    const place = this.#places.get(item);
    if (!place) throw new MalformedUpdateError("An item without a place");
    return place;
  }

  /** A neighbour in the update whose place has to be found first. */
  #missingOf(item: Y.Item): Y.Item | undefined {
    for (const id of [item.origin, item.rightOrigin]) {
      if (id === null || this.#isInDoc(id)) continue;
      const struct = this.#inUpdate(id);
      if (struct && isItem(struct) && !this.#places.get(struct)) return struct;
    }
    return undefined;
  }

  #resolve(item: Y.Item): Place {
    if (item.origin === null && item.rightOrigin === null) {
      // An item read from an update has its root type's name where an integrated one has the type itself.
      const root: unknown = item.parent;
      if (typeof root !== "string") throw new MalformedUpdateError("Nested types do not belong in a record document");
      return { root, key: item.parentSub };
    }
    const [first, second] = [item.origin, item.rightOrigin].flatMap((id) => (id === null ? [] : [this.#placeAt(id)]));
    if (!first) throw new MalformedUpdateError("An item without a place");
    if (second && (first.root !== second.root || first.key !== second.key))
      throw new MalformedUpdateError("Neighbours of two different keys");
    return first;
  }

  #isInDoc(id: Y.ID): boolean {
    return id.clock < Y.getState(this.#doc.store, id.client);
  }

  #placeAt(id: Y.ID): Place {
    const struct: Struct | undefined = this.#isInDoc(id) ? Y.getItem(this.#doc.store, id) : this.#inUpdate(id);
    if (!struct || !isItem(struct)) throw new MalformedUpdateError("A neighbour that is garbage");
    const place = this.#isInDoc(id) ? this.#placeInDoc(struct) : this.#places.get(struct);
    if (!place) throw new MalformedUpdateError("A neighbour of another type");
    return place;
  }

  #placeInDoc(item: Y.Item): Place | undefined {
    for (const root of ["fields", "writers", "notes"]) {
      if (item.parent === this.#doc.share.get(root)) return { root, key: item.parentSub };
    }
    return undefined;
  }
}
