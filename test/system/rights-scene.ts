/**
 * Cards with a secret of their own kind, and requests about them that would succeed for whoever has the right.
 *
 * Shape    every request is prepared anew, on cards of its own, so that none depends on what another one did.
 *
 * @module
 */
import { type CardKind, cardKinds, type Command, pathOfKind, relatedKinds, type RelatedKind } from "@couplet/model";
import type { RunningServer } from "@couplet/server";
import { TestAuthenticator } from "@couplet/server/parts";
import { randomUUID } from "node:crypto";
import type { CallName } from "../rights/rights.ts";
import { type Caller, createCaller, type Json } from "./rest-client.ts";

export interface Prepared {
  readonly method: string;
  /** Under `/api/v1`, or from the root where it begins with `//`. */
  readonly path: string;
  readonly body?: object;
  /** What it answers whoever may. */
  readonly ok: number;
}

/** Where the server has passkeys. */
export const passkeyPage = "https://couplet.example";

/** In the own fields and notes of each kind, and nowhere else. */
export const secretOf = (kind: CardKind): string => `Geheimnis-${kind}`;
/** In a common field of every card. */
export const companySecret = "Geheimnis-Firma";

const ownField: Readonly<Record<CardKind, string>> = {
  contact: "jobTitle",
  customer: "paymentTermsCode",
  vendor: "priceGroup",
  bankAccount: "bankAccountNo",
};

export class RightsScene {
  readonly ada: Caller;
  #since = 0;
  readonly #lone = new Map<CardKind, string[]>();

  private constructor(ada: Caller) {
    this.ada = ada;
  }

  static async open(server: RunningServer, loneCards: number): Promise<RightsScene> {
    const scene = new RightsScene(await createCaller(server));
    const blank = { customer: "", vendor: "", bankAccount: "" };
    await scene.ada.expecting(200, "PUT", "/setup", { businessRelationCodes: blank });
    for (const kind of relatedKinds) {
      for (let left = loneCards; left > 0; left -= 1)
        scene.#lone.set(kind, [...(scene.#lone.get(kind) ?? []), (await scene.#make(kind)).id]);
    }
    const codes = { customer: "CUST", vendor: "VEND", bankAccount: "BANK" };
    await scene.ada.expecting(200, "PUT", "/setup", { businessRelationCodes: codes });
    return scene;
  }

  fieldsOf(kind: CardKind): Record<string, string> {
    const notes = `Notiz ${secretOf(kind)}`;
    return { name: `Muster ${companySecret}`, [ownField[kind]]: secretOf(kind), notes };
  }

  #make(kind: CardKind): Promise<Json> {
    return this.ada.expecting(201, "POST", `/${pathOfKind(kind)}`, this.fieldsOf(kind));
  }

  /** A card of its own, related to none. */
  async card(kind: CardKind): Promise<Json> {
    if (kind === "contact") return await this.#make("contact");
    const id = this.#lone.get(kind)?.pop() ?? (await this.#parted(kind));
    return await this.ada.expecting(200, "GET", `/${pathOfKind(kind)}/${id}`);
  }

  async #parted(kind: RelatedKind): Promise<string> {
    const card = await this.#make(kind);
    for (const { id, cardId } of card.relations as Json[])
      await this.ada.expecting(204, "DELETE", `/contacts/${cardId}/links/${id}`);
    return card.id;
  }

  async path(kind: CardKind): Promise<string> {
    return `/${pathOfKind(kind)}/${(await this.card(kind)).id}`;
  }

  async deleted(kind: CardKind): Promise<Json> {
    const card = await this.card(kind);
    await this.ada.expecting(204, "DELETE", `/${pathOfKind(kind)}/${card.id}`);
    return card;
  }

  /** A contact and a card of the kind, linked a moment ago. */
  async linked(kind: RelatedKind): Promise<{ readonly contact: Json; readonly card: Json; readonly relation: Json }> {
    const [contact, card] = [await this.card("contact"), await this.card(kind)];
    const relation = await this.ada.expecting(201, "POST", `/contacts/${contact.id}/links`, { cardId: card.id });
    return { contact, card, relation };
  }

  async merged(): Promise<{ readonly kept: Json; readonly gone: Json }> {
    const [kept, gone] = [await this.card("contact"), await this.card("contact")];
    await this.ada.expecting(200, "POST", `/contacts/${kept.id}/merge`, { contactId: gone.id });
    return { kept, gone };
  }

  /** Somebody who was invited. */
  async person(): Promise<string> {
    const { sub } = await this.ada.expecting(201, "POST", "/people", { name: "Nina Neu", role: "viewer" });
    return `/people/${sub}`;
  }

  /** Of one that has been done, of Ada's. */
  async job(): Promise<string> {
    await this.ada.expecting(200, "POST", "/contacts/from-cards", {
      kind: "vendor",
      filter: { name: "nobody has that" },
    });
    const { items } = await this.ada.expecting(200, "GET", "/jobs");
    return items[0]?.id ?? "";
  }

  /** How far the log is: what is refused adds nothing to it. */
  async end(): Promise<number> {
    for (;;) {
      const { nextSince } = await this.ada.expecting(200, "GET", `/changes?since=${this.#since}&limit=1000`);
      if (nextSince === this.#since) return nextSince;
      this.#since = nextSince;
    }
  }
}

