/**
 * Related cards in a workspace of their own, every field set, and what others see of them.
 *
 * Shape    a contact and any of customer, vendor and bank account, all on one common document; looked at by users who
 *          are not the ones who edit, over REST and in rooms.
 * Not      a model of what must happen: the tests say that.
 *
 * @module
 */
import { type CardKind, pathOfKind, type RelatedKind, type Scalar } from "@couplet/model";
import type { Claims, RunningServer } from "@couplet/server";
import { expect } from "vitest";
import * as Y from "yjs";
import { redPicture } from "../harness/pictures.ts";
import { RoomClient } from "../harness/room-client.ts";
import { type Caller, createCaller, type Json } from "./rest-client.ts";

/** A value for every field that cards share. */
export const commonValues = {
  name: "Cronus AG",
  name2: "Handel",
  searchName: "CRONUS",
  address: "Gotthardstrasse 1",
  address2: "Postfach 12",
  postCode: "6300",
  city: "Zug",
  county: "ZG",
  countryCode: "CH",
  phoneNo: "+41417281111",
  mobilePhoneNo: "+41791234567",
  faxNo: "+41417281112",
  email: "info@cronus.ch",
  homePage: "https://cronus.ch",
  languageCode: "de-CH",
  currencyCode: "CHF",
  territoryCode: "INNER",
  salespersonCode: "JR",
  registrationNo: "CH-170.3.000.1",
  vatRegistrationNo: "CHE-116.281.710",
  formatRegion: "de-CH",
  privacyBlocked: true,
  image: redPicture,
};

const own: Readonly<Record<CardKind, Readonly<Record<string, Scalar>>>> = {
  contact: {
    salutationCode: "COMPANY",
    email2: "ada@cronus.ch",
    correspondenceType: "EMAIL",
    notes: "Met at the fair",
  },
  customer: {
    postingGroup: "LOCAL",
    paymentTermsCode: "30D",
    creditLimit: "25000",
    shipToAddress: "Rampe 3",
    blocked: "ship",
    notes: "Pays late",
  },
  vendor: {
    postingGroup: "FOREIGN",
    purchaserCode: "EH",
    priceGroup: "B",
    blocked: "payment",
    notes: "Delivers early",
  },
  bankAccount: {
    iban: "CH9300762011623852957",
    swiftCode: "POFICHBE",
    bankAccountNo: "30-38",
    postingGroup: "BANK",
    notes: "Main account",
  },
};

/** Field -> the ids and values that stand, the shown one first. */
export type Standing = ReadonlyMap<string, readonly string[]>;

/** Everything two replicas must agree on. */
const standingOf = (client: Pick<RoomClient, "record">): Standing =>
  new Map(
    client.record
      .fields()
      .sort()
      .map((field) => [
        field,
        client.record.candidates(field).map(({ writer, at, value }) => `${writer}@${at} ${String(value)}`),
      ]),
  );

let workspaces = 0;

export class Family {
  readonly workspace = `family-${(workspaces += 1)}`;
  readonly kinds: readonly CardKind[];
  readonly ids = new Map<CardKind, string>();
  /** Who makes the cards, and edits over REST. */
  ada!: Caller;
  /** Who only looks. */
  vera!: Caller;
  readonly server: RunningServer;
  readonly #clients = new Set<RoomClient>();
  readonly #callers = new Map<string, Promise<Caller>>();

  private constructor(server: RunningServer, related: readonly RelatedKind[]) {
    this.server = server;
    this.kinds = ["contact", ...related];
  }

  static async open(server: RunningServer, related: readonly RelatedKind[]): Promise<Family> {
    const family = new Family(server, related);
    family.ada = await family.as("ada", "admin");
    family.vera = await family.as("vera", "viewer");
    const contact = await family.ada.expecting(201, "POST", "/contacts", { name: commonValues.name });
    family.ids.set("contact", contact.id);
    for (const kind of related) {
      const card = await family.ada.expecting(201, "POST", `/contacts/${contact.id}/${pathOfKind(kind)}`);
      family.ids.set(kind, card.id);
      await family.ada.expecting(200, "PATCH", family.path(kind), own[kind]);
    }
    await family.ada.expecting(200, "PATCH", family.path("contact"), { ...commonValues, ...own.contact });
    return family;
  }

  /** One caller per user. */
  as(sub: string, role: Claims["role"]): Promise<Caller> {
    const caller =
      this.#callers.get(sub) ?? createCaller(this.server, { workspace: this.workspace, sub, name: sub, role });
    this.#callers.set(sub, caller);
    return caller;
  }

  id(kind: CardKind): string {
    const id = this.ids.get(kind);
    if (id === undefined) throw new Error(`The family has no ${kind}`);
    return id;
  }

  path(kind: CardKind): string {
    return `/${pathOfKind(kind)}/${this.id(kind)}`;
  }

  /** The card as somebody sees it who changed nothing. */
  read(kind: CardKind): Promise<Json> {
    return this.vera.expecting(200, "GET", this.path(kind));
  }

  /** All cards of the kinds, by kind. */
  async readAll(kinds: readonly CardKind[] = this.kinds): Promise<Map<CardKind, Json>> {
    return new Map(await Promise.all(kinds.map(async (kind) => [kind, await this.read(kind)] as const)));
  }

  /** Joins a document's room as somebody, with a copy they have or a new one. */
  async join(
    documentId: string,
    who: { readonly sub: string; readonly role?: Claims["role"]; readonly card?: string; readonly doc?: Y.Doc },
  ): Promise<RoomClient> {
    const { token } = await this.as(who.sub, who.role ?? "editor");
    const client = new RoomClient({
      url: this.server.url,
      token,
      documentId,
      card: who.card ?? this.id("contact"),
      user: who.sub,
      ...(who.doc && { doc: who.doc }),
    });
    this.#clients.add(client);
    const code = await Promise.race([client.ready, client.closed]);
    if (code === 4429) throw new Error("The test opened more sockets than an address may");
    return client;
  }

  /**
   * Two other users open the document afresh, and everybody who was in it waits for them: all must show the same [C1].
   *
   * @param present clients that have been in the room
   */
  async agreed(documentId: string, present: readonly RoomClient[] = []): Promise<Standing> {
    const [one, other] = await Promise.all([
      this.join(documentId, { sub: "vera", role: "viewer" }),
      this.join(documentId, { sub: "otto", role: "sales" }),
    ]);
    const standing = standingOf(one);
    expect(standingOf(other)).toEqual(standing);
    for (const client of present) {
      for (let tries = 0; tries < 200 && !isSame(standingOf(client), standing); tries += 1) await aMoment();
      expect(standingOf(client)).toEqual(standing);
    }
    one.close();
    other.close();
    return standing;
  }

  close(): void {
    for (const client of this.#clients) client.close();
  }
}

const isSame = (a: Standing, b: Standing): boolean => JSON.stringify([...a]) === JSON.stringify([...b]);

const aMoment = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

/** A card without what says where it is kept and whom it is related to. */
export function valuesOf(card: Json): Record<string, Scalar> {
  const { documentId: _document, cardDocumentId: _own, relations: _relations, status: _status, ...values } = card;
  return values;
}

/** A copy of what the client has, for somebody to edit while away. */
export function copyOf(client: Pick<RoomClient, "doc">): Y.Doc {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(client.doc));
  return doc;
}
