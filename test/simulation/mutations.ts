/**
 * Faults put into the simulated server from outside, to show that the oracle notices each of them.
 *
 * Shape    each wraps one of the functions the server is made of; nothing in `@couplet/crdt` knows of this.
 *
 * @module
 */
import { encodeEntry, serverSlot, type RecordDocument, type StewardContext, type StewardResult } from "@couplet/crdt";
import * as Y from "yjs";
import { soundParts, type Parts } from "./parts.ts";

type Steward = Parts["steward"];

const asking =
  (change: (context: StewardContext) => Partial<StewardContext>): Steward =>
  (record, update, context) =>
    soundParts.steward(record, update, { ...context, ...change(context) });

/** Applies an update as a plain relay would. */
function integrateUnseen(record: RecordDocument, update: Uint8Array): StewardResult {
  try {
    Y.applyUpdate(record.doc, update);
  } catch {
    return { kind: "malformed", reason: "Not a Yjs update", isUntouched: false };
  }
  return { kind: "integrated", update, repaired: false, accepted: [], refused: [], late: [], newClients: [] };
}

const isErasureOnly = (update: Uint8Array): boolean => {
  try {
    return Y.decodeUpdate(update).structs.length === 0;
  } catch {
    return false;
  }
};

/** Puts claims back as they were made. */
const believesClaims: Steward = (record, update, context) => {
  const result = soundParts.steward(record, update, context);
  if (result.kind !== "integrated") return result;
  const updates = result.update ? [result.update] : [];
  const onUpdate = (more: Uint8Array): void => void updates.push(more);
  record.doc.on("update", onUpdate);
  for (const struct of Y.decodeUpdate(update).structs) {
    const raw: unknown =
      struct instanceof Y.Item && struct.content instanceof Y.ContentAny ? struct.content.arr[0] : undefined;
    const claimed = Array.isArray(raw) ? (raw as readonly unknown[]) : [];
    const entry = result.accepted.find(({ at, value }) => claimed[1] === at && claimed[0] === value);
    if (!entry) continue;
    const { field, writer } = entry;
    const seen = claimed[2] as Readonly<Record<string, number>>;
    record.doc.getMap("fields").set(serverSlot(field, writer), encodeEntry({ ...entry, seen }));
  }
  record.doc.off("update", onUpdate);
  return updates.length > 1 ? { ...result, update: Y.mergeUpdates(updates), repaired: true } : result;
};

export const mutations: Readonly<Record<string, Partial<Parts>>> = {
  "no steward at all": { steward: (record, update) => integrateUnseen(record, update) },
  "what was erased stays erased": {
    steward: (record, update, context) =>
      isErasureOnly(update) ? integrateUnseen(record, update) : soundParts.steward(record, update, context),
  },
  "claims to have seen are believed": { steward: believesClaims },
  "rights are not asked": { steward: asking(() => ({ mayEdit: () => true })) },
  "values are not judged": { steward: asking(() => ({ check: () => undefined })) },
  "late edits stay where they came in": {
    steward: asking((context) => ({
      standing: (card) => {
        const standing = context.standing(card);
        return standing === "held" ? "holds" : standing;
      },
    })),
  },
  "anybody goes on as anybody's Yjs client": { steward: asking(() => ({ clients: { mayExtend: () => true } })) },
  "late edits are not carried over": { carryOver: () => [] },
  "the later clock wins a carry-over": {
    carryOver: (record, entries) =>
      soundParts.carryOver(
        record,
        entries.filter((entry) => entry.at > (record.candidates(entry.field)[0]?.at ?? 0)),
      ),
  },
  "edits of deleted cards are dropped": {
    steward: (record, update, context) => {
      const result = soundParts.steward(record, update, context);
      return result.kind === "integrated"
        ? { ...result, late: result.late.filter(({ fate }) => fate !== "deleted") }
        : result;
    },
  },
  "refusals are not told": {
    steward: (record, update, context) => {
      const result = soundParts.steward(record, update, context);
      return result.kind === "integrated" ? { ...result, refused: [] } : result;
    },
  },
  "a fork keeps only what is shown": {
    forkDocument: (source, keep) => {
      const doc = new Y.Doc();
      for (const name of ["writers", "fields"]) {
        for (const [key, value] of source.doc.getMap(name).entries()) {
          const field = key.split("|")[0] ?? "";
          const isShown = keep(field) && source.candidates(field)[0]?.slot === key;
          if (name === "writers" || isShown) doc.getMap(name).set(key, value);
        }
      }
      return Y.encodeStateAsUpdate(doc);
    },
  },
  "a fork keeps every field": { forkDocument: (source) => Y.encodeStateAsUpdate(source.doc) },
  "a link forgets whose values were chosen": {
    linkDocuments: (into, from, _fields, empty, author) => soundParts.linkDocuments(into, from, [], empty, author),
  },
  "a merge forgets whose values were chosen": {
    joinDocuments: (into, from, _isFrom, empty, author) =>
      soundParts.joinDocuments(into, from, () => false, empty, author),
  },
  "an undone merge takes nothing along": { takeAlong: () => undefined },
  "an undone merge takes along what stood there before": {
    takeAlong: (into, from, isOf) => soundParts.takeAlong(into, from, isOf, new Set()),
  },
  "restoring merges nothing": { mergeDocuments: () => undefined },
  "updates are relayed before they are durable": { relaysAfterCommit: false },
  "edits are acknowledged before they are durable": { settlesAfterCommit: false },
};
