/**
 * What administrators and whoever works through many cards ask of the server: set-up as a whole, contacts in bulk.
 *
 * Shape    plain requests; a set-up comes with the tag of what was read, and is saved only over that.
 * Not      offline: everything here needs the server, and changes nothing without it.
 * Source   rules S1 to S7, L11
 *
 * @module
 */
import { parseSetup, type CodeRename, type RelatedKind, type Setup } from "@couplet/model";
import { v7 } from "uuid";
import type { Api, ApiAnswer } from "./api.ts";
import { RequestRefusedError } from "./engine-error.ts";

export interface ReadSetup {
  readonly setup: Setup;
  /** Names what was read. */
  readonly tag: string;
}

/** Sections as the server takes them; an absent one stays as it is. */
export type SetupInput = Readonly<Record<string, unknown>> & { readonly renames?: readonly CodeRename[] };

/** Every condition that is there has to hold. */
export interface BulkFilter {
  /** A number, a range `C00010..C00020`, or a pattern with `*`. */
  readonly no?: string;
  readonly name?: string;
  readonly postingGroup?: string;
  readonly currencyCode?: string;
}

export interface BulkCount {
  readonly cards: number;
  /** Those among them without a contact. */
  readonly wanted: number;
}

export interface BulkItem {
  readonly cardId: string;
  readonly no: string;
  readonly result: "created" | "skipped" | "refused";
  readonly contactId?: string;
  readonly code?: string;
  readonly params?: Readonly<Record<string, string | number>>;
  readonly text?: string;
}

export interface BulkReport {
  readonly created: number;
  readonly skipped: number;
  readonly refused: number;
  readonly items: readonly BulkItem[];
}

/** How far it is; then the report. */
export type BulkRun =
  | { readonly status: "running"; readonly id: string; readonly done: number; readonly total: number }
  | { readonly status: "failed" }
  | { readonly status: "done"; readonly report: BulkReport };

export interface Administration {
  /** @throws {OfflineError} @throws {RequestRefusedError} */
  readSetup(): Promise<ReadSetup>;
  /** @throws {RequestRefusedError} 412 `setup.changed` where it is not the one that was read any more; then nothing has changed. */
  saveSetup(input: SetupInput, tag: string): Promise<ReadSetup>;
  countMissingContacts(kind: RelatedKind, filter: BulkFilter): Promise<BulkCount>;
  /** Makes a contact for each card without one; {@link followBulk} goes on from a running answer. */
  createMissingContacts(kind: RelatedKind, filter: BulkFilter): Promise<BulkRun>;
  followBulk(id: string): Promise<BulkRun>;
  /** What the demo import said, as the server keeps it; `undefined` where there was none. */
  demoReport(): Promise<unknown>;
}

/** Keeps the set-up that open cards go by. */
interface SetupKeeper {
  readSetup(): Promise<Setup>;
}

/** @param running resolves once the user is known */
export function createAdministration(running: () => Promise<SetupKeeper>, api: Api): Administration {
  const read = ({ json, tag = "" }: ApiAnswer): ReadSetup => ({ setup: parseSetup(json), tag });
  const readSetup = async (): Promise<ReadSetup> => {
    await running();
    return read(await api.send("/setup"));
  };
  return {
    readSetup,
    async saveSetup(input, tag) {
      const keeper = await running();
      const answer = await api.send("/setup", { method: "PUT", body: input, ifMatch: tag, idempotencyKey: v7() });
      // What open cards go by as well.
      keeper.readSetup().catch(() => undefined);
      // An answer given a second time has lost its tag on the way.
      return answer.tag === undefined ? await readSetup() : read(answer);
    },
    async countMissingContacts(kind, filter) {
      await running();
      const query = new URLSearchParams({ ...filter, kind }).toString();
      return (await api.get(`/contacts/from-cards?${query}`)) as BulkCount;
    },
    async createMissingContacts(kind, filter) {
      await running();
      const body = { kind, filter, confirm: true };
      return bulkRunOf(await api.send("/contacts/from-cards", { method: "POST", body, idempotencyKey: v7() }));
    },
    async followBulk(id) {
      await running();
      return bulkRunOf({ status: 202, json: await api.get(`/jobs/${encodeURIComponent(id)}`) });
    },
    async demoReport() {
      await running();
      try {
        return await api.get("/demo-report");
      } catch (error) {
        if (error instanceof RequestRefusedError && error.status === 404) return undefined;
        throw error;
      }
    },
  };
}

function bulkRunOf({ status, json }: Pick<ApiAnswer, "status" | "json">): BulkRun {
  if (status !== 202) return { status: "done", report: json as BulkReport };
  const job = json as {
    readonly id: string;
    readonly status: BulkRun["status"];
    readonly done: number;
    readonly total: number;
    readonly report?: BulkReport;
  };
  if (job.status === "running") return { status: "running", id: job.id, done: job.done, total: job.total };
  return job.status === "done" && job.report ? { status: "done", report: job.report } : { status: "failed" };
}
