import { describe, expect, test } from "vitest";
import type { CardRow } from "./card-row.ts";
import { MemoryStore } from "./device-store.ts";
import { Register } from "./register.ts";
import type { ShownCard } from "./shown-fields.ts";

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

const shown = (card: CardRow): ShownCard => ({ row: card, sinceMs: new Map([["city", 3]]) });

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

  test("[C2] a writer whose clock was ahead is not taken until the time has come", async () => {
    const register = new Register(crypto.randomUUID(), new MemoryStore());
    const seat = await register.seats.take(at);
    seat.row = { ...seat.row, lastAt: 5_000, isOpen: false };
    await register.seats.save(seat);
    seat.release();
    expect((await register.seats.take(at, 4_000)).row.writer).not.toBe(seat.row.writer);
    expect((await register.seats.take(at, 6_000)).row.writer).toBe(seat.row.writer);
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

describe("a copy that is given up", () => {
  test("[C2] a seat that left edits in it is not taken for the next copy, and is one more reason to keep it", async () => {
    const register = open();
    const left = await register.seats.take({ ...at, storage: "d" });
    left.release();
    const next = await register.seats.take({ ...at, storage: "d~1" });
    expect(next.row.writer).not.toBe(left.row.writer);
    expect(await register.seats.hasOpen("d", "d")).toBe(true);
    left.row = { ...left.row, isOpen: false };
    await register.seats.save(left);
    expect([await register.seats.hasOpen("d", "d"), await register.seats.hasOpen("d")]).toEqual([false, true]);
    // Nothing of it waits: it may write in any copy.
    const again = await register.seats.take({ ...at, storage: "d~2" });
    expect(again.row).toMatchObject({ writer: left.row.writer, storage: "d~2" });
  });

  test("[C2] other tabs hear of it, give it up once, and do not take it back; its name is known until it is deleted", async () => {
    const store = new MemoryStore();
    const [one, two] = [new Register("register-tabs", store), new Register("register-tabs", store)];
    for (const register of [one, two]) await register.load();
    const heard: string[] = [];
    two.documents.observe((ids) => heard.push(...ids));
    for (const register of [one, two]) await register.documents.touch("d");
    const old = one.documents.storageNameOf("d");
    await one.documents.renew("d", old);
    await expect.poll(() => heard).toEqual(["d"]);
    const fresh = one.documents.storageNameOf("d");
    expect(two.documents.storageNameOf("d")).toBe(fresh);
    await two.documents.renew("d", old);
    await two.documents.touch("d");
    expect([one, two].map((register) => register.documents.storageNames("d"))).toEqual([
      [old, fresh],
      [old, fresh],
    ]);
    await two.documents.forgotten("d", old);
    const later = new Register("register-tabs", store);
    await later.load();
    expect(later.documents.storageNames("d")).toEqual([fresh]);
    for (const register of [one, two, later]) register.close();
  });

  test("[C2] a tab that has not heard of it yet does not take it back when it opens the document", async () => {
    const store = new MemoryStore();
    const one = new Register("register-unheard-1", store);
    const two = new Register("register-unheard-2", store);
    for (const register of [one, two]) await register.load();
    await one.documents.touch("d");
    await two.documents.touch("d");
    await one.documents.renew("d", one.documents.storageNameOf("d"));
    const heard: string[] = [];
    two.documents.observe((ids) => heard.push(...ids));
    await two.documents.touch("d");
    expect(heard).toEqual(["d"]);
    expect(two.documents.storageNameOf("d")).toMatch(/d~1$/u);
    for (const register of [one, two]) register.close();
  });
});

describe("what is kept", () => {
  test("documents longest unopened go first, never one whose seat is open", async () => {
    const register = open();
    for (const documentId of ["d", "e", "f"]) await register.documents.touch(documentId);
    await register.seats.take(at);
    expect(await register.documents.surplus(3)).toEqual([]);
    expect(await register.documents.surplus(1)).toEqual(["e"]);
    await register.documents.drop("e");
    expect(register.documents.ids()).toEqual(["d", "f"]);
  });

  test("a document given up is kept under another name from then on, also after a restart", async () => {
    const store = new MemoryStore();
    const register = new Register("register-renew", store);
    const before = register.documents.storageNameOf("d");
    await register.documents.touch("d");
    expect(register.documents.storageNameOf("d")).toBe(before);
    await register.documents.renew("d", before);
    const after = register.documents.storageNameOf("d");
    expect(after).not.toBe(before);
    const restarted = new Register("register-renew", store);
    await restarted.load();
    expect(restarted.documents.storageNameOf("d")).toBe(after);
  });

  test("[C1] what an open card showed before it moved does not take the place of what the server has said since", async () => {
    const register = open();
    const before = { ...row("1"), documentId: "d1", asOfMs: 1_000 };
    await register.putCards([before]);
    await register.putCards([{ ...before, documentId: "d2", asOfMs: 2_000 }]);
    await register.keepShown([shown({ ...before, values: { city: "Bern" } })]);
    expect(register.card("1")).toMatchObject({ documentId: "d2", values: before.values });
    await register.keepShown([shown({ ...before, documentId: "d2", values: { city: "Basel" } })]);
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

/** Holds its next deletion back. */
class SlowStore extends MemoryStore {
  #held: Promise<void> | undefined;

  hold(): () => void {
    let letGo = (): void => undefined;
    this.#held = new Promise((resolve) => (letGo = resolve));
    return () => letGo();
  }

  override async delete(...asked: Parameters<MemoryStore["delete"]>): Promise<void> {
    const held = this.#held;
    this.#held = undefined;
    await held;
    await super.delete(...asked);
  }
}

describe("cards that were erased", () => {
  test("[GD2] nothing is kept of them or of their past, nor rows that name them, nor what comes late", async () => {
    const [store, erased, other] = [new SlowStore(), crypto.randomUUID(), crypto.randomUUID()];
    const register = open(store);
    const naming = { id: "r", code: "CUST", kind: "customer", cardId: erased, no: "1", name: "Quastenberg" } as const;
    await register.putCards([row(erased), row(other), { ...row("naming"), relations: [naming] }]);
    await register.putPast({ cardId: erased, items: [] });
    const letGo = store.hold();
    const underWay = register.putCards([{ ...row(erased), isDeleted: true }]);
    await register.forgetCards(new Set([erased]));
    letGo();
    await underWay;
    await register.keepShown([shown(row(erased))]);
    expect([register.card(erased), register.card("naming"), await register.past(erased)]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect((await store.all("cards")).map((kept) => (kept as CardRow).id)).toEqual([other]);
  });

  test("[GD2] how far a device knows, and what could not go yet, outlives its tabs", async () => {
    const store = new MemoryStore();
    await open(store).marks.putKnown({ upTo: 7, left: ["d"] });
    const again = open(store);
    await again.load();
    expect(again.marks.known).toEqual({ upTo: 7, left: ["d"] });
  });
});
