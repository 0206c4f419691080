/**
 * Structural changes on the simulated server: link, unlink, delete, restore, with the effects the model's commands have.
 *
 * Shape    a command flushes, changes rows and documents, and commits; with `crashes` the server dies just before that commit.
 *          Every command is checked where it runs: C4 (whose fields may change) and the chosen side of a link.
 * Not      the refusals of `@couplet/model` in full: only whether places are free.
 * Source   docs/ARCHITECTURE.md, "Link, unlink, delete, restore, late edits"
 *
 * @module
 */
import type { Linked } from "@couplet/crdt";
import type { Scalar } from "@couplet/model";
import { Violation } from "../harness/violation.ts";
import { type Edit } from "./oracle.ts";
import type { SimServer } from "./server.ts";
import {
  cards,
  cardToday,
  contacts,
  fields,
  fieldsOf,
  isCard,
  isFreeFor,
  relationOf,
  withHold,
  type CardName,
  type FieldName,
  type Relation,
  type User,
} from "./world.ts";

type Views = ReadonlyMap<CardName, string>;

/** What each card shows: candidates of its fields, by value and time. */
export function viewsOf(server: SimServer): Views {
  return new Map(
    cards.map((card) => {
      const { record } = server.room(server.rows.hold[card]);
      const shown = fieldsOf(card).map((field) =>
        record.candidates(field).map(({ at, value }) => `${at}:${String(value)}`),
      );
      return [card, JSON.stringify(shown)];
    }),
  );
}

export function checkUnchanged(
  server: SimServer,
  before: Views,
  rule: string,
  isExempt: (card: CardName) => boolean,
): void {
  const after = viewsOf(server);
  for (const card of cards) {
    if (!isExempt(card) && before.get(card) !== after.get(card))
      throw new Violation(rule, `${card} showed ${before.get(card)}, now ${after.get(card)}`);
  }
}

export function run(server: SimServer, crashes: boolean, work: () => void): void {
  server.commit();
  work();
  if (crashes) server.crash();
  else server.commit();
  for (const room of server.rooms.values()) server.oracle.check(room.id, room.record);
}

/** The card leaves the document it shares, with a copy of its own. */
export function fork(server: SimServer, card: CardName, from = server.rows.hold[card]): void {
  const to = server.nextDocId();
  const kept = fieldsOf(card);
  const state = server.parts.forkDocument(server.room(from).record, (field) => kept.includes(field as FieldName));
  server.createRoom(to, state);
  for (const field of kept) server.oracle.copy(from, to, field);
  server.setRows(withHold(server.rows, card, to));
}

function removeRelation(server: SimServer, { contact, card }: Relation): void {
  const relations = server.rows.relations.filter((one) => one.contact !== contact || one.card !== card);
  server.setRows({ ...server.rows, relations });
}

export function unlink(server: SimServer, card: CardName, crashes: boolean): boolean {
  const relation = relationOf(server.rows, card);
  if (!relation) return false;
  run(server, crashes, () => {
    const before = viewsOf(server);
    removeRelation(server, relation);
    fork(server, card);
    checkUnchanged(server, before, "C4", () => false);
  });
  server.counts.unlinks++;
  return true;
}

export function remove(server: SimServer, card: CardName, crashes: boolean): boolean {
  if (server.rows.deleted[card]) return false;
  run(server, crashes, () => {
    const before = viewsOf(server);
    const isContact = contacts.includes(card);
    const relations = server.rows.relations.filter((one) => one.contact === card || one.card === card);
    for (const relation of relations) {
      removeRelation(server, relation);
      fork(server, isContact ? relation.card : card);
    }
    const { rows } = server;
    server.setRows({
      ...rows,
      deleted: { ...rows.deleted, [card]: true },
      deletions: { ...rows.deletions, [card]: relations },
    });
    checkUnchanged(server, before, "C4", () => false);
  });
  server.counts.deletions++;
  return true;
}

