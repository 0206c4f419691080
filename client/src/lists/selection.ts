/**
 * The cards of a list that are chosen, to do something with all of them.
 *
 * Shape    a reactive controller; what is chosen stays chosen while the list is searched, sorted and scrolled, and is let go with its kind.
 *
 * @module
 */
import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { CardRow, ListSession } from "@couplet/engine";
import { mostAtOnce } from "./bulk-edit.ts";

/** Rows are read in pieces: a list's pages may still be on their way. */
const pieceLength = 500;

export class Selection implements ReactiveController {
  /** Choosing has begun: rows show a box. */
  isOpen = false;
  /** Another set whenever it changes. */
  ids: ReadonlySet<string> = new Set();
  readonly #rows = new Map<string, CardRow>();
  #last: string | undefined;
  readonly #host: ReactiveControllerHost;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {}

  get size(): number {
    return this.#rows.size;
  }

  /** As the list knows them now, in the order they were chosen. */
  rows(list: ListSession | undefined): readonly CardRow[] {
    return [...this.#rows.values()].map((row) => list?.card(row.id) ?? row);
  }

  open(): void {
    this.isOpen = true;
    this.#host.requestUpdate();
  }

  close(): void {
    this.isOpen = false;
    this.none();
  }

  none(): void {
    this.#rows.clear();
    this.#changed();
  }

  /** @param withRange together with those between it and the one chosen before; false: there were too many */
  toggle(list: ListSession, id: string, withRange: boolean): boolean {
    const at = list.indexOf(id);
    const from = withRange && this.#last !== undefined ? list.indexOf(this.#last) : -1;
    const isOff = this.#rows.has(id) && from === -1;
    this.isOpen = true;
    this.#last = id;
    if (isOff) this.#rows.delete(id);
    else if (from === -1) this.#add(list, at, at + 1);
    else this.#add(list, Math.min(at, from), Math.max(at, from) + 1);
    return this.#changed();
  }

  /** False: there were too many. */
  all(list: ListSession): boolean {
    for (let from = 0; from < list.count.value && this.size <= mostAtOnce; from += pieceLength)
      this.#add(list, from, Math.min(from + pieceLength, list.count.value));
    return this.#changed();
  }

  #add(list: ListSession, from: number, to: number): void {
    for (const row of list.rows(from, to)) this.#rows.set(row.id, row);
  }

  #changed(): boolean {
    const ids = [...this.#rows.keys()];
    for (const id of ids.slice(mostAtOnce)) this.#rows.delete(id);
    this.ids = new Set(this.#rows.keys());
    this.#host.requestUpdate();
    return ids.length <= mostAtOnce;
  }
}
