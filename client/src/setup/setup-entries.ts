/**
 * A list in the set-up that entries can be added to: what stands there while it is empty, and a key for a new one.
 *
 * @module
 */
import { type TemplateResult, html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { iconPlus } from "../icons.ts";

interface Keyed {
  readonly key: string;
}

export interface Entries<Entry extends Keyed> {
  readonly entries: readonly Entry[];
  readonly row: (entry: Entry, index: number) => TemplateResult;
  /** Said where there are none. */
  readonly none: string;
  readonly add: { readonly label: string; readonly run: () => void };
  readonly isLocked: boolean;
}

export const renderEntries = <Entry extends Keyed>({
  entries,
  row,
  none,
  add,
  isLocked,
}: Entries<Entry>): TemplateResult => html`
  ${
    entries.length === 0
      ? html`
          <p class="empty quiet">${none}</p>
        `
      : repeat(entries, ({ key }) => key, row)
  }
  ${
    isLocked
      ? nothing
      : html`
          <div class="add">
            <button type="button" class="plain" @click=${add.run}>${iconPlus()} ${add.label}</button>
          </div>
        `
  }
`;

/** Codes are upper case: a key in lower case is nobody's that was read. */
export function unusedKey(entries: readonly Keyed[]): string {
  const used = new Set(entries.map(({ key }) => key));
  let n = 1;
  while (used.has(`new ${n}`)) n += 1;
  return `new ${n}`;
}
