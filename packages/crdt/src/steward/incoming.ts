/**
 * What an update brings, read from the update itself before it is integrated.
 *
 * Shape    new contents per map key, in the order they were written; keys of overwrites are resolved through their origin.
 * Not      the merged map: when two clients overwrite one key while apart, the loser's content is gone as it integrates.
 * Source   docs/ARCHITECTURE.md, "The steward"
 *
 * @module
 */
import * as Y from "yjs";

export interface Incoming {
  readonly kind: "read";
  /** New contents of `fields` and `writers` by key, oldest first. */
  readonly fields: ReadonlyMap<string, readonly unknown[]>;
  readonly writers: ReadonlyMap<string, readonly unknown[]>;
}

/** The update depends on something this replica does not have. */
export interface Incomplete {
  readonly kind: "incomplete";
}

/** The update is no change of a record document. */
export interface Malformed {
  readonly kind: "malformed";
  readonly reason: string;
}

class MalformedUpdateError extends Error {}

type Struct = Y.Item | Y.GC | Y.Skip;

interface Place {
  readonly root: string;
  readonly key: string | null;
}

const isItem = (struct: Struct): struct is Y.Item => struct instanceof Y.Item;

type DeleteSet = ReturnType<typeof Y.decodeUpdate>["ds"];

/** Reads an update against the document it is meant for; changes nothing. */
export function readIncoming(doc: Y.Doc, update: Uint8Array, allowsNotes: boolean): Incoming | Incomplete | Malformed {
  let decoded: ReturnType<typeof Y.decodeUpdate>;
  try {
    decoded = Y.decodeUpdate(update);
  } catch {
    return { kind: "malformed", reason: "Not a Yjs update" };
  }
  try {
    return new IncomingReader(doc, decoded.structs, decoded.ds, allowsNotes).read();
  } catch (error) {
    if (error instanceof MalformedUpdateError) return { kind: "malformed", reason: error.message };
    throw error;
  }
}

class IncomingReader {
  readonly #doc: Y.Doc;
  readonly #structs: readonly Struct[];
  readonly #deleteSet: DeleteSet;
  readonly #allowsNotes: boolean;
  readonly #structsByClient = new Map<number, Struct[]>();
  readonly #places = new Map<Y.Item, Place>();
  readonly #fields = new Map<string, unknown[]>();
  readonly #writers = new Map<string, unknown[]>();

  constructor(doc: Y.Doc, structs: readonly Struct[], deleteSet: DeleteSet, allowsNotes: boolean) {
    this.#doc = doc;
    this.#structs = structs;
    this.#deleteSet = deleteSet;
    this.#allowsNotes = allowsNotes;
  }

  read(): Incoming | Incomplete {
    for (const struct of this.#structs) {
      const list = this.#structsByClient.get(struct.id.client);
      if (list) list.push(struct);
      else this.#structsByClient.set(struct.id.client, [struct]);
    }
    if (!this.#isGapless() || !this.#hasAllDeleted()) return { kind: "incomplete" };
    for (const struct of this.#structs) {
      const isKnown = struct.id.clock + struct.length <= Y.getState(this.#doc.store, struct.id.client);
      if (isKnown || !isItem(struct)) continue;
      if (!this.#hasOrigins(struct)) return { kind: "incomplete" };
      this.#collect(struct);
    }
    return { kind: "read", fields: this.#fields, writers: this.#writers };
  }

  /** Every client's structs continue what is here, without holes. */
  #isGapless(): boolean {
    for (const [client, structs] of this.#structsByClient) {
      let next = Y.getState(this.#doc.store, client);
      for (const struct of structs) {
        const end = struct.id.clock + struct.length;
        if (end <= next) continue;
        if (struct instanceof Y.Skip || struct.id.clock > next) return false;
        next = end;
      }
    }
    return true;
  }

  #hasAllDeleted(): boolean {
    for (const [client, ranges] of this.#deleteSet.clients) {
      for (const { clock, len } of ranges) if (!this.#has(client, clock + len - 1)) return false;
    }
    return true;
  }

  #has(client: number, clock: number): boolean {
    if (clock < Y.getState(this.#doc.store, client)) return true;
    return this.#inUpdate(client, clock) !== undefined;
  }

  #inUpdate(client: number, clock: number): Struct | undefined {
    const structs = this.#structsByClient.get(client);
    if (!structs) return undefined;
    let low = 0;
    let high = structs.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const struct = structs[middle];
      if (!struct) return undefined;
      if (struct.id.clock > clock) high = middle - 1;
      else if (struct.id.clock + struct.length <= clock) low = middle + 1;
      else return struct;
    }
    return undefined;
  }

  #hasOrigins(item: Y.Item): boolean {
    return [item.origin, item.rightOrigin].every((id) => id === null || this.#has(id.client, id.clock));
  }

  #collect(item: Y.Item): void {
    const place = this.#placeOf(item, 0);
    const content = item.content;
    const isDeleted = content instanceof Y.ContentDeleted;
    if (place === undefined) return; // its neighbour is garbage: it will integrate as garbage
    if (place.root === "notes") {
      if (!this.#allowsNotes || place.key !== null) throw new MalformedUpdateError("Notes do not belong here");
      if (!isDeleted && !(content instanceof Y.ContentString)) throw new MalformedUpdateError("Notes are plain text");
      return;
    }
    const contents = place.root === "fields" ? this.#fields : place.root === "writers" ? this.#writers : undefined;
    if (contents === undefined || place.key === null) throw new MalformedUpdateError(`No such type: ${place.root}`);
    if (isDeleted) return;
    if (!(content instanceof Y.ContentAny) || content.arr.length !== 1) {
      throw new MalformedUpdateError("Only plain JSON values belong in a record document");
    }
    const list = contents.get(place.key);
    if (list) list.push(content.arr[0]);
    else contents.set(place.key, [content.arr[0]]);
  }

  /** Root type and key of an item; an overwrite names neither, it has those of its neighbours. */
  #placeOf(item: Y.Item, depth: number): Place | undefined {
    const cached = this.#places.get(item);
    if (cached) return cached;
    if (depth > 10_000) throw new MalformedUpdateError("Origins form a circle");
    let place: Place | undefined;
    if (item.origin === null && item.rightOrigin === null) {
      // An item read from an update has its root type's name where an integrated one has the type itself.
      const root: unknown = item.parent;
      if (typeof root !== "string") throw new MalformedUpdateError("Nested types do not belong in a record document");
      place = { root, key: item.parentSub };
    } else {
      const places = [item.origin, item.rightOrigin].flatMap((id) => (id === null ? [] : [this.#neighbour(id, depth)]));
      if (places.includes(undefined)) return undefined;
      const [left, right] = places;
      if (right && (left?.root !== right.root || left.key !== right.key)) {
        throw new MalformedUpdateError("Neighbours of two different keys");
      }
      place = left;
    }
    if (place) this.#places.set(item, place);
    return place;
  }

  #neighbour(id: Y.ID, depth: number): Place | undefined {
    if (id.clock < Y.getState(this.#doc.store, id.client)) {
      const struct = Y.getItem(this.#doc.store, id) as Y.Item | Y.GC;
      return struct instanceof Y.Item ? this.#placeInDoc(struct) : undefined;
    }
    const struct = this.#inUpdate(id.client, id.clock);
    return struct && isItem(struct) ? this.#placeOf(struct, depth + 1) : undefined;
  }

  #placeInDoc(item: Y.Item): Place | undefined {
    for (const root of ["fields", "writers", "notes"]) {
      if (item.parent === this.#doc.share.get(root)) return { root, key: item.parentSub };
    }
    return undefined;
  }
}
