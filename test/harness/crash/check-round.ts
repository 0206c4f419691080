/**
 * What must hold after a server was killed and started again: G1, G4, C1 to C5.
 *
 * Shape    everybody brings what they still have, and asks again what was not answered; then all is compared, and in the quiet a card is deleted
 *          and restored, a relation ended and an edit of before brought afterwards. Throws on the first thing that is not so.
 *
 * @module
 */
import { randomUUID } from "node:crypto";
import { createWriterId, entryId, type RecordDocument, WriterClock } from "@couplet/crdt";
import { commonFieldsOfKind } from "@couplet/model";
import * as Y from "yjs";
import { RoomClient } from "../room-client.ts";
import { tokenFor } from "../server-process.ts";
import { type CardRow, CrashApi, listOf, pathOf } from "./crash-api.ts";
import type { CrashClient, Device } from "./crash-client.ts";
import type { CrashCard, Edit, Ledger } from "./ledger.ts";

interface Round {
  readonly url: string;
  readonly clients: readonly CrashClient[];
  readonly cards: CrashCard[];
  readonly ledger: Ledger;
  readonly random: () => number;
}

/** Permanent: what was pushed has been taken, and carried over. */
const documentRetired = 4410;

/** @returns edits that are lost: none, or it throws */
export async function checkRound(round: Round): Promise<void> {
  const { url, clients, cards, ledger } = round;
  const api = new CrashApi(url, "ann");
  await tellAgain(api, ledger);
  await Promise.all(
    clients.map(async ({ user, devices }) => {
      for (const device of devices.values()) await bring(url, user, device, ledger);
    }),
  );
  await restoreAll(api, cards);
  await addContacts(api, cards);
  const rows = await rowsOf(api, cards);
  await expectEdits(url, api, ledger);
  expectNumbers(rows);
  for (const row of rows.values()) expectRelated(row, rows);
  await expectAgreement(round, rows);
  await deleteAndRestore(round, api, rows);
  await unlinkWithLateEdit(round, api);
  for (const client of clients) client.putDevicesAway();
}

/** G1: what a command was answered it is answered again; what was not answered is decided now. */
async function tellAgain(api: CrashApi, ledger: Ledger): Promise<void> {
  for (const { command, told } of ledger.given) {
    const answer = await api.give(command);
    if (!answer || answer.status >= 500) throw new Error(`No answer to ${command.type}: ${JSON.stringify(answer)}`);
    if (told === undefined) continue;
    const isSame = answer.status === told.status && (told.status !== 200 || answer.body.repeated);
    if (!isSame) throw new Error(`[G1] ${command.type} was ${told.status}, and is now ${JSON.stringify(answer)}`);
  }
}

/** Everything the device has reaches the server. */
async function bring(url: string, user: string, device: Device, ledger: Ledger): Promise<void> {
  const { card, documentId, doc, writer } = device;
  const token = await tokenFor(user);
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const client = new RoomClient({ url, token, documentId, card: card.id, user, doc, writer });
    const code = await Promise.race([client.ready.then(() => undefined), client.closed]);
    if (code === undefined) await client.settled();
    ledger.refuse(client.refusals);
    const closed = code ?? (await Promise.race([client.closed, Promise.resolve(undefined)]));
    client.close();
    client.record.destroy();
    if (closed === undefined || closed === documentRetired) return;
    if (closed !== 1013) throw new Error(`${user} cannot bring what is in ${documentId}: ${closed}`);
  }
  throw new Error(`${user} is put off again and again`);
}

async function restoreAll(api: CrashApi, cards: readonly CrashCard[]): Promise<void> {
  for (const card of cards) {
    const answer = await api.ask("GET", pathOf(card));
    if (answer?.status === 404) await api.give({ id: randomUUID(), type: "restore", cardId: card.id });
  }
}

async function addContacts(api: CrashApi, cards: CrashCard[]): Promise<void> {
  const { items } = await api.must<{ readonly items: readonly CardRow[] }>("GET", `${listOf("contact")}?limit=100`);
  const known = new Set(cards.map(({ id }) => id));
  for (const { id, kind } of items) if (!known.has(id)) cards.push({ id, kind });
}

/** Living cards. A creation that was never answered may have been refused. */
async function rowsOf(api: CrashApi, cards: readonly CrashCard[]): Promise<Map<string, CardRow>> {
  const rows = await Promise.all(cards.map((card) => api.card(card)));
  return new Map(rows.flatMap((row) => (row ? [[row.id, row]] : [])));
}

interface HistoryPage {
  readonly items: readonly { readonly new: unknown; readonly entry: string }[];
  readonly nextCursor?: string;
}

