/**
 * The oracle: knows who had really seen what, and says which edits may be missing.
 *
 * Shape    every edit has a bit; its causal past is a set of bits, taken from what its author's replica physically held when it
 *          was made. Per document and field: the edits that entered it, and those that somebody who entered it had seen.
 *          What entered and was not seen by another must be a candidate: nothing else is asked of the implementation, and
 *          nothing of it is asked here: no `seen`, no slots, no candidates.
 * Not      told by the steward: verdicts are derived here from rows and rights, and compared with what it reports.
 * Source   docs/ARCHITECTURE.md, C1 to C5 and G1
 *
 * @module
 */
import type { Scalar } from "@couplet/model";
import { parseSlot, type Entry, type RecordDocument } from "@couplet/crdt";
import { Violation } from "../harness/violation.ts";
import { cardToday, fields, isCard, judge, kindOf, type Rows, type User } from "./world.ts";

export type Verdict = "entered" | "refused" | "stranded" | "stale" | "discarded";

export interface Edit {
  readonly bit: bigint;
  readonly key: string;
  readonly user: User;
  readonly card: string;
  readonly field: string;
  readonly value: Scalar;
  readonly writer: string;
  readonly at: number;
  /** The document it was made in. */
  readonly home: string;
  /** Which client made it; -1 the server. */
  readonly client: number;
  /** Made by an honest client: then what it had seen is known exactly. */
  readonly isHonest: boolean;
  /** What its author may claim to have seen, and what the author had seen without any doubt. */
  may: bigint;
  must: bigint;
  verdict: Verdict | undefined;
  /** The author was promised that it is durable. */
  isPromised: boolean;
  /** The author knows that it was refused. */
  isTold: boolean;
  /** Lost with its device before it was shown as stored there. */
  isLost: boolean;
}

interface FieldState {
  entered: bigint;
  may: bigint;
  must: bigint;
}

const aheadTicks = 24 * 60 * 60 * 1000 * 1024;

export const keyOf = (at: unknown, value: unknown): string => `${String(at)}:${typeof value}:${String(value)}`;

export class Oracle {
  readonly edits: Edit[] = [];
  readonly #byKey = new Map<string, Edit>();
  readonly #states = new Map<string, FieldState>();
  #honest = 0n;
  readonly #undo: (() => void)[] = [];
  /** An author who cheats about what was seen may bring back what is settled; only then may that be. */
  hasCheats = false;
  /** Slots, by document, that a hostile client wrote into though they were others'. */
  readonly forgedSlots = new Set<string>();

  add(edit: Omit<Edit, "bit" | "key" | "verdict" | "isPromised" | "isTold" | "isLost">): Edit {
    const added: Edit = {
      ...edit,
      bit: 1n << BigInt(this.edits.length),
      key: keyOf(edit.at, edit.value),
      verdict: undefined,
      isPromised: false,
      isTold: false,
      isLost: false,
    };
    if (this.#byKey.has(added.key)) throw new Violation("simulation", `two edits are called ${added.key}`);
    this.edits.push(added);
    this.#byKey.set(added.key, added);
    if (added.isHonest) this.#honest |= added.bit;
    return added;
  }

  find(key: string): Edit | undefined {
    return this.#byKey.get(key);
  }

  /** The edit behind what stands in a map; `undefined` for anything no author registered. */
  editOf(raw: unknown): Edit | undefined {
    return Array.isArray(raw) ? this.#byKey.get(keyOf(raw[1], raw[0])) : undefined;
  }

  /** Remembers how to take back what a crash takes back. */
  onCrash(undo: () => void): void {
    this.#undo.push(undo);
  }
  committed(): void {
    this.#undo.length = 0;
  }
  crashed(): void {
    for (const undo of this.#undo.reverse()) undo();
    this.#undo.length = 0;
    for (const edit of this.edits) {
      if (edit.isPromised && edit.isHonest && edit.verdict === undefined)
        throw new Violation("G1", `${name(edit)} was acknowledged and is gone`);
    }
  }

  #state(doc: string, field: string): FieldState {
    const key = `${doc}|${field}`;
    let state = this.#states.get(key);
    if (!state) this.#states.set(key, (state = { entered: 0n, may: 0n, must: 0n }));
    return state;
  }

  #change(doc: string, field: string, more: FieldState): void {
    const state = this.#state(doc, field);
    const before = { ...state };
    this.onCrash(() => Object.assign(state, before));
    state.entered |= more.entered;
    state.may |= more.may;
    state.must |= more.must;
  }

