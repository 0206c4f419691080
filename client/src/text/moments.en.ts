/**
 * Words about a card in time, beside others and among people: English.
 *
 * Shape    part of the app's catalogues, see `catalogues.ts`.
 *
 * @module
 */
export const english = {
  "moments.open": "Compare and restore moments…",
  "moments.title": "The card as it was",
  "moments.none": "Nothing has been changed yet.",
  "moments.at": "Moment",
  "moments.against": "Compared with",
  "moments.now": "Now",
  "moments.other": "Another moment",
  "moments.then": "Then",
  "moments.before": "Before the first change",
  "moments.was": "{when}: {who} set {fields}.",
  "moments.same": "As it is now.",
  "moments.sameBoth": "The same at both moments.",
  "moments.different": "{n} field differs|{n} fields differ",
  "moments.partial": "Without a connection: of the values this device knows of.",
  "moments.restore": "Restore {n} value|Restore {n} values",
  "moments.restored": "{n} value is as of {when}.|{n} values are as of {when}.",
  "related.title": "Who is related to whom",
  "related.shares": "{n} cards hold one block: {list}.",
  "related.company": "Works at {name}.",
} as const;