export function restore(server: SimServer, card: CardName, crashes: boolean): boolean {
  if (!server.rows.deleted[card] || server.rows.merged[card]) return false;
  run(server, crashes, () => {
    const before = viewsOf(server);
    const { [card]: _deleted, ...deleted } = server.rows.deleted;
    const { [card]: relations = [], ...deletions } = server.rows.deletions;
    server.setRows({ ...server.rows, deleted, deletions });
    const changed = new Set<string>();
    for (const { contact, card: other } of relations) {
      const relation = { contact: cardToday(server.rows, contact), card: other };
      const isThere = !server.rows.deleted[relation.contact] && !server.rows.deleted[relation.card];
      if (isThere && isFreeFor(server.rows, relation.contact, relation.card)) changed.add(rejoin(server, relation));
    }
    changed.add(server.rows.hold[card]);
    bringBackStranded(server, card);
    checkUnchanged(server, before, "C4", (one) => changed.has(server.rows.hold[one]));
  });
  server.counts.restores++;
  return true;
}

/** The card is there again: the edits that came while it was not are joined in, as they were kept. */
function bringBackStranded(server: SimServer, card: CardName): void {
  const room = server.room(server.rows.hold[card]);
  for (const entry of [...server.stranded.values()].filter(
    (one) => isCard(one.card) && cardToday(server.rows, one.card) === card,
  )) {
    const edit = server.oracle.editOf([entry.value, entry.at]);
    server.unstrand(entry);
    server.change(room, (record) => server.parts.carryOver(record, [entry]));
    // What a cheat says after somebody else is an entry of the cheat's.
    if (edit?.user === entry.user) server.oracle.apply(edit, room.id);
    server.counts.broughtBack++;
  }
}

/** The relation stands again: the card's document is merged into the contact's. */
function rejoin(server: SimServer, relation: Relation): string {
  const { rows, oracle, parts } = server;
  const from = rows.hold[relation.card];
  const into = rows.hold[relation.contact];
  const kept = fieldsOf(relation.card);
  server.change(server.room(into), (record) =>
    parts.mergeDocuments(record, server.room(from).record, (field) => kept.includes(field as FieldName)),
  );
  for (const field of kept) oracle.copy(from, into, field);
  server.setRows({ ...withHold(server.rows, relation.card, into), relations: [...rows.relations, relation] });
  server.counts.merges++;
  return into;
}

/** Links a card to a contact; `fromCard` are the fields whose values come from the card's side. */
export function link(
  server: SimServer,
  request: {
    readonly contact: CardName;
    readonly card: CardName;
    readonly fromCard: readonly FieldName[];
    readonly user: User;
  },
  crashes: boolean,
): boolean {
  const { contact, card, user } = request;
  const { rows } = server;
  if (rows.deleted[contact] || rows.deleted[card] || !isFreeFor(rows, contact, card)) return false;
  run(server, crashes, () => {
    const before = viewsOf(server);
    const from = server.room(rows.hold[card]);
    const into = server.room(rows.hold[contact]);
    const chosen = fieldsOf(card).filter((field) => request.fromCard.includes(field));
    const shown = new Map(fields.map((field) => [field, (chosen.includes(field) ? from : into).record.value(field)]));
    const replaced = new Map(chosen.map((field) => [field, into.record.value(field)]));
    const kept = fields.filter((field) => !chosen.includes(field));
    const untouched = kept.map((field) => JSON.stringify(into.record.candidates(field)));
    const author = server.author(user, card, into.id);
    const besides = new Map(chosen.map((field) => [field, server.oracle.besides(from.id, from.record, field)]));
    const written = server.change(into, (record) =>
      server.parts.linkDocuments(record, from.record, chosen, () => "", author),
    );
    for (const field of chosen) {
      const linked = written.find((one) => one.field === field);
      if (!linked) continue;
      // Whoever links has seen both sides; what comes along stays beside the value that was chosen.
      const beside = besides.get(field) ?? [];
      const seen = beside.reduce((bits, edit) => bits & ~edit.bit, server.oracle.knowledge(from.id, field));
      registerServerEdit(server, into.id, linked, user, card, { seen });
      for (const edit of beside) server.oracle.enter(into.id, edit);
    }
    const entered = fields.map((field) => server.oracle.knowledge(into.id, field));
    const gaveWay = chosen.map((field) => ({ field, was: replaced.get(field) ?? "" }));
    const undo = { doc: from.id, view: before.get(card) ?? "", contact: gaveWay, entered };
    server.setRows({ ...withHold(rows, card, into.id), relations: [...rows.relations, { contact, card, undo }] });
    for (const [field, value] of shown) {
      const expected = value ?? (replaced.get(field) === undefined ? undefined : "");
      const now = into.record.value(field);
      if (now !== expected)
        throw new Violation("L2", `${field} of ${contact} shows ${String(now)}, not ${String(expected)}`);
    }
    if (kept.some((field, index) => JSON.stringify(into.record.candidates(field)) !== untouched[index]))
      throw new Violation("L2", `a field of ${contact} that was not chosen has changed`);
    checkUnchanged(server, before, "C4", (one) => server.rows.hold[one] === into.id);
  });
  server.counts.links++;
  return true;
}

