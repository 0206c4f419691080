/**
 * Edits of fields over REST: judged as a whole against the card that would result, then written as CRDT edits.
 *
 * Shape    what the patch leaves as it is stays untouched; setting a field that is in conflict settles it, whatever the value.
 * Not      idempotency, see `owner.ts`.
 * Source   rules F2, F6, H4; design section 5, PATCH
 *
 * @module
 */
import {
  type Actor,
  type Card,
  type CommandId,
  contactNameOf,
  contactTypes,
  decide,
  editPersonName,
  type Effect,
  fieldSpec,
  heirOf,
  isContactType,
  isPersonNameField,
  judgeReferences,
  lengthOf,
  mayEdit,
  parseValue,
  personNameFields,
  type PersonNameField,
  referencesToday,
  type Scalar,
  shownWith,
  withContactName,
  withSearchName,
  type WorkspaceView,
} from "@couplet/model";
import { ProblemError } from "../problem.ts";
import { leftInherited, withCompanyEdits } from "./company.ts";
import { applyEffects, loadForEffects, setFields, setNotes } from "./effects.ts";
import { notesField } from "./room.ts";
import { decideWith } from "./rows.ts";
import type { Transaction } from "./transaction.ts";

export type Patch = Readonly<Record<string, unknown>>;

const maxNotesLength = 100_000;

/**
 * @param commandId of the change of type, where the patch asks for one
 * @throws {ProblemError} 403, 404, 409, 422
 */
export async function editCard(
  transaction: Transaction,
  id: string,
  patch: Patch,
  actor: Actor,
  commandId: CommandId,
): Promise<void> {
  const { rows } = transaction;
  const before = await transaction.cardToday(id);
  if (!before || before.deletedAtMs !== undefined) throw new ProblemError(404, "card.notFound");
  if (!mayEdit(actor.role, before.kind)) throw new ProblemError(403, "perm.kind", { params: { kind: before.kind } });
  const retyped = await retype(transaction, before, patch, actor, commandId);
  const renumbered = await renumber(transaction, retyped, actor, commandId);
  const { card, effects } = renumbered;
  await transaction.room(card.commonDocumentId);
  await transaction.room(card.cardDocumentId);
  const notes = readNotes(patch);
  const fields = await decideWith(() => readFields(rows, renumbered));
  const left = await decideWith(() => leftInherited(rows, before, fields));
  const named = await decideWith(() => withSearchName((field) => rows.value(card.id, field), fields));
  const changed = Object.fromEntries(
    Object.entries(named).filter(([field, value]) => isChange(transaction, card, field, value, left.has(field))),
  );
  const all = await decideWith(() => withCompanyEdits(rows, before, card, { ...retyped.fields, ...changed }));
  await loadForEffects(transaction, effects);
  transaction.isChanging = true;
  applyEffects(transaction, effects, actor);
  setFields(transaction, card, all, actor);
  if (notes !== undefined) setNotes(transaction, card, notes, actor);
  transaction.isChanging = false;
}

/** What a patch with a `type` does to the rows and fields, and what is left of it. */
interface Retyped {
  readonly card: Card;
  readonly fields: Readonly<Record<string, Scalar>>;
  readonly effects: readonly Effect[];
  readonly patch: Patch;
}

/** @throws {ProblemError} 409, 422 */
async function retype(
  transaction: Transaction,
  card: Card,
  patch: Patch,
  actor: Actor,
  commandId: CommandId,
): Promise<Retyped> {
  const { type, ...rest } = patch;
  if (type === undefined || card.kind !== "contact") return { card, fields: {}, effects: [], patch };
  if (!isContactType(type)) {
    const params = { value: JSON.stringify(type).slice(0, 40), values: contactTypes.join(", ") };
    throw new ProblemError(422, "value.unknown", { field: "type", params });
  }
  const command = { type: "changeType", id: commandId, cardId: card.id, contactType: type } as const;
  const decision = await decideWith(() => decide(transaction.rows, command, actor));
  if (!decision.ok) throw ProblemError.ofCommand(decision.problem);
  let retyped = card;
  const fields: Record<string, Scalar> = {};
  const effects: Effect[] = [];
  for (const effect of decision.effects) {
    if (effect.type === "setFields" && effect.cardId === card.id) Object.assign(fields, effect.fields);
    else effects.push(effect);
    if (effect.type === "putCard" && effect.card.id === card.id) retyped = effect.card;
  }
  return { card: retyped, fields, effects, patch: rest };
}

