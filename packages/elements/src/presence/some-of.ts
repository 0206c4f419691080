/**
 * Many people in few words: nobody reads or listens to hundreds of names.
 *
 * @module
 */

/** The first ones, and how many more there are. */
export function someOf(names: readonly string[], most: number, more: (n: number) => string): readonly string[] {
  const left = names.length - most;
  return left > 0 ? [...names.slice(0, most), more(left)] : names;
}
