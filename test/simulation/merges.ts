/**
 * Joining contacts on the simulated server, and parting them again, with the effects the model's commands have.
 *
 * Shape    like `commands.ts`: a command flushes, changes rows and documents, and commits. Checked where it runs: the chosen side of every
 *          field is shown, no other card changes (C4), and an undo after which nobody has edited brings everything back.
 * Source   docs/decisions/0009-merging-contacts.md
 *
 * @module
 */
import { entryId, type Linked, standingOn } from "@couplet/crdt";
import { run, fork, checkUnchanged, registerServerEdit, viewsOf } from "./commands.ts";
import { Violation } from "../harness/violation.ts";
import { type Edit } from "./oracle.ts";
import type { SimServer } from "./server.ts";
import {
  cardsOf,
  fields,
  kindOf,
  relationOf,
  withHold,
  type CardName,
  type FieldName,
  type Merge,
  type User,
} from "./world.ts";

export interface MergeRequest {
  readonly kept: CardName;
  readonly merged: CardName;
  /** Fields that take the merged contact's value. */
  readonly fromMerged: readonly FieldName[];
  readonly user: User;
}

/** Everything that entered the document, per field. */
const enteredOf = (server: SimServer, doc: string): readonly bigint[] =>
  fields.map((field) => server.oracle.knowledge(doc, field));

export function merge(server: SimServer, request: MergeRequest, crashes: boolean): boolean {
  const { kept, merged, user } = request;
  const { rows } = server;
  const kinds = new Set(cardsOf(rows, kept).map(kindOf));
  const isTwice = cardsOf(rows, merged).some((card) => kinds.has(kindOf(card)));
  if (kept === merged || rows.deleted[kept] || rows.deleted[merged] || isTwice) return false;
  run(server, crashes, () => {
    const before = viewsOf(server);
    const from = server.room(rows.hold[merged]);
    const into = server.room(rows.hold[kept]);
    const isFrom = (field: string): boolean => request.fromMerged.some((name) => name === field);
    const shown = fields.map((field) => (isFrom(field) ? from : into).record.value(field));
    const values = fields.filter(isFrom).map((field) => ({
      field,
      was: into.record.value(field) ?? "",
      became: from.record.value(field) ?? "",
    }));
    fork(server, merged);
    join(server, { from: from.id, into: into.id, kept, user, isFrom });
    let next = server.rows;
    const moved = cardsOf(rows, merged);
    for (const card of moved) next = withHold(next, card, into.id);
    server.setRows({
      ...next,
      relations: next.relations.map((one) => (one.contact === merged ? { contact: kept, card: one.card } : one)),
      deleted: { ...next.deleted, [merged]: true },
    });
    const there = new Set<string>([merged, ...moved]);
    const record: Merge = {
      stood: standingOn(into.record, (card) => there.has(card)),
      into: kept,
      cards: moved,
      values,
      views: [kept, merged, ...moved].map((card) => [card, before.get(card) ?? ""]),
      entered: enteredOf(server, into.id),
    };
    server.setRows({ ...server.rows, merged: { ...server.rows.merged, [merged]: record } });
    for (const [index, field] of fields.entries()) {
      const now = into.record.value(field) ?? "";
      if (now !== (shown[index] ?? "")) throw new Violation("U2", `${field} of ${kept} shows ${String(now)}`);
    }
    checkUnchanged(server, before, "C4", (one) => server.rows.hold[one] === into.id);
  });
  server.counts.contactMerges++;
  return true;
}

/** What stands beside the shown value of the chosen side, and whether it was replaced in the other document. */
interface Beside {
  readonly edit: Edit;
  readonly overtaken: "no" | "perhaps" | "surely";
}

/** One entry a field, by somebody who has seen both documents. */
function join(
  server: SimServer,
  of: {
    readonly from: string;
    readonly into: string;
    readonly kept: CardName;
    readonly user: User;
    readonly isFrom: (field: string) => boolean;
  },
): void {
  const { oracle, parts } = server;
  const [from, into] = [server.room(of.from), server.room(of.into)];
  const besides = new Map<string, readonly Beside[]>(
    fields.map((field) => {
      const [chosen, other] = of.isFrom(field) ? [from, into] : [into, from];
      const rest = oracle.besides(chosen.id, chosen.record, field);
      return [field, rest.map((edit) => ({ edit, overtaken: oracle.overtaken(other.id, edit) }))];
    }),
  );
  const author = server.author(of.user, of.kept, into.id);
  const written: readonly Linked[] = server.change(into, (record) =>
    parts.joinDocuments(record, from.record, of.isFrom, () => "", author),
  );
  for (const linked of written) {
    const { field } = linked;
    const beside = besides.get(field) ?? [];
    const bits = (of: readonly Beside[]): bigint => of.reduce((all, { edit }) => all | edit.bit, 0n);
    registerServerEdit(server, into.id, linked, of.user, of.kept, {
      from: from.id,
      without: bits(beside.filter(({ overtaken }) => overtaken === "no")),
      unsure: bits(beside.filter(({ overtaken }) => overtaken === "perhaps")),
    });
    if (!of.isFrom(field)) continue;
    for (const { edit, overtaken } of beside) if (overtaken !== "surely") oracle.enter(into.id, edit);
  }
}

export function undoMerge(server: SimServer, merged: CardName, user: User, crashes: boolean): boolean {
  const record = server.rows.merged[merged];
  if (!record || server.rows.deleted[record.into]) return false;
  run(server, crashes, () => {
    const { rows, oracle } = server;
    const { into: kept } = record;
    const from = server.room(rows.hold[kept]);
    const into = server.room(rows.hold[merged]);
    const isUntouched = String(enteredOf(server, from.id)) === String(record.entered);
    const before = viewsOf(server);
    const back = record.cards.filter((card) => relationOf(rows, card)?.contact === kept && !rows.deleted[card]);
    const stood = new Set(record.stood);
    const isOf = (card: string): boolean => card === merged || back.some((one) => one === card);
    for (const field of fields)
      for (const edit of oracle.candidates(from.id, from.record, field))
        if (isOf(edit.card) && !stood.has(entryId(edit))) oracle.enter(into.id, edit);
    server.change(into, (document) => server.parts.takeAlong(document, from.record, isOf, stood));
    const { [merged]: _gone, ...deleted } = rows.deleted;
    const { [merged]: _joined, ...others } = rows.merged;
    let next = { ...rows, deleted, merged: others };
    for (const card of back) next = withHold(next, card, into.id);
    const relations = next.relations.map((one) =>
      back.includes(one.card) ? { contact: merged, card: one.card } : one,
    );
    server.setRows({ ...next, relations });
    for (const { field, was, became } of record.values) {
      if (was === became || (from.record.value(field) ?? "") !== became) continue;
      const author = server.author(user, kept, from.id);
      const [linked] = server.change(from, (document) => server.parts.writeFields(document, { [field]: was }, author));
      if (linked) registerServerEdit(server, from.id, linked, user, kept);
    }
    const after = viewsOf(server);
    if (isUntouched && back.length === record.cards.length) {
      for (const [card, view] of record.views)
        if (card !== kept && view !== after.get(card))
          throw new Violation("U2", `${card} showed ${view} before the merge, and ${after.get(card)} after its undo`);
    }
    const docs = new Set([from.id, into.id]);
    checkUnchanged(server, before, "C4", (one) => docs.has(server.rows.hold[one]));
  });
  server.counts.mergesUndone++;
  return true;
}
