/**
 * Comparing what a client holds with what is here, for one connection: after a backup was restored, so that not everything is sent again, and what
 * was lost comes back.
 *
 * Shape    questions are answered one after another, with a turn for everybody else after every page; too many of them wait. Nothing is kept in
 *          between, so that a comparison which was cut begins again and finds equal what it had brought.
 * Not      the judge of what is to be done about a difference: that is the client's, see `reconcile.ts` of `@couplet/engine`.
 * Know     documents stay bytes. What the role may not see has no digest and is not there.
 * Source   docs/PROTOCOL.md, "Another epoch"; docs/decisions/0025-another-epoch-is-compared.md
 *
 * @module
 */
import { setTimeout as delay, setImmediate as aTurn } from "node:timers/promises";
import { documentState } from "@couplet/crdt";
import type { Actor, Locale } from "@couplet/model";
import {
  type Compare,
  digestOfStretch,
  digestOfThing,
  encodeToClient,
  type FeedItem,
  idAfter,
  type Mark,
  type Recover,
  type Want,
} from "@couplet/protocol";
import * as Y from "yjs";
import type { LatestItem, RangePage } from "../store/changed.ts";
import type { Store } from "../store/store.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { TokenBucket } from "../workspace/token-bucket.ts";
import { isSeen, toFeedItem } from "./feed-item.ts";
import type { KindSet } from "./feed-cursor.ts";
import { parseLost, recoveredOf } from "./recovery.ts";
import type { SyncLimits } from "./sync-limits.ts";

export interface ComparisonHost {
  readonly isOpen: boolean;
  /** What its reader sees now. */
  readonly kinds: KindSet;
  readonly actor: Actor;
  readonly locale: Locale;
  readonly workspace: Pick<Workspace, "recover">;
  nowMs(): number;
  send(frame: Uint8Array): void;
  /** So many bytes more wait, or fewer: too many, and nothing more is read. */
  waits(frames: number, bytes: number): void;
  close(code: "malformed"): void;
}

/** Things of a stretch. */
const maxItems = 64;
/** Stretches, or pages of things, of an answer. */
const maxPages = 16;
const waitMs = 200;
/** What is given back costs as much as a page for each of these. */
const bytesPerPage = 16 * 1024;

/** What a question keeps in memory until it is answered. */
const bytesOf = (question: Compare | Want | Recover): number => {
  if (question.type === "recover") return question.json.length;
  return question.type === "want" ? question.wants.reduce((sum, { stateVector }) => sum + stateVector.length, 0) : 0;
};

export class Comparison {
  readonly #host: ComparisonHost;
  readonly #store: Pick<Store, "inRange">;
  readonly #workspace: string;
  readonly #limits: SyncLimits;
  readonly #rate: TokenBucket;
  #last: Promise<void> = Promise.resolve();

  constructor(host: ComparisonHost, store: Pick<Store, "inRange">, workspace: string, limits: SyncLimits) {
    this.#host = host;
    this.#store = store;
    this.#workspace = workspace;
    this.#limits = limits;
    this.#rate = new TokenBucket(limits.comparedPagesPerSecond, limits.comparedPagesBurst, host.nowMs());
  }

  answer(question: Compare | Want | Recover): Promise<void> {
    const bytes = bytesOf(question);
    this.#host.waits(0, bytes);
    const answered = this.#last
      .then(() => {
        if (question.type === "recover") return this.#recover(question);
        return question.type === "want" ? this.#give(question) : this.#mark(question);
      })
      .finally(() => this.#host.waits(0, -bytes));
    this.#last = answered.catch(() => undefined);
    return answered;
  }

  async #mark({ thing, by, from, to }: Compare): Promise<void> {
    const marks: Mark[] = [];
    let end: string | undefined;
    // Of things there is one page, but never an answer that says nothing because the role does not see what is in it.
    const isEnough = (): boolean => end === to || (by === "thing" && marks.length > 0);
    for (let page = 0; page < maxPages && !isEnough(); page += 1) {
      await this.#turn();
      const { items, end: pageEnd } = await this.#read({ thing, from: end === undefined ? from : idAfter(end), to });
      if (!this.#host.isOpen) return;
      const ofPage = items.flatMap(({ id, item }) => {
        const digest = isSeen(item, this.#host.kinds) ? digestOf(item, this.#host.kinds) : undefined;
        return digest ? [{ id, digest }] : [];
      });
      if (by === "stretch") marks.push({ id: pageEnd, digest: digestOfStretch(ofPage) });
      else marks.push(...ofPage);
      end = pageEnd;
    }
    this.#send({ type: "compared", end: end ?? to, marks });
  }

  async #give({ thing, wants }: Want): Promise<void> {
    const items: (FeedItem | undefined)[] = [];
    let bytes = 0;
    await this.#turn();
    for (const { id, stateVector } of wants) {
      if (bytes > this.#limits.chunkBytes) break;
      const { items: found } = await this.#read({ thing, from: id, to: id });
      if (!this.#host.isOpen) return;
      const item = found.map((it) => it.item).find((it) => isSeen(it, this.#host.kinds));
      const given = item && toFeedItem(item, this.#host.kinds);
      try {
        items.push(given?.type === "document" ? { ...given, update: lacking(given.update, stateVector) } : given);
      } catch {
        this.#host.close("malformed");
        return;
      }
      bytes += given?.type === "document" ? given.update.byteLength : given && "row" in given ? given.row.length : 16;
    }
    this.#send({ type: "wanted", items });
  }

  async #recover({ documentId, json }: Recover): Promise<void> {
    await this.#turn(1 + Math.floor(json.length / bytesPerPage));
    if (!this.#host.isOpen) return;
    const lost = parseLost(json);
    if (!lost) this.#host.close("malformed");
    else
      this.#send(
        recoveredOf(await this.#host.workspace.recover(documentId, lost, this.#host.actor), this.#host.locale),
      );
  }

  async #turn(pages = 1): Promise<void> {
    while (!this.#rate.take(this.#host.nowMs(), pages) && this.#host.isOpen) await delay(waitMs);
    await aTurn();
  }

  #read(range: Pick<Compare, "thing" | "from" | "to">): Promise<RangePage> {
    return this.#store.inRange(this.#workspace, { ...range, maxItems, maxBytes: this.#limits.comparedPageBytes });
  }

  #send(frame: Parameters<typeof encodeToClient>[0]): void {
    if (this.#host.isOpen) this.#host.send(encodeToClient(frame));
  }
}

/** `undefined` for what nobody has to hold: documents that were retired or forgotten. */
function digestOf(item: LatestItem, kinds: KindSet): Uint8Array | undefined {
  const form = toFeedItem(item, kinds);
  if (form.type === "document") return digestOfThing(documentState(form.update));
  return "row" in form ? digestOfThing(form.row) : undefined;
}

const lacking = (update: Uint8Array, stateVector: Uint8Array): Uint8Array =>
  stateVector.byteLength === 0 ? update : Y.diffUpdate(update, stateVector);