/** The same with a `no`: the row gets another number, and goes before whatever the change of type put. @throws {ProblemError} 409, 422 */
async function renumber(
  transaction: Transaction,
  retyped: Retyped,
  actor: Actor,
  commandId: CommandId,
): Promise<Retyped> {
  const { no, ...patch } = retyped.patch;
  if (no === undefined) return retyped;
  if (typeof no !== "string") throw new ProblemError(422, "value.type", { field: "no" });
  const command = { type: "renumber", id: commandId, cardId: retyped.card.id, no } as const;
  const decision = await decideWith(() => decide(transaction.rows, command, actor));
  if (!decision.ok) throw ProblemError.ofCommand(decision.problem);
  const isOwn = (effect: Effect): effect is Effect & { type: "putCard" } =>
    effect.type === "putCard" && effect.card.id === retyped.card.id;
  const put = decision.effects.find(isOwn);
  if (!put) return { ...retyped, patch };
  const card = { ...retyped.card, no: put.card.no };
  const others = [...retyped.effects, ...decision.effects].filter((effect) => !isOwn(effect));
  return { ...retyped, card, effects: [{ type: "putCard", card }, ...others], patch };
}

function readNotes(patch: Patch): string | undefined {
  const notes = patch[notesField];
  if (notes === undefined) return undefined;
  if (typeof notes !== "string") throw new ProblemError(422, "value.type", { field: notesField });
  const length = lengthOf(notes);
  if (length <= maxNotesLength) return notes;
  const params = { n: length - maxNotesLength, max: maxNotesLength };
  throw new ProblemError(422, "text.tooLong", { field: notesField, params });
}

function readFields(view: WorkspaceView, { card, patch, fields: along }: Retyped): Readonly<Record<string, Scalar>> {
  const fields: Record<string, Scalar> = {};
  const shownCountry = shownWith(heirOf(view, card))("countryCode");
  const country = patch["countryCode"] ?? shownCountry;
  const context = typeof country === "string" && country !== "" ? { countryCode: country.trim().toUpperCase() } : {};
  for (const [field, input] of Object.entries(patch)) {
    if (field !== notesField) fields[field] = readField(card, field, input, context);
  }
  Object.assign(fields, referencesToday(view, fields));
  if (card.kind === "contact" && card.type === "person") withPersonName(view, card, fields, along);
  const dangling = judgeReferences(view, card, fields);
  if (dangling) throw ProblemError.ofField(dangling, dangling.field ?? "");
  const named = withContactName((field) => view.value(card.id, field), contactNameOf(view, card.id), fields);
  if ("problem" in named) throw ProblemError.ofField(named.problem, named.problem.field ?? "");
  return named.fields;
}

function readField(card: Card, field: string, input: unknown, context: { readonly countryCode?: string }): Scalar {
  const spec = fieldSpec(card.kind, field);
  if (!spec) throw new ProblemError(422, "field.unknown", { field, params: { kind: card.kind, name: field } });
  const parsed = parseValue(spec, input, context);
  if (!parsed.ok) throw ProblemError.ofField(parsed.problem, field);
  return parsed.value;
}

/** A person's name and its parts stay in step; given parts win over a given name. */
function withPersonName(
  view: WorkspaceView,
  card: Card,
  fields: Record<string, Scalar>,
  along: Readonly<Record<string, Scalar>>,
): void {
  const given = Object.keys(fields).filter((field) => isPersonNameField(field));
  if (given.length === 0) return;
  const text = (field: PersonNameField): string => String(along[field] ?? view.value(card.id, field) ?? "");
  const current = {
    name: text("name"),
    firstName: text("firstName"),
    middleName: text("middleName"),
    surname: text("surname"),
  };
  const inOrder = personNameFields.filter((field) => given.includes(field));
  for (const field of inOrder) Object.assign(current, editPersonName(current, field, String(fields[field] ?? "")));
  for (const field of personNameFields) {
    if (current[field] !== text(field) || fields[field] !== undefined) {
      fields[field] = readField(card, field, current[field], {});
    }
  }
}

function isChange(transaction: Transaction, card: Card, field: string, value: Scalar, isInherited: boolean): boolean {
  const isCommon = fieldSpec(card.kind, field)?.scope === "common";
  const room = transaction.loaded(isCommon ? card.commonDocumentId : card.cardDocumentId);
  const candidates = room.record.candidates(field);
  if (isInherited && candidates.length <= 1) return false;
  if (candidates.length === 0) return value !== "" && value !== false;
  return candidates.length > 1 || candidates[0]?.value !== value;
}
