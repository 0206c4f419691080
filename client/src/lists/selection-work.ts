/**
 * What is done with the chosen cards of a list: files, and changes that can be taken back; each says what it did.
 *
 * @module
 */
import { type CardKind, pathOfKind } from "@couplet/model";
import type { CardRow, Engine } from "@couplet/engine";
import { fileName, saveFile } from "../csv.ts";
import { t } from "../locale.ts";
import type { ToastMessage } from "../parts/toast.ts";
import { type BulkEdit, revertBulk } from "./bulk-edit.ts";
import { csvOfCards, vCardsOf } from "./card-export.ts";

export type FileKind = "csv" | "vcard";

/** Hands the cards to the browser as a file. @returns what to say about it */
export function exportCards(kind: CardKind, cards: readonly CardRow[], as: FileKind, at: Date): ToastMessage {
  const { text, count, blocked } = as === "csv" ? csvOfCards(kind, cards) : vCardsOf(cards);
  if (count === 0) return { text: t("export.nothing") };
  const file = fileName(pathOfKind(kind), at, as === "csv" ? "csv" : "vcf");
  saveFile(file, as === "csv" ? "text/csv" : "text/vcard", text);
  const left = blocked > 0 ? t("export.blocked", { n: blocked }) : "";
  return { text: `${t("export.done", { n: count, file })} ${left}`.trim() };
}

/** What to say about a change to many cards, with the way back. */
export const editedMessage = (
  engine: Engine | undefined,
  edits: readonly BulkEdit[],
  notify: (message: ToastMessage) => void,
): ToastMessage => ({
  text: t("edit.done", { n: edits.length }),
  action: {
    label: t("app.undo"),
    run: () => {
      if (engine) void revert(engine, edits).then(notify);
    },
  },
});

async function revert(engine: Engine, edits: readonly BulkEdit[]): Promise<ToastMessage> {
  const n = await revertBulk(engine, edits);
  const total = edits.length;
  return { text: n === total ? t("edit.undone", { n }) : t("edit.undonePart", { n, total }) };
}
