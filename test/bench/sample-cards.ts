/**
 * Cards as a device keeps them, any number, the same each time: contacts with names, places, phones and relations as real ones have them.
 *
 * Shape    names of a few thousand surnames and places, most of them rare; about 900 bytes of JSON each.
 *
 * @module
 */
import type { KeptCard } from "@couplet/engine/lists";

function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const syllables =
  "ba be bi bo da de do fa fe ga ge ha he hi ka ke ko la le lo ma me mi mo na ne ra re ri sa se ta te va wi mül ström gér côt".split(
    " ",
  );

export interface Sample {
  readonly card: (index: number) => KeptCard;
  /** What people type: parts of names, places, numbers, phones in groups, mistyped words. */
  readonly queries: readonly string[];
}

export function sampleCards(count: number): Sample {
  const random = randomOf(7);
  const word = (length: number): string => {
    const text = Array.from({ length }, () => syllables[Math.floor(random() * syllables.length)]).join("");
    return `${text[0]?.toUpperCase()}${text.slice(1)}`;
  };
  const words = (many: number, length: number): string[] => Array.from({ length: many }, () => word(length));
  const surnames = [...words(4_000, 2), ...words(4_000, 3)];
  const places = words(3_000, 3);
  const streets = words(6_000, 3);
  const pickWith = (some: () => number, from: readonly string[]): string =>
    from[Math.floor(some() ** 2 * from.length)] ?? "";
  const card = (index: number): KeptCard => {
    const own = randomOf(index + 1);
    const pick = (from: readonly string[]): string => pickWith(own, from);
    const digits = (length: number): string => String(Math.floor(own() * 10 ** length)).padStart(length, "0");
    const surname = pick(surnames);
    const isPerson = own() < 0.5;
    const name = isPerson
      ? `${pick(surnames)} ${surname}`
      : `${surname} ${pick(surnames)} ${pick(["AG", "GmbH", "SA"])}`;
    const id = `0198c0de-0001-7000-8000-${index.toString(16).padStart(12, "0")}`;
    const related = own() < 0.6;
    return {
      id,
      kind: "contact",
      no: `CT${String(index).padStart(6, "0")}`,
      type: isPerson ? "person" : "company",
      documentId: id.replace("-0001-", "-0002-"),
      cardDocumentId: id.replace("-0001-", "-0003-"),
      relations: related
        ? [
            {
              id: id.replace("-0001-", "-0004-"),
              code: "CUST",
              kind: "customer",
              cardId: id.replace("-0001-", "-0005-"),
              no: `C${index}`,
              name,
            },
          ]
        : [],
      status: related ? "customer" : "none",
      values: {
        name,
        searchName: name.toUpperCase(),
        address: `${pick(streets)}strasse ${1 + Math.floor(own() * 200)}`,
        postCode: digits(4),
        city: pick(places),
        countryCode: pick(["CH", "DE", "FR"]),
        phoneNo: `+4144${digits(7)}`,
        mobilePhoneNo: `+4179${digits(7)}`,
        email: `${surname.toLowerCase()}${digits(2)}@${pick(surnames).toLowerCase()}.example`,
        salespersonCode: pick(["JO", "HR", "MB", ""]),
        languageCode: "DES",
        privacyBlocked: false,
      },
      notes: "",
      asOfMs: 1_700_000_000_000,
    };
  };
  const queries = Array.from({ length: 60 }, (_, at) => {
    const { no, values } = card(Math.floor(random() * count));
    const [name, city, phone] = [values["name"], values["city"], values["phoneNo"]].map(String);
    const first = (name ?? "").split(" ")[0] ?? "";
    return [
      first.slice(0, 1 + (at % 4)),
      first,
      `${first} ${city}`,
      no,
      `0${phone?.slice(3, 5)} ${phone?.slice(5, 8)} ${phone?.slice(8, 10)} ${phone?.slice(10)}`,
      phone?.slice(-4) ?? "",
      `${first}${first.slice(-1)}x`,
      String(values["email"]).split("@")[1] ?? "",
    ];
  }).flat();
  return { card, queries };
}
