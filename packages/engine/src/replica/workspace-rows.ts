/**
 * The rows of a replica beside those that answers of the server left: of a card that both know, the one that tells of later.
 *
 * Shape    what the register asks where the device keeps the whole workspace; every question costs what it finds, not what there is.
 *
 * @module
 */
import type { CardKind } from "@couplet/model";
import type { KeptCard } from "../register.ts";
import { withShown } from "../shown-fields.ts";
import type { Numbered } from "./replica-rows.ts";
import type { Replica } from "./replica.ts";

/** An answer may overtake the feed by so much; until then a row that was just answered is not given up for what the feed told before. */
const graceMs = 250;
/** A clock that was ahead. */
const aheadMs = 1_000;

export type Standing = "holds" | "held" | "overtaken";

export class WorkspaceRows {
  readonly #replica: Replica;
  readonly #nowMs: () => number;

  constructor(replica: Replica, nowMs: () => number = Date.now) {
    this.#replica = replica;
    this.#nowMs = nowMs;
  }

  /** Everything the server had when the last pass ended, and what comes is taken in. */
  get isComplete(): boolean {
    return this.#replica.isComplete && !this.#replica.isFailing;
  }

  /** @param kept as an answer left it, and what open cards showed beyond that */
  choose(id: string, kept: KeptCard | undefined): KeptCard | undefined {
    const said = this.said(id, kept);
    if (!kept?.shown || !said || said.isDeleted === true) return said;
    const sinceMs = this.standingOf(kept) === "overtaken" ? 0 : kept.asOfMs;
    return withShown(said, kept.shown, (atMs) => atMs >= sinceMs && this.#standingAt(id, atMs) !== "overtaken");
  }

  /** The same without what open cards showed. */
  said(id: string, kept: KeptCard | undefined): KeptCard | undefined {
    if (kept && this.standingOf(kept) !== "overtaken") {
      const { shown: _beyond, ...answer } = kept;
      return answer;
    }
    const told = this.#replica.rows.row(id);
    return told && { ...told, asOfMs: this.#replica.freshMs };
  }

  /** Of what an answer left: whether it holds, or for a moment only against what the feed has told since, or not any more. */
  standingOf = ({ id, asOfMs }: Pick<KeptCard, "id" | "asOfMs">): Standing => this.#standingAt(id, asOfMs);

  #standingAt(id: string, atMs: number): Standing {
    // What the server does not have any more is told of by nobody: it is in no list that came later.
    if (!this.#replica.rows.row(id)) return this.isComplete && atMs < this.#replica.freshMs ? "overtaken" : "holds";
    const sinceMs = this.#nowMs() - atMs;
    if (sinceMs < -aheadMs) return "overtaken";
    if (atMs >= Math.max(this.#replica.toldMs(id), this.#replica.freshMs)) return "holds";
    return sinceMs < graceMs ? "held" : "overtaken";
  }

  /** How the card's answer and each field that was shown stand: what it looks like changes with them. */
  standings(kept: KeptCard): { readonly look: string; readonly isHeld: boolean } {
    const times = [kept.asOfMs, ...Object.values(kept.shown?.fields ?? {}).map(({ atMs }) => atMs)];
    const standings = times.map((atMs) => this.#standingAt(kept.id, atMs));
    return {
      look: standings.map((standing) => (standing === "overtaken" ? "-" : "+")).join(""),
      isHeld: standings.includes("held"),
    };
  }

  /** Deleted ones included. */
  get size(): number {
    return this.#replica.rows.size;
  }

  /** In no particular order, deleted ones included. */
  ids(): Iterable<string> {
    return this.#replica.rows.ids();
  }

  /** Cards of the kind that are there and are not left out, by number. */
  numbered(kind: CardKind, isLeftOut: (id: string) => boolean): readonly Numbered[] {
    return this.#replica.rows.numbered(kind).filter(({ id }) => !isLeftOut(id));
  }

  idOfNumber(kind: CardKind, no: string): string | undefined {
    return this.#replica.rows.byNumber(kind, no)?.id;
  }

  holders(documentId: string): readonly string[] {
    return this.#replica.rows.holders(documentId);
  }

  personsOf(companyId: string): readonly string[] {
    return this.#replica.rows.personIds(companyId);
  }

  /** Both cards of a relation, and those that they are related to. */
  sidesOf(relationId: string): readonly string[] {
    const relation = this.#replica.rows.relation(relationId);
    return relation ? [relation.contactId, relation.cardId] : [];
  }

  naming(contactId: string): Iterable<string> {
    return this.#replica.rows.naming(contactId);
  }

  /** The contact that the id of a merged one stands for; itself where it was not merged. */
  today(id: string): string | undefined {
    return this.#replica.rows.today(id)?.id;
  }
}
