/**
 * Commands over HTTP, with ids made up by the caller: once each, whole or not at all.
 *
 * @module
 */
import type { RunningServer } from "@couplet/server";
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createCaller, startFresh, type Caller } from "./rest-client.ts";

let server: RunningServer;
let ada: Caller;

beforeAll(async () => {
  server = await startFresh();
  ada = await createCaller(server);
});
afterAll(() => server.close());

const creation = (kind: string, fields: Record<string, unknown> = {}) => ({
  type: "create",
  id: randomUUID(),
  kind,
  cardId: randomUUID(),
  commonDocumentId: randomUUID(),
  cardDocumentId: randomUUID(),
  fields,
  contact: { cardId: randomUUID(), cardDocumentId: randomUUID(), relationId: randomUUID() },
});

const count = async (path: string): Promise<number> => {
  const { items } = await ada.expecting(200, "GET", `${path}?limit=1000`);
  return (items as unknown[]).length;
};

describe("a command", () => {
  test("[HT9] makes the card with the ids it names, and sent again does nothing more", async () => {
    const command = creation("contact", { name: "Cronus AG" });
    const first = await ada.expecting(200, "POST", "/commands", command);
    expect(first).toMatchObject({
      commandId: command.id,
      cardIds: [command.cardId],
      repeated: false,
      card: { id: command.cardId, documentId: command.commonDocumentId, cardDocumentId: command.cardDocumentId },
    });
    const before = await count("/contacts");
    const again = await Promise.all([1, 2, 3].map(() => ada.expecting(200, "POST", "/commands", command)));
    for (const answer of again) expect(answer).toMatchObject({ repeated: true, card: { no: first.card.no } });
    expect(await count("/contacts")).toBe(before);
  });

  test("[HT9] sent many times at once is done once", async () => {
    const command = creation("vendor", { name: "Fabrikam" });
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => ada.expecting(200, "POST", "/commands", command)),
    );
    expect(answers.filter(({ repeated }) => repeated === false)).toHaveLength(1);
    expect(new Set(answers.map(({ card }) => card.no)).size).toBe(1);
  });

  test("[HT9] refused leaves nothing, and stays refused however late it arrives again; under a new id it is judged anew", async () => {
    const contact = creation("contact", { name: "Contoso" });
    await ada.expecting(200, "POST", "/commands", contact);
    const customers = await Promise.all(
      [1, 2].map(async () => {
        const made = creation("customer", { name: "Contoso" });
        const { relationIds } = await ada.expecting(200, "POST", "/commands", made);
        await ada.expecting(200, "POST", "/commands", { type: "unlink", id: randomUUID(), relationId: relationIds[0] });
        return made.cardId;
      }),
    );
    const link = (cardId: string | undefined) => ({
      type: "link",
      id: randomUUID(),
      contactId: contact.cardId,
      cardId,
      relationId: randomUUID(),
    });
    const taken = link(customers[0]);
    await ada.expecting(200, "POST", "/commands", taken);
    const second = link(customers[1]);
    const before = await ada.expecting(200, "GET", `/customers/${customers[1]}`);
    expect(await ada.expecting(409, "POST", "/commands", second)).toMatchObject({ code: "link.exists" });
    expect(await ada.expecting(200, "GET", `/customers/${customers[1]}`)).toEqual(before);
    await ada.expecting(200, "POST", "/commands", { type: "unlink", id: randomUUID(), relationId: taken.relationId });
    expect(await ada.expecting(409, "POST", "/commands", second)).toMatchObject({ code: "link.exists" });
    const anew = { ...second, id: randomUUID() };
    expect(await ada.expecting(200, "POST", "/commands", anew)).toMatchObject({ repeated: false });
  });

  test("[HT9] deletes and restores; what it deleted is not answered", async () => {
    const command = creation("contact", { name: "Litware" });
    await ada.expecting(200, "POST", "/commands", command);
    const gone = await ada.expecting(200, "POST", "/commands", {
      type: "delete",
      id: randomUUID(),
      cardId: command.cardId,
    });
    expect(gone.card).toBeUndefined();
    const back = await ada.expecting(200, "POST", "/commands", {
      type: "restore",
      id: randomUUID(),
      cardId: command.cardId,
    });
    expect(back.card).toMatchObject({ id: command.cardId, name: "Litware" });
  });

  test.each([
    [{}, "type"],
    [{ type: "create" }, "id"],
    [{ type: "unlink", id: "1", relationId: randomUUID() }, "id"],
    [{ type: "delete", id: randomUUID(), cardId: randomUUID(), extra: 1 }, "extra"],
  ])("[HT4] that is none (%j) names the path it is not understood at", async (body, path) => {
    expect(await ada.expecting(400, "POST", "/commands", body)).toMatchObject({
      code: "command.invalid",
      params: { path },
    });
  });

  test("[G2] of somebody without the right is refused", async () => {
    const viewer = await createCaller(server, { sub: "vic", role: "viewer" });
    await viewer.expecting(403, "POST", "/commands", creation("contact"));
    const stranger = await createCaller(server, { sub: "eve", workspace: "other" });
    const command = creation("contact", { name: "Proseware" });
    await ada.expecting(200, "POST", "/commands", command);
    await stranger.expecting(404, "POST", "/commands", { type: "delete", id: randomUUID(), cardId: command.cardId });
  });
});
