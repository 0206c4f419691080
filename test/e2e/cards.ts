/**
 * Cards for a test of its own, made over REST as an integrator would, and how a page is asked for them.
 *
 * @module
 */
import { inject } from "vitest";
import { pathOfKind, type CardKind } from "@couplet/model";
import { call, tokenFor } from "../harness/server-process.ts";

export interface CardJson {
  readonly id: string;
  readonly kind: CardKind;
  readonly no: string;
  readonly name: string;
  readonly phoneNo: string;
  readonly documentId: string;
  readonly relations: readonly {
    readonly id: string;
    readonly kind: CardKind;
    readonly cardId: string;
    readonly no: string;
  }[];
  readonly [field: string]: unknown;
}

export async function rest<T>(method: string, path: string, body?: unknown): Promise<T> {
  return await call<T>(inject("serverUrl"), await tokenFor("rita.rest", "admin", "demo"), method, path, body);
}

/** A card; a customer, vendor or bank account comes with its contact. */
export const makeCard = (kind: CardKind, fields: Readonly<Record<string, string>>): Promise<CardJson> =>
  rest("POST", `/${pathOfKind(kind)}`, fields);

export const readCard = (kind: CardKind, id: string): Promise<CardJson> => rest("GET", `/${pathOfKind(kind)}/${id}`);

/** A customer and the contact it is related to. */
export async function makePair(
  fields: Readonly<Record<string, string>>,
): Promise<{ contact: CardJson; customer: CardJson }> {
  const customer = await makeCard("customer", fields);
  const contactId = customer.relations[0]?.cardId ?? "";
  return { contact: await readCard("contact", contactId), customer };
}

export const hashOf = ({ kind, id }: { readonly kind: CardKind; readonly id: string }): string =>
  `#/${pathOfKind(kind)}/${id}`;
