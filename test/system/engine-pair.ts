/**
 * What tests with client engines do again and again: a pair of cards, and an edit that is seen through to the server.
 *
 * @module
 */
import type { CardSession, Engine } from "@couplet/engine";
import { expect } from "vitest";

/** Sets and waits until the server has it. */
export async function save(session: CardSession, field: string, input: unknown): Promise<void> {
  expect(session.set(field, input)).toMatchObject({ ok: true });
  expect((await session.flush()).waiting).toBe(0);
}

/** A contact and its customer, which share their common fields. */
export async function related(engine: Engine): Promise<{ contact: string; customer: string }> {
  const contact = await engine.create("contact", { name: "Cronus AG", phoneNo: "+41442000000", countryCode: "CH" });
  const customer = await engine.createFromContact(contact.id, "customer");
  return { contact: contact.id, customer: customer.id };
}
