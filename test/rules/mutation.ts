/**
 * Small edits of the sources, each of which switches one rule, or one sentence of it, off.
 *
 * Shape    `find` stands exactly once in `file` and is replaced; sources that changed under a mutation are told, not guessed.
 * Not      switches in the program: it is a copy that is edited, see `mutated-copy.ts`.
 *
 * @module
 */

export interface Mutation {
  /** The rule whose tests must notice. */
  readonly rule: string;
  /** What no longer holds. */
  readonly what: string;
  /** Relative to the root. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
  /** Only a browser shows it: the tests of `test/e2e` are run, too. */
  readonly inBrowser?: boolean;
}

/** One rule's mutations in a row: what no longer holds, where, and the edit. */
export const of =
  (rule: string) =>
  (
    what: string,
    file: string,
    find: string,
    replace: string,
    options: { readonly inBrowser?: boolean } = {},
  ): Mutation => ({
    rule,
    what,
    file,
    find,
    replace,
    ...options,
  });

/** The source with the edit. @throws where `find` does not stand there exactly once */
export function mutated({ rule, what, file, find, replace }: Mutation, source: string): string {
  const parts = source.split(find);
  if (parts.length !== 2)
    throw new Error(`[${rule}] ${what}: found ${parts.length - 1} times in ${file}, not once:\n${find}`);
  return parts.join(replace);
}
