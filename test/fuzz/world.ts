/**
 * Who and what a round of the fuzz is about: two companies, their cards, and people who mean well or not.
 *
 * Shape    every committed update is taken over into a copy of its document. What a commit may hold is judged by who caused it: the rights of the
 *          sender, the company, and that nobody writes in another's name. What people hear is searched for what they may not know.
 *
 * @module
 */
import { RecordDocument } from "@couplet/crdt";
import { type CardKind, cardKinds, maySetUp, mayEdit, mayRead, type Role, type Setup } from "@couplet/model";
import type { Write } from "@couplet/server/parts";
import * as Y from "yjs";
import { secret } from "../harness/secret.ts";
import type { Dice } from "./dice.ts";
import { Place } from "./place.ts";
import { goodToken } from "./tokens.ts";

export interface Person {
  readonly sub: string;
  readonly role: Role;
  readonly workspace: string;
}

export interface Copy {
  readonly id: string;
  readonly workspace: string;
  readonly doc: Y.Doc;
  readonly record: RecordDocument;
  readonly isCommon: boolean;
  /** Of all cards that ever held it. */
  readonly kinds: Set<CardKind>;
  /** As one update; made anew once it has changed. */
  state: Uint8Array | undefined;
}

interface CardAnswer {
  readonly id: string;
  readonly kind: CardKind;
  readonly documentId: string;
  readonly cardDocumentId: string;
}

const acme = "acme";
const ada: Person = { sub: "ada", role: "admin", workspace: acme };
export const holly: Person = { sub: "holly", role: "finance", workspace: acme };
const victims = new Set([ada.sub, holly.sub]);

export const attackers: readonly Person[] = [
  { sub: "vera", role: "viewer", workspace: acme },
  { sub: "sal", role: "sales", workspace: acme },
  { sub: "pat", role: "purchasing", workspace: acme },
  { sub: "fay", role: "finance", workspace: acme },
  { sub: "eve", role: "editor", workspace: acme },
  { sub: "mal", role: "admin", workspace: acme },
  { sub: "oz", role: "admin", workspace: "elsewhere" },
];
/** Everybody has an account, too; their tokens are of no session, so that nobody loses theirs. */
export const people: readonly Person[] = [ada, holly, ...attackers];
const attackersBySub = new Map(attackers.map((person) => [person.sub, person]));

/** In values of the one company; and in what only its bank accounts have. */
const companyMark = "Geheimnis-Acme";
const bankMark = "Geheimnis-Bank";

export const tokenLifeMs = 30 * 24 * 3_600_000;
export const claimsOf = ({ sub, role, workspace }: Person) => ({ sub, name: sub, role, workspace });

export class World {
  readonly place: Place;
  readonly copies = new Map<string, Copy>();
  /** What is not as it has to be. */
  #isRestored = false;
  /** Writers, and fields with values of theirs, that somebody said a restored server had lost. */
  readonly #claimed = new Set<string>();
  readonly findings: string[] = [];
  /** To questions of connections, by what they were. */
  readonly answers: Record<string, number> = {};
  /** Who has had updates taken in which document since this was last emptied. */
  readonly taken = new Set<string>();
  readonly #kinds = new Map<string, CardKind>();
  readonly #tokens = new Map<string, string>();
  readonly #writers = new Set<string>();
  readonly #known = new Map<string, unknown>();
  readonly #touched = new Set<Copy>();
  readonly #setups = new Map<string, string>();
  #relations: string[] = [];
  /** Holly's, which nobody else has to do with. */
  sealed!: CardAnswer;

  private constructor(place: Place) {
    this.place = place;
  }

  /** `ws://…` where sockets are real ones. */
  wire: string | undefined;

