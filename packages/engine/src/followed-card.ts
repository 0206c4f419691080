/**
 * A contact that an open card reads from, and never writes: the company of a person, the primary contact of a customer or vendor. Live
 * while the card is open.
 *
 * Shape    a working copy of the contact's common document; until it has content, the row this device knows.
 * Not      a presence: nobody is shown as looking at the contact.
 * Source   rules H2, H4; docs/decisions/0007-blank-inherits.md, docs/decisions/0021-a-contact-name-is-read.md
 *
 * @module
 */
import { addressBlock, communicationFields, switchedFields, type Scalar } from "@couplet/model";
import type { RecordDocument } from "@couplet/crdt";
import { forecastOf } from "./card-content.ts";
import type { CardHost } from "./card-host.ts";
import type { CardRow } from "./card-row.ts";
import type { WorkingCopy } from "./working-copy.ts";

/** Which contacts may be followed, and what is watched on them. */
export interface Following {
  readonly watched: ReadonlySet<string>;
  accepts(row: CardRow): boolean;
}

export const followingCompany: Following = {
  watched: new Set(["name", ...switchedFields, ...addressBlock, ...communicationFields]),
  accepts: (row) => row.type === "company",
};

export const followingPrimary: Following = { watched: new Set(["name"]), accepts: (row) => row.kind === "contact" };

interface Linked {
  readonly row: CardRow;
  readonly copy: WorkingCopy;
  readonly stop: () => void;
}

export class FollowedCard {
  readonly #host: CardHost;
  readonly #following: Following;
  readonly #changed: (fields: ReadonlySet<string>) => void;
  #wanted: string | undefined;
  #linked: Linked | undefined;
  #isReading = false;
  /** The server knows no such contact. */
  #missing: string | undefined;

  /** `changed`: fields of the contact show something else. */
  constructor(host: CardHost, following: Following, changed: (fields: ReadonlySet<string>) => void) {
    this.#host = host;
    this.#following = following;
    this.#changed = changed;
  }

  /** As this device knows it now. */
  get row(): CardRow | undefined {
    const row = this.#linked?.row;
    return row && (this.#host.knownCard(row.id) ?? row);
  }

  /** `undefined` while the document is not here. */
  get record(): RecordDocument | undefined {
    const copy = this.#linked?.copy;
    return copy?.hasContent ? copy.record : undefined;
  }

  /** What the contact shows, what waiting commands will make of it included. */
  value(field: string): Scalar | undefined {
    const { record, row } = this;
    if (!record) return row?.values[field];
    const [shown] = record.candidates(field);
    return (row && forecastOf(row, field, shown)) ?? shown?.value;
  }

  /** Follows this contact from now on; called again, it goes on with what could not be read before. */
  follow(contactId: string | undefined): void {
    if (contactId !== this.#wanted) this.#leave();
    this.#wanted = contactId;
    if (contactId === undefined || this.#linked || this.#isReading || this.#missing === contactId) return;
    const known = this.#host.knownCard(contactId);
    if (known) this.#link(known);
    else void this.#read(contactId);
  }

  async #read(contactId: string): Promise<void> {
    this.#isReading = true;
    try {
      const row = await this.#host.readRow("contact", contactId);
      if (!row) this.#missing = contactId;
      if (row && this.#wanted === contactId && !this.#linked) this.#link(row);
    } catch {
      // Not now; the next reading of the card tries again.
    } finally {
      this.#isReading = false;
    }
    if (this.#linked) this.#changed(this.#following.watched);
    else if (this.#wanted !== contactId) this.follow(this.#wanted);
  }

  #link(row: CardRow & { readonly isDeleted?: boolean }): void {
    if (!this.#following.accepts(row) || row.isDeleted === true) {
      this.#missing = row.id;
      return;
    }
    const copy = this.#host.copies.acquire(row.documentId, "common");
    let hadContent = copy.hasContent;
    const stop = copy.observe({
      changed: (fields) => {
        const seen = [...fields].filter((field) => this.#following.watched.has(field));
        if (hadContent && seen.length > 0) this.#changed(new Set(seen));
      },
      stateChanged: () => {
        if (copy.isSpoilt) queueMicrotask(() => this.#moveOn(copy));
        if (hadContent || !copy.hasContent) return;
        hadContent = true;
        this.#changed(this.#following.watched);
      },
    });
    this.#linked = { row, copy, stop };
    copy.connect();
  }

  /** The copy was given up for a fresh one; what waits in it goes on once nobody has it open. */
  #moveOn(copy: WorkingCopy): void {
    const linked = this.#linked;
    if (linked?.copy !== copy) return;
    linked.stop();
    this.#linked = undefined;
    this.#link(linked.row);
    this.#host.copies.release(copy);
  }

  #leave(): void {
    const linked = this.#linked;
    this.#linked = undefined;
    this.#missing = undefined;
    if (!linked) return;
    linked.stop();
    this.#host.copies.release(linked.copy);
  }

  close(): void {
    this.#wanted = undefined;
    this.#leave();
  }
}
