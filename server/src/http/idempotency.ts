/**
 * Idempotency keys: a write that is sent again is answered again, not done again.
 *
 * Shape    the first answer per user and key is kept, in full for as long as a client may come back; that there was one, and to what, for
 *          good. Between an effect and its answer being kept a crash may come: therefore the
 *          command's id derives from the same key, and a command is never executed twice.
 * Not      a cache: only writes that bring a key are kept, and only what was decided (success, or a refusal for what the state or a
 *          value was), never that somebody was not signed in or the server not ready.
 *
 * @module
 */
import { parseCommandId, type CommandId } from "@couplet/model";
import { v5, v7 } from "uuid";
import { ProblemError } from "../problem.ts";
import type { StoredAnswer } from "../store/store.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { refuse } from "./problem.ts";

/** What is sent: `body` is JSON text, or empty. */
export interface SentAnswer {
  readonly status: number;
  readonly body: string;
}

const printable = /^[\x20-\x7e]{1,255}$/u;
/** Of commands that a key stands for. */
const namespace = "0b1c6c0e-5a0e-5d5e-8f0d-6f1c1de3a9b4";
const keptStatuses = new Set([404, 409, 410, 422]);

/** @throws {ProblemError} 400 */
export function parseKey(header: string | undefined): string | undefined {
  if (header !== undefined && !printable.test(header)) throw refuse(400, "idempotency.key");
  return header;
}

/** The same request has the same id; one without a key a new one. */
export const commandIdOf = (workspace: string, user: string, key: string | undefined, hash: string): CommandId =>
  parseCommandId(key === undefined ? v7() : v5(JSON.stringify([workspace, user, key, hash]), namespace));

export class Idempotency {
  /** Requests with a key that are being answered right now: a second one waits for the first. */
  readonly #running = new Map<string, Promise<unknown>>();

  /** @param answer does the work; @param problem puts a refusal into words. @throws {ProblemError} 422 for a key used otherwise */
  async once(
    workspace: Workspace,
    user: string,
    key: string,
    hash: string,
    answer: () => Promise<SentAnswer>,
    problem: (error: ProblemError) => SentAnswer,
  ): Promise<SentAnswer & { readonly replayed: boolean }> {
    const id = JSON.stringify([workspace.id, user, key]);
    while (this.#running.has(id)) await this.#running.get(id)?.catch(() => undefined);
    const work = this.#answerOnce(workspace, user, key, hash, () => decided(answer, problem));
    this.#running.set(id, work);
    try {
      return await work;
    } finally {
      this.#running.delete(id);
    }
  }

  async #answerOnce(
    workspace: Workspace,
    user: string,
    key: string,
    hash: string,
    answer: () => Promise<SentAnswer>,
  ): Promise<SentAnswer & { readonly replayed: boolean }> {
    const stored = await workspace.answer(user, key);
    if (stored) return { ...replay(stored, hash), replayed: true };
    const first = await answer();
    await workspace.saveAnswer(user, key, { bodyHash: hash, ...first });
    return { ...first, replayed: false };
  }
}

function replay(stored: StoredAnswer, hash: string): SentAnswer {
  if (stored.bodyHash !== hash) throw refuse(422, "idempotency.reused");
  if (stored.body === undefined) throw refuse(410, "idempotency.expired");
  return { status: stored.status, body: stored.body };
}

async function decided(
  answer: () => Promise<SentAnswer>,
  problem: (error: ProblemError) => SentAnswer,
): Promise<SentAnswer> {
  try {
    return await answer();
  } catch (error) {
    if (error instanceof ProblemError && keptStatuses.has(error.status)) return problem(error);
    throw error;
  }
}
