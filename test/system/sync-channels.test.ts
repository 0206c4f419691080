/**
 * Rooms as channels of a connection of `/sync`, under stock providers.
 *
 * @module
 */
import { encodeTagged } from "@couplet/protocol";
import * as Y from "yjs";
import { describe, expect, test } from "vitest";
import { RoomClient } from "../harness/room-client.ts";
import { type Json } from "./rest-client.ts";
import { createSyncScene, set, shows, tokenOf, until, withLimits } from "./sync-scene.ts";

const scene = createSyncScene();
const { caughtUp, connect, newCard, stock } = scene;

describe("Channels", () => {
  test("[SY10] a stock provider over a virtual socket joins, sees, edits and is seen, in rooms and in the feed", async () => {
    const card = await newCard({ name: "Kanal AG", city: "Bern" });
    const [ben, cleo] = [await caughtUp(), await caughtUp({ sub: "cleo" })];
    const one = stock(ben, card.documentId);
    await until(() => one.provider.synced, "the provider in a channel is synced");
    expect(shows(one.doc, "Bern")).toBe(true);
    const room = new RoomClient({
      url: scene.server.url,
      token: await tokenOf({ sub: "dora" }),
      documentId: card.documentId,
      card: card.id,
      user: "dora",
    });
    await room.ready;
    set(one.doc, card.id, "phoneNo", "+41441234567");
    await until(() => room.record.value("phoneNo") === "+41441234567", "the edit reaches a socket of /docs");
    expect((await scene.ada.expecting(200, "GET", `/customers/${card.id}`)).phoneNo).toBe("+41441234567");
    await room.set("city", "Thun");
    room.close();
    await until(() => shows(one.doc, "Thun"), "an edit of a socket of /docs reaches the channel");
    await cleo.until(() => cleo.replica.values(card.id)["city"] === "Thun");
    expect(cleo.replica.values(card.id)).toMatchObject({ city: "Thun", phoneNo: "+41441234567" });
  });

  test("[SY10] presence travels in channels only", async () => {
    const card = await newCard({ name: "Präsenz AG" });
    const [ben, cleo, idle] = [await caughtUp(), await caughtUp({ sub: "cleo" }), await caughtUp({ sub: "idle" })];
    const [one, other] = [stock(ben, card.documentId), stock(cleo, card.documentId)];
    await until(() => one.provider.synced && other.provider.synced, "both are synced");
    one.provider.awareness.setLocalState({ user: { sub: "ben", name: "ben" } });
    const seesBen = (): boolean =>
      [...other.provider.awareness.getStates().values()].some((state) => state["user"]?.name === "ben");
    await until(seesBen, "who is in the room is seen");
    expect(idle.frames.some(({ type }) => type === "channel")).toBe(false);
    ben.end();
    await until(() => !seesBen(), "who has gone is seen to have gone");
  });

  test("[SY10] a channel that may not be is closed with the code of rooms, and the connection stays", async () => {
    const client = await caughtUp();
    const none = stock(client, "0198c0de-0001-7000-8000-00000000ffff");
    const [socket] = client.sockets;
    await until(() => socket?.code === 4404, "there is no such document");
    none.provider.destroy();
    const card = await newCard({ name: "Bleibt AG" });
    const one = stock(client, card.documentId);
    await until(() => one.provider.synced, "another channel works");
    client.send({ type: "channel", channel: 2, frame: Uint8Array.of(0, 2, 200) });
    await until(() => [...client.sockets][1]?.code === 4400, "nonsense closes its channel");
    one.provider.destroy();
    expect((await client.command<Json>("{}")).status).toBe(400);
  });

  test("[SY10] what is on its way to a closed channel is dropped, and its number is not used again", async () => {
    const card = await newCard({ name: "Nummer AG" });
    const client = await caughtUp();
    const open = (channel: number): void =>
      client.send({ type: "open", channel, documentId: card.documentId, acks: true });
    open(5);
    client.send({ type: "close", channel: 5 });
    client.send({ type: "channel", channel: 5, frame: Uint8Array.of(0, 0, 1, 0) });
    expect((await client.command<Json>("{}")).status).toBe(400);
    open(5);
    expect((await client.closed).code).toBe(4400);
  });

  test("[SY10] acknowledgements travel in a channel as on couplet.ack.v1", async () => {
    const card = await newCard({ name: "Quittung AG" });
    const client = await caughtUp();
    client.send({ type: "open", channel: 1, documentId: card.documentId, acks: true });
    const doc = new Y.Doc();
    set(doc, card.id, "city", "Chur");
    const update = Y.encodeStateAsUpdate(doc);
    client.send({ type: "channel", channel: 1, frame: Uint8Array.of(100, 7, 90) });
    await until(
      () => client.frames.some((frame) => frame.type === "closed"),
      "a tagged frame that ends early is malformed",
    );
    client.send({ type: "open", channel: 2, documentId: card.documentId, acks: true });
    const stockFrame = Uint8Array.from([0, 2, ...varBytes(update)]);
    client.send({ type: "channel", channel: 2, frame: encodeTagged(7, stockFrame) });
    await until(
      () => client.frames.some((frame) => frame.type === "channel" && frame.frame[0] === 101 && frame.frame[1] === 7),
      "the tag is settled",
    );
    expect((await scene.ada.expecting(200, "GET", `/customers/${card.id}`)).city).toBe("Chur");
  });

  test("[SY10] more channels than there may be are refused one by one", () =>
    withLimits({ maxChannels: 2, channelsBurst: 4, channelsPerSecond: 0.001 }, async (own, caller) => {
      const card = await newCard({ name: "Viele AG" }, "customers", caller);
      const client = await connect({}, own);
      await client.welcomed;
      const open = (channel: number): void =>
        client.send({ type: "open", channel, documentId: card.documentId, acks: false });
      for (const channel of [1, 2, 3]) open(channel);
      await client.until(() => client.frames.some((frame) => frame.type === "closed"));
      expect(client.frames.filter((frame) => frame.type === "closed")).toMatchObject([{ channel: 3, code: 4429 }]);
      for (const channel of [4, 5, 6]) open(channel);
      expect((await client.closed).code).toBe(4429);
    }));
});

const varBytes = (bytes: Uint8Array): number[] =>
  bytes.length < 128 ? [bytes.length, ...bytes] : [(bytes.length & 127) | 128, bytes.length >> 7, ...bytes];
