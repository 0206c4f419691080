/**
 * Where lists and search read their cards.
 *
 * Shape    {@link RowSource}: all rows as of now, and which of them changed; {@link RegisterRows} over what the device keeps of cards it has seen.
 * Not      a request: everything here is answered at once.
 *
 * @module
 */
import type { KeptLists } from "../lists/kept-lists.ts";
import { Cell, type Readable } from "../readable.ts";
import type { KeptCard, Register } from "../register.ts";
import type { Replica } from "../replica/replica.ts";

export interface KeptOfRows {
  readonly lists: KeptLists;
  readonly changed: ReadonlySet<string>;
}

export interface RowSource {
  readonly size: number;
  /** Deleted ones are told as such, or are not there. */
  row(id: string): KeptCard | undefined;
  /** Everything, in blocks, as of now. */
  blocks(): Iterable<readonly KeptCard[]>;
  /** The lists that were last made of these rows, and the cards that may look other since; once. */
  kept?(): Promise<KeptOfRows | undefined>;
  /** Calls `listener` with the ids of rows that came, changed or went, until the returned function is called. */
  observe(listener: (changed: ReadonlySet<string>) => void): () => void;
  /** Whether these are all cards of the workspace that the user may read. */
  readonly isComplete: Readable<boolean>;
}

const blockLength = 500;

/** The cards this device knows: those seen so far, or all. */
export class RegisterRows implements RowSource {
  /** Set by whoever fills the device. */
  readonly isComplete = new Cell(false);
  readonly #register: Register;
  readonly #replica: Replica | undefined;

  /** @param replica where it keeps the whole workspace */
  constructor(register: Register, replica?: Replica) {
    this.#register = register;
    this.#replica = replica;
  }

  async kept(): Promise<KeptOfRows | undefined> {
    const kept = await this.#replica?.lists.take();
    return kept && { ...kept, changed: new Set([...kept.changed, ...this.#register.idsBesideWorkspace()]) };
  }

  get size(): number {
    return this.#register.cardCount;
  }

  row(id: string): KeptCard | undefined {
    return this.#register.card(id);
  }

  *blocks(): Generator<readonly KeptCard[]> {
    const ids = [...this.#register.cardIds()];
    for (let from = 0; from < ids.length; from += blockLength) {
      yield ids.slice(from, from + blockLength).flatMap((id) => this.#register.card(id) ?? []);
    }
  }

  observe(listener: (changed: ReadonlySet<string>) => void): () => void {
    return this.#register.observeChanged(listener);
  }
}
