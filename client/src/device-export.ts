/**
 * Everything this device keeps of a workspace as one file, for whoever wants it in hand.
 *
 * Shape    JSON: who, where and when; the cards by kind, with values and notes; commands that wait; edits that were refused or ask.
 * Not      a backup to be restored: the server's is (`docs/OPERATIONS.md`). Documents' inner history stays where it is.
 *
 * @module
 */
import { cardKinds } from "@couplet/model";
import type { CardRow, Engine } from "@couplet/engine";

export interface LocalCopy {
  readonly text: string;
  readonly cards: number;
}

const pieceLength = 1_000;

/** Reads in pieces, so that a page with a hundred thousand cards goes on answering. */
export async function localCopy(engine: Engine, at: Date): Promise<LocalCopy> {
  const lists = await Promise.all(cardKinds.map(async (kind) => [kind, await cardsOf(engine, kind)] as const));
  const { sub, name, role, workspace } = await engine.ready;
  const { lastContactMs, waiting } = engine.status.value;
  const content = {
    format: "couplet-local-copy",
    version: 1,
    exportedAt: at.toISOString(),
    server: engine.endpoint,
    workspace,
    user: { sub, name, role },
    ...(lastContactMs === undefined ? {} : { serverLastHeardOf: new Date(lastContactMs).toISOString() }),
    isComplete: engine.progress.value?.isComplete ?? false,
    unsentEdits: waiting,
    cards: Object.fromEntries(lists),
    waitingCommands: engine.queue.value,
    needsAttention: engine.attention.value,
  };
  return {
    text: JSON.stringify(content, undefined, 1),
    cards: lists.reduce((sum, [, cards]) => sum + cards.length, 0),
  };
}

async function cardsOf(engine: Engine, kind: CardRow["kind"]): Promise<readonly CardRow[]> {
  const list = await engine.openList(kind);
  try {
    const cards: CardRow[] = [];
    for (let from = 0; from < list.count.value; from += pieceLength) {
      cards.push(...list.rows(from, Math.min(from + pieceLength, list.count.value)));
      await new Promise((resolve) => setTimeout(resolve));
    }
    return cards;
  } finally {
    list.close();
  }
}
