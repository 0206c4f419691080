/**
 * Random histories of a real workspace: clients that come and go, edits over REST, commands, commits that are slow or fail.
 *
 * Every edit a client made must in the end be in the card's history, stranded, refused, or replaced by the same writer; related
 * cards show the same; what is stored, shown and served is one thing. Where months pass, an edit may instead be one that its client
 * was told it came too late with, and still has. Prints its seed.
 */
import { RecordDocument } from "@couplet/crdt";
import { commonFieldsOfKind, type Command, parseCardId, parseRelationId } from "@couplet/model";
import { describe, expect, test } from "vitest";
import * as Y from "yjs";
import { ProblemError } from "../problem.ts";
import { isDiskTrouble } from "../store/disk-trouble.ts";
import type { Finding } from "../verify/finding.ts";
import { verifyDatabase } from "../verify/verify.ts";
import { RandomDisk } from "./random-disk.ts";
import {
  actorOf,
  ada,
  aMoment,
  type Fixture,
  newCommandId,
  newRelationId,
  openFixture,
  type TestClient,
  until,
  type WholeCard,
} from "./workspace-fixture.ts";

const dayMs = 24 * 60 * 60 * 1000;
/** In these, months pass, and what is too old is forgotten. */
const longSeeds = [7, 19, 43, (Date.now() + 1) % 100_000];
/** In these, the disk fails at any statement, for a while or once. */
const faultySeeds = [5, 29, (Date.now() + 2) % 100_000];
const seeds = [11, 23, 37, 41, 59, 61, Date.now() % 100_000];
const steps = 90;
const fields = ["city", "county", "postCode", "address", "name2"] as const;
const zero = { links: 0, unlinks: 0, deletions: 0, restores: 0, failures: 0, carried: 0, stranded: 0, tooLate: 0 };
const kinds = ["customer", "vendor", "bankAccount"] as const;

function randomOf(seed: number): (below: number) => number {
  let state = seed * 2_654_435_761;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return Math.floor((state / 2 ** 31) * below);
  };
}

interface Clock {
  movedMs: number;
}

interface Edit {
  readonly entry: string;
  readonly cardId: string;
  readonly user: string;
  readonly writer: string;
  readonly field: string;
}

/** Somebody with a card open: a copy of its common document that outlives the socket. */
interface Seat {
  readonly user: string;
  readonly cardId: string;
  readonly documentId: string;
  client: TestClient;
}

class History {
  readonly fixture: Fixture;
  readonly random: (below: number) => number;
  readonly cards: WholeCard[] = [];
  readonly seats: Seat[] = [];
  readonly edits: Edit[] = [];
  readonly refused = new Set<string>();
  readonly counts = { ...zero };
  /** Edits that clients have and could not bring any more. */
  readonly kept = new Set<string>();
  forgotten = 0;
  readonly #clock: Clock | undefined;
  #value = 0;

  /** @param clock moved now and then, where given */
  constructor(fixture: Fixture, random: (below: number) => number, clock?: Clock) {
    this.fixture = fixture;
    this.random = random;
    this.#clock = clock;
  }

  pick<Item>(items: readonly Item[]): Item {
    const item = items[this.random(items.length)];
    if (item === undefined) throw new Error("Nothing to pick from");
    return item;
  }

  nextValue(): string {
    this.#value += 1;
    return `V${this.#value}`;
  }

  /** One that the disk keeps from being done is none. */
  async tryStep(): Promise<void> {
    try {
      await this.step();
    } catch (error) {
      if (!isDiskTrouble(error)) throw error;
    }
  }