  /** Everything the server knows of a field of a document. */
  knowledge(doc: string, field: string): bigint {
    const state = this.#state(doc, field);
    return state.entered | state.may;
  }

  /** Whether it was replaced in the document: by a later edit of the same writer, or by somebody who had seen it. */
  overtaken(doc: string, edit: Edit): "no" | "perhaps" | "surely" {
    const later = this.edits
      .filter(
        (one) =>
          one.field === edit.field &&
          one.writer === edit.writer &&
          one.user === edit.user &&
          one.card === edit.card &&
          one.at > edit.at,
      )
      .reduce((bits, one) => bits | one.bit, 0n);
    if ((later & this.certainKnowledge(doc, edit.field)) !== 0n) return "surely";
    const replaced = this.#state(doc, edit.field).may;
    return ((later & this.knowledge(doc, edit.field)) | (edit.bit & replaced)) !== 0n ? "perhaps" : "no";
  }

  /** The same, less what somebody may only claim to have seen, or saw taken out again. */
  certainKnowledge(doc: string, field: string): bigint {
    const state = this.#state(doc, field);
    return state.entered | state.must;
  }

  isIn(doc: string, edit: Edit): boolean {
    return (this.#state(doc, edit.field).entered & edit.bit) !== 0n;
  }

  /** The edits behind the candidates of a field, the shown one first; {@link check} has seen to it that none is missing. */
  candidates(doc: string, record: RecordDocument, field: string): readonly Edit[] {
    this.check(doc, record);
    return record.candidates(field).flatMap((entry) => this.#behind(record, entry) ?? []);
  }

  /** The same, less the one that is shown. */
  besides(doc: string, record: RecordDocument, field: string): readonly Edit[] {
    this.check(doc, record);
    return record
      .candidates(field)
      .slice(1)
      .flatMap((entry) => this.#behind(record, entry) ?? []);
  }

  /** Nobody's, where a cheat repeats in the cheat's own name what another has said. */
  #behind(record: RecordDocument, { at, value, writer }: Entry): Edit | undefined {
    const edit = this.find(keyOf(at, value));
    return edit && !isCopy(edit, record.writer(writer)?.user) ? edit : undefined;
  }

  enter(doc: string, edit: Edit): void {
    this.#change(doc, edit.field, { entered: edit.bit, may: edit.may, must: edit.must });
  }

  /** What a document holds reaches another one: a fork, a merge. */
  copy(from: string, to: string, field: string): void {
    this.#change(to, field, { ...this.#state(from, field) });
  }

  decide(edit: Edit, verdict: Verdict): void {
    const before = edit.verdict;
    this.onCrash(() => {
      edit.verdict = before;
    });
    edit.verdict = verdict;
  }

  /** An update with this edit was integrated: decides, from rows and rights alone, what has to become of it. */
  arrive(edit: Edit, rows: Rows, nowAt: number, isReportedRefused: boolean): Verdict {
    // A cheat is owed nothing: where it is refused for more than rights, so be it.
    const verdict = !edit.isHonest && isReportedRefused ? "refused" : this.#judge(edit, rows, nowAt);
    this.decide(edit, verdict);
    if (verdict === "entered" && isCard(edit.card)) {
      const doc = rows.hold[cardToday(rows, edit.card)];
      if (!edit.isHonest) this.#excuse(edit, doc);
      this.enter(doc, edit);
    }
    return verdict;
  }

  /** A stranded edit is applied by its author after all. */
  apply(edit: Edit, doc: string): void {
    const isReplaced = this.#isReplaced(edit, doc);
    this.decide(edit, isReplaced ? "stale" : "entered");
    if (isReplaced) return;
    if (!edit.isHonest) this.#excuse(edit, doc);
    this.enter(doc, edit);
  }

  #laterOfWriter(edit: Edit): readonly Edit[] {
    return this.edits.filter(
      (one) => one.writer === edit.writer && one.user === edit.user && one.field === edit.field && one.at > edit.at,
    );
  }

  /** The document knows something later of the same writer. */
  #isReplaced(edit: Edit, doc: string): boolean {
    const known = this.certainKnowledge(doc, edit.field);
    return this.#laterOfWriter(edit).some((one) => (one.bit & known) !== 0n);
  }

