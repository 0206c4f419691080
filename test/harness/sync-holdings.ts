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
  type Offer,
  reconcile,
  type Reconciled,
} from "@couplet/engine/sync";
import { lowestId, type Mark } from "@couplet/protocol";
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

export interface Compared extends Reconciled {
  readonly offers: readonly Offer[];
}

/**
 * @param offers what is to be offered again, kept as what it was read from is replaced
 * @returns once what differed is stored; `undefined` where the connection ended before
 */
export async function reconcileWith(
  client: SyncClient,
  user: string,
  offers: Offer[] = [],
): Promise<Compared | undefined> {
  const { replica } = client;
  const ended = client.closed.then(() => {
    throw new Error("The connection has ended");
  });
  const bring = async ({ items, replaced }: Brought, offered: readonly Offer[]): Promise<void> => {
    offers.push(...offered);
    replica.apply({ type: "chunk", cursor: replica.cursor, isLast: false, left: 0, items });
    for (const [id, bytes] of replaced) replica.documents.set(id, bytes.slice());
  };
  try {
    await Promise.race([client.welcomed, ended]);
    const compared = await reconcile({
      compare: (question) => Promise.race([client.ask(question), ended]),
      want: (question) => Promise.race([client.ask(question), ended]),
      holdings: holdingsOf(replica),
      bring,
      user,
    });
    client.send({ type: "go" });
    return { ...compared, offers };
  } catch (error) {
    if (error instanceof Error && error.message === "The connection has ended") return undefined;
    throw error;
  }
}
