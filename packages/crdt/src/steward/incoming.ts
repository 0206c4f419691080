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
import { Contention } from "./contention.ts";
import { isItem, MalformedUpdateError, type Place, PlaceFinder, type Struct } from "./place.ts";

export interface Incoming {
  readonly kind: "read";
  /** New contents of `fields` and `writers` by key, oldest first. */
  readonly fields: ReadonlyMap<string, readonly unknown[]>;
  readonly writers: ReadonlyMap<string, readonly unknown[]>;
  /** Yjs clients that the document had nothing of before. */
  readonly newClients: readonly number[];
  /** Nothing in it was known before: what it changes is what it says. */
  readonly isAllNew: boolean;
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

/** Whose Yjs clients are whose. */
export interface Clients {
  /** Whether the sender may add to what this client has written. Asked only where there is something already. */
  mayExtend(client: number): boolean;
}

/** What a document's root types are, and who may write where. */
export interface IncomingRules {
  readonly allowsNotes: boolean;
  readonly clients: Clients | undefined;
}

/** Beyond it, counting is no longer exact, and every replica would have to live with the clock. */
const maxClock = 2 ** 40;

/** Yjs writes none, takes some, and cannot read again what comes of them: the document would be lost to everybody. */
const nothing = "Something of no length";

type DeleteSet = ReturnType<typeof Y.decodeUpdate>["ds"];

/** Reads an update against the document it is meant for; changes nothing. */
export function readIncoming(doc: Y.Doc, update: Uint8Array, rules: IncomingRules): Incoming | Incomplete | Malformed {
  let decoded: ReturnType<typeof Y.decodeUpdate>;
  try {
    decoded = Y.decodeUpdate(update);
  } catch {
    return { kind: "malformed", reason: "Not a Yjs update" };
  }
  try {
    return new IncomingReader(doc, decoded.structs, decoded.ds, rules).read();
  } catch (error) {
    if (error instanceof MalformedUpdateError) return { kind: "malformed", reason: error.message };
    throw error;
  }
}

class IncomingReader {
  readonly #doc: Y.Doc;
  readonly #deleteSet: DeleteSet;
  readonly #rules: IncomingRules;
  readonly #structsByClient: ReadonlyMap<number, readonly Struct[]>;
  readonly #places: PlaceFinder;
  readonly #contention: Contention;
  readonly #newClients: number[] = [];
  readonly #fields = new Map<string, unknown[]>();
  readonly #writers = new Map<string, unknown[]>();
  readonly #isSingle: boolean;
  #isAllNew: boolean;

  constructor(doc: Y.Doc, structs: readonly Struct[], deleteSet: DeleteSet, rules: IncomingRules) {
    this.#doc = doc;
    this.#deleteSet = deleteSet;
    this.#isAllNew = structs.length > 0;
    this.#isSingle = structs.length === 1;
    this.#rules = rules;
    this.#structsByClient = byClient(structs);
    this.#places = new PlaceFinder(doc, (id) => this.#inUpdate(id.client, id.clock));
    this.#contention = new Contention(doc);
  }

  read(): Incoming | Incomplete {
    if (!this.#isGapless() || !this.#hasAllDeleted()) return { kind: "incomplete" };
    for (const structs of this.#structsByClient.values()) {
      for (const struct of structs) {
        const end = struct.id.clock + struct.length;
        const state = Y.getState(this.#doc.store, struct.id.client);
        if (struct.id.clock < state) this.#isAllNew = false;
        if (end <= state) continue;
        if (end > maxClock) throw new MalformedUpdateError("A clock no client reaches");
        // Only nested types leave garbage without a place. Whatever were attached to it would be lost without a word.
        if (!isItem(struct)) throw new MalformedUpdateError("Garbage does not belong in a record document");
        if (!this.#hasOrigins(struct)) return { kind: "incomplete" };
        const place = this.#places.of(struct);
        this.#collect(struct, place);
        // A single insertion passes over a document once at most, whatever stands there.
        if (!this.#isSingle) this.#contention.add(struct, place);
      }
    }
    if (this.#contention.isExcessive()) throw new MalformedUpdateError("Too much at one place");
    return {
      kind: "read",
      fields: this.#fields,
      writers: this.#writers,
      newClients: this.#newClients,
      isAllNew: this.#isAllNew,
    };
  }

  /** Every client's structs continue what is here, without holes, and are the sender's to add. */
  #isGapless(): boolean {
    for (const [client, structs] of this.#structsByClient) {
      const state = Y.getState(this.#doc.store, client);
      let next = state;
      for (const struct of structs) {
        const end = struct.id.clock + struct.length;
        if (struct.length < 1) throw new MalformedUpdateError(nothing);
        if (end <= next) continue;
        if (struct instanceof Y.Skip || struct.id.clock > next) return false;
        next = end;
      }
      if (next === state) continue;
      if (state === 0) this.#newClients.push(client);
      // Else the client's own next edits would be taken for these, and dropped as known.
      else if (this.#rules.clients?.mayExtend(client) === false)
        throw new MalformedUpdateError("This Yjs client is somebody else's");
    }
    return true;
  }

  #hasAllDeleted(): boolean {
    for (const [client, ranges] of this.#deleteSet.clients) {
      for (const { clock, len } of ranges) {
        if (len < 1) throw new MalformedUpdateError(nothing);
        if (!this.#has(client, clock + len - 1)) return false;
      }
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

  #collect(item: Y.Item, place: Place): void {
    const content = item.content;
    const isDeleted = content instanceof Y.ContentDeleted;
    if (place.root === "notes") {
      if (!this.#rules.allowsNotes || place.key !== null) throw new MalformedUpdateError("Notes do not belong here");
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
}

/** In the order they come. @throws where a client's structs are not one ascending run: Yjs would apply others than are read here */
function byClient(structs: readonly Struct[]): ReadonlyMap<number, readonly Struct[]> {
  const runs = new Map<number, Struct[]>();
  let current: Struct[] = [];
  let client: number | undefined;
  for (const struct of structs) {
    if (struct.id.client === client) {
      const before = current.at(-1);
      if (before && struct.id.clock !== before.id.clock + before.length)
        throw new MalformedUpdateError("Clocks do not follow each other");
      current.push(struct);
      continue;
    }
    client = struct.id.client;
    if (runs.has(client)) throw new MalformedUpdateError("A client comes twice");
    current = [struct];
    runs.set(client, current);
  }
  return runs;
}