const related = (kind: CardKind): RelatedKind => relatedKinds.find((one) => one === kind) ?? "customer";

/** A call by its name, about a card of the kind. */
export const calls: Readonly<Record<CallName, (scene: RightsScene, kind: CardKind) => Promise<Prepared>>> = {
  "GET /healthz": async () => ({ method: "GET", path: "//healthz", ok: 200 }),
  "GET /readyz": async () => ({ method: "GET", path: "//readyz", ok: 200 }),
  "GET /metrics": async () => ({ method: "GET", path: "//metrics", ok: 200 }),
  "GET /openapi.json": async () => ({ method: "GET", path: "/openapi.json", ok: 200 }),
  "POST /sign-in": async () => ({ method: "POST", path: "/sign-in", body: { code: "guessed" }, ok: 200 }),
  "POST /sign-in/passkey/options": async () => ({ method: "POST", path: "/sign-in/passkey/options", ok: 200 }),
  "POST /sign-in/passkey": async () => {
    const asked = { challenge: "guessed", origin: passkeyPage, rpId: "couplet.example" };
    const body = { credential: new TestAuthenticator().sign({ ...asked }, { userHandle: "guessed" }) };
    return { method: "POST", path: "/sign-in/passkey", body, ok: 200 };
  },
  "POST /token": async () => ({ method: "POST", path: "/token", ok: 200 }),
  "POST /sign-out": async () => ({ method: "POST", path: "/sign-out", ok: 204 }),
  "GET /{kind}": async (_, kind) => ({ method: "GET", path: `/${pathOfKind(kind)}?limit=1000`, ok: 200 }),
  "POST /{kind}": async (scene, kind) => {
    const body = scene.fieldsOf(kind);
    return { method: "POST", path: `/${pathOfKind(kind)}`, body, ok: 201 };
  },
  "GET /{kind}/{id}": async (scene, kind) => ({ method: "GET", path: await scene.path(kind), ok: 200 }),
  "PATCH /{kind}/{id}": async (scene, kind) => {
    return { method: "PATCH", path: await scene.path(kind), body: { city: "Zug" }, ok: 200 };
  },
  "DELETE /{kind}/{id}": async (scene, kind) => ({ method: "DELETE", path: await scene.path(kind), ok: 204 }),
  "POST /{kind}/{id}/restore": async (scene, kind) => {
    const { id } = await scene.deleted(kind);
    return { method: "POST", path: `/${pathOfKind(kind)}/${id}/restore`, ok: 200 };
  },
  "GET /{kind}/{id}/history": async (scene, kind) => {
    return { method: "GET", path: `${await scene.path(kind)}/history`, ok: 200 };
  },
  "GET /{kind}/{id}/conflicts": async (scene, kind) => {
    return { method: "GET", path: `${await scene.path(kind)}/conflicts`, ok: 200 };
  },
  "GET /{kind}/{id}/personal-data": async (scene, kind) => {
    return { method: "GET", path: `${await scene.path(kind)}/personal-data`, ok: 200 };
  },
  "POST /{kind}/{id}/erasure": async (scene, kind) => {
    const { id, no } = await scene.deleted(kind);
    return { method: "POST", path: `/${pathOfKind(kind)}/${id}/erasure`, body: { confirm: no }, ok: 200 };
  },
  "POST /contacts/{id}/links": async (scene, kind) => {
    const [contact, card] = [await scene.card("contact"), await scene.card(related(kind))];
    return { method: "POST", path: `/contacts/${contact.id}/links`, body: { cardId: card.id }, ok: 201 };
  },
  "DELETE /contacts/{id}/links/{relationId}": async (scene, kind) => {
    const { contact, relation } = await scene.linked(related(kind));
    return { method: "DELETE", path: `/contacts/${contact.id}/links/${relation.id}`, ok: 204 };
  },
  "POST /contacts/{id}/links/{relationId}/undo": async (scene, kind) => {
    const { contact, relation } = await scene.linked(related(kind));
    return { method: "POST", path: `/contacts/${contact.id}/links/${relation.id}/undo`, ok: 204 };
  },
  "POST /contacts/{id}/{related}": async (scene, kind) => {
    const { id } = await scene.card("contact");
    return { method: "POST", path: `/contacts/${id}/${pathOfKind(related(kind))}`, ok: 201 };
  },
  "POST /{related}/{id}/contact": async (scene, kind) => {
    return { method: "POST", path: `${await scene.path(related(kind))}/contact`, ok: 201 };
  },
  "POST /contacts/{id}/merge": async (scene) => {
    const [kept, gone] = [await scene.card("contact"), await scene.card("contact")];
    return { method: "POST", path: `/contacts/${kept.id}/merge`, body: { contactId: gone.id }, ok: 200 };
  },
  "POST /contacts/{id}/merge/{mergedId}/undo": async (scene) => {
    const { kept, gone } = await scene.merged();
    return { method: "POST", path: `/contacts/${kept.id}/merge/${gone.id}/undo`, ok: 200 };
  },
  "GET /contacts/from-cards": async (_, kind) => {
    return { method: "GET", path: `/contacts/from-cards?kind=${related(kind)}`, ok: 200 };
  },
  "POST /contacts/from-cards": async (_, kind) => {
    const body = { kind: related(kind), filter: { name: "nobody has that" } };
    return { method: "POST", path: "/contacts/from-cards", body, ok: 200 };
  },
  "GET /erasures": async () => ({ method: "GET", path: "/erasures?since=0", ok: 200 }),
  "GET /jobs": async () => ({ method: "GET", path: "/jobs", ok: 200 }),
  "GET /jobs/{id}": async (scene) => ({ method: "GET", path: `/jobs/${await scene.job()}`, ok: 200 }),
  "POST /jobs/{id}/cancel": async (scene) => ({ method: "POST", path: `/jobs/${await scene.job()}/cancel`, ok: 200 }),
  // Who asks for what they may not is told so by the command: see there.
  "POST /commands": async () => {
    const body = { type: "delete", id: randomUUID(), cardId: randomUUID() };
    return { method: "POST", path: "/commands", body, ok: 404 };
  },
  "GET /setup": async () => ({ method: "GET", path: "/setup", ok: 200 }),
  "PUT /setup": async () => ({ method: "PUT", path: "/setup", body: { defaults: { languageCode: "de-CH" } }, ok: 200 }),
  "GET /people": async () => ({ method: "GET", path: "/people", ok: 200 }),
  "POST /people": async () => ({ method: "POST", path: "/people", body: { name: "Nina", role: "viewer" }, ok: 201 }),
  "PATCH /people/{sub}": async (scene) => {
    return { method: "PATCH", path: await scene.person(), body: { role: "sales" }, ok: 200 };
  },
  "DELETE /people/{sub}": async (scene) => ({ method: "DELETE", path: await scene.person(), ok: 204 }),
  "POST /people/{sub}/link": async (scene) => ({ method: "POST", path: `${await scene.person()}/link`, ok: 201 }),
  "GET /people/{sub}/sessions": async (scene) => {
    return { method: "GET", path: `${await scene.person()}/sessions`, ok: 200 };
  },
  "DELETE /people/{sub}/sessions": async (scene) => {
    return { method: "DELETE", path: `${await scene.person()}/sessions`, ok: 204 };
  },
  // Of one that is not there: to whoever may not ask, that is not told either.
  "DELETE /people/{sub}/sessions/{session}": async (scene) => {
    return { method: "DELETE", path: `${await scene.person()}/sessions/${randomUUID()}`, ok: 404 };
  },
  "GET /people/{sub}/passkeys": async (scene) => {
    return { method: "GET", path: `${await scene.person()}/passkeys`, ok: 200 };
  },
  "POST /people/{sub}/passkeys/options": async (scene) => {
    return { method: "POST", path: `${await scene.person()}/passkeys/options`, ok: 200 };
  },
  "POST /people/{sub}/passkeys": async (scene) => {
    const asked = { challenge: "guessed", origin: passkeyPage, rpId: "couplet.example", userHandle: "guessed" };
    const body = { name: "Phone", credential: new TestAuthenticator().make(asked) };
    return { method: "POST", path: `${await scene.person()}/passkeys`, body, ok: 201 };
  },
  "DELETE /people/{sub}/passkeys/{passkey}": async (scene) => {
    return { method: "DELETE", path: `${await scene.person()}/passkeys/${randomUUID()}`, ok: 404 };
  },
  "GET /changes": async () => ({ method: "GET", path: "/changes?limit=1000", ok: 200 }),
  "GET /stranded": async () => ({ method: "GET", path: "/stranded", ok: 200 }),
  "POST /stranded/{entry}": async () => {
    return { method: "POST", path: `/stranded/${encodeURIComponent("w@1")}`, body: { action: "discard" }, ok: 204 };
  },
  "GET /demo-report": async () => ({ method: "GET", path: "/demo-report", ok: 404 }),
};

