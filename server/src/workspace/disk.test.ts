import { parseRelationId } from "@couplet/model";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type DiskErrorName, diskError, type Fault } from "../store/faulty-database.ts";
import {
  actorOf,
  ada,
  type Fixture,
  newCommandId,
  openFixture,
  type TestClient,
  until,
  type WholeCard,
} from "./workspace-fixture.ts";

const disk: { fault: Fault } = { fault: () => undefined };
let fixture: Fixture;
let card: WholeCard;

/** Nothing can be written from here on; what is there can be read. */
const fail = (name: DiskErrorName = "full"): void => {
  disk.fault = (sql) => (sql.trimStart().startsWith("SELECT") ? undefined : diskError(name));
};
const mend = async (): Promise<void> => {
  disk.fault = () => undefined;
  await until(() => fixture.store.canWrite(), "the disk takes writes");
};

beforeEach(async () => {
  disk.fault = () => undefined;
  fixture = await openFixture({ disk });
  card = await fixture.create("customer", { name: "Muster AG", city: "Bern" });
});
afterEach(() => fixture.close());

async function joined(user: string, doc?: TestClient["doc"]): Promise<TestClient> {
  const client = fixture.connect(card.documentId, { actor: actorOf(user), card: card.id, ...(doc && { doc }) });
  await until(() => client.isSynced, `${user} has the document`);
  return client;
}

describe("[G1] while the disk takes nothing", () => {
  test.each(["full", "readOnly", "write", "fsync"] as const)(
    "whoever writes is put off, whoever reads goes on, and all goes on once it takes writes again: %s",
    async (name) => {
      const author = await joined("ben");
      author.set("city", "Basel");
      await until(() => author.isSettled);
      const settled = author.settled;
      fail(name);
      author.set("city", "Chur");
      expect(await author.closed).toBe(1013);
      expect(author.settled).toBe(settled);
      expect(fixture.store.canWrite()).toBe(false);

      const reader = await joined("cleo");
      await until(() => reader.isSettled, "what the server has is no news");
      expect(reader.record.value("city")).toBe("Basel");
      const again = fixture.connect(card.documentId, { actor: actorOf("ben"), card: card.id, doc: author.doc });
      expect(await again.closed).toBe(1013);
      expect((await fixture.workspace.conflicts(card.id)).items).toEqual([]);
      expect((await fixture.workspace.history(card.id, { limit: 10, field: "city" })).items[0]?.new).toBe("Basel");
      expect((await fixture.workspace.listCards("customer", { limit: 10 })).items[0]?.["city"]).toBe("Basel");

      await mend();
      const back = fixture.connect(card.documentId, { actor: actorOf("ben"), card: card.id, doc: author.doc });
      await until(() => back.isSettled, "the edit is taken");
      expect((await fixture.read(card.id))["city"]).toBe("Chur");
      // The reader was there all the time.
      await until(() => reader.record.value("city") === "Chur", "the reader is shown it");
    },
  );

  test("every way to change something refuses with one code, and changes nothing", async () => {
    const { workspace } = fixture;
    const before = (await workspace.changes(0, 1_000)).items.length;
    const setup = await workspace.setup();
    fail();
    const relationId = parseRelationId(card.relations[0]?.id ?? "");
    const unlink = { type: "unlink", id: newCommandId(), relationId } as const;
    const attempts: Record<string, () => Promise<unknown>> = {
      "an edit": () => workspace.editCard(card.id, { city: "Chur" }, ada),
      "a command": () => workspace.execute(unlink, ada),
      "a card": () => fixture.create("vendor"),
      "a deletion": () => fixture.delete(card.id),
      "set-up": () => workspace.putSetup(setup, ada),
      "a job": () => workspace.contactJobs.start("job", { kind: "customer", filter: {} }, ada, true),
      "an answer": () => workspace.saveAnswer("ada", "key", { bodyHash: "h", status: 200, body: "{}" }),
      "another workspace": () => fixture.workspaces.get("another", ada),
    };
    // Twice: the disk is asked the first time, and not the second.
    for (const [what, attempt] of [...Object.entries(attempts), ...Object.entries(attempts)])
      await expect(attempt(), what).rejects.toMatchObject({ code: "store.unavailable" });
    await mend();
    expect((await workspace.changes(0, 1_000)).items).toHaveLength(before);
    await workspace.execute(unlink, ada);
    expect((await fixture.read(card.id)).relations).toEqual([]);
    expect(await fixture.workspaces.get("another", ada)).toBeDefined();
  });

  test("rooms of others stay open while one that has something to write is sent away", async () => {
    const [author, reader] = [await joined("ben"), await joined("cleo")];
    await until(() => author.isSettled && reader.isSettled);
    fail();
    // Found out elsewhere.
    await expect(fixture.create("vendor")).rejects.toMatchObject({ code: "store.unavailable" });
    author.set("city", "Chur");
    expect(await author.closed).toBe(1013);
    await mend();
    expect((await fixture.workspace.editCard(card.id, { city: "Genf" }, ada))["city"]).toBe("Genf");
    await until(() => reader.record.value("city") === "Genf", "who only reads was never sent away");
  });
});

describe("[G1] a document that cannot be read completely", () => {
  test("is not opened as one that has less in it, and is whole again when the disk gives it back", async () => {
    const author = await joined("ben");
    for (const city of ["Basel", "Chur", "Genf"]) author.set("city", city);
    await until(() => author.isSettled);
    author.end();
    await author.closed;
    await until(() => fixture.workspaces.stats().rooms === 0, "nobody has it open");
    const loadDocument = fixture.store.loadDocument.bind(fixture.store);
    // One in the middle is gone.
    fixture.store.loadDocument = async (...of) => (await loadDocument(...of)).toSpliced(1, 1);
    const reader = fixture.connect(card.documentId, { card: card.id });
    expect(await reader.closed).toBe(1013);
    expect(reader.isSynced).toBe(false);
    await expect(fixture.workspace.editCard(card.id, { city: "Zug" }, ada)).rejects.toMatchObject({
      code: "document.damaged",
      status: 503,
    });
    fixture.store.loadDocument = loadDocument;
    expect((await joined("dan")).record.value("city")).toBe("Genf");
  });
});
