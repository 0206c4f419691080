/**
 * Cards that part: every combination of related kinds, one of them deleted or unlinked, and which cards go on together.
 *
 * @module
 */
import { type CardKind, pathOfKind, type RelatedKind, relatedKinds } from "@couplet/model";
import { expect } from "vitest";
import type { Family } from "./family.ts";

/** Every combination of related kinds. */
export const combinations: readonly (readonly RelatedKind[])[] = [1, 2, 3, 4, 5, 6, 7].map((bits) =>
  relatedKinds.filter((_, index) => (bits >> index) & 1),
);

export interface Parting {
  readonly what: "deleting" | "unlinking";
  readonly kind: CardKind;
  readonly related: readonly RelatedKind[];
  readonly title: string;
}

export const partings: readonly Parting[] = combinations.flatMap((related) => {
  const among = related.join(", ");
  const all: readonly CardKind[] = ["contact", ...related];
  return [
    ...all.map(
      (kind) => ({ what: "deleting", kind, related, title: `deleting the ${kind}, contact with ${among}` }) as const,
    ),
    ...related.map(
      (kind) => ({ what: "unlinking", kind, related, title: `unlinking the ${kind}, contact with ${among}` }) as const,
    ),
  ];
});

/** Cards that hold one document together once the parting is done. */
export function groupsAfter({ what, kind, related }: Parting): readonly (readonly CardKind[])[] {
  if (kind === "contact") return related.map((other) => [other]);
  const rest: readonly CardKind[] = ["contact", ...related.filter((other) => other !== kind)];
  return what === "unlinking" ? [rest, [kind]] : [rest];
}

async function relationIdOf(family: Family, kind: CardKind): Promise<string> {
  const { relations } = await family.read(kind);
  return relations[0].id;
}

export async function perform(family: Family, { what, kind }: Parting): Promise<void> {
  if (what === "deleting") await family.ada.expecting(204, "DELETE", family.path(kind));
  else await family.ada.expecting(204, "DELETE", `${family.path("contact")}/links/${await relationIdOf(family, kind)}`);
}

/** Nothing that remains points at the card, and it is not there. */
export async function expectGone(family: Family, { kind, related }: Parting): Promise<void> {
  const id = family.id(kind);
  expect((await family.vera.call("GET", family.path(kind))).status).toBe(404);
  const left = (["contact", ...related] as const).filter((other) => other !== kind);
  for (const other of left) expect(JSON.stringify(await family.read(other))).not.toContain(id);
  for (const other of left) {
    const list = await family.vera.expecting(200, "GET", `/${pathOfKind(other)}`);
    expect(JSON.stringify(list)).not.toContain(id);
  }
}
