/**
 * A workspace of any size, put into a store directly: contacts with a common document of twenty fields each.
 *
 * Shape    documents repeat after a hundred different ones; ids are their own. Committed by thousands.
 *
 * @module
 */
import { RecordDocument } from "@couplet/crdt";
import { type Card, defaultSetup, parseCardId, parseDocumentId } from "@couplet/model";
import { openSqliteStore, type Write } from "@couplet/server";
import { join } from "node:path";
import * as Y from "yjs";

const fields =
  `name searchName name2 address address2 postCode city county countryCode phoneNo mobilePhoneNo faxNo email homePage
  territoryCode currencyCode languageCode salespersonCode registrationNo vatRegistrationNo`.split(/\s+/u);
const batch = 2_000;

export const cardIdOf = (index: number): string => idOf("0001", index);
export const documentIdOf = (index: number): string => idOf("0002", index);
const idOf = (group: string, index: number): string =>
  `0198c0de-${group}-7000-8000-${index.toString(16).padStart(12, "0")}`;

function documentOf(index: number, cardId: string): Uint8Array {
  const record = new RecordDocument(new Y.Doc());
  const writer = `seed${index}`;
  record.register(writer, { card: cardId, user: "seed" });
  fields.forEach((field, at) => record.set(field, `${field} ${index}`, { writer, at: (index * 100 + at + 1) * 1024 }));
  return Y.encodeStateAsUpdate(record.doc);
}

/** @returns how long it took */
export async function seedWorkspace(dataDir: string, workspace: string, documents: number): Promise<number> {
  const startedMs = performance.now();
  const store = openSqliteStore(join(dataDir, "couplet.db"));
  const samples = Array.from({ length: Math.min(100, documents) }, (_, index) => documentOf(index, cardIdOf(index)));
  let seq = 1;
  const logged = () => ({ workspace, by: "seed", atMs: 1_700_000_000_000, seq: (seq += 1) });
  await store.commit([{ ...logged(), type: "putSetup", setup: defaultSetup() }]);
  for (let from = 0; from < documents; from += batch) {
    const writes: Write[] = [];
    for (let index = from; index < Math.min(documents, from + batch); index += 1) {
      const card: Card = {
        id: parseCardId(cardIdOf(index)),
        kind: "contact",
        no: `CT${index.toString().padStart(6, "0")}`,
        type: "company",
        commonDocumentId: parseDocumentId(documentIdOf(index)),
        cardDocumentId: parseDocumentId(idOf("0003", index)),
        createdAtMs: 1_700_000_000_000,
      };
      const [documentId, update] = [card.commonDocumentId, samples[index % samples.length] ?? new Uint8Array()];
      writes.push(
        { workspace, type: "createDocument", document: { id: documentId, role: "common" } },
        { workspace, type: "createDocument", document: { id: card.cardDocumentId, role: "card", cardId: card.id } },
        { workspace, type: "hold", documentId, cardId: card.id, fromSeq: seq },
        { ...logged(), type: "putCard", card },
        { ...logged(), type: "update", documentId, update },
      );
    }
    await store.commit(writes);
  }
  await store.close();
  return performance.now() - startedMs;
}
