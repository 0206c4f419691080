/**
 * Who may read and write which document, in a room of its own and in a channel of `/sync`, and what the feed and its chunks tell whom: every role,
 * the expectation of `test/rights/rights.ts`, against a started server.
 *
 * @module
 */
import { type CardKind, cardKinds, documentRole, fieldsOfKind, pathOfKind, roles, type Role } from "@couplet/model";
import { comparedThings, decodeToServer, highestId, lowestId } from "@couplet/protocol";
import { type RunningServer, signToken } from "@couplet/server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { RoomClient } from "../harness/room-client.ts";
import { SyncClient } from "../harness/sync-client.ts";
import { SyncReplica } from "../harness/sync-replica.ts";
import { WebsocketProvider } from "y-websocket";
import * as Y from "yjs";
import { documentRights, frameRights, mayDo } from "../rights/rights.ts";
import { createCaller, type Json, secret, startFresh } from "./rest-client.ts";
import { RightsScene, secretOf } from "./rights-scene.ts";
import { set, until } from "./sync-scene.ts";

let server: RunningServer;
let scene: RightsScene;
const cards = new Map<CardKind, Json>();
beforeAll(async () => {
  server = await startFresh();
  scene = await RightsScene.open(server, 1);
  for (const kind of cardKinds) cards.set(kind, await scene.card(kind));
  const elsewhere = await createCaller(server, { sub: "fritz", workspace: "elsewhere" });
  await elsewhere.expecting(200, "GET", "/setup");
});
afterAll(() => server.close());

const tokenOf = (
  role: Role,
  more: { readonly workspace?: string; readonly sub?: string; readonly forMs?: number } = {},
) => {
  const { workspace = "acme", sub = `one-${role}`, forMs = 3_600_000 } = more;
  return signToken(secret, { sub, name: sub, workspace, role }, Date.now() + forMs);
};

const places = [
  ["common", "join the common document", "edit the common document", "documentId"],
  ["card", "join the card document", "edit the card document", "cardDocumentId"],
] as const;

/** A text field of the kind, in the one document or the other, and a value for it. */
function fieldIn(kind: CardKind, place: "common" | "card"): string {
  const fields = fieldsOfKind(kind).filter(({ name, type }) => type === "text" && documentRole(kind, name) === place);
  const field =
    fields.find(({ name }) => ["city", "jobTitle", "priceGroup", "bankAccountNo"].includes(name)) ?? fields[0];
  if (!field) throw new Error(`${kind} has no such field`);
  return field.name;
}

const isThere = async (documentId: string, value: string): Promise<boolean> => {
  const client = new RoomClient({
    url: server.url,
    token: await tokenOf("admin"),
    documentId,
    card: "",
    user: "one-admin",
  });
  await client.ready;
  const found = client.record
    .fields()
    .some((field) => client.record.candidates(field).some((one) => one.value === value));
  client.close();
  return found;
};

let values = 0;

function copyOf({ replica }: SyncClient, documentId: string): Y.Doc {
  const doc = new Y.Doc();
  const update = replica.documents.get(documentId);
  if (update) Y.applyUpdate(doc, update);
  return doc;
}

