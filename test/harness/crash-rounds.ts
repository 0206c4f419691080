/**
 * Crash rounds: five clients edit, link, unlink, delete, restore and make cards over a bad line, the server is killed (-9) in the middle of it, and
 * after each restart everything that must always hold is looked at.
 *
 * Shape    one call, any number of rounds on one data directory; throws on the first thing that is not so, returns what it counted. The same
 *          clients come back in every round, with what a kill or the line kept them from bringing.
 * Source   docs/ARCHITECTURE.md, invariants G1, G4, C1 to C5
 *
 * @module
 */
import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BadLine } from "./crash/bad-line.ts";
import { checkRound } from "./crash/check-round.ts";
import { CrashApi } from "./crash/crash-api.ts";
import { CrashClient, creationOf } from "./crash/crash-client.ts";
import { type CrashCard, Ledger } from "./crash/ledger.ts";
import { verifyStored } from "./data-program.ts";
import { type ServerProcess, startServerProcess } from "./server-process.ts";

export interface CrashCounts {
  rounds: number;
  operations: number;
  acknowledged: number;
  /** Of the operations, those that a kill or the line has swallowed, or the answer to them. Commands that were refused are neither. */
  unanswered: number;
  refused: number;
  /** Executed, by type. */
  readonly commands: Record<string, number>;
  lost: 0;
  cut: number;
  slow: number;
  halfOpen: number;
}

export interface CrashOptions {
  readonly rounds: number;
  /** Operations to be acknowledged in each round before the kill. */
  readonly atLeast: number;
  readonly random: () => number;
  readonly onRound?: (round: number, counts: CrashCounts) => void;
}

const users = ["ann", "bob", "cid", "dee", "eve"] as const;

/** @throws where anything that must hold does not */
export async function crashRounds({ rounds, atLeast, random, onRound }: CrashOptions): Promise<CrashCounts> {
  const dataDir = await mkdtemp(join(tmpdir(), "couplet-crash-"));
  const none = { operations: 0, acknowledged: 0, unanswered: 0, refused: 0, cut: 0, slow: 0, halfOpen: 0 };
  const counts: CrashCounts = { rounds: 0, ...none, commands: {}, lost: 0 };
  const ledger = new Ledger();
  let server = await startServerProcess({ dataDir });
  try {
    const cards = await firstCards(server.url);
    const clients = users.map((user) => new CrashClient(user, cards, ledger, random));
    for (let round = 0; round < rounds; round += 1) {
      await workUntilKilled(server, clients, ledger, { atLeast, random, counts });
      server = await startServerProcess({ dataDir });
      counts.operations += ledger.operations;
      counts.acknowledged += ledger.acknowledged;
      counts.unanswered += ledger.unanswered;
      await checkRound({ url: server.url, clients, cards, ledger, random });
      counts.refused += ledger.edits.filter(({ isRefused }) => isRefused).length;
      for (const { command, told } of ledger.given)
        if (told?.status === 200) counts.commands[command.type] = (counts.commands[command.type] ?? 0) + 1;
      counts.rounds += 1;
      [ledger.edits, ledger.written, ledger.given] = [[], [], []];
      onRound?.(round, counts);
    }
    verifyStored(dataDir);
    return counts;
  } finally {
    await server.kill("SIGKILL");
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function firstCards(url: string): Promise<CrashCard[]> {
  const api = new CrashApi(url, "ann");
  const cards: CrashCard[] = [];
  for (const kind of ["customer", "vendor", "customer"] as const) {
    const card = { id: randomUUID(), kind };
    const made = await api.give(creationOf(randomUUID(), card, `Muster ${cards.length}`));
    if (made?.status !== 200) throw new Error(`Not made: ${JSON.stringify(made)}`);
    cards.push(
      card,
      ...made.body.cardIds.filter((id) => id !== card.id).map((id) => ({ id, kind: "contact" }) as const),
    );
  }
  return cards;
}

async function workUntilKilled(
  server: ServerProcess,
  clients: readonly CrashClient[],
  ledger: Ledger,
  { atLeast, random, counts }: Pick<CrashOptions, "atLeast" | "random"> & { readonly counts: CrashCounts },
): Promise<void> {
  const line = await BadLine.open(server.url, random);
  let isStopped = false;
  const working = clients.map((client) => client.work(line.url, () => isStopped));
  while (ledger.acknowledged < atLeast) await sleep(5);
  await sleep(random() * 30);
  await server.kill("SIGKILL");
  isStopped = true;
  line.close();
  await Promise.all(working);
  counts.cut += line.counts.cut;
  counts.slow += line.counts.slow;
  counts.halfOpen += line.counts.halfOpen;
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