/** G1 and C2: in the card's history, or waiting for its author, or refused; where the server never had it, replaced by the same writer. */
async function expectEdits(url: string, api: CrashApi, ledger: Ledger): Promise<void> {
  const known = new Set<string>();
  const cards = new Map([...ledger.edits, ...ledger.written].map(({ card }) => [card.id, card]));
  for (const card of cards.values()) {
    let cursor: string | undefined = "";
    while (cursor !== undefined) {
      const query: string = cursor === "" ? "" : `&cursor=${encodeURIComponent(cursor)}`;
      const answer = await api.ask<HistoryPage>("GET", `${pathOf(card)}/history?limit=1000${query}`);
      if (answer?.status !== 200) break;
      for (const item of answer.body.items) known.add(`${card.id} ${item.entry}`).add(`${card.id} ${String(item.new)}`);
      cursor = answer.body.nextCursor;
    }
  }
  for (const user of new Set(ledger.edits.map((edit) => edit.user))) {
    const { items } = await new CrashApi(url, user).must<{
      readonly items: readonly { readonly entry: string; readonly cardId: string }[];
    }>("GET", "/stranded");
    for (const { cardId, entry } of items) known.add(`${cardId} ${entry}`);
  }
  const isKnown = (edit: Edit): boolean => edit.isRefused || known.has(`${edit.card.id} ${edit.entry}`);
  for (const [index, edit] of ledger.edits.entries()) {
    const later = ledger.edits.slice(index + 1).filter((one) => one.writer === edit.writer && one.field === edit.field);
    // What waits for its author is one entry a writer and field.
    if (isKnown(edit) || (edit.isAcknowledged ? later.some(isKnown) : later.length > 0)) continue;
    throw new Error(`[${edit.isAcknowledged ? "G1" : "C2"}] lost: ${JSON.stringify(edit)}`);
  }
  for (const { card, value, isAcknowledged } of ledger.written) {
    if (isAcknowledged && !known.has(`${card.id} ${value}`)) throw new Error(`[G1] lost: ${value} on ${card.id}`);
  }
}

/** G4. */
function expectNumbers(rows: ReadonlyMap<string, CardRow>): void {
  const numbers = [...rows.values()].map(({ kind, no }) => `${kind} ${no}`);
  if (new Set(numbers).size < numbers.length) throw new Error(`[G4] a number twice: ${numbers.sort().join(", ")}`);
}

/** C3. */
function expectRelated(row: CardRow, rows: ReadonlyMap<string, CardRow>): void {
  for (const { cardId } of row.relations) {
    const other = rows.get(cardId);
    if (!other) throw new Error(`[C3] ${row.id} is related to ${cardId}, which is not there`);
    if (!other.relations.some((back) => back.cardId === row.id))
      throw new Error(`[C3] ${cardId} does not know ${row.id}`);
    if (other.documentId !== row.documentId) throw new Error(`[C3] ${row.id} and ${cardId} have two documents`);
    if (row.kind === "contact") continue;
    for (const field of commonFieldsOfKind(row.kind)) {
      if (row[field] !== other[field])
        throw new Error(`[C3] ${field}: ${String(row[field])} here, ${String(other[field])} there`);
    }
  }
}

/** C1: a fresh copy, every device's copy and REST show the same. */
async function expectAgreement({ url, clients }: Round, rows: ReadonlyMap<string, CardRow>): Promise<void> {
  const token = await tokenFor("ann");
  for (const row of rows.values()) {
    const { documentId } = row;
    const fresh = new RoomClient({ url, token, documentId, card: row.id, user: "ann" });
    await fresh.ready;
    const shown = shownBy(fresh.record);
    for (const field of ["address", "city", "county", "name2", "postCode"]) {
      const value = fresh.record.value(field) ?? "";
      if ((row[field] ?? "") !== value)
        throw new Error(`[C1] ${field}: ${String(row[field])} over REST, ${value} in the room`);
    }
    for (const { user, devices } of clients) {
      for (const [key, device] of devices) {
        if (device.card.id !== row.id) continue;
        // A document its card has left is brought once more at the most.
        if (device.documentId !== documentId) {
          devices.delete(key);
          continue;
        }
        const { doc, writer } = device;
        const again = new RoomClient({ url, token: await tokenFor(user), documentId, card: row.id, user, doc, writer });
        await again.ready;
        await again.settled();
        if (shownBy(again.record) !== shown) throw new Error(`[C1] ${user} sees another ${row.kind} ${row.id}`);
        again.close();
        again.record.destroy();
      }
    }
    fresh.close();
    fresh.record.destroy();
  }
}

