import { defaultSetup, type CardKind, type Command } from "@couplet/model";
import { beforeEach, describe, expect, test } from "vitest";
import { commandOf } from "./commands.ts";
import type { Reach } from "./connectivity.ts";
import { MemoryStore } from "./device-store.ts";
import { OfflineError, RequestRefusedError } from "./engine-error.ts";
import { Outbox } from "./outbox.ts";
import type { OutboxHost } from "./outbox-host.ts";
import { Cell } from "./readable.ts";
import { Register } from "./register.ts";

/** A server that executes each command once, answers or refuses, and may be away. */
class Server {
  readonly sent: Command[] = [];
  readonly executed = new Map<string, Command>();
  refusal: RequestRefusedError | undefined;
  isAway = false;
  isAnswerLost = false;

  async execute(command: Command): Promise<unknown> {
    if (this.isAway) throw new OfflineError("A command");
    this.sent.push(command);
    if (this.refusal) throw this.refusal;
    this.executed.set(command.id, command);
    if (this.isAnswerLost) throw new OfflineError("A command");
    return { cardIds: ["cardId" in command ? command.cardId : ""] };
  }
}

let server: Server;
let reach: Cell<Reach>;
let store: MemoryStore;
let abandoned: string[];

function open(): { readonly outbox: Outbox; readonly register: Register } {
  const register = new Register(`outbox-${Math.random()}`, store);
  const nothing = (): Promise<void> => Promise.resolve();
  const host: OutboxHost = {
    sendCommand: (command) => server.execute(command),
    register,
    connectivity: { reach },
    isShared: false,
    actor: () => ({ sub: "ada", name: "Ada", role: "editor" }),
    nowMs: () => Date.now(),
    knownSetup: () => defaultSetup(),
    beforeSending: nothing,
    writeNotes: nothing,
    forecastChanged: nothing,
    listChanged: () => undefined,
    executed: nothing,
    bringInStep: nothing,
    abandon: async (documentIds) => void abandoned.push(...documentIds),
    storageFailed: () => {
      throw new Error("storage failed");
    },
  };
  return { outbox: new Outbox(host), register };
}

async function started(): Promise<{ readonly outbox: Outbox; readonly register: Register }> {
  const opened = open();
  await opened.register.load();
  await opened.outbox.load();
  return opened;
}

const contact = (name: string): Command => commandOf({ type: "create", kind: "contact", fields: { name } });

beforeEach(() => {
  server = new Server();
  reach = new Cell<Reach>("offline");
  store = new MemoryStore();
  abandoned = [];
});

