/**
 * What was erased at the server goes from this device, too: rows of its cards, what was told of their past, and copies of their documents.
 *
 * Shape    every answer of the server's says when something was erased last; where that is news, it is asked for once. A copy that is open, or
 *          has edits that are not decided, stays until it is closed; those edits come back to their author as they do from any document that
 *          was forgotten.
 * Know     documents that cannot go yet are remembered: a server whose backup was restored may not know of them any more.
 * Source   docs/decisions/0036-erasing.md
 *
 * @module
 */
import type { Api } from "./api.ts";
import type { KnownErasures } from "./device-marks.ts";
import type { Register } from "./register.ts";
import type { ReplicaLists } from "./replica/replica-lists.ts";
import type { WorkingCopies } from "./working-copies.ts";

export interface ErasedHereHost {
  readonly api: Api;
  readonly register: Register;
  readonly copies: Pick<WorkingCopies, "letGo">;
  /** Those kept beside a whole workspace. */
  readonly lists: Pick<ReplicaLists, "erase"> | undefined;
}

interface ErasuresAnswer {
  readonly items: readonly { readonly cardId: string; readonly documentIds: readonly string[] }[];
  readonly erasedAt: number;
}

export class ErasedHere {
  readonly #host: ErasedHereHost;
  #looking: Promise<void> | undefined;
  /** What could not go before, perhaps because the tab was killed, is tried again once. */
  #isFirst = true;

  constructor(host: ErasedHereHost) {
    this.#host = host;
    host.api.onErased = (erasedAt) => {
      if (erasedAt > this.#known.upTo || this.#isFirst) this.#lookSoon();
    };
  }

  close(): void {
    this.#host.api.onErased = undefined;
  }

  /** As this tab knows it: each has rows of its own in memory. */
  get #known(): KnownErasures {
    return this.#host.register.marks.known;
  }

  #lookSoon(): void {
    if (this.#looking) return;
    this.#looking = this.#look()
      // Asked again with the next answer.
      .catch(() => undefined)
      .finally(() => (this.#looking = undefined));
  }

  async #look(): Promise<void> {
    const { api, register, copies, lists } = this.#host;
    for (let isNews = true; isNews;) {
      const { upTo, left } = this.#known;
      const { items, erasedAt } = (await api.get(`/erasures?since=${upTo}`)) as ErasuresAnswer;
      const documentIds = new Set([...left, ...items.flatMap((item) => item.documentIds)]);
      if (items.length > 0) await register.forgetCards(new Set([...items.map(({ cardId }) => cardId), ...documentIds]));
      if (items.length > 0) await lists?.erase();
      const still: string[] = [];
      for (const documentId of documentIds) if (!(await copies.letGo(documentId))) still.push(documentId);
      await register.marks.putKnown({ upTo: Math.max(upTo, erasedAt), left: still });
      this.#isFirst = false;
      // A server that has lost its list has an earlier mark.
      isNews = erasedAt > upTo && api.erasedAt > erasedAt;
    }
  }
}
