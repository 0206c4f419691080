/**
 * What else has to be set with a field: the parts of a person's name, a search name that repeats it, what joining or leaving a company
 * asks for, the rest of an address.
 *
 * Shape    from what the card shows to all fields of one edit, `companyId` last: others see the person move when the rest is there.
 * Not      validation of the value that was given.
 * Source   rules H1, H2; docs/decisions/0007-blank-inherits.md
 *
 * @module
 */
import {
  companyEdits,
  editPersonName,
  inheritedValues,
  isPersonNameField,
  withAddressBlock,
  withSearchName,
  type Heir,
  type InheritanceSwitches,
  type Scalar,
  type ValueOf,
} from "@couplet/model";
import type { CardRow } from "./card-row.ts";

type Fields = Readonly<Record<string, Scalar>>;

export interface EditPlace {
  readonly row: CardRow;
  /** What the card shows. */
  readonly values: Fields;
  /** What is stored on it. */
  readonly own: (field: string) => Scalar;
  /** What the company shows; `undefined` where the card inherits from nobody. */
  readonly company: ValueOf | undefined;
  /** `undefined`: this device never heard of them. */
  readonly switches: InheritanceSwitches | undefined;
  knownCard(id: string): CardRow | undefined;
}

const isPerson = (row: CardRow): boolean => row.kind === "contact" && row.type === "person";

/** A person with relations of its own does not inherit. */
export const mayInherit = (row: CardRow): boolean => isPerson(row) && row.relations.length === 0;

function nameParts({ values }: EditPlace, field: string, value: string): Fields {
  const text = (name: string): string => String(values[name] ?? "");
  const current = {
    name: text("name"),
    firstName: text("firstName"),
    middleName: text("middleName"),
    surname: text("surname"),
  };
  return isPersonNameField(field) ? editPersonName(current, field, value) : {};
}

const editAlong = (place: EditPlace, field: string, value: Scalar): Fields =>
  withSearchName(place.own, editedWith(place, field, value));

function editedWith(place: EditPlace, field: string, value: Scalar): Fields {
  const { row, switches } = place;
  if (isPerson(row) && isPersonNameField(field) && typeof value === "string") return nameParts(place, field, value);
  // Without set-up at hand the server does the rest when the edit arrives.
  if (!switches || !mayInherit(row)) return { [field]: value };
  const heir: Heir = { own: place.own, company: place.company, switches };
  if (field !== "companyId") return withAddressBlock(heir, { [field]: value });
  const next = value === "" ? undefined : place.knownCard(String(value));
  if (value !== "" && next?.type !== "company") return { companyId: value };
  return { ...companyEdits(heir, next && ((name) => next.values[name])), companyId: value };
}

/** All fields of one edit; what was asked for stands above what goes along with it. */
export function editsAlong(place: EditPlace, fields: Fields): Fields {
  const along = Object.entries(fields).map(([field, value]) => editAlong(place, field, value));
  const [only = {}] = along;
  if (along.length < 2) return only;
  const together: Fields = Object.assign({}, ...along, fields);
  const { own, company, switches, row } = place;
  // The address is one block also where several of its parts are set.
  return switches && mayInherit(row) ? withAddressBlock({ own, company, switches }, together) : together;
}

/**
 * Taking back that a person joined a company leaves blank what was blank before: said outright, or leaving would write what was
 * inherited.
 */
export function blanksOnUndo({ own, company, switches }: EditPlace): Fields {
  if (!switches) return {};
  const inherited = inheritedValues({ own, company, switches });
  return Object.fromEntries(Object.keys(inherited).map((field) => [field, ""]));
}
