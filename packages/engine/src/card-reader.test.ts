import { beforeEach, expect, test } from "vitest";
import { Api } from "./api.ts";
import { CardReader } from "./card-reader.ts";
import type { CardRow } from "./card-row.ts";
import { Connectivity } from "./connectivity.ts";
import { MemoryStore } from "./device-store.ts";
import { OfflineError } from "./engine-error.ts";
import { Register } from "./register.ts";
import { TokenSource } from "./token-source.ts";

const contact: CardRow = {
  id: "contact",
  kind: "contact",
  no: "CT1",
  documentId: "shared",
  cardDocumentId: "contact-own",
  values: { city: "Bern", jobTitle: "Clerk" },
  notes: "",
  relations: [],
  asOfMs: 1,
};
const customer: CardRow = {
  ...contact,
  id: "customer",
  kind: "customer",
  no: "C1",
  cardDocumentId: "customer-own",
  relations: [{ id: "r", code: "CUST", kind: "contact", cardId: "contact", no: "CT1", name: "" }],
};

let register: Register;
let reader: CardReader;

beforeEach(async () => {
  register = new Register(`reader-${Math.random()}`, new MemoryStore());
  const tokens = new TokenSource(() => Promise.reject(new OfflineError("Signing in")));
  const connectivity = new Connectivity(() => Promise.resolve(false), true);
  reader = new CardReader(new Api("http://nowhere.test", tokens, connectivity), register, connectivity);
  await register.putCards([contact, customer]);
});

test("[F3] what a card shows is kept for those that share it, above what has come of them since", async () => {
  reader.keep({ ...customer, values: { city: "Chur", paymentTermsCode: "30D" } }, undefined, []);
  await register.putCards([{ ...contact, notes: "Ring twice.", asOfMs: 2 }]);
  await reader.save();
  expect(register.card("contact")).toMatchObject({
    values: { city: "Chur", jobTitle: "Clerk" },
    notes: "Ring twice.",
  });
  expect(register.card("contact")?.values["paymentTermsCode"]).toBeUndefined();
});

test("[F3] of cards that are still to be made, what one shows of shared fields is put over what the other shows itself by now", async () => {
  const [made, other] = [
    { ...contact, id: "new" },
    { ...customer, id: "new-too" },
  ];
  const related = { ...made, relations: [{ ...customer.relations[0], cardId: "new-too" }] } as typeof contact;
  const back = { ...other, relations: [{ ...customer.relations[0], cardId: "new" }] } as typeof customer;
  register.showForecast(new Map([related, back].map((row) => [row.id, row])));
  reader.keep({ ...related, values: { city: "Bern", jobTitle: "Boss" } }, undefined, []);
  await new Promise((resolve) => setTimeout(resolve, 2));
  reader.keep({ ...back, values: { city: "Basel" } }, { ...back, values: { city: "Bern" } }, []);
  await reader.save();
  expect(register.edited("new")?.values).toEqual({ city: "Basel", jobTitle: "Boss" });
});

test("[C5] what a card showed before it left stays its own: the server may have carried it elsewhere", async () => {
  reader.keep({ ...customer, values: { city: "Chur" } }, undefined, []);
  reader.keep({ ...customer, documentId: "fork", relations: [], values: { city: "Chur" } }, undefined, []);
  await reader.save();
  expect(register.card("contact")?.values["city"]).toBe("Bern");
  expect(register.card("customer")).toMatchObject({ documentId: "fork", values: { city: "Chur" } });
});

test("[D4] a deletion answered once more, with its card, which was restored since, does not hide it where the server cannot be asked", async () => {
  await register.markDeleted("customer");
  await reader.takeDeletion("customer", { ...customer, relations: [] }, reader.moment());
  expect(register.card("customer")).toMatchObject({ no: "C1" });
  expect(register.card("customer")?.isDeleted).toBeUndefined();
  // What is answered beside it is another card.
  await reader.takeDeletion("customer", { ...contact, relations: [] }, reader.moment());
  expect(register.card("customer")?.isDeleted).toBe(true);
});

test("[D4] a deletion after which the server cannot be asked counts, unless the card was answered meanwhile", async () => {
  const taken = reader.takeDeletion("customer", undefined, reader.moment());
  await reader.take({ ...customer, relations: [] }, true, reader.moment());
  await taken;
  expect(register.card("customer")?.isDeleted).toBeUndefined();
  await reader.takeDeletion("customer", undefined, reader.moment());
  expect(register.card("customer")?.isDeleted).toBe(true);
});
