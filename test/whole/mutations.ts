/**
 * Faults put into the whole from outside, to show that the oracle notices each of them.
 *
 * @module
 */
import { randomUUID } from "node:crypto";
import type { Write } from "@couplet/server/parts";
import type { Parts } from "./parts.ts";

const without =
  (...types: readonly Write["type"][]): Parts["keptWrites"] =>
  (writes) =>
    writes.filter(({ type }) => !types.includes(type));

export const mutations: Readonly<Record<string, Partial<Parts>>> = {
  "edits and commands are acknowledged before they are durable": { promisesEarly: true },
  "a command is sent under another id each time": {
    sentCommand: (body) => JSON.stringify({ ...(JSON.parse(body) as object), id: randomUUID() }),
  },
  "edits of deleted cards are not kept": { keptWrites: without("strand") },
  "edits of deleted cards are forgotten though nobody asked for that": {
    keptWrites: (writes) =>
      writes.flatMap((write): Write[] =>
        write.type === "strand"
          ? [write, { workspace: write.workspace, type: "unstrand", entry: write.row.entry, cardId: write.row.cardId }]
          : [write],
      ),
  },
  "the numbers drawn are not kept": { keptWrites: without("putSetup") },
  "a card that left goes on holding its document": { keptWrites: without("release") },
  "the device does not remember who has unconfirmed edits": { keepsRow: (table) => table !== "seats" },
  "the device does not keep commands": { keepsRow: (table) => table !== "outbox" },
};
