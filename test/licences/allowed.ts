/**
 * Which licences a package may have, and why.
 *
 * Shape    `isAllowed` reads the expressions packages write: one licence, or several joined by `OR` (one of them has to be allowed) or `AND` (all).
 * Not      legal advice: what is not in the list is looked at by a person before it goes in.
 *
 * @module
 */

/** Asks for its notice to be kept, and for nothing of what uses it. */
const permissive = ["MIT", "ISC", "0BSD", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "BlueOak-1.0.0"];
/** A font may be shipped with software under any licence, under its own name and with its licence. */
const fonts = ["OFL-1.1"];
/** Asks for changed files of its own to be published, or to be named: nothing of it is in what we ship. */
const toolsOnly = ["MPL-2.0", "CC-BY-4.0", "CC0-1.0"];

/** Of what is shipped, and of what only builds and tests. */
export const shippedLicences: readonly string[] = [...permissive, ...fonts];
export const toolLicences: readonly string[] = [...shippedLicences, ...toolsOnly];

export function isAllowed(expression: string, licences: readonly string[]): boolean {
  const plain = expression.trim().replace(/^\((.*)\)$/u, "$1");
  // Brackets inside are nobody's so far: they are in no list, and so not allowed.
  const either = plain.split(/ or /iu);
  return either.some((all) => all.split(/ and /iu).every((licence) => licences.includes(licence.trim())));
}
