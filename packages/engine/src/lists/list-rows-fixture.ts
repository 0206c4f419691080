/**
 * Cards for tests of lists and search: any number of them, the same for the same seed.
 *
 * @module
 */
import type { CardKind } from "@couplet/model";
import { Cell } from "../readable.ts";
import type { KeptCard } from "../register.ts";
import type { RowSource } from "../search/row-source.ts";

/** Numbers from 0 to below 1 (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const names = [
  "Äpfel",
  "Arzt",
  "Ärztin",
  "Oetiker",
  "Ötztal",
  "Müller",
  "Mueller",
  "Œuvre",
  "Søn",
  "Zürich",
  "9 Elf",
  "10 Elf",
];
const cities = ["", "Bern", "Zürich", "Genève", "Lausanne", "St. Gallen"];
const pick = <Item>(items: readonly Item[], random: () => number): Item | undefined =>
  items[Math.floor(random() * items.length)];

export function sampleRow(id: string, random: () => number, kind: CardKind = "contact"): KeptCard {
  const name = random() < 0.1 ? "" : `${pick(names, random)} ${pick(names, random)} ${Math.floor(random() * 30)}`;
  const digits = String(Math.floor(random() * 10 ** 7)).padStart(7, "0");
  return {
    id,
    kind,
    no: random() < 0.05 ? "" : `${pick(["K", "CT", "CT0"], random)}${Math.floor(random() * 200)}`,
    ...(kind === "contact" ? { type: random() < 0.5 ? "person" : "company" } : {}),
    documentId: `d${id}`,
    cardDocumentId: `e${id}`,
    relations:
      random() < 0.5
        ? []
        : [
            { id: `r${id}`, code: "CUST", kind: "customer", cardId: `c${id}`, no: "C1", name },
            ...(random() < 0.5
              ? [{ id: `s${id}`, code: "VEND", kind: "vendor" as const, cardId: `v${id}`, no: "V1", name }]
              : []),
          ],
    values: {
      name,
      city: pick(cities, random) ?? "",
      phoneNo: random() < 0.2 ? "" : `+4144${digits}`,
      email:
        random() < 0.5 ? "" : `info${digits}@${(pick(names, random) ?? "").toLowerCase().replaceAll(/[^a-z]/g, "")}.ch`,
      salespersonCode: pick(["", "JO", "HR"], random) ?? "",
      privacyBlocked: random() < 0.1,
    },
    notes: "",
    asOfMs: 0,
  };
}

/** Rows in memory that a test changes. */
export class SampleRows implements RowSource {
  readonly isComplete = new Cell(true);
  readonly byId = new Map<string, KeptCard>();
  readonly #listeners = new Set<(changed: ReadonlySet<string>) => void>();

  constructor(rows: Iterable<KeptCard> = []) {
    for (const row of rows) this.byId.set(row.id, row);
  }

  get size(): number {
    return this.byId.size;
  }

  row(id: string): KeptCard | undefined {
    return this.byId.get(id);
  }

  *blocks(): Generator<readonly KeptCard[]> {
    const rows = [...this.byId.values()];
    for (let from = 0; from < rows.length; from += 50) yield rows.slice(from, from + 50);
  }

  observe(listener: (changed: ReadonlySet<string>) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  put(...rows: readonly KeptCard[]): void {
    for (const row of rows) this.byId.set(row.id, row);
    this.tell(...rows.map(({ id }) => id));
  }

  remove(...ids: readonly string[]): void {
    for (const id of ids) this.byId.delete(id);
    this.tell(...ids);
  }

  tell(...ids: readonly string[]): void {
    for (const listener of this.#listeners) listener(new Set(ids));
  }
}
