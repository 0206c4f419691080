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
import { createWorkspacePasskeys, type WorkspacePasskeys } from "./workspace-passkeys.ts";
import { createWorkspacePeople, type WorkspacePeople } from "./workspace-people.ts";

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

/** How far it is; then the report: of one that was canceled or failed, on the cards it came to. */
export type BulkRun =
  | {
      readonly status: "running";
      readonly id: string;
      readonly kind: RelatedKind;
      readonly done: number;
      readonly total: number;
      /** Who began it. */
      readonly by: { readonly sub: string; readonly name: string };
    }
  | { readonly status: "done"; readonly report: BulkReport }
  | { readonly status: "canceled" | "failed"; readonly report: BulkReport; readonly total: number };

/** A run that is not there any more, because it ended long ago. */
const gone: BulkRun = { status: "failed", report: { created: 0, skipped: 0, refused: 0, items: [] }, total: 0 };

export interface BulkSummary {
  readonly id: string;
  readonly kind: RelatedKind;
  /** Who began it. */
  readonly by: { readonly sub: string; readonly name: string };
  /** Absent while it runs. */
  readonly endedAtMs?: number;
}

export interface Administration {
  /** @throws {OfflineError} @throws {RequestRefusedError} */
  readSetup(): Promise<ReadSetup>;
  /** @throws {RequestRefusedError} 412 `setup.changed` where it is not the one that was read any more; then nothing has changed. */
  saveSetup(input: SetupInput, tag: string): Promise<ReadSetup>;
  countMissingContacts(kind: RelatedKind, filter: BulkFilter): Promise<BulkCount>;
  /** Makes a contact for each card without one; {@link followBulk} goes on from a running answer. */
  createMissingContacts(kind: RelatedKind, filter: BulkFilter): Promise<BulkRun>;
  /** Also one that this page has not begun. */
  followBulk(id: string): Promise<BulkRun>;
  /** Those under way and those of the last week, whoever began them; the one begun last first. */
  listBulks(): Promise<readonly BulkSummary[]>;
  /** Stops it after the cards at hand; answers what was made. */
  cancelBulk(id: string): Promise<BulkRun>;
  /** Who may sign in here. */
  readonly people: WorkspacePeople;
  readonly passkeys: WorkspacePasskeys;
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
    people: createWorkspacePeople(running, api),
    passkeys: createWorkspacePasskeys(running, api),
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
      const answer = await api.send("/contacts/from-cards", { method: "POST", body, idempotencyKey: v7() });
      if (answer.status === 202) return runOf(answer.json as JobJson);
      return { status: "done", report: answer.json as BulkReport };
    },
    async followBulk(id) {
      await running();
      try {
        return runOf((await api.get(`/jobs/${encodeURIComponent(id)}`)) as JobJson);
      } catch (error) {
        if (error instanceof RequestRefusedError && error.status === 404) return gone;
        throw error;
      }
    },
    async listBulks() {
      await running();
      const { items } = (await api.get("/jobs")) as { readonly items: readonly JobJson[] };
      return items.map(({ id, kind, by, endedAt }) => ({
        id,
        kind,
        by,
        ...(endedAt !== undefined && { endedAtMs: Date.parse(endedAt) }),
      }));
    },
    async cancelBulk(id) {
      await running();
      const { json } = await api.send(`/jobs/${encodeURIComponent(id)}/cancel`, { method: "POST" });
      return runOf(json as JobJson);
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

interface JobJson {
  readonly id: string;
  readonly status: BulkRun["status"];
  readonly kind: RelatedKind;
  readonly by: { readonly sub: string; readonly name: string };
  readonly endedAt?: string;
  readonly done: number;
  readonly total: number;
  readonly report?: BulkReport;
}

function runOf({ id, status, kind, by, done, total, report }: JobJson): BulkRun {
  if (status === "running") return { status, id, kind, by, done, total };
  if (!report) return gone;
  return status === "done" ? { status, report } : { status, report, total };
}
