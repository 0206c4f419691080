/**
 * One change to many cards: what it would do, doing it card by card, and taking it back.
 *
 * Shape    `planBulk` is pure; `applyBulk` opens each card, sets all its fields or none, and goes on when that is kept; what it answers is what
 *          `revertBulk` needs. Edits like any others: judged, told to others live, in the history, sent later where there is no connection.
 * Not      a command of the server: cards that somebody edits meanwhile keep what they have of other fields.
 *
 * @module
 */
import { type CardKind, type FieldSpec, type Scalar, fieldsOfKind, sameMeaning } from "@couplet/model";
import { type CardRow, type CardSession, type CardSnapshot, type Engine, NotKeptError } from "@couplet/engine";

/** More at once is a job for an import. */
export const mostAtOnce = 2_000;
const atATime = 4;
const patienceMs = 20_000;

/** Fields that tell one card from another, or point at one, are nobody's to set on many. */
const single: ReadonlySet<string> = new Set([
  "name",
  "name2",
  "searchName",
  "registrationNo",
  "vatRegistrationNo",
  "firstName",
  "middleName",
  "surname",
  "initials",
  "contactName",
  "bankAccountNo",
  "email",
  "email2",
  "phoneNo",
  "mobilePhoneNo",
]);

export const bulkFieldsOf = (kind: CardKind): readonly FieldSpec[] =>
  fieldsOfKind(kind).filter(({ name, type }) => !single.has(name) && !["image", "cardId", "iban"].includes(type));

export type BulkValues = Readonly<Record<string, Scalar>>;

export interface BulkPlan {
  readonly cards: number;
  readonly fields: number;
  /** Cards on which any value changes. */
  readonly changing: readonly CardRow[];
  /** Values that change, of all cards and fields. */
  readonly changes: number;
  /** Cards that others share the block with: theirs show the new values as well. */
  readonly shared: number;
  /** Persons' fields are left alone on companies. */
  readonly skipped: number;
}

const isMeant = (card: Pick<CardRow, "kind" | "type">, { personOnly }: FieldSpec): boolean =>
  !personOnly || card.type === "person";

/** A person's own value: what is read from the company is not one. */
const ownValue = (card: Pick<CardRow, "values"> & { readonly inherited?: object }, field: string): Scalar =>
  card.inherited && Object.hasOwn(card.inherited, field) ? "" : (card.values[field] ?? "");

const isSame = (field: string, before: Scalar, after: Scalar): boolean =>
  sameMeaning(field, before, after) || (before === "" && after === false);

/** Pure. What of the values the card has not got yet. */
function changesOf(card: CardRow | CardSnapshot, values: BulkValues, specs: readonly FieldSpec[]): BulkValues {
  const changing = specs.filter(({ name }) => {
    const value = values[name];
    return value !== undefined && !isSame(name, ownValue(card, name), value);
  });
  return Object.fromEntries(
    changing.filter((spec) => isMeant(card, spec)).map(({ name }) => [name, values[name] ?? ""]),
  );
}

/** Pure. */
export function planBulk(kind: CardKind, cards: readonly CardRow[], values: BulkValues): BulkPlan {
  const specs = bulkFieldsOf(kind).filter(({ name }) => Object.hasOwn(values, name));
  const changes = cards.map((card) => ({ card, count: Object.keys(changesOf(card, values, specs)).length }));
  const changing = changes.filter(({ count }) => count > 0).map(({ card }) => card);
  const isShared = specs.some(({ scope }) => scope === "common");
  return {
    cards: cards.length,
    fields: specs.length,
    changing,
    changes: changes.reduce((sum, { count }) => sum + count, 0),
    shared: isShared ? changing.filter(({ relations }) => relations.length > 0).length : 0,
    skipped: cards.filter((card) => !specs.some((spec) => isMeant(card, spec))).length,
  };
}

/** What was set on a card, and what had been there. */
export interface BulkEdit {
  readonly kind: CardKind;
  readonly id: string;
  readonly before: BulkValues;
  readonly after: BulkValues;
}

