/**
 * What a benchmark prints: one JSON object a line on stdout.
 *
 * @module
 */
export const print = (line: Readonly<Record<string, unknown>>): void => {
  process.stdout.write(
    `${JSON.stringify(line, (_key, value: unknown) => (typeof value === "number" ? Number(value.toFixed(4)) : value))}\n`,
  );
};

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}