  /** Something later of the same writer was decided before: this comes from before a crash, once more. */
  #isOvertaken(edit: Edit): boolean {
    return this.#laterOfWriter(edit).some(
      (one) => one.isHonest && one.home === edit.home && one.verdict !== undefined && one.verdict !== "refused",
    );
  }

  /** A cheat is taken to have seen whatever the server knew, but nothing that comes later. */
  #excuse(edit: Edit, doc: string): void {
    const before = edit.may;
    this.onCrash(() => {
      edit.may = before;
    });
    edit.may = (this.knowledge(edit.home, edit.field) | this.knowledge(doc, edit.field)) & ~edit.bit;
  }

  #judge(edit: Edit, rows: Rows, nowAt: number): Verdict {
    const { card } = edit;
    if (edit.at > nowAt + aheadTicks) return "refused";
    if (!isCard(card) || !rows.everHeld[card].includes(edit.home)) return "refused";
    if (rows.mayNotEdit[edit.user].includes(kindOf(card))) return "refused";
    if (judge(card, edit.field, edit.value)) return "refused";
    const today = cardToday(rows, card);
    if (this.#isOvertaken(edit) || this.#isReplaced(edit, rows.hold[today])) return "stale";
    return rows.deleted[today] ? "stranded" : "entered";
  }

  /** C2 and C5 for one document of the server's, as it stands. */
  check(doc: string, record: RecordDocument): void {
    for (const field of fields) {
      const state = this.#states.get(`${doc}|${field}`);
      let present = 0n;
      for (const entry of record.candidates(field)) {
        const edit = this.#byKey.get(keyOf(entry.at, entry.value));
        const writer = record.writer(entry.writer);
        // A cheat who says what another has said elsewhere, in the cheat's own name, does not speak for that other.
        if (!edit || isCopy(edit, writer?.user)) continue;
        present |= edit.bit;
        if (writer?.user !== edit.user || writer.card !== edit.card)
          throw new Violation("F8", `${name(edit)} in ${doc} is said to be by ${writer?.user} on ${writer?.card}`);
      }
      if (!state) {
        if (present !== 0n) throw new Violation("C5", `${field} of ${doc} was never set, yet it has candidates`);
        continue;
      }
      const missing = state.entered & ~state.may & ~present & this.#honest;
      if (missing !== 0n) throw new Violation("C2", `missing in ${doc}: ${this.names(missing)}`);
      const settled = present & state.must;
      if (settled !== 0n && !this.hasCheats)
        throw new Violation("C2", `back in ${doc} though replaced: ${this.names(settled)}`);
    }
    this.checkForeign(doc, record);
  }

  /** C5: nothing is in a document that did not enter it. */
  checkForeign(doc: string, record: RecordDocument): void {
    for (const [slot, raw] of record.doc.getMap("fields").entries()) {
      const edit = this.editOf(raw);
      if (!edit)
        throw new Violation("C5", `${slot} of ${doc} holds ${JSON.stringify(raw)}, which nobody may have put there`);
      if (!slot.startsWith(`${edit.field}|`)) throw new Violation("C5", `${name(edit)} is in slot ${slot}`);
      const writer = parseSlot(slot)?.writer ?? "";
      if (isCopy(edit, record.writer(writer)?.user)) continue;
      // A cheat who goes back in time, or repeats elsewhere what was said long ago, writes what is replaced already: there, but no candidate.
      if (!edit.isHonest && !record.candidates(edit.field).some((one) => one.slot === slot)) continue;
      if (!this.isIn(doc, edit)) throw new Violation("C5", `${name(edit)} is in ${doc}, which it never entered`);
    }
  }

  names(bits: bigint): string {
    return this.edits
      .filter((edit) => (edit.bit & bits) !== 0n)
      .map(name)
      .join(", ");
  }
}

const isCopy = (edit: Edit, user: string | undefined): boolean => user === "mal" && edit.user !== "mal";

export const name = (edit: Edit): string =>
  `${edit.field}=${JSON.stringify(edit.value)} (${edit.writer}@${edit.at}, by ${edit.user} on ${edit.card} in ${edit.home})`;
