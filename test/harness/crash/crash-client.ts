/**
 * One of those who work while the server is killed: edits in rooms and over REST, links, unlinks, deletes, restores, makes cards.
 *
 * Shape    `work` until told to stop; everything it does, and is told, goes into the ledger. Its devices outlive the rounds: a document per card it
 *          has worked on, with its writer and what it has not brought to the server yet. It may come with a document its card does not hold any more.
 *
 * @module
 */
import { randomUUID } from "node:crypto";
import { createWriterId } from "@couplet/crdt";
import * as Y from "yjs";
import { RoomClient } from "../room-client.ts";
import { tokenFor } from "../server-process.ts";
import { SyncClient } from "../sync-client.ts";
import { type CardRow, type CommandAnswer, CrashApi, listOf, pathOf } from "./crash-api.ts";
import type { Command, CrashCard, Ledger } from "./ledger.ts";

export interface Device {
  readonly card: CrashCard;
  readonly documentId: string;
  readonly doc: Y.Doc;
  readonly writer: string;
}

/** Of everybody together: enough to be linked in many ways, few enough to be looked at after every round. */
const maxCards = 14;

const keptDevices = 4;

const fields = ["address", "city", "county", "name2", "postCode"] as const;

export class CrashClient {
  readonly user: string;
  readonly devices = new Map<string, Device>();
  readonly #cards: CrashCard[];
  readonly #ledger: Ledger;
  readonly #random: () => number;
  readonly #known = new Map<string, CardRow>();
  #count = 0;

  /** @param cards of everybody; new ones are added */
  constructor(user: string, cards: CrashCard[], ledger: Ledger, random: () => number) {
    this.user = user;
    this.#cards = cards;
    this.#ledger = ledger;
    this.#random = random;
  }

