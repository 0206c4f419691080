/**
 * Another store at the server: a backup was restored. What this device holds is brought in step with it, and what the server has lost comes back.
 *
 * Shape    what the connection takes for the keeper of the feed: the replica's own part, and before the first chunk of another epoch this. First what
 *          the server lost in documents is given back to it; what the server never heard of is put before the user; copies that have what the server
 *          lost are left for fresh ones. Only then does the replica go on in the new epoch.
 * Know     a cut or a crash anywhere in it leaves the old epoch's place in the feed, so that all of it begins again; each step finds done what is done.
 * Source   docs/decisions/0025-another-epoch-is-compared.md
 *
 * @module
 */
import { entryId, msOfAt } from "@couplet/crdt";
import { type CardKind, type Command, mayEdit, problemText, type Role } from "@couplet/model";
import { maxWants, type Recovered } from "@couplet/protocol";
import type { AttentionList } from "./attention-list.ts";
import { cardsTouchedBy } from "./commands.ts";
import type { Outbox } from "./outbox.ts";
import { notesField } from "./outstanding.ts";
import type { OutboxRow } from "./outbox-row.ts";
import type { RefusedRow, Register } from "./register.ts";
import { lostCommands, type LostCommand } from "./replica/lost-cards.ts";
import type { Replica } from "./replica/replica.ts";
import { bringTo, dropFrom, holdingsOf } from "./replica/replica-holdings.ts";
import { emptySegment } from "./replica/replica-store.ts";
import type { FeedSink } from "./sync/feed-sink.ts";
import {
  emptyDocument,
  giveBack,
  isWithin,
  lostContent,
  type Lost,
  type Questions,
  reconcile,
  wholeOf,
} from "./sync/reconcile.ts";
import type { WorkingCopies } from "./working-copies.ts";

export interface OtherEpochHost {
  readonly register: Register;
  readonly copies: Pick<WorkingCopies, "states" | "leave">;
  readonly outbox: Pick<Outbox, "isNew" | "refused" | "discard" | "readAgain" | "tellTabs">;
  readonly attention: Pick<AttentionList, "refuse">;
  identity(): { readonly sub: string; readonly role: Role };
}

const lostCode = "recovery.lost";

/** Keeps the feed in the replica. */
export const sinkOf = (replica: Replica, host: OtherEpochHost): FeedSink => ({
  position: () => replica.position(),
  began: (start, epoch, pending) => replica.began(start, epoch, pending),
  take: async (chunk) => {
    await replica.take(chunk);
    await settleLost(replica, host);
  },
  reconcile: async (questions, epoch) => {
    // What is being folded in is there, too.
    await replica.amend(false, () => Promise.resolve(emptySegment));
    const { bytes, isWaiting } = await host.copies.states();
    const held = new Map([...bytes].filter(([documentId]) => !host.outbox.isNew(documentId)));
    const { absent, retired } = await reconcile({
      questions,
      holdings: holdingsOf(replica, held),
      bring: (brought) => bringTo(replica, brought),
      refused: (lost, refused) => refuse(host, lost, refused),
      isWaiting,
      isMissed: (id, absentCards) => replica.facts.holders(id).some((cardId) => !absentCards.has(cardId)),
    });
    await propose(host, lostCommands(replica.facts, absent));
    await dropFrom(replica, absent);
    // What is not there, or came back without content, may have been erased: the feed does not tell it once more.
    await replica.lists.erase();
    await leaveCopies(host, async (ids) => await serverStates(replica, ids), [...absent.document, ...retired]);
    replica.nextEpoch = epoch;
  },
});

/** Where only what was opened is kept: the copies on this device are what is compared. */
export const silentSinkOf = (host: OtherEpochHost): FeedSink => ({
  isSilent: true,
  position: async () => ({ epoch: await host.register.marks.epoch(), cursor: new Uint8Array() }),
  began: async (_start, epoch) => {
    if ((await host.register.marks.epoch()) !== epoch) await host.register.marks.putEpoch(epoch);
  },
  take: () => Promise.resolve(),
  reconcile: async (questions, epoch) => {
    const { bytes, isWaiting } = await host.copies.states();
    const ids = [...bytes.keys()];
    const refused = (lost: Lost, refusals: Recovered["refused"]): Promise<void> => refuse(host, lost, refusals);
    for (let at = 0; at < ids.length; at += maxWants) {
      for (const [id, theirs] of await wholeOf({ questions }, ids.slice(at, at + maxWants))) {
        const held = bytes.get(id);
        const lost = held && lostContent(id, held, theirs, isWaiting);
        if (lost) await giveBack({ questions, refused }, lost);
      }
    }
    await leaveCopies(host, async (wanted) => await statesThere(questions, wanted), []);
    await host.register.marks.putEpoch(epoch);
  },
});