describe("an outbox", () => {
  test("[HT9] keeps commands over a restart and sends them in the order they were given", async () => {
    const first = await started();
    const commands = ["a", "b", "c"].map(contact);
    for (const command of commands) expect(await first.outbox.submit(command)).toEqual({ state: "queued" });
    first.outbox.close();
    const second = await started();
    expect(second.outbox.waiting.map(({ command }) => command)).toEqual(commands);
    expect(second.register.cards().map(({ values }) => values["name"])).toEqual(["a", "b", "c"]);
    reach.set("reachable");
    await second.outbox.drain();
    expect(server.sent.map(({ id }) => id)).toEqual(commands.map(({ id }) => id));
    expect(second.outbox.waiting).toEqual([]);
    expect(second.register.cards()).toEqual([]);
  });

  test("[HT9] sends a command whose answer was lost again as it was, with the same id, and what was typed since is left out", async () => {
    const { outbox, register } = await started();
    const command = contact("Once");
    await outbox.submit(command);
    const id = command.type === "create" ? command.cardId : "";
    const shown = register.card(id);
    if (shown)
      await register.keepShown([
        { row: { ...shown, values: { ...shown.values, city: "Bern" } }, sinceMs: new Map([["city", 1]]) },
      ]);
    server.isAnswerLost = true;
    reach.set("reachable");
    await outbox.drain();
    expect(outbox.waiting).toMatchObject([{ isSent: true }]);
    const again = register.card(id);
    if (again)
      await register.keepShown([
        { row: { ...again, values: { ...again.values, city: "Chur" } }, sinceMs: new Map([["city", 2]]) },
      ]);
    server.isAnswerLost = false;
    await outbox.drain();
    expect(server.sent.length).toBeGreaterThan(1);
    for (const sent of server.sent) expect(sent).toEqual(server.sent[0]);
    expect(server.sent[0]).toMatchObject({ fields: { name: "Once", city: "Bern" } });
    expect(server.executed.size).toBe(1);
    outbox.close();
  });

  test("[HT9] a command given while the server was away is sent, also where it came back as the command was written down", async () => {
    const { outbox } = await started();
    const put = store.put.bind(store);
    store.put = async (...row) => {
      store.put = put;
      // Just before the row is on the device: whoever listens to that finds nothing to send yet.
      reach.set("reachable");
      await outbox.drain();
      await put(...row);
    };
    const command = contact("In between");
    expect(await outbox.submit(command)).toEqual({ state: "queued" });
    await expect.poll(() => server.sent.map(({ id }) => id)).toEqual([command.id]);
    outbox.close();
  });

  test("where the server can be asked, waits for the answer, and a refusal is the caller's alone", async () => {
    reach.set("reachable");
    const { outbox, register } = await started();
    expect(await outbox.submit(contact("Here"))).toMatchObject({ state: "executed" });
    server.refusal = new RequestRefusedError(409, { code: "number.taken", text: "taken" });
    await expect(outbox.submit(contact("There"))).rejects.toMatchObject({ code: "number.taken" });
    expect([outbox.waiting, outbox.refused, await register.outbox()]).toEqual([[], [], []]);
  });

  test("a server that goes away meanwhile turns the wait into a queued command with its forecast", async () => {
    reach.set("reachable");
    const { outbox, register } = await started();
    server.isAway = true;
    const command = contact("Away");
    expect(await outbox.submit(command)).toEqual({ state: "queued" });
    expect(register.cards()).toMatchObject([{ provisional: true, values: { name: "Away" } }]);
    server.isAway = false;
    await outbox.drain();
    expect(server.executed.size).toBe(1);
    outbox.close();
  });

  test("[C2] a refused command leaves no forecast, gives up its documents, goes on with the next, and can be tried again", async () => {
    const { outbox, register } = await started();
    const command = contact("No");
    await outbox.submit(command);
    await outbox.submit(contact("Nor"));
    const documents = Object.keys(outbox.waiting[0]?.shown ?? {});
    for (const documentId of documents)
      expect([outbox.isHeld(documentId), outbox.isNew(documentId)]).toEqual([true, true]);
    server.refusal = new RequestRefusedError(409, {
      code: "setup.series",
      text: "no series",
      params: { kind: "contact" },
    });
    reach.set("reachable");
    await outbox.drain();
    expect(outbox.refused.map(({ refusal }) => refusal?.code)).toEqual(["setup.series", "setup.series"]);
    expect(register.cards()).toEqual([]);
    expect(abandoned).toEqual(expect.arrayContaining(documents));
    for (const documentId of documents) expect(outbox.isHeld(documentId)).toBe(false);
    const [first, second] = outbox.refused;
    await outbox.discard(second?.id ?? "");
    server.refusal = undefined;
    await outbox.retry(first?.id ?? "");
    // The server decides each command once: what is tried again is a command of its own, for the same card.
    expect([...server.executed.keys()]).toHaveLength(1);
    expect([...server.executed.keys()]).not.toContain(command.id);
    expect([outbox.waiting, outbox.refused]).toEqual([[], []]);
  });

  test("[C2] what a command comes to make, once more is known than when it was given, stays closed too", async () => {
    const { outbox, register } = await started();
    const ids = Array.from({ length: 7 }, () => crypto.randomUUID());
    const [relationId = "", contactId = "", cardId = "", documentId = "", ...documents] = ids;
    await outbox.submit(commandOf({ type: "unlink", contactId, relationId }));
    expect(outbox.waiting[0]?.holds).toEqual([]);
    const related = (kind: CardKind, of: string) => ({
      id: relationId,
      code: "CUST",
      kind,
      cardId: of,
      no: "",
      name: "",
    });
    const row = { documentId, values: { name: "Adatum" }, notes: "", asOfMs: Date.now() };
    const [one = "", other = ""] = documents;
    await register.putCards([
      {
        ...row,
        id: contactId,
        kind: "contact",
        type: "company",
        no: "1",
        cardDocumentId: one,
        relations: [related("customer", cardId)],
      },
      {
        ...row,
        id: cardId,
        kind: "customer",
        type: "company",
        no: "1",
        cardDocumentId: other,
        relations: [related("contact", contactId)],
      },
    ]);
    const forecast = register.card(cardId)?.documentId ?? "";
    expect(forecast).not.toBe(documentId);
    expect([outbox.isHeld(forecast), outbox.isNew(forecast), outbox.isHeld(documentId)]).toEqual([true, true, false]);
    outbox.close();
  });

  test("what says nothing about the command is no refusal", async () => {
    const { outbox } = await started();
    await outbox.submit(contact("Later"));
    server.refusal = new RequestRefusedError(503, { code: "store.unavailable", text: "later" });
    reach.set("reachable");
    await outbox.drain();
    expect(outbox.waiting).toHaveLength(1);
    server.refusal = undefined;
    await outbox.drain();
    expect(outbox.waiting).toEqual([]);
    outbox.close();
  });
});