export interface BulkFailure {
  readonly card: Pick<CardRow, "id" | "kind" | "no" | "values">;
  readonly error: unknown;
}

export interface BulkOutcome {
  readonly edits: readonly BulkEdit[];
  readonly failures: readonly BulkFailure[];
  /** It was stopped before these. */
  readonly left: number;
}

/** The card takes no edits: by the role, or it was deleted meanwhile. */
export class CardClosedError extends Error {}
/** One of the values is not taken on this card. */
export class ValueRefusedError extends Error {
  readonly code: string;
  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

type Opens = Pick<Engine, "openCard">;

/** @param isStopped asked before each card; @param progress told after each */
export async function applyBulk(
  engine: Opens,
  cards: readonly CardRow[],
  values: BulkValues,
  { isStopped, progress }: { readonly isStopped: () => boolean; readonly progress: (done: number) => void },
): Promise<BulkOutcome> {
  const edits: BulkEdit[] = [];
  const failures: BulkFailure[] = [];
  let next = 0;
  let done = 0;
  const work = async (): Promise<void> => {
    for (let card = cards[next]; card && !isStopped(); card = cards[next]) {
      next += 1;
      try {
        const edit = await change(engine, card, (snapshot) =>
          changesOf(
            snapshot,
            values,
            bulkFieldsOf(snapshot.kind).filter(({ name }) => Object.hasOwn(values, name)),
          ),
        );
        if (edit) edits.push(edit);
      } catch (error) {
        failures.push({ card, error });
      }
      progress((done += 1));
    }
  };
  await Promise.all(Array.from({ length: atATime }, work));
  return { edits, failures, left: cards.length - done };
}

/** Sets again what had been there, wherever what was set still stands. @returns cards that have it back */
export async function revertBulk(engine: Opens, edits: readonly BulkEdit[]): Promise<number> {
  let count = 0;
  let next = 0;
  const work = async (): Promise<void> => {
    for (let edit = edits[next]; edit; edit = edits[next]) {
      next += 1;
      const { before, after } = edit;
      const back = await change(engine, edit, (snapshot) =>
        Object.fromEntries(
          Object.entries(before).filter(([field]) => isSame(field, ownValue(snapshot, field), after[field] ?? "")),
        ),
      ).catch(() => undefined);
      if (back) count += 1;
    }
  };
  await Promise.all(Array.from({ length: atATime }, work));
  return count;
}

/** Sets on one card what `choose` says, all or none. `undefined`: there was nothing to set. */
async function change(
  engine: Opens,
  { kind, id }: { readonly kind: CardKind; readonly id: string },
  choose: (snapshot: CardSnapshot) => BulkValues,
): Promise<BulkEdit | undefined> {
  const session = await engine.openCard(kind, { id });
  try {
    const snapshot = await loaded(session);
    const after = choose(snapshot);
    if (Object.keys(after).length === 0) return undefined;
    if (snapshot.readonly || snapshot.deleted) throw new CardClosedError();
    const before = Object.fromEntries(Object.keys(after).map((field) => [field, ownValue(snapshot, field)]));
    const result = session.setAll(after);
    if (!result.ok) throw new ValueRefusedError(result.problem.code);
    // Kept before the next one is begun; where the device keeps nothing the server has to have it.
    await session.kept().catch(async (error: unknown) => {
      if (!(error instanceof NotKeptError)) throw error;
      await session.flush(patienceMs);
    });
    return { kind, id, before, after };
  } finally {
    session.close();
  }
}

async function loaded({ snapshot }: CardSession): Promise<CardSnapshot> {
  if (!snapshot.value.loading) return snapshot.value;
  return await new Promise((resolve, reject) => {
    const stop = snapshot.subscribe((now) => {
      if (now.loading) return;
      clearTimeout(timer);
      stop();
      resolve(now);
    });
    const timer = setTimeout(() => {
      stop();
      reject(new CardClosedError());
    }, patienceMs);
  });
}
