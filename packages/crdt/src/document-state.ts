/**
 * What a document's bytes amount to: the same bytes for the same content, however it was written down.
 *
 * Shape    state vector and deletions, in order. Read from an update, without a `Y.Doc`.
 * Know     what a replica deleted by itself while integrating (the loser of two values set under one key at once) is in no update, so bytes that
 *          were merged and bytes of a `Y.Doc` may differ there. Whoever compares takes a document once more than needed, and loses nothing.
 * Source   docs/decisions/0025-another-epoch-is-compared.md
 *
 * @module
 */
import * as encoding from "lib0/encoding";
import * as Y from "yjs";

/** @param update everything there is of the document, as one update (v1). @throws where it is none */
export function documentState(update: Uint8Array): Uint8Array {
  const { structs, ds } = Y.decodeUpdate(update);
  const clocks = new Map<number, number>();
  const ended = new Set<number>();
  for (const struct of structs) {
    const { client, clock } = struct.id;
    // What comes after a hole is not integrated by anybody.
    if (struct instanceof Y.Skip || (clocks.get(client) ?? 0) !== clock) ended.add(client);
    if (!ended.has(client)) clocks.set(client, clock + struct.length);
  }
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, clocks.size);
    for (const [client, clock] of inOrder(clocks)) {
      encoding.writeVarUint(encoder, client);
      encoding.writeVarUint(encoder, clock);
    }
    for (const [client, deleted] of inOrder(ds.clients)) {
      const ranges = joined(deleted);
      encoding.writeVarUint(encoder, client);
      encoding.writeVarUint(encoder, ranges.length);
      for (const { from, to } of ranges) {
        encoding.writeVarUint(encoder, from);
        encoding.writeVarUint(encoder, to);
      }
    }
  });
}

const inOrder = <Value>(map: ReadonlyMap<number, Value>): [number, Value][] => [...map].sort(([a], [b]) => a - b);

function joined(deleted: readonly { readonly clock: number; readonly len: number }[]): { from: number; to: number }[] {
  const ranges: { from: number; to: number }[] = [];
  for (const { clock, len } of [...deleted].sort((a, b) => a.clock - b.clock)) {
    const before = ranges.at(-1);
    if (before && clock <= before.to) before.to = Math.max(before.to, clock + len);
    else ranges.push({ from: clock, to: clock + len });
  }
  return ranges;
}
