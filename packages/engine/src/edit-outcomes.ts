/**
 * What becomes of edits, in whichever document and whether or not its card is open: saved, refused, carried over, stranded.
 *
 * Shape    listens to every working copy; tells the list of what needs attention, and the open cards.
 * Source   docs/ARCHITECTURE.md, "Late edits"
 *
 * @module
 */
import { msOfAt } from "@couplet/crdt";
import { documentRole, isCardKind, pathOfKind, problemText } from "@couplet/model";
import { closeCodes, type Notice, type Refusal } from "@couplet/protocol";
import type { Api } from "./api.ts";
import { describeCard, type AttentionList } from "./attention-list.ts";
import type { AttentionCard, StrandedAttention } from "./attention.ts";
import type { CardReader } from "./card-reader.ts";
import type { CardEvent, RefusedEdit } from "./card-session.ts";
import type { Connectivity } from "./connectivity.ts";
import { OfflineError, SignInNeededError } from "./engine-error.ts";
import { latestEdits, notesField, type Edit } from "./outstanding.ts";
import type { RefusedRow, Register } from "./register.ts";
import type { CopyListener } from "./copy-context.ts";
import type { WorkingCopy } from "./working-copy.ts";

export interface OutcomeListener {
  /** For the open sessions of the card. */
  cardEvent(cardId: string, event: CardEvent): void;
  refused(row: RefusedRow): void;
  /** The card's row may have changed. */
  stale(cardId: string): void;
  setupChanged(): void;
  /** The clock of this device was ahead when the edit was made, and it can be made again. */
  isEarly(edit: Edit, refusal: Refusal): boolean;
  setInTime(copy: WorkingCopy, edit: Edit): Promise<void>;
}

export interface OutcomeParts {
  readonly api: Api;
  readonly register: Register;
  readonly attention: AttentionList;
  readonly reader: CardReader;
  readonly connectivity: Connectivity;
}

/** A notice may come after the answer that made us look for it. */
const noticeGraceMs = 1_500;
const conflictsAfterMs = 60;
const maxNoticed = 2_000;

export class EditOutcomes {
  readonly #parts: OutcomeParts;
  readonly #listener: OutcomeListener;
  readonly #noticed = new Set<string>();
  readonly #counting = new Set<WorkingCopy>();

  constructor(parts: OutcomeParts, listener: OutcomeListener) {
    this.#parts = parts;
    this.#listener = listener;
  }

  follow(copy: WorkingCopy): CopyListener {
    return {
      changed: () => this.#countConflictsSoon(copy),
      confirmed: (edits) => this.#confirmed(edits),
      refused: (edit, refusal) => {
        const row = refusedRow(copy, edit, refusal);
        if (this.#listener.isEarly(edit, refusal)) void this.#setInTime(copy, edit, row);
        else this.#refuse(row);
      },
      displaced: (edits) => {
        // Where it fails the edits are on record as refused, and told of at the next start.
        this.#displaced(copy, edits).catch(() => undefined);
      },
      notice: (notice) => this.#hear(notice),
    };
  }

  /** Refused for its time alone: its author need not know. */
  async #setInTime(copy: WorkingCopy, edit: Edit, row: RefusedRow): Promise<void> {
    const { register } = this.#parts;
    // On record meanwhile: if the page goes now, the edit is still told of.
    const recorded = register.putRefused(row).catch(() => undefined);
    try {
      await this.#listener.setInTime(copy, edit);
      await recorded;
      await register.dropRefused([row.entry]).catch(() => undefined);
    } catch {
      this.#refuse(row);
    }
  }

