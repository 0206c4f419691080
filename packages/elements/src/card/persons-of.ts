/**
 * The persons of a company, by the list of contacts.
 *
 * @module
 */
import type { Engine } from "@couplet/engine";
import type { Wording } from "../text/wording.ts";

/** Pages of a thousand contacts that are looked through; the server decides who belongs to it either way. */
const mostPages = 5;
/** More than these are counted, not named. */
const namedPersons = 4;

/** Their names. */
export async function personsOf(engine: Engine, companyId: string): Promise<string[]> {
  const names: string[] = [];
  let cursor: string | undefined;
  let pages = 0;
  do {
    const page = await engine.list("contact", { limit: 1000, ...(cursor ? { cursor } : {}) });
    names.push(
      ...page.items
        .filter((card) => card.companyId === companyId)
        .map((card) => String(card.values["name"] || card.no)),
    );
    cursor = page.nextCursor;
    pages += 1;
  } while (cursor && pages < mostPages);
  return names;
}

/** The first few by name, the others by their number. */
export const nameSome = (names: readonly string[], wording: Wording): string =>
  wording.list([
    ...names.slice(0, namedPersons),
    ...(names.length > namedPersons ? [wording.say("presence.more", { n: names.length - namedPersons })] : []),
  ]);
