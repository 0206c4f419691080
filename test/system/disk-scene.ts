/**
 * A server whose disk fails, and somebody at every one of its doors.
 *
 * Shape    {@link openDoors} on a running server; each door writes something of its own and says what became of it.
 *
 * @module
 */
import { randomUUID } from "node:crypto";
import { createWriterId, RecordDocument, WriterClock } from "@couplet/crdt";
import { encodeTagged, messageTypes, readSettled } from "@couplet/protocol";
import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";
import * as sync from "y-protocols/sync";
import * as Y from "yjs";
import { RoomClient } from "../harness/room-client.ts";
import { tokenFor } from "../harness/server-process.ts";
import { SyncClient } from "../harness/sync-client.ts";

export interface DiskCard {
  readonly id: string;
  readonly documentId: string;
}

/** `told`: the code of the refusal, over a socket the close code. */
export type Fate = { readonly isTaken: true } | { readonly isTaken: false; readonly told: string | number };
const taken: Fate = { isTaken: true };

/** Writes that value, for good where it is taken. */
export type Door = (value: string) => Promise<Fate>;

const user = "ann";

async function ask(url: string, method: string, path: string, body?: unknown): Promise<Response> {
  return await fetch(`${url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${await tokenFor(user)}`,
      ...(body !== undefined && { "content-type": "application/json" }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
}

async function fateOf(response: Response): Promise<Fate> {
  if (response.ok) return taken;
  const { code } = (await response.json()) as { readonly code: string };
  return { isTaken: false, told: response.status === 503 ? code : `${response.status} ${code}` };
}

/** The doors by which something can be written, by their names. Each writes another field of the card, or makes a card. */
export function doorsOf(url: string, card: DiskCard): Readonly<Record<string, Door>> {
  const api = async (method: string, path: string, body: unknown): Promise<Fate> =>
    await fateOf(await ask(url, method, `/api/v1${path}`, body));
  return {
    room: async (value) => {
      const client = await roomClient(url, card);
      const closed = client.closed.then((told): Fate => ({ isTaken: false, told }));
      const fate = await Promise.race([client.ready.then(() => undefined), closed]);
      if (fate) return fate;
      const set = client.set("city", value).then(() => taken);
      const told = await Promise.race([set, closed]);
      client.close();
      return told;
    },
    channel: async (value) => await editInChannel(url, card, "county", value),
    "command over /sync": async (value) => {
      const client = await syncClient(url);
      const { status, value: answer } = await client.command<{ readonly code: string }>(creation(value));
      client.end();
      return status < 400 ? taken : { isTaken: false, told: status === 503 ? answer.code : status };
    },
    edit: (value) => api("PATCH", `/customers/${card.id}`, { address: value }),
    creation: (value) => api("POST", "/vendors", { name: value }),
    command: (value) => api("POST", "/commands", creation(value)),
    job: (value) => api("POST", "/contacts/from-cards", { kind: "vendor", filter: { name: value }, confirm: true }),
    "set-up": (value) => api("PUT", "/setup", { businessRelationCodes: { vendor: value } }),
  };
}

export const creation = (name: string): object => ({
  type: "create",
  id: randomUUID(),
  cardId: randomUUID(),
  kind: "vendor",
  fields: { name },
  commonDocumentId: randomUUID(),
  cardDocumentId: randomUUID(),
  contact: { cardId: randomUUID(), cardDocumentId: randomUUID(), relationId: randomUUID() },
});

export async function roomClient(url: string, card: DiskCard, doc?: Y.Doc): Promise<RoomClient> {
  const token = await tokenFor(user);
  return new RoomClient({ url, token, documentId: card.documentId, card: card.id, user, ...(doc && { doc }) });
}

export async function syncClient(url: string): Promise<SyncClient> {
  const client = new SyncClient({ url, token: await tokenFor(user) });
  await client.caughtUp();
  return client;
}

/** @param tag of the frame: what the server's answer names */
export async function editInChannel(url: string, card: DiskCard, field: string, value: string, tag = 7): Promise<Fate> {
  const client = await syncClient(url);
  const channel = 1;
  client.send({ type: "open", channel, documentId: card.documentId, acks: true });
  client.send({ type: "channel", channel, frame: encodeTagged(tag, editFrame(card, field, value)) });
  const answer = (): Fate | undefined => {
    for (const frame of client.frames) {
      if (frame.type === "closed") return { isTaken: false, told: frame.code };
      if (frame.type === "channel" && isSettled(frame.frame, tag)) return taken;
    }
    return undefined;
  };
  await client.until(() => answer() !== undefined);
  client.end();
  return answer() ?? { isTaken: false, told: "the connection ended" };
}

export function editFrame(card: DiskCard, field: string, value: string): Uint8Array {
  const doc = new Y.Doc();
  const record = new RecordDocument(doc);
  const writer = createWriterId();
  doc.transact(() => {
    record.register(writer, { card: card.id, user });
    record.set(field, value, { writer, at: new WriterClock(Date.now).next() });
  });
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, messageTypes.sync);
  sync.writeUpdate(encoder, Y.encodeStateAsUpdate(doc));
  return encoding.toUint8Array(encoder);
}

function isSettled(frame: Uint8Array, tag: number): boolean {
  const decoder = decoding.createDecoder(frame);
  return decoding.readVarUint(decoder) === messageTypes.settled && readSettled(decoder).tag === tag;
}

/** Reads the card by every way of reading. @returns the values that each of them shows */
export async function readEverywhere(url: string, card: DiskCard): Promise<Readonly<Record<string, unknown>>> {
  const json = async (path: string): Promise<Record<string, unknown>> => {
    const response = await ask(url, "GET", `/api/v1${path}`);
    if (!response.ok) throw new Error(`GET ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as Record<string, unknown>;
  };
  const read = await json(`/customers/${card.id}`);
  const { items } = (await json("/customers?limit=10")) as { items: readonly Record<string, unknown>[] };
  const history = (await json(`/customers/${card.id}/history?field=city`)) as { items: readonly { new: unknown }[] };
  await json(`/customers/${card.id}/conflicts`);
  await json("/setup");
  const room = await roomClient(url, card);
  await Promise.race([room.ready, room.closed]);
  const feed = await syncClient(url);
  const shown = {
    rest: read["city"],
    list: items.find(({ id }) => id === card.id)?.["city"],
    history: history.items[0]?.new,
    room: room.record.value("city"),
    feed: feed.replica.values(card.id)["city"],
  };
  room.close();
  feed.end();
  return shown;
}

export async function statusOf(url: string, path: string): Promise<string> {
  const response = await fetch(`${url}${path}`);
  const { code, status } = (await response.json()) as { readonly code?: string; readonly status: string };
  return `${response.status} ${code ?? status}`;
}