describe("documents", () => {
  test.each(roles)("[G2] [S7] [X2] %s reads and writes in rooms what the table says", async (role) => {
    const [token, user] = [await tokenOf(role), `one-${role}`];
    for (const [place, join, edit, name] of places) {
      for (const kind of cardKinds) {
        const card = cards.get(kind);
        const documentId = card[name] as string;
        const client = new RoomClient({ url: server.url, token, documentId, card: card.id, user });
        const code = await Promise.race([client.ready, client.closed]);
        const what = `${role}: the ${place} document of a ${kind}`;
        expect(code, what).toBe(mayDo(role, documentRights[join], kind) ? undefined : 4403);
        if (code !== undefined) continue;
        const value = `V${(values += 1)}`;
        const { refusals } = await client.set(fieldIn(kind, place), value);
        const mayEdit = mayDo(role, documentRights[edit], kind);
        expect(
          refusals.map((one) => one.code),
          what,
        ).toEqual(mayEdit ? [] : ["perm.kind"]);
        client.close();
        expect(await isThere(documentId, value), what).toBe(mayEdit);
      }
    }
  });

  test.each(roles)("[G2] [S7] [SY10] %s reads and writes in channels what the table says", async (role) => {
    const user = `one-${role}`;
    const client = new SyncClient({ url: server.url, token: await tokenOf(role), feed: false });
    await client.welcomed;
    for (const [place, join, edit, name] of places) {
      for (const kind of cardKinds) {
        const card = cards.get(kind);
        const doc = new Y.Doc();
        const before = client.sockets.size;
        const provider = new WebsocketProvider("ws://channel", card[name], doc, {
          WebSocketPolyfill: client.socketClass(),
          disableBc: true,
        });
        await until(() => client.sockets.size > before, "a channel");
        const socket = [...client.sockets].at(-1);
        await until(() => provider.synced || socket?.code !== undefined, "a channel that is in step, or closed");
        const what = `${role}: the ${place} document of a ${kind}`;
        expect(socket?.code, what).toBe(mayDo(role, documentRights[join], kind) ? undefined : 4403);
        if (socket?.code === undefined) {
          const value = `V${(values += 1)}`;
          set(doc, card.id, fieldIn(kind, place), value, user);
          // In order after the edit, and answered once that is decided: another edit of the same connection's is not told before.
          await client.command("{}");
          const mayEdit = mayDo(role, documentRights[edit], kind);
          if (mayEdit) while (!(await isThere(card[name], value)));
          else expect(await isThere(card[name], value), what).toBe(false);
        }
        provider.destroy();
      }
    }
    client.end();
  });

  test("[G2] to somebody of another workspace no document is there, in rooms and in channels", async () => {
    const token = await tokenOf("admin", { workspace: "elsewhere" });
    const client = new SyncClient({ url: server.url, token, feed: false });
    await client.welcomed;
    let channel = 0;
    for (const [, , , name] of places) {
      for (const card of cards.values()) {
        const room = new RoomClient({ url: server.url, token, documentId: card[name], card: card.id, user: "fritz" });
        expect(await room.closed).toBe(4404);
        const number = (channel += 1);
        client.send({ type: "open", channel: number, documentId: card[name], acks: true });
        const closed = () => client.frames.find((frame) => frame.type === "closed" && frame.channel === number);
        await client.until(() => closed() !== undefined);
        expect(closed()).toMatchObject({ code: 4404 });
      }
    }
    client.end();
  });

  test("[G2] without a token, with one that has run out or is of another secret, nobody joins a room or connects", async () => {
    const claims = { sub: "someone", name: "Someone", workspace: "acme", role: "admin" } as const;
    const strangers = [
      "",
      await tokenOf("admin", { forMs: -60_000 }),
      await signToken("another secret, long enough for all", claims, Date.now() + 60_000),
    ];
    const { documentId } = cards.get("contact");
    for (const token of strangers) {
      const room = new RoomClient({ url: server.url, token, documentId, card: "", user: "someone" });
      expect(await room.closed).toBe(4401);
      const client = new SyncClient({ url: server.url, token });
      expect((await client.closed).code).toBe(4401);
      expect(client.bytes).toBe(0);
    }
  });

  test("[G2] [SY11] a role that is taken away closes the channels at once, and they open again with what is left of the rights", async () => {
    for (const role of roles.filter((one) => one !== "admin")) {
      const sub = `changed-${role}`;
      const client = new SyncClient({ url: server.url, token: await tokenOf("admin", { sub }), feed: false });
      await client.welcomed;
      const all = [...cards].map(([kind, card], index) => ({
        kind,
        documentId: card.cardDocumentId as string,
        channel: index + 1,
      }));
      for (const { channel, documentId } of all) client.send({ type: "open", channel, documentId, acks: true });
      const heard = (channel: number): boolean =>
        client.frames.some((frame) => frame.type === "channel" && frame.channel === channel);
      await client.until(() => all.every(({ channel }) => heard(channel)));
      expect((await client.renew(await tokenOf(role, { sub })))?.role).toBe(role);
      const codeOf = (channel: number): number | undefined =>
        client.frames.flatMap((frame) => (frame.type === "closed" && frame.channel === channel ? [frame.code] : []))[0];
      expect(all.map(({ channel }) => codeOf(channel))).toEqual(all.map(() => 1013));
      for (const { kind, channel, documentId } of all) {
        const again = channel + 10;
        client.send({ type: "open", channel: again, documentId, acks: true });
        await client.until(() => heard(again) || codeOf(again) !== undefined);
        expect(codeOf(again), `${role}: ${kind}`).toBe(mayDo(role, "read", kind) ? undefined : 4403);
      }
      client.end();
    }
  });
});

