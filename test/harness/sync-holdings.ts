/**
 * A replica of the tests as what is compared with a server's store.
 *
 * Shape    `reconcileWith(client)` runs the engine's comparison over a connection of the harness, and then lets the feed go on.
 *
 * @module
 */
import {
  type Brought,
  type Holdings,
  markOfDocument,
  markOfRow,
  reconcile,
  type Reconciled,
} from "@couplet/engine/sync";
import { lowestId, type Mark, type Recovered } from "@couplet/protocol";
import type { SyncClient } from "./sync-client.ts";
import type { SyncReplica } from "./sync-replica.ts";

const holdingsOf = (replica: SyncReplica): Holdings => ({
  marks: async (thing, from, to) => {
    const marks: Mark[] = [];
    if (thing === "document")
      for (const [id, bytes] of within(replica.documents, from, to)) marks.push(markOfDocument(id, bytes));
    if (thing === "card" || thing === "relation") {
      const rows: ReadonlyMap<string, object> = thing === "card" ? replica.cards : replica.relations;
      for (const [id, row] of within(rows, from, to)) marks.push(markOfRow(id, JSON.stringify(row)));
    }
    if (thing === "setup" && from === lowestId) marks.push(markOfRow(lowestId, JSON.stringify(replica.setup)));
    return marks;
  },
  document: async (id) => replica.documents.get(id),
});

const within = <Value>(map: ReadonlyMap<string, Value>, from: string, to: string): [string, Value][] =>
  [...map].filter(([id]) => id >= from && id <= to).sort(([a], [b]) => (a < b ? -1 : 1));

/**
 * @returns once what differed is stored; `undefined` where the connection ended before
 */
export async function reconcileWith(
  client: SyncClient,
  refused: Recovered["refused"][number][] = [],
): Promise<Reconciled | undefined> {
  const { replica } = client;
  const ended = client.closed.then(() => {
    throw new Error("The connection has ended");
  });
  const bring = async ({ items, replaced }: Brought): Promise<void> => {
    replica.apply({ type: "chunk", cursor: replica.cursor, isLast: false, left: 0, items });
    for (const [id, bytes] of replaced) replica.documents.set(id, bytes.slice());
  };
  try {
    await Promise.race([client.welcomed, ended]);
    const compared = await reconcile({
      questions: {
        compare: (question) => Promise.race([client.ask(question), ended]),
        want: (question) => Promise.race([client.ask(question), ended]),
        recover: (question) => Promise.race([client.ask(question), ended]),
      },
      holdings: holdingsOf(replica),
      bring,
      refused: async (_lost, refusals) => void refused.push(...refusals),
    });
    for (const id of compared.absent.relation) replica.relations.delete(id);
    client.send({ type: "go" });
    return compared;
  } catch (error) {
    if (error instanceof Error && error.message === "The connection has ended") return undefined;
    throw error;
  }
}
