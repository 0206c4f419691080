/**
 * From texts in a file to values that our rules take.
 *
 * Shape    pure: a row of texts by field in, accepted values and refused texts out. Blanks are left out: nobody set them.
 *
 * @module
 */
import {
  fieldSpec,
  isEmptyValue,
  parseValue,
  type CardKind,
  type FieldProblem,
  type Fields,
  type Scalar,
} from "@couplet/model";

/** A text that our rules refuse. */
interface RefusedText {
  readonly field: string;
  readonly value: string;
  readonly problem: FieldProblem;
}

export interface Converted {
  readonly fields: Fields;
  readonly refused: readonly RefusedText[];
}

/** Windows language codes of the source (ISO 639-2 and a letter for the region) as BCP 47. */
const languages: Readonly<Record<string, string>> = {
  CSY: "cs-CZ",
  DAN: "da-DK",
  DEA: "de-AT",
  DES: "de-CH",
  DEU: "de-DE",
  ENA: "en-AU",
  ENC: "en-CA",
  ENG: "en-GB",
  ENU: "en-US",
  ENZ: "en-NZ",
  ESM: "es-MX",
  ESP: "es-ES",
  FIN: "fi-FI",
  FRA: "fr-FR",
  FRB: "fr-BE",
  FRC: "fr-CA",
  FRS: "fr-CH",
  ISL: "is-IS",
  ITA: "it-IT",
  ITS: "it-CH",
  NLB: "nl-BE",
  NLD: "nl-NL",
  NOR: "nb-NO",
  SVE: "sv-SE",
};

/** The tag of a code; a code we do not know stays as it is, for the rules to refuse. */
export const languageTag = (code: string): string => languages[code] ?? code;

/** Fields of the kind, from texts by field name. `countryCode` decides how phone and VAT numbers are read. */
export function convertFields(kind: CardKind, texts: Readonly<Record<string, string>>): Converted {
  const fields: Record<string, Scalar> = {};
  const refused: RefusedText[] = [];
  const countryCode = texts["countryCode"] ?? "";
  const context = countryCode === "" ? {} : { countryCode };
  for (const [field, value] of Object.entries(texts)) {
    const spec = fieldSpec(kind, field);
    if (!spec || value.trim() === "") continue;
    const parsed = parseValue(spec, value, context);
    if (!parsed.ok) refused.push({ field, value, problem: parsed.problem });
    else if (!isEmptyValue(parsed.value)) fields[field] = parsed.value;
  }
  return { fields, refused };
}
