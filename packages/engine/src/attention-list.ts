/**
 * Keeps the list of what waits for the user in step with refusals, conflicts and stranded edits.
 *
 * Shape    refused edits and known conflicts are kept on the device; stranded ones on the server.
 *
 * @module
 */
import { fieldSpec, type CardKind } from "@couplet/model";
import type { AttentionCard, AttentionItem, CommandAttention, StrandedAttention } from "./attention.ts";
import type { CardRow } from "./card-row.ts";
import { Cell, type Readable } from "./readable.ts";
import type { ConflictRow, RefusedRow, Register } from "./register.ts";

/** The server will not take it later either, as far as one can tell: its author may want to take it elsewhere. */
const isForGood = (code: string): boolean => code === "document.forgotten" || code.startsWith("perm.");

export class AttentionList {
  readonly #register: Register;
  readonly #items = new Cell<readonly AttentionItem[]>([]);
  readonly #refused = new Map<string, RefusedRow>();
  readonly #conflicts = new Map<string, ConflictRow>();
  #stranded: readonly StrandedAttention[] = [];
  #commands: readonly CommandAttention[] = [];
  readonly #onFailure: () => void;

  constructor(register: Register, onFailure: () => void) {
    this.#register = register;
    this.#onFailure = onFailure;
  }

  get items(): Readable<readonly AttentionItem[]> {
    return this.#items;
  }

  get refusedCount(): number {
    return this.#refused.size + this.#commands.length;
  }

  get decisionCount(): number {
    const { length } = this.#items.value.filter((item) => item.kind === "conflict" && item.severity === "ask");
    return length + this.#stranded.length;
  }

  async load(): Promise<void> {
    for (const row of await this.#register.refused()) this.#refused.set(row.entry, row);
    for (const row of await this.#register.conflicts()) this.#conflicts.set(row.documentId, row);
    this.rebuild();
  }

  /** Writes what is kept on the device once more. */
  async keepAnew(): Promise<void> {
    for (const row of this.#refused.values()) await this.#register.putRefused(row);
    for (const row of this.#conflicts.values()) await this.#register.putConflicts(row);
  }

  refusedOf(cardId: string): readonly RefusedRow[] {
    return [...this.#refused.values()].filter((row) => row.cardId === cardId);
  }

  knownConflicts(): readonly ConflictRow[] {
    return [...this.#conflicts.values()];
  }

  refuse(row: RefusedRow): void {
    this.#refused.set(row.entry, row);
    this.#keep(this.#register.putRefused(row));
    this.rebuild();
  }

  /** Drops refused edits: all of a field of a card, or one by its entry. */
  settle(which: { readonly entry: string } | { readonly cardId: string; readonly field: string }): void {
    const entries = [...this.#refused.values()]
      .filter((row) =>
        "entry" in which ? row.entry === which.entry : row.cardId === which.cardId && row.field === which.field,
      )
      .map(({ entry }) => entry);
    if (entries.length === 0) return;
    for (const entry of entries) this.#refused.delete(entry);
    this.#keep(this.#register.dropRefused(entries));
    this.rebuild();
  }

  setConflicts(row: ConflictRow): void {
    const known = this.#conflicts.get(row.documentId);
    if ((known?.fields ?? []).join("\n") === row.fields.join("\n")) return;
    if (row.fields.length === 0) this.#conflicts.delete(row.documentId);
    else this.#conflicts.set(row.documentId, row);
    this.#keep(this.#register.putConflicts(row));
    this.rebuild();
  }

  /** Edits wait that arrived for the card when it was deleted. */
  hasStranded(cardId: string): boolean {
    return this.#stranded.some(({ card }) => card.id === cardId);
  }

  setStranded(stranded: readonly StrandedAttention[]): void {
    if (stranded.length === 0 && this.#stranded.length === 0) return;
    this.#stranded = stranded;
    this.rebuild();
  }

  /** Commands that were refused; the outbox keeps them. */
  setCommands(commands: readonly CommandAttention[]): void {
    if (commands.length === 0 && this.#commands.length === 0) return;
    this.#commands = commands;
    this.rebuild();
  }

  #keep(writing: Promise<void>): void {
    writing.catch(this.#onFailure);
  }

  /** Cards or names may have changed. */
  rebuild(): void {
    const cardOf = (id: string, kind: CardKind): AttentionCard => describeCard(id, kind, this.#register.card(id));
    const refused = [...this.#refused.values()].map((row): AttentionItem => ({
      kind: "refused",
      id: row.entry,
      card: cardOf(row.cardId, row.kind),
      field: row.field,
      value: row.value,
      code: row.code,
      text: row.text,
      atMs: row.atMs,
      actions: isForGood(row.code) ? ["retry", "export", "discard"] : ["retry", "discard"],
    }));
    const conflicts = [...this.#conflicts.values()].flatMap(({ documentId, cardId, kind, fields }) =>
      fields.map((field): AttentionItem => ({
        kind: "conflict",
        id: `${documentId}/${field}`,
        card: cardOf(cardId, kind),
        field,
        severity: fieldSpec(kind, field)?.conflict ?? "quiet",
        actions: ["choose"],
      })),
    );
    this.#items.set([...this.#commands, ...refused, ...conflicts, ...this.#stranded]);
  }
}

export const describeCard = (id: string, kind: CardKind, row: CardRow | undefined): AttentionCard => {
  const name = row?.values["name"];
  return {
    id,
    kind,
    ...(row ? { no: row.no } : {}),
    ...(typeof name === "string" && name !== "" ? { name } : {}),
  };
};
