import { describe, expect, test } from "vitest";
import type { CardRow } from "./card-row.ts";
import { MemoryStore } from "./device-store.ts";
import { Register } from "./register.ts";

const at = { documentId: "d", role: "common", cardId: "c", kind: "contact" } as const;
let count = 0;
const open = (store = new MemoryStore()): Register => new Register(`register-test-${(count += 1)}`, store);
const row = (id: string): CardRow => ({
  id,
  kind: "contact",
  no: id,
  documentId: "d",
  cardDocumentId: "e",
  relations: [],
  values: { name: "Cronus" },
  notes: "",
  asOfMs: 1,
});

describe("seats", () => {
  test("a writer is used again once it is free, and never by two at a time", async () => {
    const register = open();
    const first = await register.seats.take(at);
    const second = await register.seats.take(at);
    expect(second.row.writer).not.toBe(first.row.writer);
    first.release();
    expect((await register.seats.take(at)).row.writer).toBe(first.row.writer);
    expect((await register.seats.take({ ...at, cardId: "other" })).row.writer).not.toBe(first.row.writer);
  });

  test("[C2] a seat is on record as open before its first edit, and found again when its tab is gone", async () => {
    const store = new MemoryStore();
    const register = new Register("register-gone", store);
    const seat = await register.seats.take(at);
    expect(await register.seats.abandoned()).toEqual([]);
    seat.release();
    const [found] = await new Register("register-gone", store).seats.abandoned();
    expect(found?.row).toMatchObject({ ...at, writer: seat.row.writer, isOpen: true });
  });
});

describe("what is kept", () => {
  test("documents longest unopened go first, never one whose seat is open", async () => {
    const register = open();
    for (const documentId of ["d", "e", "f"]) await register.touchDocument(documentId);
    await register.seats.take(at);
    expect(await register.surplusDocuments(3)).toEqual([]);
    expect(await register.surplusDocuments(1)).toEqual(["e"]);
    await register.dropDocument("e");
    expect(register.documents()).toEqual(["d", "f"]);
  });

  test("a document given up is kept under another name from then on, also after a restart", async () => {
    const store = new MemoryStore();
    const register = new Register("register-renew", store);
    const before = register.storageNameOf("d");
    await register.touchDocument("d");
    expect(register.storageNameOf("d")).toBe(before);
    register.renewDocument("d");
    const after = register.storageNameOf("d");
    expect(after).not.toBe(before);
    const restarted = new Register("register-renew", store);
    await restarted.load();
    expect(restarted.storageNameOf("d")).toBe(after);
  });

  test("[C1] what an open card showed before it moved does not take the place of what the server has said since", async () => {
    const register = open();
    const before = { ...row("1"), documentId: "d1", asOfMs: 1_000 };
    await register.putCards([before]);
    await register.putCards([{ ...before, documentId: "d2", asOfMs: 2_000 }]);
    await register.keepShown([{ ...before, values: { city: "Bern" } }]);
    expect(register.card("1")).toMatchObject({ documentId: "d2", values: before.values });
    await register.keepShown([{ ...before, documentId: "d2", values: { city: "Basel" } }]);
    expect(register.card("1")).toMatchObject({ documentId: "d2", values: { city: "Basel" } });
  });

  test("a deleted card is known by name until it is read again", async () => {
    const store = new MemoryStore();
    const register = open(store);
    await register.putCards([row("1"), row("2")]);
    await register.markDeleted("1");
    await register.markDeleted("unknown");
    expect(register.card("1")).toMatchObject({ isDeleted: true, no: "1" });
    await register.putCards([row("1")]);
    expect(register.card("1")?.isDeleted).toBeUndefined();
    expect(await register.kindOf("2")).toBe("contact");
    const again = open(store);
    await again.load();
    expect(again.cards()).toHaveLength(2);
    await again.clear();
    expect(again.cards()).toEqual([]);
  });
});