  async step(): Promise<void> {
    switch (this.random(this.#clock ? 14 : 13)) {
      case 0:
        return this.sit();
      case 1:
        this.pick(this.seats).client.end();
        return;
      case 2:
        return this.sitAgain(this.pick(this.seats));
      case 3:
      case 4:
        await this.attempt(() =>
          this.fixture.workspace.editCard(this.pick(this.cards).id, { [this.pick(fields)]: this.nextValue() }, ada),
        );
        return;
      case 5:
      case 6:
        return this.command();
      case 7:
        return aMoment(this.random(6));
      case 13:
        return this.timePasses();
      default:
        this.edit(this.pick(this.seats));
    }
  }

  async timePasses(): Promise<void> {
    if (this.#clock) this.#clock.movedMs += this.random(60) * dayMs;
    const forgetting = this.fixture.workspaces.forgetOld().then(({ documents }) => (this.forgotten += documents));
    if (this.random(2) === 0) await forgetting;
  }

  /** Somebody edits without a connection, their card is deleted, and a quarter of a year goes by. */
  async stayAway(clock: Clock): Promise<void> {
    const seat = this.pick(this.seats.filter(({ client }) => client.isSynced));
    seat.client.end();
    for (let count = 0; count < 3; count += 1) this.edit(seat);
    const cards = await Promise.all(this.cards.map(({ id }) => this.fixture.workspace.readCard(id)));
    const holders = cards.filter((card) => card?.documentId === seat.documentId);
    const gone = holders.find((card) => card?.kind === "contact") ?? holders[0];
    if (gone) await this.fixture.delete(gone.id);
    clock.movedMs += 91 * dayMs;
    this.forgotten += (await this.fixture.workspaces.forgetOld()).documents;
  }

  edit(seat: Seat): void {
    if (!seat.client.isSynced) return;
    const field = this.pick(fields);
    const entry = seat.client.set(field, this.nextValue());
    this.edits.push({ entry, field, writer: seat.client.writer, user: seat.user, cardId: seat.cardId });
  }

  async sit(): Promise<void> {
    const card = await this.fixture.workspace.readCard(this.pick(this.cards).id);
    if (!card) return;
    const user = this.pick(["ben", "cleo", "dan"]);
    const client = this.fixture.connect(card.documentId, { actor: actorOf(user), card: card.id });
    this.seats.push({ user, cardId: card.id, documentId: card.documentId, client });
  }

  /** A new socket on the same copy; one that never had anything is nothing to go on with. */
  async sitAgain(seat: Seat): Promise<void> {
    const { client } = seat;
    client.end();
    await client.closed;
    this.gather(client);
    const { documentId, cardId: card, user } = seat;
    seat.client = this.fixture.connect(documentId, { actor: actorOf(user), card, doc: client.doc });
  }

  gather(client: TestClient): void {
    for (const refusal of client.refusals) if (refusal.entry !== undefined) this.refused.add(refusal.entry);
    for (const notice of client.notices) {
      if (notice.kind === "stranded") this.counts.stranded += 1;
      else this.counts.carried += 1;
    }
  }

  async attempt(run: () => Promise<unknown>): Promise<boolean> {
    try {
      await run();
      return true;
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      if (error.status === 503) this.counts.failures += 1;
      return false;
    }
  }

  execute(command: Command): Promise<boolean> {
    return this.attempt(() => this.fixture.workspace.execute(command, ada));
  }

  async command(): Promise<void> {
    const id = newCommandId();
    const { id: cardId } = this.pick(this.cards);
    const card = await this.fixture.workspace.readCard(cardId);
    if (!card) {
      if (await this.execute({ type: "restore", id, cardId: parseCardId(cardId) })) this.counts.restores += 1;
      return;
    }
    const [relation] = card.relations;
    if (this.random(4) === 0) {
      if (await this.execute({ type: "delete", id, cardId: parseCardId(cardId) })) this.counts.deletions += 1;
    } else if (relation) {
      if (await this.execute({ type: "unlink", id, relationId: parseRelationId(relation.id) }))
        this.counts.unlinks += 1;
    } else if (card.kind !== "contact") {
      const contact = await this.contactWithout(card.kind);
      if (!contact) return;
      const link = {
        type: "link",
        id,
        contactId: parseCardId(contact.id),
        cardId: parseCardId(cardId),
        relationId: newRelationId(),
        master: this.pick(["contact", "card"] as const),
      } as const;
      if (await this.execute(link)) this.counts.links += 1;
    }
  }

  async contactWithout(kind: WholeCard["kind"]): Promise<WholeCard | undefined> {
    const { items } = await this.fixture.workspace.listCards("contact", { limit: 100 });
    const lone = items.find((contact) => contact.relations.every((relation) => relation.kind !== kind));
    return lone && (await this.fixture.read(lone.id));
  }

  /** Everybody comes back and pushes what is left. */
  async settle(): Promise<void> {
    for (const seat of this.seats) {
      for (let round = 0; ; round += 1) {
        await this.sitAgain(seat);
        const { client } = seat;
        const code = await Promise.race([client.closed, until(() => client.isSettled, "settled")]);
        if (code === 4411) this.keep(seat);
        if (code === undefined || code === 4410 || code === 4411) break;
        if (round > 5) throw new Error(`A client cannot come back: ${code}`);
      }
      this.gather(seat.client);
    }
    await this.fixture.workspace.flush();
  }

  keep({ client }: Seat): void {
    for (const field of client.record.fields())
      for (const entry of client.record.entries(field)) this.kept.add(`${entry.writer}@${entry.at}`);
  }

  async check(): Promise<void> {
    const { database, workspace, store } = this.fixture;
    const findings: Finding[] = [];
    verifyDatabase(database, (finding) => findings.push(finding));
    expect(findings, "what is stored is as it should be").toEqual([]);
    const known = new Set<string>();
    for (const card of this.cards) {
      const { items } = await workspace.history(card.id, { limit: 1000 });
      for (const item of items) known.add(`${card.id} ${item.entry}`);
    }
    for (const user of ["ben", "cleo", "dan"]) {
      for (const row of await workspace.stranded(actorOf(user))) known.add(`${row.cardId} ${row.entry}`);
    }
    for (const [index, edit] of this.edits.entries()) {
      const isReplaced = this.edits
        .slice(index + 1)
        .some((later) => later.writer === edit.writer && later.field === edit.field);
      const isKnown = known.has(`${edit.cardId} ${edit.entry}`) || this.refused.has(edit.entry) || isReplaced;
      const isTooLate = !isKnown && this.kept.has(edit.entry);
      if (isTooLate) this.counts.tooLate += 1;
      expect(isKnown || isTooLate, `edit ${edit.entry} of ${edit.field} on ${edit.cardId} is lost`).toBe(true);
    }
    const alive = (await Promise.all(this.cards.map((card) => workspace.readCard(card.id)))).filter(
      (card) => card !== undefined,
    );
    for (const card of alive) {
      for (const relation of card.relations) {
        const other = await this.fixture.read(relation.cardId);
        expect(other.documentId).toBe(card.documentId);
        const shared = card.kind === "contact" ? [] : commonFieldsOfKind(card.kind);
        for (const field of shared) expect(other[field], `${field} of related cards`).toEqual(card[field]);
      }
      const doc = new Y.Doc();
      for (const update of await store.loadDocument("muster-ag", card.documentId)) Y.applyUpdate(doc, update);
      const record = new RecordDocument(doc);
      const shown = (await store.values("muster-ag", [card.documentId])).get(card.documentId);
      for (const field of fields) expect(shown?.values[field], `stored ${field}`).toEqual(record.value(field));
      const fresh = this.fixture.connect(card.documentId);
      await until(() => fresh.isSynced);
      expect(Y.encodeStateVector(fresh.doc)).toEqual(Y.encodeStateVector(doc));
      fresh.end();
    }
    for (const seat of this.seats) {
      const card = alive.find((candidate) => candidate.documentId === seat.documentId);
      if (!card || !seat.client.isSettled) continue;
      for (const field of fields)
        expect(seat.client.record.value(field) ?? "", `${field} of a client`).toEqual(card[field] ?? "");
    }
  }
}

describe("Random histories", () => {
  const total = { ...zero };
  const long = { ...zero, forgotten: 0 };
  const faulty = { ...zero, faults: 0 };

  async function run(seed: number, clock?: Clock, disk?: RandomDisk): Promise<History> {
    const random = randomOf(seed);
    const fixture = await openFixture({
      nowMs: () => Date.now() + (clock?.movedMs ?? 0),
      ...(disk && { disk }),
    });
    try {
      const history = new History(fixture, random, clock);
      for (const kind of kinds) {
        const card = await fixture.create(kind, { name: kind });
        history.cards.push(card, await fixture.read(card.relations[0]?.cardId ?? ""));
      }
      for (let index = 0; index < 4; index += 1) await history.sit();
      let mayFail = true;
      fixture.gate.judge = () => {
        if (!disk && mayFail && random(12) === 0) throw new Error("disk full");
      };
      fixture.gate.delayMs = () => random(4);
      for (let step = 0; step < steps; step += 1) {
        disk?.turn();
        await history.tryStep();
        if (random(3) === 0) await aMoment(random(5));
      }
      mayFail = false;
      disk?.mend();
      await until(() => fixture.store.canWrite(), "the disk takes writes");
      if (clock) await history.stayAway(clock);
      await history.settle();
      await history.check();
      return history;
    } finally {
      await fixture.close();
    }
  }

  const add = (sum: typeof total, { counts }: History): void => {
    for (const name of Object.keys(zero) as (keyof typeof zero)[]) sum[name] += counts[name];
  };

  test.each(seeds)(
    "[C1][C2][C3][G1] nothing is lost and everybody agrees, seed %i",
    { timeout: 60_000 },
    async (seed) => add(total, await run(seed)),
  );

  test.each(longSeeds)(
    "[C2][C3][C4] months pass, documents are forgotten, and nothing is lost but what its author is told of, seed %i",
    { timeout: 60_000 },
    async (seed) => {
      const history = await run(seed, { movedMs: 0 });
      add(long, history);
      long.forgotten += history.forgotten;
    },
  );

  test.each(faultySeeds)(
    "[C1][C2][C3][G1] the disk fails at any statement, and nothing acknowledged is lost, seed %i",
    { timeout: 60_000 },
    async (seed) => {
      const disk = new RandomDisk(randomOf(seed + 1));
      const history = await run(seed, undefined, disk);
      add(faulty, history);
      faulty.faults += disk.faults;
    },
  );

  test("the histories met everything they are about", () => {
    console.log(`histories of seeds ${seeds.join(" ")}: ${JSON.stringify(total)}`);
    console.log(`a failing disk, seeds ${faultySeeds.join(" ")}: ${JSON.stringify(faulty)}`);
    expect(faulty.faults).toBeGreaterThan(0);
    expect(faulty.tooLate).toBe(0);
    console.log(`months of seeds ${longSeeds.join(" ")}: ${JSON.stringify(long)}`);
    const { tooLate, ...met } = total;
    expect(tooLate).toBe(0);
    for (const [name, count] of Object.entries(met)) expect(count, name).toBeGreaterThan(0);
    expect(long.forgotten).toBeGreaterThan(0);
    expect(long.tooLate).toBeGreaterThan(0);
  });
});
