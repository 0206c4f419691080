/**
 * One history: operations on a small world, run against the oracle until everything has settled.
 *
 * Shape    an operation is four small numbers that mean something in whatever state they meet, so that any part of a history is
 *          a history too and can be made shorter; ids, dice and the shape of the world come from the seed.
 *
 * @module
 */
import { withSeededIds } from "./seeded-crypto.ts";
import { sameMeaning, type Scalar } from "@couplet/model";
import { seeded } from "../harness/random.ts";
import { SimClient } from "./client.ts";
import { link, remove, restore, undoLink, unlink, writeOverRest } from "./commands.ts";
import { noCounts, type Counts } from "./counts.ts";
import { Hostile } from "./hostile.ts";
import { merge, undoMerge } from "./merges.ts";
import type { UpdateMessage } from "./message.ts";
import { kindOfOperation, type Operation } from "./operations.ts";
import { Violation } from "../harness/violation.ts";
import { name, Oracle } from "./oracle.ts";
import { soundParts, type Parts } from "./parts.ts";
import { SimServer } from "./server.ts";
import {
  cards,
  contacts,
  fields,
  fieldsOf,
  kindOf,
  others,
  type CardName,
  type FieldName,
  type Relation,
  type Rows,
  type User,
} from "./world.ts";

const hourMs = 60 * 60 * 1000;

/** Runs one history. @throws Violation when something that must always hold does not. */
export function runHistory(
  seed: number,
  operations: readonly Operation[],
  parts: Parts = soundParts,
  counts: Counts = noCounts(),
): Counts {
  return withSeededIds(seed, () => {
    const history = new History(seed, parts, counts);
    for (const operation of operations) history.apply(operation);
    history.settleAll();
    history.checkEnd();
    counts.histories++;
    counts.operations += operations.length;
    return counts;
  });
}

class History {
  readonly #random: () => number;
  readonly #oracle = new Oracle();
  readonly #server: SimServer;
  readonly #honest: readonly SimClient[];
  readonly #clients: readonly SimClient[];
  readonly #hostile: Hostile;
  readonly #counts: Counts;
  readonly #past: { readonly client: SimClient; readonly message: UpdateMessage; readonly connection: number }[] = [];
  #nextValue = 0;

