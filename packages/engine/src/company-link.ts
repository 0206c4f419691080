/**
 * The company of an open person, read only: what the person inherits from, live while the person's card is open.
 *
 * Shape    a working copy of the company's common document that is never written; until it has content, the row this device knows.
 * Not      a presence: nobody is shown as looking at the company.
 * Source   rule H2; docs/decisions/0007-blank-inherits.md
 *
 * @module
 */
import { addressBlock, communicationFields, switchedFields, type Scalar } from "@couplet/model";
import type { RecordDocument } from "@couplet/crdt";
import type { CardHost } from "./card-host.ts";
import type { CardRow } from "./card-row.ts";
import type { WorkingCopy } from "./working-copy.ts";

/** What is watched on a company. */
const watched: ReadonlySet<string> = new Set(["name", ...switchedFields, ...addressBlock, ...communicationFields]);

interface Linked {
  readonly row: CardRow;
  readonly copy: WorkingCopy;
  readonly stop: () => void;
}

export class CompanyLink {
  readonly #host: CardHost;
  readonly #changed: (fields: ReadonlySet<string>) => void;
  #wanted: string | undefined;
  #linked: Linked | undefined;
  #isReading = false;
  /** The server knows no such company. */
  #missing: string | undefined;

  /** `changed`: fields of the company show something else. */
  constructor(host: CardHost, changed: (fields: ReadonlySet<string>) => void) {
    this.#host = host;
    this.#changed = changed;
  }

  get row(): CardRow | undefined {
    return this.#linked?.row;
  }

  /** `undefined` while the document is not here. */
  get record(): RecordDocument | undefined {
    const copy = this.#linked?.copy;
    return copy?.hasContent ? copy.record : undefined;
  }

  value(field: string): Scalar | undefined {
    return this.record ? this.record.value(field) : this.row?.values[field];
  }

  /** Follows this company from now on; called again, it goes on with what could not be read before. */
  follow(companyId: string | undefined): void {
    if (companyId !== this.#wanted) this.#leave();
    this.#wanted = companyId;
    if (companyId === undefined || this.#linked || this.#isReading || this.#missing === companyId) return;
    const known = this.#host.knownCard(companyId);
    if (known) this.#link(known);
    else void this.#read(companyId);
  }

  async #read(companyId: string): Promise<void> {
    this.#isReading = true;
    try {
      const row = await this.#host.readRow("contact", companyId);
      if (!row) this.#missing = companyId;
      if (row && this.#wanted === companyId && !this.#linked) this.#link(row);
    } catch {
      // Not now; the next reading of the card tries again.
    } finally {
      this.#isReading = false;
    }
    if (this.#linked) this.#changed(watched);
    else if (this.#wanted !== companyId) this.follow(this.#wanted);
  }

  #link(row: CardRow & { readonly isDeleted?: boolean }): void {
    if (row.type !== "company" || row.isDeleted === true) {
      this.#missing = row.id;
      return;
    }
    const copy = this.#host.copies.acquire(row.documentId, "common");
    let hadContent = copy.hasContent;
    const stop = copy.observe({
      changed: (fields) => {
        const seen = [...fields].filter((field) => watched.has(field));
        if (hadContent && seen.length > 0) this.#changed(new Set(seen));
      },
      stateChanged: () => {
        if (hadContent || !copy.hasContent) return;
        hadContent = true;
        this.#changed(watched);
      },
    });
    this.#linked = { row, copy, stop };
    copy.connect();
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
