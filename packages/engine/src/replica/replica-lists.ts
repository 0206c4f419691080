/**
 * The lists that a device keeps beside the facts, and what has changed since: nothing that lists show may be older than the facts.
 *
 * Shape    lists belong to the segment up to which all was told when they were made. A start tells what the later segments say as changes; where one of the
 *          earlier ones is written anew, what it said is not to be seen any more, and the store drops the lists.
 * Source   docs/decisions/0027-lists-are-kept-beside-the-facts.md
 *
 * @module
 */
import type { Role } from "@couplet/model";
import type { KeptOfRows } from "../search/row-source.ts";
import type { ReplicaStore, ReplicaTransaction, StoredLists } from "./replica-store.ts";

/** What a replica lets be done with it. */
export interface ListsHost {
  readonly role: () => Role;
  inTurn<Result>(work: () => Promise<Result>): Promise<Result>;
  /** Hears what other tabs have stored, in the transaction. @returns the last segment there is; 0: another copy is there by now */
  catchUp(transaction: ReplicaTransaction): Promise<number>;
  /** Puts segments together that would else be put together when lists are true up to them. @param isAll each is written anew */
  tidy(isAll: boolean): Promise<void>;
}

export class ReplicaLists {
  readonly #store: ReplicaStore;
  readonly #host: ListsHost;
  readonly #role: Role;
  /** Of those on the device, as far as this tab knows; 0: there are none. */
  #upTo = 0;
  #reading: Promise<StoredLists | undefined> | undefined;
  /** What looks other than in those that are being read. */
  #changed: Set<string> | undefined;

  constructor(store: ReplicaStore, host: ListsHost) {
    this.#store = store;
    this.#host = host;
    this.#role = host.role();
  }

  get upTo(): number {
    return this.#upTo;
  }

  /** Reads ahead those that were found, and gathers what changes until they are taken. */
  found(upTo: number, changed: Set<string>): void {
    this.#upTo = upTo;
    if (upTo === 0) return;
    this.#changed = changed;
    this.#reading = this.#store.lists().catch(() => undefined);
  }

  changed(ids: ReadonlySet<string>): void {
    if (this.#changed) for (const id of ids) this.#changed.add(id);
  }

  /** Once: what is kept of a list is the list's from then on. */
  async take(): Promise<KeptOfRows | undefined> {
    const stored = await this.#reading;
    const changed = this.#changed;
    this.#reading = undefined;
    this.#changed = undefined;
    if (!stored || !changed || stored.upTo !== this.#upTo || stored.role !== this.#host.role()) return undefined;
    for (const id of stored.beside) changed.add(id);
    return { lists: stored.lists, changed };
  }

  /** Segments from this one on were written anew. */
  replaced(from: number): void {
    if (from > this.#upTo) return;
    this.#upTo = 0;
    this.#reading = undefined;
    this.#changed = undefined;
  }

  /** Something was erased: nothing of what is not known any more stays in them, or in the facts that they are made of. */
  erase(): Promise<void> {
    return this.#host.inTurn(async () => {
      await this.#store.write(true, (transaction) => Promise.resolve(transaction.dropLists()));
      this.replaced(0);
      await this.#host.tidy(true);
    });
  }

  /**
   * @param make is called when everything that is stored has been told. What it does before it waits for anything belongs together
   * @returns false where lists were not kept: somebody else has done so, or the time was wrong. They can be made anew at any time
   */
  async keep(make: () => Promise<Pick<StoredLists, "lists" | "beside">>): Promise<boolean> {
    const { role } = this.#host;
    const isOfRole = (): boolean => role() === this.#role;
    const claimed = await this.#host.inTurn(async () => {
      if (!isOfRole()) return undefined;
      await this.#host.tidy(false);
      const upTo = await this.#store.write(false, async (transaction) => {
        const last = await this.#host.catchUp(transaction);
        const others = await transaction.listsUpTo();
        const isNeeded = last > 0 && others <= this.#upTo;
        if (others > this.#upTo) this.#upTo = others;
        if (isNeeded) transaction.claimLists(last);
        return isNeeded ? last : 0;
      });
      return upTo === 0 ? undefined : { upTo, making: make() };
    });
    if (!claimed) return false;
    const { upTo } = claimed;
    const made = await claimed.making;
    return await this.#host.inTurn(async () => {
      if (!isOfRole()) return false;
      const isKept = await this.#store.putLists({ ...made, upTo, role: this.#role });
      if (isKept) this.#upTo = upTo;
      return isKept;
    });
  }
}