/** Takes a link back, where nothing has entered the document since. */
export function undoLink(server: SimServer, card: CardName, user: User, crashes: boolean): boolean {
  const relation = relationOf(server.rows, card);
  if (!relation?.undo) return false;
  const { contact, undo } = relation;
  const into = server.room(server.rows.hold[contact]);
  if (fields.some((field, index) => server.oracle.knowledge(into.id, field) !== undo.entered[index])) return false;
  run(server, crashes, () => {
    const before = viewsOf(server);
    removeRelation(server, relation);
    fork(server, card, undo.doc);
    for (const { field, was } of undo.contact) {
      if ((into.record.value(field) ?? "") === was) continue;
      const author = server.author(user, contact, into.id);
      const [linked] = server.change(into, (record) => server.parts.writeFields(record, { [field]: was }, author));
      if (linked) registerServerEdit(server, into.id, linked, user, contact);
    }
    const after = viewsOf(server).get(card);
    if (after !== undo.view)
      throw new Violation("L2", `${card} showed ${undo.view} before the link, and ${after} after its undo`);
    for (const { field, was } of undo.contact)
      if ((into.record.value(field) ?? "") !== was)
        throw new Violation("L2", `${field} of ${contact} is not ${String(was)} again`);
    checkUnchanged(server, before, "C4", (one) => one === card || server.rows.hold[one] === into.id);
  });
  server.counts.linksUndone++;
  return true;
}

/** An edit that the server made for somebody: it has seen all there was. */
export function registerServerEdit(
  server: SimServer,
  doc: string,
  written: Linked,
  user: User,
  card: CardName,
  also: { readonly seen?: bigint; readonly from?: string; readonly without?: bigint; readonly unsure?: bigint } = {},
): Edit {
  const { oracle } = server;
  const { entry } = written;
  const { seen = 0n, from, without = 0n, unsure = 0n } = also;
  const knowledge = from === undefined ? 0n : oracle.knowledge(from, entry.field);
  const certain = from === undefined ? 0n : oracle.certainKnowledge(from, entry.field);
  const edit = oracle.add({
    user,
    card,
    field: entry.field,
    value: entry.value,
    writer: entry.writer,
    at: entry.at,
    home: doc,
    client: -1,
    isHonest: true,
    may: (oracle.knowledge(doc, entry.field) | seen | knowledge) & ~without,
    must: (oracle.certainKnowledge(doc, entry.field) | certain) & ~without & ~unsure,
  });
  oracle.decide(edit, "entered");
  oracle.enter(doc, edit);
  return edit;
}

/** An edit over REST: through the server's writer for that user and card. */
export function writeOverRest(server: SimServer, card: CardName, field: FieldName, value: Scalar, user: User): boolean {
  if (server.rows.deleted[card]) return false;
  const room = server.room(server.rows.hold[card]);
  const author = server.author(user, card, room.id);
  const [written] = server.change(room, (record) => server.parts.writeFields(record, { [field]: value }, author));
  if (!written) throw new Violation("C2", `an edit of ${field} over REST was not written`);
  const edit = registerServerEdit(server, room.id, written, user, card);
  server.afterCommit(() => {
    edit.isPromised = true;
  });
  server.oracle.check(room.id, room.record);
  server.counts.restEdits++;
  return true;
}
