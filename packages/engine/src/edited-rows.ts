/**
 * What cards show in documents that the server does not have yet: those that exist in a forecast only.
 *
 * Shape    rows of the device's store beside those of cards, and in memory.
 *
 * @module
 */
import type { CardRow } from "./card-row.ts";
import type { DeviceStore } from "./device-store.ts";

export interface EditedCard extends Pick<CardRow, "values" | "notes"> {
  readonly id: string;
  readonly isEdited: true;
}

const keyOf = (id: string): string => `~${id}`;

export class EditedRows {
  readonly #store: DeviceStore;
  #rows = new Map<string, EditedCard>();

  constructor(store: DeviceStore) {
    this.#store = store;
  }

  /** Takes its own of what the store has, and gives back the others. */
  load<Row extends object>(rows: readonly (Row | EditedCard)[]): readonly Row[] {
    this.#rows = new Map(rows.flatMap((row) => ("isEdited" in row ? [[row.id, row] as const] : [])));
    return rows.flatMap((row) => ("isEdited" in row ? [] : [row]));
  }

  of(id: string): EditedCard | undefined {
    return this.#rows.get(id);
  }

  async put(rows: readonly EditedCard[]): Promise<void> {
    for (const row of rows) this.#rows.set(row.id, row);
    await this.#write(rows);
  }

  async drop(ids: readonly string[]): Promise<void> {
    const dropped = ids.filter((id) => this.#rows.delete(id));
    await this.#store.delete("cards", dropped.map(keyOf));
  }

  /** Writes what is here in memory once more. */
  keepAnew = (): Promise<void> => this.#write([...this.#rows.values()]);

  clear(): void {
    this.#rows.clear();
  }

  #write(rows: readonly EditedCard[]): Promise<void> {
    return this.#store.put(
      "cards",
      rows.map((row) => [keyOf(row.id), row] as const),
    );
  }
}
