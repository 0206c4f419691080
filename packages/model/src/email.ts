/**
 * E-mail addresses: one, or several with semicolons.
 *
 * Shape    `a@b.ch;c@d.ch`, letters as typed.
 * Not      proof that a mailbox exists.
 * Source   semantics 2, email
 *
 * @module
 */
import type { KnownProblem } from "./problem.ts";

// A local part without blanks, quotes or separators and without doubled dots; a domain of at least two labels.
const address =
  /^[^\s@;,|<>()[\]\\":.]+(?:\.[^\s@;,|<>()[\]\\":.]+)*@(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?\.)+(?:\p{L}{2,}|xn--[a-z0-9-]+)$/iu;

const split = (text: string): readonly string[] =>
  text
    .split(";")
    .map((part) => part.trim())
    .filter((part) => part !== "");

/** Separators alone are no address and stay as they are, to be refused. */
export const normaliseEmail = (text: string): string => split(text).join(";") || text;

/** Wrong separator (`email.list`) or a bad address (`email.format`). */
export function judgeEmail(text: string): KnownProblem | undefined {
  for (const part of split(text)) {
    if (part.length <= 320 && address.test(part)) continue;
    const several = (part.match(/@/g)?.length ?? 0) > 1 && /[\s,|]/.test(part);
    return several ? { code: "email.list" } : { code: "email.format" };
  }
  return split(text).length === 0 && text.trim() !== "" ? { code: "email.format" } : undefined;
}

export const emailKey = (text: string): string => normaliseEmail(text).toLowerCase();

export const formatEmail = (text: string): string => split(text).join("; ");
