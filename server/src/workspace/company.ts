/**
 * Persons and their companies: what an edit of the one asks for beside itself, and what the one shows of the other.
 *
 * Shape    the rules are those of `@couplet/model`; this asks them about rows and documents.
 * Not      a copy of anything: inherited values are put together when a card is read.
 * Source   rules H1, H2; docs/decisions/0007-blank-inherits.md
 *
 * @module
 */
import { msOfAt, type RecordDocument } from "@couplet/crdt";
import {
  type Actor,
  type Card,
  type CardId,
  companyEdits,
  heirOf,
  inheritedValues,
  isCardId,
  type Scalar,
  withAddressBlock,
  type WorkspaceView,
} from "@couplet/model";
import { setFields } from "./effects.ts";
import { decideWith } from "./rows.ts";
import type { Transaction } from "./transaction.ts";

type Fields = Readonly<Record<string, Scalar>>;

/** Fields whose given value is the one the person shows already, from its company: the patch leaves them as they are. */
export function leftInherited(view: WorkspaceView, card: Card, fields: Fields): ReadonlySet<string> {
  const inherited = inheritedValues(heirOf(view, card));
  return new Set(Object.keys(fields).filter((field) => inherited[field] === fields[field]));
}

/**
 * An edit with all that joining, changing or leaving a company sets besides, and with the address as one block. What is given
 * goes before.
 *
 * @param before the row as it stands
 * @param card the row as the edit makes it, but for its company
 */
export function withCompanyEdits(view: WorkspaceView, before: Card, card: Card, fields: Fields): Fields {
  const heir = heirOf(view, before);
  const { companyId } = fields;
  if (companyId === undefined) return withAddressBlock(heir, fields);
  const { company } = isCardId(companyId) ? heirOf(view, card, companyId) : { company: undefined };
  const edits = companyEdits(heir, company);
  const own = (field: string): Scalar | undefined => edits[field] ?? heir.own(field);
  return { ...edits, ...withAddressBlock({ ...heir, own, company }, fields) };
}

/** What was set within this time before something else was set along with it. */
export const alongMs = 1_000;

/**
 * A room client moved the person and may have set nothing but `companyId`: the rest follows in the same commit. What was set
 * along with the move or after it, by the time in the entries, stays.
 */
export async function settleCompany(
  transaction: Transaction,
  move: { readonly personId: CardId; readonly from: CardId | undefined },
  actor: Actor,
): Promise<void> {
  const [found] = await transaction.rows.cardsById([move.personId]);
  if (!found || found.deletedAtMs !== undefined) return;
  const common = await transaction.room(found.commonDocumentId);
  const own = await transaction.room(found.cardDocumentId);
  const untilMs = msOfShown(own.record, "companyId") - alongMs;
  const card = await withCompanyToday(transaction, found, actor);
  if (card.companyId === move.from) return;
  const { companyId: _now, ...alone } = card;
  const before = move.from === undefined ? alone : { ...alone, companyId: move.from };
  const edits = await decideWith(() =>
    companyEdits(heirOf(transaction.rows, before), heirOf(transaction.rows, card).company),
  );
  const due = Object.entries(edits).filter(([field]) => msOfShown(common.record, field) < untilMs);
  if (due.length === 0) return;
  transaction.isChanging = true;
  setFields(transaction, card, Object.fromEntries(due), actor);
  transaction.isChanging = false;
}

const msOfShown = (record: RecordDocument, field: string): number => msOfAt(record.candidates(field)[0]?.at ?? 0);

/** A company that was joined into another one meanwhile: the person belongs to that one. */
async function withCompanyToday(transaction: Transaction, card: Card, actor: Actor): Promise<Card> {
  const { companyId } = card;
  const company = companyId === undefined ? undefined : await transaction.cardToday(companyId);
  if (!company || company.id === companyId || company.deletedAtMs !== undefined) return card;
  transaction.isChanging = true;
  setFields(transaction, card, { companyId: company.id }, actor);
  transaction.isChanging = false;
  return { ...card, companyId: company.id };
}
