/**
 * Makes a store as the present code leaves it, for later versions to be tested with.
 *
 * Shape    `npx node test/upgrade/make-store.ts` starts the real server, lets people work with it (cards, links, a conflict, late edits, deletions, a
 *          bulk call, a merge), and keeps what it then has on disk as `stores/version-N.sqlite.gz`, beside it, as `.json.gz`, what it answers.
 * Know     run once per version of the schema, when it is released, and never again: the files are what earlier releases really wrote.
 *          The first ten were made by the code of their time, with this scene less what there was not yet.
 *
 * @module
 */
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { gzipSync } from "node:zlib";
import { startServer, signToken } from "@couplet/server";
import { RoomClient } from "../harness/room-client.ts";
import { type Answer, answersOf, type Told } from "./answers.ts";

const secret = "a secret of at least thirty-two characters";
const workspace = "acme";
const people = { ada: "Ada Keller", ben: "Ben Rossi" } as const;
type Sub = keyof typeof people;

const dataDir = await mkdtemp(join(tmpdir(), "couplet-make-"));
const server = await startServer({ dataDir, auth: { kind: "secret", secret } });
const tokens: Record<Sub, string> = { ada: "", ben: "" };
for (const sub of ["ada", "ben"] as const) {
  const claims = { sub, name: people[sub], workspace, role: "admin" } as const;
  tokens[sub] = await signToken(secret, claims, Date.now() + 3_600_000);
}

async function ask(sub: Sub, method: string, path: string, body?: object): Promise<Answer> {
  const response = await fetch(`${server.url}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${tokens[sub]}`, ...(body && { "content-type": "application/json" }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === "" ? {} : (JSON.parse(text) as Answer["body"]) };
}

/** @throws where it is refused; `undefined` where this version does not know the call */
async function call(method: string, path: string, body?: object): Promise<Answer["body"] | undefined> {
  const answer = await ask("ada", method, path, body);
  if (answer.status === 404 && answer.body["code"] === "request.notFound") return undefined;
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
}
async function made(path: string, body: object): Promise<Record<string, string>> {
  const card = await call("POST", path, body);
  if (!card) throw new Error(`${path} is not known`);
  return card as Record<string, string>;
}

const room = (sub: Sub, card: Record<string, string>, before?: RoomClient): RoomClient =>
  new RoomClient({
    url: server.url,
    token: tokens[sub],
    documentId: card["documentId"] ?? "",
    card: card["id"] ?? "",
    user: sub,
    ...(before && { doc: before.doc, writer: before.writer }),
  });
/** Somebody who has the card and goes out of reach. */
async function away(sub: Sub, card: Record<string, string>): Promise<RoomClient> {
  const client = room(sub, card);
  await client.ready;
  client.close();
  return client;
}
/** Comes back with what was edited meanwhile. */
async function back(sub: Sub, card: Record<string, string>, before: RoomClient): Promise<void> {
  const client = room(sub, card, before);
  await client.ready;
  await client.settled();
  client.close();
}

const relationIdOf = (card: Readonly<Record<string, unknown>>): string =>
  (card["relations"] as readonly { readonly id: string }[])[0]?.id ?? "";

// A company and all it is besides: common fields, private ones, a person, notes.
const cronus = await made("/contacts", {
  name: "Cronus AG",
  city: "Zürich",
  phoneNo: "+41 44 123 45 67",
  notes: "Met at a fair.",
});
const customer = await made(`/contacts/${cronus["id"]}/customers`, { creditLimit: 5000 });
const vendor = await made(`/contacts/${cronus["id"]}/vendors`, {});
await made("/contacts", { name: "Maria Muster", type: "person", companyId: cronus["id"] });
for (const name of ["Cronus International AG", "Cronus Holding AG"])
  await call("PATCH", `/contacts/${cronus["id"]}`, { name });
await call("PATCH", `/customers/${customer["id"]}`, { phoneNo: "+41 44 765 43 21", creditLimit: 7500 });

// Two set one field while apart: both values stand.
const benAway = await away("ben", cronus);
const adaThere = room("ada", cronus);
await adaThere.ready;
await adaThere.set("vatRegistrationNo", "CHE-116.281.710 MWST");
adaThere.close();
void benAway.set("vatRegistrationNo", "CHE-107.787.577 MWST");
void benAway.set("email", "info@cronus.example");
await back("ben", cronus, benAway);

// A bank account that is unlinked, and edited late by somebody who had not heard of it: carried over.
const bank = await made(`/contacts/${cronus["id"]}/bank-accounts`, { iban: "CH93 0076 2011 6238 5295 7" });
const bankAway = await away("ben", bank);
await call("DELETE", `/contacts/${cronus["id"]}/links/${relationIdOf(bank)}`);
void bankAway.set("city", "Genève");
await back("ben", bank, bankAway);

// A vendor that was deleted while somebody edited it: stranded.
const vendorAway = await away("ben", vendor);
await call("DELETE", `/vendors/${vendor["id"]}`);
void vendorAway.set("address", "Bahnhofstrasse 1");
await back("ben", vendor, vendorAway);

// Deleted and restored, deleted for good, renumbered, made in bulk, joined.
const restored = await made("/customers", { name: "Restored GmbH" });
await call("DELETE", `/customers/${restored["id"]}`);
await call("POST", `/customers/${restored["id"]}/restore`);
const gone = await made("/contacts", { name: "Gone AG" });
await call("DELETE", `/contacts/${gone["id"]}`);
await call("POST", "/contacts/from-cards", { kind: "bankAccount" });
const kept = await made("/contacts", { name: "Twin AG", city: "Bern" });
const twin = await made("/contacts", { name: "Twin Aktiengesellschaft", phoneNo: "+41 31 123 45 67" });
await call("POST", `/contacts/${kept["id"]}/merge`, { contactId: twin["id"] });

const told: Told = await answersOf(ask, Date.now());
await server.close();

const path = join(dataDir, "couplet.db");
const database = new DatabaseSync(path);
const version = Number(database.prepare("PRAGMA user_version").get()?.["user_version"]);
// What stands in the write-ahead log comes into the file, which is all that is kept.
database.exec("PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode = DELETE");
database.close();
const folder = join(import.meta.dirname, "stores");
await mkdir(folder, { recursive: true });
const name = join(folder, `version-${String(version).padStart(2, "0")}`);
await writeFile(`${name}.sqlite.gz`, gzipSync(await readFile(path), { level: 9 }));
await writeFile(`${name}.json.gz`, gzipSync(JSON.stringify(told), { level: 9 }));
await rm(dataDir, { recursive: true });
console.log(`${name}.sqlite.gz and .json.gz written`);