  async work(url: string, isStopped: () => boolean): Promise<void> {
    const api = new CrashApi(url, this.user);
    while (!isStopped()) {
      const act = Math.floor(this.#random() * 12);
      if (act < 6) await this.#editInRoom(url, api, isStopped);
      else if (act < 8) await this.#editOverRest(api);
      else await this.#command(url, api);
      // A server that is gone answers at once.
      await sleep(this.#random() * 5);
    }
  }

  /** Puts devices away until few are left: any of them, and some are looked at again in the rounds to come. */
  putDevicesAway(): void {
    const keys = [...this.devices.keys()];
    while (keys.length > keptDevices) {
      const [key] = keys.splice(Math.floor(this.#random() * keys.length), 1);
      if (key !== undefined) this.devices.delete(key);
    }
  }

  #pick<Item>(items: readonly Item[]): Item {
    const item = items[Math.floor(this.#random() * items.length)];
    if (item === undefined) throw new Error("Nothing to pick from");
    return item;
  }

  #value(): string {
    this.#count += 1;
    return `${this.user} ${this.#count}`.toUpperCase();
  }

  /** As this client knows it, which may be as it was. */
  async #row(api: CrashApi, card: CrashCard): Promise<CardRow | undefined> {
    const known = this.#known.get(card.id);
    if (known && this.#random() < 0.4) return known;
    const row = await api.card(card);
    if (row) this.#known.set(card.id, row);
    return row ?? known;
  }

  #device(card: CrashCard, documentId: string): Device {
    const key = `${card.id} ${documentId}`;
    const device = this.devices.get(key) ?? { card, documentId, doc: new Y.Doc(), writer: createWriterId() };
    this.devices.set(key, device);
    return device;
  }

  async #editInRoom(url: string, api: CrashApi, isStopped: () => boolean): Promise<void> {
    const card = this.#pick(this.#cards);
    const row = await this.#row(api, card);
    if (!row) return;
    const device = this.#device(card, row.documentId);
    const { documentId, doc, writer } = device;
    const { user } = this;
    const client = new RoomClient({ url, token: await tokenFor(user), documentId, card: card.id, user, doc, writer });
    const isReady = await Promise.race([client.ready.then(() => true), client.closed.then(() => false)]);
    for (let left = isReady ? 1 + Math.floor(this.#random() * 12) : 0; left > 0 && !isStopped(); left -= 1) {
      this.#edit(client, card, writer);
      if (this.#random() < 0.2) client.repeat();
      if (this.#random() < 0.5) await sleep(this.#random() * 8);
    }
    // Now and then it goes without waiting for an answer.
    if (this.#random() < 0.8) await Promise.race([client.settled(), client.closed]);
    this.#ledger.refuse(client.refusals);
    client.close();
    client.record.destroy();
  }

  #edit(client: RoomClient, card: CrashCard, writer: string): void {
    const field = this.#pick(fields);
    const { entry, settled } = client.edit(field, this.#value());
    const edit = { entry, card, field, writer, user: this.user, isAcknowledged: false, isRefused: false };
    this.#ledger.edits.push(edit);
    void settled.then((refusals) => {
      edit.isAcknowledged = true;
      this.#ledger.refuse(refusals);
    });
  }

  async #editOverRest(api: CrashApi): Promise<void> {
    const card = this.#pick(this.#cards);
    const value = `https://example.com/${this.#value().replace(" ", "/")}`;
    const written = { card, value, isAcknowledged: false };
    this.#ledger.written.push(written);
    const key = randomUUID();
    const send = async (): Promise<void> => {
      const answer = await api.ask("PATCH", pathOf(card), { homePage: value }, key);
      if (answer?.status === 200) written.isAcknowledged = true;
    };
    await Promise.all(this.#random() < 0.3 ? [send(), send()] : [send()]);
  }

  async #command(url: string, api: CrashApi): Promise<void> {
    const command = await this.#nextCommand(api);
    if (!command) return;
    const given = { command, told: undefined as { status: number; cardIds: readonly string[] } | undefined };
    this.#ledger.given.push(given);
    const isOverSync = this.#random() < 0.4;
    const send = async (): Promise<void> => {
      const answer = await (isOverSync ? giveOverSync(url, this.user, command) : api.give(command));
      if (!answer || answer.status >= 500) return;
      given.told = { status: answer.status, cardIds: answer.body.cardIds };
    };
    await Promise.all(this.#random() < 0.3 ? [send(), send()] : [send()]);
    if (given.told === undefined) await send();
  }

  async #nextCommand(api: CrashApi): Promise<Command | undefined> {
    const id = randomUUID();
    if (this.#random() < 0.08 && this.#cards.length < maxCards) return this.#creation(id);
    const card = this.#pick(this.#cards);
    const row = await api.card(card);
    if (!row) return { id, type: "restore", cardId: card.id };
    const [relation] = row.relations;
    if (this.#random() < 0.25) return { id, type: "delete", cardId: card.id };
    if (relation) return { id, type: "unlink", relationId: relation.id };
    if (card.kind === "contact") return undefined;
    const contacts = await api.ask<{ readonly items: readonly CardRow[] }>("GET", `${listOf("contact")}?limit=50`);
    const items = contacts?.status === 200 ? contacts.body.items : [];
    if (items.length === 0) return undefined;
    const master = this.#random() < 0.5 ? "contact" : "card";
    return { id, type: "link", contactId: this.#pick(items).id, cardId: card.id, relationId: randomUUID(), master };
  }

  #creation(id: string): Command {
    const card = { id: randomUUID(), kind: this.#pick(["customer", "vendor"] as const) };
    this.#cards.push(card);
    return creationOf(id, card, `${this.user} made ${this.#cards.length}`);
  }
}

/** Over a connection of its own; `undefined`: no answer came. */
async function giveOverSync(url: string, user: string, command: Command): Promise<CommandAnswer | undefined> {
  const client = new SyncClient({ url, token: await tokenFor(user), feed: false });
  const isOpen = await Promise.race([client.welcomed.then(() => true), client.closed.then(() => false)]);
  const answer = isOpen
    ? await Promise.race([client.command<CommandAnswer["body"]>(command), client.closed.then(() => undefined)])
    : undefined;
  client.end();
  return answer && { status: answer.status, body: answer.value };
}

/** With the contact that set-up makes along. */
export const creationOf = (id: string, card: CrashCard, name: string): Command => ({
  id,
  type: "create",
  cardId: card.id,
  kind: card.kind,
  fields: { name },
  commonDocumentId: randomUUID(),
  cardDocumentId: randomUUID(),
  contact: { cardId: randomUUID(), cardDocumentId: randomUUID(), relationId: randomUUID() },
});

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