  constructor(seed: number, parts: Parts, counts: Counts) {
    this.#random = seeded(seed);
    this.#counts = counts;
    const server = new SimServer(this.#oracle, parts, counts, this.#firstRows());
    this.#server = server;
    const client = (index: number, user: User, hasAcks: boolean, hours: number): SimClient =>
      new SimClient(server, index, { user, hasAcks, isHonest: user !== "mal", offsetMs: hours * hourMs + index + 1 });
    this.#honest = [client(0, "ann", true, 0), client(1, "bob", true, 7), client(2, "ann", false, -5)];
    const mal = client(3, "mal", true, 0);
    this.#clients = [...this.#honest, mal];
    server.clients.push(...this.#clients);
    this.#hostile = new Hostile(server, mal);
    server.onRelay = (doc, update) => this.#hostile.captured.push({ doc, update });
    server.commit();
    for (const one of this.#clients) one.connect();
  }

  #firstRows(): Rows {
    const relations: Relation[] = [];
    const hold = Object.fromEntries(cards.map((card, index) => [card, `I${index}`])) as Record<CardName, string>;
    for (const [contact, card, chance] of [
      ["K1", "C1", 0.8],
      ["K1", "V1", 0.6],
      ["K1", "B1", 0.6],
      ["K2", "C2", 0.5],
    ] as const) {
      if (this.#random() > chance) continue;
      relations.push({ contact, card });
      hold[card] = hold[contact];
    }
    const everHeld = Object.fromEntries(cards.map((card) => [card, [hold[card]]])) as unknown as Rows["everHeld"];
    const mayNotEdit: Rows["mayNotEdit"] = { ann: [], bob: [], mal: ["vendor", "bankAccount"] };
    return { hold, everHeld, relations, deleted: {}, deletions: {}, merged: {}, mayNotEdit };
  }

  apply([number, a, b, c]: Operation): void {
    this.#server.nowMs += 8;
    const kind = kindOfOperation(number);
    const client = this.#honest[a % this.#honest.length]!;
    const card = cards[b % cards.length]!;
    switch (kind) {
      case "edit":
        this.#edit(client, card, b >> 3, c);
        return;
      case "up":
        this.#deliverUp(this.#clients[a % this.#clients.length]!, 1 + (b % 4));
        return;
      case "down":
        this.#deliverDown(client, 1 + (b % 6));
        return;
      case "commit":
        this.#server.commit();
        return;
      case "settle":
        this.#settle();
        for (const one of this.#honest) if (one.isConnected) one.checkEqual();
        return;
      case "connection":
        if (client.isConnected) client.disconnect();
        else client.connect();
        return;
      case "link":
        this.#link(client, a, b, c);
        return;
      case "unlink":
        this.#command(client, c, (crashes) => unlink(this.#server, others[b % others.length]!, crashes));
        return;
      case "remove":
        this.#command(client, c, (crashes) => remove(this.#server, card, crashes));
        return;
      case "restore":
        this.#restore(client, b, c);
        return;
      case "rest": {
        const mine = fieldsOf(card);
        writeOverRest(
          this.#server,
          card,
          mine[a % mine.length]!,
          this.#value(mine[a % mine.length]!, c),
          c % 2 === 0 ? "ann" : "bob",
        );
        return;
      }
      case "crash":
        this.#server.crash();
        for (const one of this.#clients) if (one !== this.#honest[a % 4]) one.connect();
        return;
      case "store":
        client.store();
        return;
      case "deviceCrash":
        if (c % 2 === 0) {
          this.#counts.restarts++;
          client.restart();
          return;
        }
        this.#counts.deviceCrashes++;
        this.#counts.lostOnDevice += client.crash();
        return;
      case "duplicate":
        this.#duplicate(a);
        return;
      case "hostile":
        this.#hostile.act(a, seeded(b * 256 + c));
        return;
      case "rights":
        this.#toggleRights(card);
        return;
      case "stranded":
        this.#resolveStranded(a, b);
        return;
      case "close":
        for (const doc of client.replicas.keys()) client.close(doc);
        return;
      case "undoLink":
        this.#command(client, c, (crashes) => undoLink(this.#server, others[b % others.length]!, client.user, crashes));
        return;
      case "merge":
        this.#merge(client, a, b, c);
        return;
      case "undoMerge":
        this.#command(client, c, (crashes) =>
          undoMerge(this.#server, contacts[b % contacts.length]!, client.user, crashes),
        );
        return;
      case "wait":
        this.#server.nowMs += (1 + (b % 30)) * hourMs;
        return;
    }
  }

  #value(field: string, dice: number): Scalar {
    if (dice % 16 === 0) return "";
    const number = ++this.#nextValue;
    if (field !== "phoneNo") return `${field[0]}${number}`;
    const digits = String(1000 + (dice % 8 === 1 ? 1 : number));
    return dice % 4 === 1 ? `${digits.slice(0, 2)} ${digits.slice(2)}` : digits;
  }

  #edit(client: SimClient, card: CardName, whichField: number, dice: number): void {
    const mine = fieldsOf(card);
    const field = mine[whichField % mine.length]!;
    if (!client.edit(card, field, this.#value(field, dice))) return;
    this.#counts.edits++;
    if (dice % 5 > 0) client.store();
  }

  #deliverUp(client: SimClient, count: number): void {
    for (let index = 0; index < count; index++) {
      const message = client.up.shift();
      if (!message) return;
      if (message.kind === "update") this.#past.push({ client, message, connection: client.connection });
      this.#server.receive(client, message);
    }
  }

  #deliverDown(client: SimClient, count: number): void {
    for (let index = 0; index < count; index++) {
      const message = client.down.shift();
      if (!message) return;
      client.receive(message);
    }
  }

  /** An old message arrives once more, perhaps from a connection of long ago. */
  #duplicate(which: number): void {
    const again = this.#past[which % Math.max(1, this.#past.length)];
    if (!again) return;
    // A stock client's came incomplete the first time: its next step 2 has decided, and it knows of no second try.
    if (!again.client.hasAcks && again.message.edits.some((edit) => edit.verdict === undefined)) return;
    this.#counts.duplicates++;
    this.#server.receive(again.client, again.message, again.connection);
  }

  /** At once, or through the queue of a client, who may be offline for long. */
  #command(client: SimClient, dice: number, run: (crashes: boolean) => void): void {
    if (dice % 3 === 0) client.command(() => run(false));
    else run(dice % 13 === 1);
  }

  #link(client: SimClient, a: number, b: number, c: number): void {
    const contact = contacts[a % contacts.length]!;
    const card = others[b % others.length]!;
    const fromCard = fields.filter((_, index) => ((b >> 2) & (1 << index)) !== 0);
    this.#command(client, c, (crashes) => link(this.#server, { contact, card, fromCard, user: client.user }, crashes));
  }