  #confirmed(edits: readonly Edit[]): void {
    for (const [cardId, own] of Map.groupBy(edits, (edit) => edit.cardId)) {
      const fields = [...new Set(own.map(({ field }) => field))];
      this.#listener.cardEvent(cardId, { type: "saved", fields, entries: own.map(({ id }) => id), atMs: Date.now() });
    }
  }

  #refuse(row: RefusedRow): void {
    // Each keystroke was an edit; the text that was refused is one thing to decide about.
    if (row.field === notesField) this.#parts.attention.settle({ cardId: row.cardId, field: row.field });
    this.#parts.attention.refuse(row);
    this.#listener.cardEvent(row.cardId, { type: "refused", edit: row satisfies RefusedEdit });
    this.#listener.refused(row);
  }

  #hear(notice: Notice): void {
    if (notice.kind === "setup-changed") {
      this.#listener.setupChanged();
      return;
    }
    if (notice.kind === "card-changed") {
      this.#listener.stale(notice.card);
      // Somebody may have restored the card, and with it what waited for that.
      if (this.#parts.attention.hasStranded(notice.card)) void this.readStranded();
      return;
    }
    for (const { entry } of notice.entries) {
      this.#noticed.add(entry);
      this.#parts.attention.settle({ entry });
    }
    for (const entry of this.#noticed) {
      if (this.#noticed.size <= maxNoticed) break;
      this.#noticed.delete(entry);
    }
    const fields = notice.entries.map(({ field }) => field);
    this.#listener.cardEvent(notice.card, { type: notice.kind, fields });
    this.#listener.stale(notice.card);
    if (notice.kind === "stranded") void this.readStranded();
  }

  /** Finds out where edits went that the server took and that do not stand where they were made. */
  async #displaced(copy: WorkingCopy, edits: readonly Edit[]): Promise<void> {
    const rows = latestEdits(edits).map((edit) =>
      refusedRow(copy, edit, { code: "edit.displaced", text: problemText("edit.displaced") }),
    );
    // On record before anything else: if the page goes now, the edit is still told of.
    await Promise.all(rows.map((row) => this.#parts.register.putRefused(row))).catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, noticeGraceMs));
    for (const row of rows) {
      const isElsewhere = this.#noticed.has(row.entry) || (await this.#isElsewhere(copy, row));
      if (isElsewhere) await this.#parts.register.dropRefused([row.entry]).catch(() => undefined);
      else this.#refuse(row);
    }
  }

  async #isElsewhere(copy: WorkingCopy, row: RefusedRow): Promise<boolean> {
    // The server never had the document, and so nothing of what was set there.
    if (copy.endedWith === closeCodes.noSuchDocument) return false;
    for (;;) {
      try {
        const card = await this.#parts.reader.readRow(row.kind, row.cardId);
        if (!card) return (await this.readStranded()).some(({ id }) => id === row.entry);
        if (copy.role !== "common" || card.documentId === copy.documentId) return false;
        this.#listener.cardEvent(row.cardId, { type: "carried-over", fields: [row.field] });
        this.#listener.stale(row.cardId);
        return true;
      } catch (error) {
        const mayPass = error instanceof OfflineError || error instanceof SignInNeededError;
        if (!mayPass) return false;
        await new Promise((resolve) => setTimeout(resolve, noticeGraceMs));
        await this.#parts.connectivity.admitted();
      }
    }
  }

  /** Edits of this user that arrived for deleted cards. */
  async readStranded(): Promise<readonly StrandedAttention[]> {
    const { api, attention, register } = this.#parts;
    try {
      const { items = [] } = (await api.get("/stranded")) as { readonly items?: readonly Record<string, unknown>[] };
      const stranded = await Promise.all(items.map((item) => strandedOf(item, register)));
      const found = stranded.filter((item) => item !== undefined);
      attention.setStranded(found);
      return found;
    } catch {
      return [];
    }
  }

  #countConflictsSoon(copy: WorkingCopy): void {
    if (this.#counting.has(copy)) return;
    this.#counting.add(copy);
    setTimeout(() => {
      this.#counting.delete(copy);
      this.#countConflicts(copy);
    }, conflictsAfterMs);
  }

  #countConflicts(copy: WorkingCopy): void {
    const [card] = copy.cards;
    if (!card || !copy.hasContent) return;
    const [cardId, kind] = card;
    const kinds = [...copy.cards.values()];
    const fields = copy.record
      .conflicts()
      .filter((field) => kinds.some((of) => documentRole(of, field) === copy.role))
      .sort();
    this.#parts.attention.setConflicts({ documentId: copy.documentId, cardId, kind, fields });
  }

  /** Conflicts known of cards that are not open may have been settled by others. */
  async recountClosed(isOpen: (documentId: string) => boolean): Promise<void> {
    const { api, attention } = this.#parts;
    for (const row of attention.knownConflicts()) {
      if (isOpen(row.documentId)) continue;
      try {
        const path = `/${pathOfKind(row.kind)}/${row.cardId}/conflicts`;
        const { items = [] } = (await api.get(path)) as { readonly items?: readonly { readonly field: string }[] };
        const standing = new Set(items.map(({ field }) => field));
        attention.setConflicts({ ...row, fields: row.fields.filter((field) => standing.has(field)) });
      } catch (error) {
        if (error instanceof OfflineError || error instanceof SignInNeededError) return;
        attention.setConflicts({ ...row, fields: [] });
      }
    }
  }
}

const refusedRow = (copy: WorkingCopy, edit: Edit, refusal: Pick<Refusal, "code" | "text">): RefusedRow => ({
  entry: edit.id,
  cardId: edit.cardId,
  kind: copy.cards.get(edit.cardId) ?? "contact",
  field: edit.field,
  value: edit.field === notesField && edit.value === "" ? copy.record.notes().toJSON() : edit.value,
  code: refusal.code,
  text: refusal.text,
  atMs: msOfAt(edit.at),
});

async function strandedOf(item: Record<string, unknown>, register: Register): Promise<StrandedAttention | undefined> {
  const { entry, cardId, field, value, strandedAt, actions, relatedCards } = item;
  if (typeof entry !== "string" || typeof cardId !== "string" || typeof field !== "string") return undefined;
  if (typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean") return undefined;
  const [known] = relatedCardOf(item["card"]);
  const kind = known?.kind ?? (await register.kindOf(cardId)) ?? "contact";
  return {
    kind: "stranded",
    id: entry,
    card: { ...describeCard(cardId, kind, register.card(cardId)), ...known },
    field,
    value,
    atMs: typeof strandedAt === "string" ? Date.parse(strandedAt) : Date.now(),
    actions: strandedActions.filter((action) => Array.isArray(actions) && actions.includes(action)),
    relatedCards: Array.isArray(relatedCards) ? relatedCards.flatMap(relatedCardOf) : [],
  };
}

const strandedActions = ["restore", "apply", "discard"] as const;

function relatedCardOf(json: unknown): readonly AttentionCard[] {
  const { id, kind, no, name } = (typeof json === "object" && json !== null ? json : {}) as Record<string, unknown>;
  if (typeof id !== "string" || typeof no !== "string" || !isCardKind(kind)) return [];
  return [{ id, kind, no, ...(typeof name === "string" && name !== "" ? { name } : {}) }];
}
