/**
 * Calls of the rounds: JSON over HTTP, through a line that may swallow them.
 *
 * @module
 */
import { tokenFor } from "../server-process.ts";
import type { Command, CrashCard } from "./ledger.ts";

export interface CardRow {
  readonly id: string;
  readonly kind: CrashCard["kind"];
  readonly no: string;
  readonly documentId: string;
  readonly relations: readonly { readonly id: string; readonly cardId: string }[];
  readonly [field: string]: unknown;
}

export interface Answer<Value> {
  readonly status: number;
  readonly body: Value;
}

export type CommandAnswer = Answer<{ readonly cardIds: readonly string[]; readonly repeated: boolean }>;

const paths = { contact: "contacts", customer: "customers", vendor: "vendors", bankAccount: "bank-accounts" } as const;
export const pathOf = ({ kind, id }: CrashCard): string => `/${paths[kind]}/${id}`;
export const listOf = (kind: CrashCard["kind"]): string => `/${paths[kind]}`;

export class CrashApi {
  readonly #url: string;
  readonly #user: string;

  constructor(url: string, user: string) {
    this.#url = url;
    this.#user = user;
  }

  /** `undefined`: no answer came. */
  async ask<Value>(method: string, path: string, body?: unknown, key?: string): Promise<Answer<Value> | undefined> {
    try {
      const response = await fetch(`${this.#url}/api/v1${path}`, {
        method,
        headers: {
          authorization: `Bearer ${await tokenFor(this.#user)}`,
          ...(body !== undefined && { "content-type": "application/json" }),
          ...(key !== undefined && { "idempotency-key": key }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      return { status: response.status, body: (await response.json()) as Value };
    } catch {
      return undefined;
    }
  }

  give(command: Command): Promise<CommandAnswer | undefined> {
    return this.ask("POST", "/commands", command);
  }

  /** @throws where it is not answered with 200 */
  async must<Value>(method: string, path: string, body?: unknown): Promise<Value> {
    const answer = await this.ask<Value>(method, path, body);
    if (answer?.status !== 200) throw new Error(`${method} ${path}: ${JSON.stringify(answer ?? "no answer")}`);
    return answer.body;
  }

  /** `undefined` for a deleted one. */
  async card(card: CrashCard): Promise<CardRow | undefined> {
    const answer = await this.ask<CardRow>("GET", pathOf(card));
    return answer?.status === 200 ? answer.body : undefined;
  }
}
