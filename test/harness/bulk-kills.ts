/**
 * A long job, and a server that is killed (-9) under it: each customer gets one contact, and the report misses none.
 *
 * Shape    small steps, so that a kill finds many places to come in between. Every customer has a contact name, so that a person is made for it as well. One call; throws on the first contact too many or too few, returns what it counted. The kills come anywhere between the
 *          call and the end of the job; most of them in the middle, because a kill waits until the job has got further.
 * Source   rule L11; docs/decisions/0016-jobs-are-rows.md
 *
 * @module
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeLoneCustomers } from "./lone-customers.ts";
import { call, type ServerProcess, startServerProcess, tokenFor } from "./server-process.ts";

export interface BulkKillOptions {
  /** More than 1,000: fewer are no job. */
  readonly customers: number;
  readonly kills: number;
  readonly random: () => number;
}

export interface BulkKillCounts {
  readonly customers: number;
  /** Kills that came while the job was running, and after it had made some contacts. */
  readonly kills: number;
  readonly midway: number;
  /** How far the job was when the server came back, after each kill. */
  readonly doneAfter: readonly number[];
}

interface Job {
  readonly id: string;
  readonly status: string;
  readonly done: number;
  readonly total: number;
  readonly report?: { readonly created: number; readonly items: readonly Item[] };
}
interface Item {
  readonly cardId: string;
  readonly result: string;
  readonly contactId?: string;
}
interface Customer {
  readonly id: string;
  readonly primaryContactId: string;
}
interface Contact {
  readonly id: string;
  readonly no: string;
  readonly type: "company" | "person";
  readonly companyId?: string;
  readonly relations: readonly { readonly cardId: string }[];
}

const request = { kind: "customer", confirm: true };

/** @throws where a customer has no contact or two, a number is there twice, or the report is not whole. */
export async function bulkKills({ customers, kills, random }: BulkKillOptions): Promise<BulkKillCounts> {
  const dataDir = await mkdtemp(join(tmpdir(), "couplet-bulk-kill-"));
  const token = await tokenFor("ann");
  const start = (): Promise<ServerProcess> => startServerProcess({ dataDir, limits: { bulkPerCommit: 25 } });
  let server = await start();
  const read = <T>(path: string): Promise<T> => call<T>(server.url, token, "GET", path);
  try {
    const ids = await makeLoneCustomers(server.url, token, customers, (index) => ({
      contactName: `Eva Muster${index}`,
    }));
    const begun = await call<Job>(server.url, token, "POST", "/contacts/from-cards", request);
    const doneAfter: number[] = [];
    let midway = 0;
    for (let kill = 0; kill < kills; kill += 1) {
      const from = doneAfter.at(-1) ?? 0;
      const isKilled = await killMidway(server, token, begun.id, from, random);
      server = await start();
      const job = await read<Job>(`/jobs/${begun.id}`);
      doneAfter.push(job.done);
      if (isKilled && job.done < job.total) midway += 1;
    }
    const joined = await call<Job | { readonly created: number }>(
      server.url,
      token,
      "POST",
      "/contacts/from-cards",
      request,
    );
    if ("id" in joined && joined.id !== begun.id) throw new Error("A second job was begun beside the first");
    let job = await read<Job>(`/jobs/${begun.id}`);
    while (job.status === "running") {
      await sleep(50);
      job = await read<Job>(`/jobs/${begun.id}`);
    }
    verify(job, ids, await allOf<Contact>(read, "contacts"), await allOf<Customer>(read, "customers"));
    await server.kill("SIGTERM");
    return { customers, kills, midway, doneAfter };
  } finally {
    await server.kill("SIGKILL");
    await rm(dataDir, { recursive: true, force: true });
  }
}

/** Waits until the job has got further, then a moment, and kills. @returns whether it was still running just before */
async function killMidway(
  server: ServerProcess,
  token: string,
  id: string,
  from: number,
  random: () => number,
): Promise<boolean> {
  const read = (): Promise<Job> => call<Job>(server.url, token, "GET", `/jobs/${id}`);
  let job = await read();
  while (job.status === "running" && job.done <= from) {
    await sleep(5);
    job = await read();
  }
  await sleep(random() * 30);
  await server.kill("SIGKILL");
  return job.status === "running";
}

async function allOf<Card>(read: <T>(path: string) => Promise<T>, path: string): Promise<readonly Card[]> {
  const cards: Card[] = [];
  let cursor = "";
  for (;;) {
    const page: { readonly items: readonly Card[]; readonly nextCursor?: string } = await read(
      `/${path}?limit=1000${cursor}`,
    );
    cards.push(...page.items);
    if (page.nextCursor === undefined) return cards;
    cursor = `&cursor=${encodeURIComponent(page.nextCursor)}`;
  }
}

function verify(
  job: Job,
  customers: readonly string[],
  contacts: readonly Contact[],
  cards: readonly Customer[],
): void {
  const say = (what: string): never => {
    throw new Error(`${what}: job ${JSON.stringify({ ...job, report: undefined })}`);
  };
  const { report = say("There is no report") } = job;
  if (job.status !== "done" || report.created !== customers.length) say("Not all were made");
  const related = contacts.flatMap(({ relations }) => relations.map(({ cardId }) => cardId));
  const persons = contacts.filter(({ type }) => type === "person");
  // A company and a person each.
  if (contacts.length !== 2 * customers.length || persons.length !== customers.length)
    say(`${contacts.length} contacts, ${persons.length} persons for ${customers.length} customers`);
  if (new Set(related).size !== customers.length || related.length !== customers.length)
    say("A customer has no contact, or two");
  if (new Set(contacts.map(({ no }) => no)).size !== contacts.length) say("A number was given twice");
  const contactOf = new Map(contacts.flatMap(({ id, relations }) => relations.map(({ cardId }) => [cardId, id])));
  const companyOf = new Map(persons.map(({ id, companyId }) => [id, companyId]));
  if (!cards.every(({ id, primaryContactId }) => companyOf.get(primaryContactId) === contactOf.get(id)))
    say("A primary contact is no person of the card's contact");
  const isRight = ({ cardId, result, contactId }: Item): boolean =>
    result === "created" && contactId !== undefined && contactOf.get(cardId) === contactId;
  if (!report.items.every(isRight)) say("The report names a contact that is not there");
  if (new Set(report.items.map(({ cardId }) => cardId)).size !== customers.length) say("The report misses cards");
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
