import type { CardKind } from "@couplet/model";
import { closeCodes } from "@couplet/protocol";
import { expect, test } from "vitest";
import { CardDocuments } from "./card-documents.ts";
import type { CardRow } from "./card-row.ts";
import { Connectivity } from "./connectivity.ts";
import { MemoryStore, type DeviceTable } from "./device-store.ts";
import { Register } from "./register.ts";
import type { Carrier, ChannelHandlers } from "./sync/carrier.ts";
import { WorkingCopies } from "./working-copies.ts";

/** A device that has no space for writers while it is full. */
class FullStore extends MemoryStore {
  isFull = false;

  override put(table: DeviceTable, rows: readonly (readonly [key: string, row: unknown])[]): Promise<void> {
    return this.isFull && table === "seats" ? Promise.reject(new Error("full")) : super.put(table, rows);
  }
}

/** Channels that were opened, by document, and are answered by the test. */
class Rooms implements Carrier {
  readonly opened: { readonly documentId: string; readonly handlers: ChannelHandlers }[] = [];

  open(documentId: string, handlers: ChannelHandlers): ReturnType<Carrier["open"]> {
    this.opened.push({ documentId, handlers });
    return { send: () => undefined, close: () => undefined };
  }

  count(documentId: string): number {
    return this.opened.filter((room) => room.documentId === documentId).length;
  }

  end(documentId: string, code: number): void {
    this.opened.findLast((room) => room.documentId === documentId)?.handlers.closed(code, "");
  }
}

const kind: CardKind = "contact";
const rowIn = (documentId: string): CardRow => ({
  id: "c",
  kind,
  no: "CT1",
  documentId,
  cardDocumentId: "own",
  values: {},
  notes: "",
  relations: [],
  asOfMs: 0,
});

function opened(): {
  readonly documents: CardDocuments;
  readonly copies: WorkingCopies;
  readonly store: FullStore;
  readonly rooms: Rooms;
  readonly ended: number[];
} {
  const store = new FullStore();
  const rooms = new Rooms();
  const connectivity = new Connectivity(() => Promise.resolve(true), false);
  const copies = new WorkingCopies(
    {
      carrier: rooms,
      register: new Register(`documents-${Math.random()}`, store),
      disk: undefined,
      kept: undefined,
      connectivity,
      nowMs: () => Date.now(),
      user: () => "ada",
      isHeld: () => false,
      isNew: () => false,
      storageFailed: () => undefined,
      tellTime: () => Promise.resolve(),
    },
    { opened: () => ({}), stateChanged: () => undefined },
  );
  const ended: number[] = [];
  const nothing = (): void => undefined;
  const documents = new CardDocuments(
    { copies, isOutOfReach: () => true, observeReach: () => nothing },
    rowIn("first"),
    {
      changed: nothing,
      attached: nothing,
      stateChanged: nothing,
      presenceChanged: nothing,
      ended: (code) => ended.push(code),
      joined: nothing,
      spoilt: nothing,
      notesChanged: nothing,
      notesDid: nothing,
      notesBlocked: () => undefined,
    },
  );
  return { documents, copies, store, rooms, ended };
}

test("[C1] a card that could not follow into another document once follows the next time, and leaves nothing open", async () => {
  const { documents, copies, store, rooms } = opened();
  await documents.attach(rowIn("first"), true);
  store.isFull = true;
  await expect(documents.attach(rowIn("second"), true)).rejects.toThrow("full");
  store.isFull = false;
  await documents.attach(rowIn("third"), true);
  expect(copies.open("third")?.cards.has("c")).toBe(true);
  await expect.poll(() => copies.open("second"), { timeout: 10_000 }).toBeUndefined();
  expect(rooms.count("second")).toBe(0);
  documents.close();
  await copies.close();
});

test("[C1] a document whose room was asked for too early is asked for again once a row names it", async () => {
  const { documents, copies, rooms, ended } = opened();
  await documents.attach(rowIn("forecast"), true);
  await expect.poll(() => rooms.count("forecast")).toBe(1);
  rooms.end("forecast", closeCodes.noSuchDocument);
  await expect.poll(() => ended).toEqual([closeCodes.noSuchDocument]);
  await documents.attach(rowIn("first"), true);
  // The copy is still there for a moment.
  await documents.attach(rowIn("forecast"), true);
  await expect.poll(() => rooms.count("forecast")).toBe(2);
  documents.close();
  await copies.close();
});

test("[C1] a document whose room was asked for too early is asked for again once commands were answered", async () => {
  const { documents, copies, rooms, ended } = opened();
  await documents.attach(rowIn("forecast"), true);
  await expect.poll(() => rooms.count("forecast")).toBe(1);
  rooms.end("forecast", closeCodes.noSuchDocument);
  await expect.poll(() => ended).toEqual([closeCodes.noSuchDocument]);
  copies.holdsChanged();
  await expect.poll(() => rooms.count("forecast")).toBe(2);
  rooms.end("forecast", closeCodes.documentRetired);
  await expect.poll(() => ended).toHaveLength(2);
  copies.holdsChanged();
  await Promise.resolve();
  expect(rooms.count("forecast")).toBe(2);
  documents.close();
  await copies.close();
});
