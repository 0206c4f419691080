/**
 * Cards that are made over REST, for tests that go by their ids.
 *
 * @module
 */
import type { Caller } from "./rest-client.ts";

export const unknownId = "0198c0de-7c1a-7000-8000-000000000000";
export const relatedPaths = ["customers", "vendors", "bank-accounts"] as const;

/** Of a contact with a customer, a vendor and a bank account, all four on one common document. */
export async function relatedIds(
  caller: Caller,
): Promise<{ contact: string; customers: string; vendors: string; "bank-accounts": string }> {
  const contact = await caller.expecting(201, "POST", "/contacts", {
    name: "Cronus AG",
    phoneNo: "+41442000000",
    city: "Zug",
    countryCode: "CH",
  });
  const ids: Record<string, string> = { contact: contact.id };
  for (const path of relatedPaths)
    ids[path] = (await caller.expecting(201, "POST", `/contacts/${contact.id}/${path}`)).id;
  return ids as Awaited<ReturnType<typeof relatedIds>>;
}