const serverStates = async (replica: Replica, ids: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>> => {
  const states = new Map<string, Uint8Array>();
  for (const id of ids) {
    const state = await replica.document(id);
    if (state) states.set(id, state);
  }
  return states;
};

async function statesThere(questions: Questions, ids: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>> {
  const states = new Map<string, Uint8Array>();
  for (let at = 0; at < ids.length; at += maxWants) {
    // Of those that went into others everything is beyond what is there.
    const whole = await wholeOf({ questions }, ids.slice(at, at + maxWants));
    for (const [id, state] of whole) states.set(id, state ?? emptyDocument);
  }
  return states;
}

/** Those that have something the server has not. What waits in them goes on in fresh ones. @param absent documents that are not there */
async function leaveCopies(
  { copies, outbox }: OtherEpochHost,
  statesOf: (ids: readonly string[]) => Promise<ReadonlyMap<string, Uint8Array>>,
  absent: readonly string[],
): Promise<void> {
  const { bytes } = await copies.states();
  const ids = [...bytes.keys()].filter((id) => !outbox.isNew(id));
  const there = await statesOf(ids);
  const isLeft = (id: string): boolean => {
    const [held, theirs] = [bytes.get(id), there.get(id)];
    return absent.includes(id) || (held !== undefined && theirs !== undefined && !isWithin(held, theirs));
  };
  await copies.leave(ids.filter(isLeft));
}

/** Told to whose edits they are; others' come back from their devices. */
async function refuse(host: OtherEpochHost, lost: Lost, refused: Recovered["refused"]): Promise<void> {
  const { register, attention } = host;
  const { sub } = host.identity();
  const keep = async (row: RefusedRow): Promise<void> => {
    await register.putRefused(row);
    attention.refuse(row);
  };
  const holder = register.cards().find(({ cardDocumentId }) => cardDocumentId === lost.documentId);
  for (const { entry: id, code, text } of refused) {
    const entry = lost.entries.find((one) => entryId(one) === id);
    if (entry?.user === sub) {
      const { field, value, card: cardId, at } = entry;
      const kind = (await register.kindOf(cardId)) ?? "contact";
      await keep({ entry: entryId(entry), cardId, kind, field, value, code, text, atMs: msOfAt(at) });
    }
    const { notes } = lost;
    if (id === undefined && notes && notes.text !== "" && holder && !notes.was.includes(notes.text)) {
      await keep(proseOf(holder, notes.text, code));
    }
  }
}

const proseOf = (card: { readonly id: string; readonly kind: CardKind }, value: string, code: string): RefusedRow => ({
  entry: `notes@${card.id}`,
  cardId: card.id,
  kind: card.kind,
  field: notesField,
  value,
  code,
  text: problemText(code),
  atMs: Date.now(),
});

/** On the device before what it was read from goes. */
async function propose(host: OtherEpochHost, lost: readonly LostCommand[]): Promise<void> {
  const { register, outbox, attention } = host;
  const nowMs = Date.now();
  const known = new Set((await register.outbox()).map(({ id }) => id));
  for (const [index, { command, notes }] of lost.entries()) {
    if (known.has(command.id) || !mayGive(host.identity().role, command, register)) continue;
    const row: OutboxRow = {
      id: command.id,
      order: nowMs * 1_000 + index,
      command,
      atMs: nowMs,
      state: "refused",
      isSent: false,
      holds: [],
      cardIds: cardsTouchedBy(command, register),
      refusal: { code: lostCode, text: problemText(lostCode), params: {}, atMs: nowMs },
    };
    await register.putOutbox(row);
    if (notes !== undefined && command.type === "createFromContact") {
      const prose = proseOf({ id: command.cardId, kind: command.kind }, notes, lostCode);
      await register.putRefused(prose);
      attention.refuse(prose);
    }
  }
  if (lost.length === 0) return;
  await outbox.readAgain();
  outbox.tellTabs();
}

function mayGive(role: Role, command: Command, register: Register): boolean {
  if (command.type === "create" || command.type === "createFromContact") return mayEdit(role, command.kind);
  if (command.type === "createContactFromCard") return mayEdit(role, "contact");
  const kind = command.type === "link" ? register.card(command.cardId)?.kind : undefined;
  return mayEdit(role, "contact") && (kind === undefined || mayEdit(role, kind));
}

/** Somebody has brought it back, here or elsewhere. */
async function settleLost({ facts }: Replica, { outbox }: OtherEpochHost): Promise<void> {
  for (const { id, command, refusal } of outbox.refused) {
    if (refusal?.code === lostCode && isThere(facts, command)) await outbox.discard(id);
  }
}

function isThere(facts: Replica["facts"], command: Command): boolean {
  if (command.type === "link") return facts.relationsOf(command.cardId).length > 0;
  if (command.type === "createContactFromCard") return facts.card(command.contactId) !== undefined;
  return "cardId" in command && facts.card(command.cardId) !== undefined;
}