  /** @param isRestored from a backup, so that edits of others may come back from whoever has them */
  static async open(isOverSockets: boolean, isRestored: boolean): Promise<World> {
    const place = await Place.open((writes) => world.#committed(writes));
    const world: World = new World(place);
    await world.#furnish();
    if (isRestored) place.becomeAnother();
    world.#isRestored = isRestored;
    if (isOverSockets) world.wire = await world.place.listen();
    return world;
  }

  tokenOf(person: Person): string {
    const known = this.#tokens.get(person.sub);
    if (known !== undefined) return known;
    const token = goodToken(claimsOf(person), secret, Date.now() + tokenLifeMs);
    this.#tokens.set(person.sub, token);
    return token;
  }

  async call<Answer>(person: Person, method: string, path: string, body?: object): Promise<Answer> {
    const response = await this.place.app.request(`/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${this.tokenOf(person)}`, "content-type": "application/json" },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} for ${person.sub}: ${response.status} ${text}`);
    return (text === "" ? undefined : JSON.parse(text)) as Answer;
  }

  async #furnish(): Promise<void> {
    const make = (path: string, body: object = {}): Promise<CardAnswer> => this.call(ada, "POST", path, body);
    const name = (what: string): { readonly name: string } => ({ name: `${what} ${companyMark}` });
    for (const person of people) await this.place.accounts.introduce(claimsOf(person));
    const family = await make("/contacts", { ...name("Familie"), city: "Zug", phoneNo: "+41417281111" });
    for (const path of ["customers", "vendors"]) await make(`/contacts/${family.id}/${path}`);
    const account = await make(`/contacts/${family.id}/bank-accounts`);
    await this.call(ada, "PATCH", `/bank-accounts/${account.id}`, { bankAccountNo: bankMark, notes: bankMark });
    await make("/contacts", { ...name("Person"), type: "person", companyId: family.id });
    for (const path of ["customers", "vendors"]) await make(`/${path}`, name("Allein"));
    const gone = await make("/customers", name("Fort"));
    await this.call(ada, "DELETE", `/customers/${gone.id}`);
    const [kept, joined] = [await make("/contacts", name("Bleibt")), await make("/contacts", name("Geht"))];
    await this.call(ada, "POST", `/contacts/${kept.id}/merge`, { contactId: joined.id });
    this.sealed = await this.call(holly, "POST", "/bank-accounts", { ...name("Bank"), bankAccountNo: bankMark });
    const oz = attackers.find(({ workspace }) => workspace !== acme);
    if (!oz) throw new Error("Nobody is elsewhere");
    for (const path of ["contacts", "customers"]) await this.call(oz, "POST", `/${path}`, { name: "Anderswo" });
  }

  /** Ids that somebody may try: all of them, save for the sealed card where they had the right to it. */
  idsFor(person: Person): readonly string[] {
    const spares = person.workspace === acme && mayEdit(person.role, this.sealed.kind);
    const spared = new Set(spares ? Object.values(this.sealed) : []);
    return [...this.#kinds.keys(), ...this.copies.keys(), ...this.#relations].filter((id) => !spared.has(id));
  }

  /** Cards of the kind, among {@link idsFor}. */
  cardsFor(person: Person, kind: CardKind): readonly string[] {
    return this.idsFor(person).filter((id) => this.#kinds.get(id) === kind);
  }

  /** Documents that somebody attacks, those of the own company rather than others. */
  targetsOf(person: Person, dice?: Dice): readonly Copy[] {
    const allowed = new Set(this.idsFor(person));
    const isNear = dice !== undefined && !dice.once(4);
    return [...this.copies.values()].filter(
      ({ id, workspace }) => allowed.has(id) && (!isNear || workspace === person.workspace),
    );
  }

  /** What they may have read, and can therefore make updates of. */
  readsOf(person: Person): readonly Copy[] {
    return this.targetsOf(person).filter(
      ({ workspace, isCommon, kinds }) =>
        workspace === person.workspace && (isCommon || [...kinds].some((kind) => mayRead(person.role, kind))),
    );
  }

  stateOf(copy: Copy): Uint8Array {
    return (copy.state ??= Y.encodeStateAsUpdate(copy.doc));
  }

  /** Somebody was told this. */
  heard(person: Person, bytes: Uint8Array | string, where: string): void {
    const told = Buffer.from(bytes as Uint8Array);
    if (person.workspace !== acme && told.includes(companyMark))
      this.findings.push(`${person.sub} of ${person.workspace} was told of ${acme} by ${where}`);
    const mayKnow = person.workspace === acme && mayRead(person.role, "bankAccount");
    if (!mayKnow && told.includes(bankMark)) this.findings.push(`${person.sub} was told bank details by ${where}`);
  }

  #committed(writes: readonly Write[]): void {
    // A card that is left alone by another one's deletion gets a copy of its own, by whoever deleted that one.
    const made = new Set(writes.flatMap((write) => (write.type === "createDocument" ? [write.document.id] : [])));
    for (const write of writes) {
      if (write.type === "createDocument") this.#copyOf(write.document.id, write.workspace, write.document.role);
      if (write.type === "putSetup" && this.#mayBeNew(write))
        this.#setups.set(write.workspace, setupWithoutNumbers(write.setup));
      if (write.type === "putRelation") this.#relations = [...new Set([...this.#relations, write.relation.id])];
      if (write.type !== "putCard") continue;
      const { id, kind, commonDocumentId, cardDocumentId } = write.card;
      this.#kinds.set(id, kind);
      this.#copyOf(commonDocumentId, write.workspace, "common").kinds.add(kind);
      this.#copyOf(cardDocumentId, write.workspace, "card").kinds.add(kind);
    }
    for (const write of writes) {
      this.#judge(write, made);
      if (write.type !== "update") continue;
      const copy = this.#copyOf(write.documentId, write.workspace, "common");
      Y.applyUpdate(copy.doc, write.update);
      copy.state = undefined;
      this.taken.add(`${write.by} ${write.documentId}`);
      if (victims.has(write.by)) this.#learn(copy);
      else this.#touched.add(copy);
    }
  }

  /** Of somebody who may set up, or who is no attacker. */
  #mayBeNew({ by }: { readonly by: string }): boolean {
    const attacker = attackersBySub.get(by);
    return !attacker || maySetUp(attacker.role);
  }

  #copyOf(id: string, workspace: string, role: string): Copy {
    const known = this.copies.get(id);
    if (known) return known;
    const doc = new Y.Doc({ guid: id });
    const record = new RecordDocument(doc);
    const copy: Copy = { id, workspace, doc, record, isCommon: role === "common", kinds: new Set(), state: undefined };
    this.copies.set(id, copy);
    return copy;
  }

  #judge(write: Write, made: ReadonlySet<string>): void {
    const by = "by" in write ? (typeof write.by === "string" ? write.by : write.by.sub) : undefined;
    const attacker = by === undefined ? undefined : attackersBySub.get(by);
    if (!attacker) return;
    const { sub, role, workspace } = attacker;
    const wrong = (what: string): void => void this.findings.push(`${sub} (${role} of ${workspace}) ${what}`);
    if (write.workspace !== workspace) wrong(`wrote ${write.type} in ${write.workspace}`);
    else if (
      write.type === "putSetup" &&
      !maySetUp(role) &&
      setupWithoutNumbers(write.setup) !== this.#setups.get(workspace)
    )
      wrong("changed the set-up");
    else if (!cardKinds.some((kind) => mayEdit(role, kind))) wrong(`wrote ${write.type}`);
    if (write.type === "update" && !made.has(write.documentId)) {
      const kinds = [...(this.copies.get(write.documentId)?.kinds ?? [])];
      if (!kinds.some((kind) => mayEdit(role, kind))) wrong(`changed a document of ${kinds.join(", ")}`);
    }
    if (write.type === "history") {
      const kind = this.#kinds.get(write.cardId);
      if (kind === undefined || !mayEdit(role, kind)) wrong(`set ${write.field} on a card of kind ${kind}`);
    }
  }

  /** Numbered where several have the name. */
  #wasClaimed = (writer: string): boolean =>
    this.#claimed.has(writer) || this.#claimed.has(writer.replace(/-\d+$/u, ""));

  /** What those who mean well have said. */
  #learn({ record }: Copy): void {
    for (const id of record.writerIds()) if (victims.has(record.writer(id)?.user ?? "")) this.#writers.add(id);
    for (const field of record.fields()) {
      for (const { writer, at, value } of record.candidates(field)) {
        if (victims.has(record.writer(writer)?.user ?? "")) this.#known.set(`${field} ${writer}@${at}`, value);
      }
    }
  }

  /** Somebody is about to say that this was lost. Others' edits come back that way after a restore, and only then. */
  claimed(json: string): void {
    if (!this.#isRestored) return;
    for (const [, writer = ""] of json.matchAll(/"writer":"([^"]*)"/gu)) this.#claimed.add(writer);
  }

  /** Nothing stands in the name of somebody who did not say it. */
  checkNames(): void {
    for (const { id, record } of this.#touched) {
      for (const writer of record.writerIds()) {
        const user = record.writer(writer)?.user ?? "";
        if (victims.has(user) && !this.#writers.has(writer) && !this.#wasClaimed(writer))
          this.findings.push(`${writer} in ${id} is none of ${user}'s writers`);
      }
      for (const field of record.fields()) {
        for (const { writer, at, value } of record.candidates(field)) {
          const user = record.writer(writer)?.user;
          if (user === undefined || !victims.has(user) || this.#wasClaimed(writer)) continue;
          if (this.#known.get(`${field} ${writer}@${at}`) !== value)
            this.findings.push(`${user} has never set ${field} to ${JSON.stringify(value)} (${writer}@${at}) in ${id}`);
        }
      }
    }
    this.#touched.clear();
  }

  async close(): Promise<void> {
    await this.place.close();
    for (const { doc } of this.copies.values()) doc.destroy();
  }
}

/** Who makes a card draws a number, whatever else they may. */
const setupWithoutNumbers = (setup: Setup): string => JSON.stringify({ ...setup, numberSeries: {} });

/** As a UUID of version 7 looks. */
export function freshId(dice: Dice): string {
  const hex = Buffer.from(dice.bytes(16)).toString("hex");
  return `0198${hex.slice(4, 8)}-${hex.slice(8, 12)}-7${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
}