type CommandMaker = (scene: RightsScene, kind: CardKind) => Promise<object>;

/** A command by its type, about a card of the kind. */
export const commands: Readonly<Record<Command["type"], CommandMaker>> = {
  create: async (scene, kind) => {
    const { notes, ...fields } = scene.fieldsOf(kind);
    const ids = { cardId: randomUUID(), commonDocumentId: randomUUID(), cardDocumentId: randomUUID() };
    const contact = { cardId: randomUUID(), cardDocumentId: randomUUID(), relationId: randomUUID() };
    return { kind, ...ids, fields, notes, contact };
  },
  createFromContact: async (scene, kind) => {
    const contactId = (await scene.card("contact")).id;
    return { contactId, kind, cardId: randomUUID(), cardDocumentId: randomUUID(), relationId: randomUUID() };
  },
  createContactFromCard: async (scene, kind) => {
    const cardId = (await scene.card(kind)).id;
    return { cardId, contactId: randomUUID(), cardDocumentId: randomUUID(), relationId: randomUUID() };
  },
  link: async (scene, kind) => {
    const [contact, card] = [await scene.card("contact"), await scene.card(kind)];
    return { contactId: contact.id, cardId: card.id, relationId: randomUUID(), master: "contact" };
  },
  unlink: async (scene, kind) => ({ relationId: (await scene.linked(related(kind))).relation.id }),
  undoLink: async (scene, kind) => ({ relationId: (await scene.linked(related(kind))).relation.id }),
  mergeContacts: async (scene) => {
    const [kept, gone] = [await scene.card("contact"), await scene.card("contact")];
    return { contactId: kept.id, mergedId: gone.id };
  },
  undoMerge: async (scene) => ({ cardId: (await scene.merged()).gone.id }),
  delete: async (scene, kind) => ({ cardId: (await scene.card(kind)).id }),
  restore: async (scene, kind) => ({ cardId: (await scene.deleted(kind)).id }),
  changeType: async (scene) => ({ cardId: (await scene.card("contact")).id, contactType: "person" }),
  renumber: async (scene, kind) => ({ cardId: (await scene.card(kind)).id, no: `X-${randomUUID().slice(0, 8)}` }),
};

const kindsFor = (right: string): readonly CardKind[] =>
  right === "link" ? relatedKinds : right === "edit" || right === "read" ? cardKinds : ["contact"];

/** Of which kinds a call or command is tried. */
export const kindsOf = (name: string, right: string): readonly CardKind[] =>
  name.includes("{kind}")
    ? cardKinds
    : name.includes("{related}") || name.endsWith("from-cards")
      ? relatedKinds
      : kindsFor(right);