describe("feed, chunks and comparison", () => {
  test.each(roles)(
    "[SY17] [SY35] %s is told of own parts what the table says, live too, and whatever it asks for",
    async (role) => {
      const told: Uint8Array[] = [];
      const replica = new SyncReplica();
      replica.epoch = "another";
      replica.cursor = new Uint8Array([1]);
      const client = new SyncClient({ url: server.url, token: await tokenOf(role), replica, holds: true });
      await client.welcomed;
      for (const [kind, card] of cards) {
        const wants = [{ id: card.cardDocumentId as string, stateVector: new Uint8Array() }];
        const { items } = await client.ask({ type: "want", thing: "document", wants });
        const may = mayDo(role, frameRights.want as "read", kind);
        expect(items[0] !== undefined, `${role} wants the card document of a ${kind}`).toBe(may);
        for (const item of items) if (item?.type === "document") told.push(item.update);
      }
      for (const thing of comparedThings) {
        const { marks } = await client.ask({ type: "compare", thing, by: "thing", from: lowestId, to: highestId });
        const ids = new Set(marks.map(({ id }) => id));
        if (thing !== "document") continue;
        for (const [kind, card] of cards)
          if (!mayDo(role, "read", kind))
            expect(ids.has(card.cardDocumentId), `${role}: digest of a ${kind}`).toBe(false);
      }
      client.send({ type: "go" });
      client.end();

      const reader = new SyncClient({ url: server.url, token: await tokenOf(role) });
      await reader.caughtUp();
      for (const kind of cardKinds)
        await scene.ada.expecting(200, "PATCH", `/${pathOfKind(kind)}/${cards.get(kind).id}`, {
          notes: `Neu ${role} ${secretOf(kind)}`,
          city: `Ort ${role}`,
        });
      const isLive = ([kind, { documentId, cardDocumentId }]: readonly [CardKind, Json]): boolean =>
        JSON.stringify(copyOf(reader, documentId).getMap("fields").toJSON()).includes(`Ort ${role}`) &&
        (!mayDo(role, "read", kind) ||
          copyOf(reader, cardDocumentId).getText("notes").toJSON().includes(`Neu ${role}`));
      await reader.until(() => [...cards].every(isLive));
      for (const [kind, card] of cards) {
        const update = reader.replica.documents.get(card.cardDocumentId);
        expect(update !== undefined, `${role} is told of the card document of a ${kind}`).toBe(
          mayDo(role, "read", kind),
        );
        expect(reader.replica.documents.has(card.documentId)).toBe(true);
      }
      told.push(...reader.replica.documents.values());
      for (const kind of cardKinds) {
        const isTold = told.some((update) => Buffer.from(update).includes(secretOf(kind)));
        const isInRow = JSON.stringify([
          ...reader.replica.cards.values(),
          ...reader.replica.relations.values(),
        ]).includes(secretOf(kind));
        expect(isTold, `${role}: what a ${kind} keeps to itself`).toBe(mayDo(role, "read", kind));
        if (!mayDo(role, "read", kind)) expect(isInRow).toBe(false);
      }
      reader.end();
    },
  );

  test("[G2] the feed of another workspace has nothing of this one", async () => {
    const reader = new SyncClient({ url: server.url, token: await tokenOf("admin", { workspace: "elsewhere" }) });
    await reader.caughtUp();
    expect([reader.replica.documents.size, reader.replica.cards.size]).toEqual([0, 0]);
    reader.end();
  });

  test("[SY11] whoever renews the token with another user or workspace, or a token that is none, is closed", async () => {
    const others = [
      await tokenOf("admin", { sub: "other" }),
      await tokenOf("admin", { workspace: "elsewhere" }),
      "none",
    ];
    const codes: number[] = [];
    for (const token of others) {
      const client = new SyncClient({ url: server.url, token: await tokenOf("admin"), feed: false });
      await client.welcomed;
      client.send({ type: "token", token });
      codes.push((await client.closed).code);
    }
    expect(codes).toEqual([4403, 4403, 4401]);
  });

  test("[G2] every frame that a client can send has a right in the table", () => {
    const ofType = (type: number): string | undefined => {
      for (const rest of [
        [],
        [0],
        [0, 0],
        [0, ...Array.from({ length: 17 }, () => 0)],
        Array.from({ length: 17 }, () => 0),
        [0, 0, ...Array.from({ length: 32 }, () => 0)],
        [1, 1, 0, 0, 0, 0],
      ]) {
        try {
          return decodeToServer(new Uint8Array([type, ...rest])).type;
        } catch {
          // Another length, then.
        }
      }
      return undefined;
    };
    const there = Array.from({ length: 100 }, (_, type) => ofType(type)).filter((type) => type !== undefined);
    expect(there.toSorted()).toEqual(Object.keys(frameRights).toSorted());
  });
});