const shownBy = (record: RecordDocument): string =>
  JSON.stringify(
    record
      .fields()
      .sort()
      .map((field) => [field, record.value(field), Array.from(record.entries(field), entryId).sort()]),
  );

interface Conflict {
  readonly field: string;
  readonly candidates: readonly { readonly value: unknown }[];
}

const ownToRelations: ReadonlySet<string> = new Set(["relations", "documentId", "status"]);

const fieldsOf = (row: CardRow | undefined): string => {
  if (!row) return "deleted";
  const { relations: _relations, documentId: _document, status: _status, ...fields } = row;
  return JSON.stringify(fields);
};

/** What is shown stays what it was; of a field in conflict, whose values all stand, another one may be shown. */
async function expectUntouched(
  what: string,
  api: CrashApi,
  spared: ReadonlySet<string>,
  before: Map<string, CardRow>,
  after: Map<string, CardRow>,
): Promise<void> {
  for (const [id, row] of before) {
    const now = after.get(id);
    if (spared.has(id) || fieldsOf(row) === fieldsOf(now)) continue;
    const changed = Object.keys(row).filter(
      (field) => now !== undefined && !ownToRelations.has(field) && row[field] !== now[field],
    );
    const { items } = await api.must<{ readonly items: readonly Conflict[] }>("GET", `${pathOf(row)}/conflicts`);
    const isChoice = (field: string): boolean => {
      const values = items.find((item) => item.field === field)?.candidates.map(({ value }) => value) ?? [];
      return values.includes(row[field]) && values.includes(now?.[field]);
    };
    if (changed.length > 0 && changed.every(isChoice)) continue;
    throw new Error(
      `[C4] ${what} changed ${row.kind} ${id}: ${fieldsOf(row)}, ${fieldsOf(now)}, in conflict: ${JSON.stringify(items)}`,
    );
  }
}

/** C4. */
async function deleteAndRestore({ cards, random }: Round, api: CrashApi, before: Map<string, CardRow>): Promise<void> {
  const row = pick([...before.values()], random);
  if (!row) return;
  const deleted = await api.give({ id: randomUUID(), type: "delete", cardId: row.id });
  if (deleted?.status !== 200) throw new Error(`Not deleted: ${JSON.stringify(deleted)}`);
  await expectUntouched("deleting", api, new Set([row.id]), before, await rowsOf(api, cards));
  await api.give({ id: randomUUID(), type: "restore", cardId: row.id });
  const restored = await rowsOf(api, cards);
  await expectUntouched("deleting and restoring", api, new Set([row.id]), before, restored);
}

/** C4 and C5: an edit made before the relation ended, and brought after it, is its card's and nobody else's. */
async function unlinkWithLateEdit({ url, cards, random }: Round, api: CrashApi): Promise<void> {
  const before = await rowsOf(api, cards);
  const row = pick(
    [...before.values()].filter(({ kind, relations }) => kind !== "contact" && relations.length > 0),
    random,
  );
  const [relation] = row?.relations ?? [];
  if (!row || !relation) return;
  const { id: cardId, documentId } = row;
  const user = "ann";
  const token = await tokenFor(user);
  const [doc, writer] = [new Y.Doc(), createWriterId()];
  const first = new RoomClient({ url, token, documentId, card: cardId, user, doc, writer });
  await first.ready;
  first.close();
  const value = `LATE ${randomUUID()}`.toUpperCase().slice(0, 20);
  doc.transact(() => {
    first.record.register(writer, { card: cardId, user });
    first.record.set("address2", value, { writer, at: new WriterClock(Date.now).next() });
  });
  const unlinked = await api.give({ id: randomUUID(), type: "unlink", relationId: relation.id });
  if (unlinked?.status !== 200) throw new Error(`Not unlinked: ${JSON.stringify(unlinked)}`);
  await expectUntouched("unlinking", api, new Set(), before, await rowsOf(api, cards));
  await bring(url, user, { card: row, documentId, doc, writer }, { refuse: () => undefined } as unknown as Ledger);
  const after = await rowsOf(api, cards);
  if (after.get(cardId)?.["address2"] !== value)
    throw new Error(`[C2] a late edit of ${cardId} did not reach its card`);
  await expectUntouched("[C5] a late edit across an ended relation", api, new Set([cardId]), before, after);
  await api.give({
    id: randomUUID(),
    type: "link",
    contactId: relation.cardId,
    cardId,
    relationId: randomUUID(),
    master: "card",
  });
}

function pick<Item>(items: readonly Item[], random: () => number): Item | undefined {
  return items[Math.floor(random() * items.length)];
}
