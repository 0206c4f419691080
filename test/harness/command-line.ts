/**
 * The command line of benchmarks and campaigns: a name and `--option=value`s.
 *
 * @module
 */

/** Ends the process with the list of names where none of them is given. */
export function commandLine(
  args: readonly string[],
  names: readonly string[],
  script: string,
): { readonly name: string; readonly options: Readonly<Record<string, string>> } {
  const options: Record<string, string> = {};
  let name: string | undefined;
  for (const arg of args) {
    const option = /^--([\w-]+)=(.*)$/.exec(arg);
    if (option?.[1] !== undefined) options[option[1]] = option[2] ?? "";
    else name = arg;
  }
  if (name === undefined || !names.includes(name)) {
    console.error(`Which one? npm run ${script} -- ${names.join(" | ")}`);
    process.exit(1);
  }
  return { name, options };
}