  #merge(client: SimClient, a: number, b: number, c: number): void {
    const kept = contacts[a % contacts.length]!;
    const merged = contacts[(a + 1) % contacts.length]!;
    const fromMerged = fields.filter((_, index) => ((b >> 2) & (1 << index)) !== 0);
    this.#command(client, c, (crashes) =>
      merge(this.#server, { kept, merged, fromMerged, user: client.user }, crashes),
    );
  }

  #restore(client: SimClient, b: number, c: number): void {
    const gone = cards.filter((card) => this.#server.rows.deleted[card]);
    const card = gone[b % Math.max(1, gone.length)];
    if (card !== undefined) this.#command(client, c, (crashes) => restore(this.#server, card, crashes));
  }

  #toggleRights(card: CardName): void {
    const { rows } = this.#server;
    const kind = kindOf(card);
    const bob = rows.mayNotEdit.bob.length > 0 ? [] : [kind];
    this.#server.setRows({ ...rows, mayNotEdit: { ...rows.mayNotEdit, bob } });
  }

  /** The author applies a stranded edit to a card that was related, or discards it. */
  #resolveStranded(a: number, b: number): void {
    const server = this.#server;
    const all = [...server.stranded.values()];
    const entry = all[a % Math.max(1, all.length)];
    const edit = entry && this.#oracle.editOf([entry.value, entry.at]);
    if (!entry || edit?.user !== entry.user) return;
    const related = (server.rows.deletions[entry.card as CardName] ?? []).flatMap(({ contact, card }) => [
      contact,
      card,
    ]);
    const target = related.find(
      (card) => !server.rows.deleted[card] && fieldsOf(card).some((field) => field === entry.field),
    );
    if (b % 4 > 0 && target !== undefined) {
      writeOverRest(server, target, entry.field as FieldName, entry.value, edit.user);
      this.#counts.appliedElsewhere++;
    } else this.#counts.discarded++;
    server.unstrand(entry);
    // A cheat may have had it stranded once more, from another document.
    if (edit.verdict === "stranded") this.#oracle.decide(edit, "discarded");
  }

  /** Delivers everything to everybody who is connected. */
  #settle(): void {
    for (let round = 0; round < 60; round++) {
      for (const client of this.#clients) {
        this.#deliverUp(client, client.up.length);
        this.#deliverDown(client, client.down.length);
      }
      this.#server.commit();
      if (this.#clients.every((client) => !client.hasWork)) return;
    }
    throw new Violation("C1", "the network does not come to rest");
  }

  settleAll(): void {
    this.#server.nowMs += 8;
    for (const client of this.#clients) {
      client.store();
      client.disconnect();
      client.connect();
    }
    this.#settle();
    for (const client of this.#honest) for (const card of cards) client.open(this.#server.rows.hold[card]);
    this.#settle();
  }

  checkEnd(): void {
    const server = this.#server;
    for (const room of server.rooms.values()) {
      this.#oracle.check(room.id, room.record);
      for (const field of fields) {
        const candidates = room.record.candidates(field);
        const differs = candidates.some((one) => !sameMeaning(field, one.value, candidates[0]!.value));
        if (differs !== room.record.conflict(field).length >= 2)
          throw new Violation("C2", `${room.id} hides a conflict of ${field}`);
        if (differs) this.#counts.conflicts++;
      }
    }
    for (const client of this.#honest) {
      client.checkEqual();
      client.checkNothingTakenBack();
    }
    this.#checkRelated();
    this.#checkEveryEdit();
  }

  /** C3: related cards show the same fields, on every client. */
  #checkRelated(): void {
    for (const client of this.#honest) {
      for (const { contact, card } of this.#server.rows.relations) {
        for (const field of fieldsOf(card)) {
          const [here, there] = [contact, card].map((one) =>
            client.replicas.get(client.rows.hold[one])?.record.candidates(field),
          );
          if (here === undefined || JSON.stringify(here) !== JSON.stringify(there))
            throw new Violation("C3", `${client.name}: ${contact} and ${card} differ in ${field}`);
        }
      }
    }
  }

  /** C2 for the way to the server: every edit was decided, and every refusal is known to its author. */
  #checkEveryEdit(): void {
    const { edits, forgedSlots } = this.#oracle;
    for (const edit of edits) {
      if (!edit.isHonest || edit.isLost || edit.client < 0) continue;
      const isReplaced = edits.some(
        (one) => one.writer === edit.writer && one.field === edit.field && one.at > edit.at && one.verdict,
      );
      // In a stock client an unsent value dies of the concurrent overwrite of its slot; only an outbox can offer it again.
      const isDestroyed =
        !this.#clients[edit.client]!.hasAcks && forgedSlots.has(`${edit.home}|${edit.field}|${edit.writer}`);
      if (edit.verdict === undefined && !isReplaced && !isDestroyed)
        throw new Violation("C2", `${name(edit)} never reached the server`);
      if (edit.verdict === "refused" && !edit.isTold && this.#clients[edit.client]!.hasAcks)
        throw new Violation("C2", `nobody told ${edit.user} that ${name(edit)} was refused`);
      if (edit.verdict === "stranded" && !this.#server.stranded.has(edit.key))
        throw new Violation("C2", `${name(edit)} is stranded nowhere`);
    }
  }
}
