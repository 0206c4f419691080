/**
 * Customers without a contact, as a workspace has them that was filled before relations were set up.
 *
 * @module
 */
import { call, tokenFor } from "./server-process.ts";

const callsAtOnce = 16;

interface Setup {
  readonly businessRelationCodes: Readonly<Record<string, string>>;
}

/**
 * Made over REST while the relation code is blank; afterwards it is as it was.
 *
 * @param more fields of each, by its number
 * @returns their ids
 */
export async function makeLoneCustomers(
  url: string,
  token: string,
  count: number,
  more: (index: number) => Readonly<Record<string, string>> = () => ({}),
): Promise<readonly string[]> {
  const { businessRelationCodes: codes } = await call<Setup>(url, token, "GET", "/setup");
  await call(url, token, "PUT", "/setup", { businessRelationCodes: { ...codes, customer: "" } });
  const ids: string[] = [];
  let next = 0;
  const work = async (maker: number): Promise<void> => {
    // Each as somebody else: a fast machine asks for more than one person may.
    const own = await tokenFor(`maker-${maker}`);
    while (next < count) {
      next += 1;
      const customer = await call<{ readonly id: string }>(url, own, "POST", "/customers", {
        ...customerOf(next),
        ...more(next),
      });
      ids.push(customer.id);
    }
  };
  await Promise.all(Array.from({ length: callsAtOnce }, (_, maker) => work(maker)));
  await call(url, token, "PUT", "/setup", { businessRelationCodes: codes });
  return ids;
}

const customerOf = (index: number): Readonly<Record<string, string>> => ({
  name: `Muster ${index} AG`,
  address: `Bahnhofstrasse ${index}`,
  postCode: String(1000 + (index % 8999)),
  city: "Musterwil",
  countryCode: "CH",
  email: `info${index}@example.ch`,
  currencyCode: index % 2 === 0 ? "CHF" : "EUR",
});
