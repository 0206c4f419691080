import { atOfMs, RecordDocument } from "@couplet/crdt";
import { expect, test } from "vitest";
import * as Y from "yjs";
import { CopySeats } from "./copy-seats.ts";
import { MemoryStore } from "./device-store.ts";
import { Register } from "./register.ts";

const place = { documentId: "d", role: "common", cardId: "c", kind: "contact", storage: "d" } as const;
const dayMs = 86_400_000;

test("[C2] what is made again for a clock that was ahead is stamped by a writer that was not, whichever is in use", async () => {
  let nowMs = Date.UTC(2026, 10, 25);
  const register = new Register(crypto.randomUUID(), new MemoryStore());
  const seats = new CopySeats(register, new RecordDocument(new Y.Doc()), {
    nowMs: () => nowMs,
    storageFailed: () => undefined,
    isRead: () => true,
    catchUp: () => Promise.resolve(),
  });
  const left = seats.adopt(await register.seats.take(place));
  seats.begin(left, "city");
  const inUse = seats.adopt(await register.seats.take(place));
  seats.begin(inUse, "county");
  // The server tells the time: both were three days ahead.
  nowMs -= 3 * dayMs;
  for (const early of [left, inUse]) {
    const seat = await seats.inTime(early.seat.row.writer, place);
    expect(seats.begin(seat, "city").at).toBeLessThan(atOfMs(nowMs + 1_000));
    expect(seats.begin(early, "city").at).toBeLessThan(atOfMs(nowMs + 1_000));
  }
});
