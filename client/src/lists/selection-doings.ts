/**
 * What a list page does when something is wanted of the chosen cards.
 *
 * Shape    listeners for the table, the bar and the dialog; the page lends its list.
 *
 * @module
 */
import type { CardKind } from "@couplet/model";
import type { CardRow, Engine, ListSession } from "@couplet/engine";
import { t } from "../locale.ts";
import type { SelectionAction } from "../parts/selection-bar.ts";
import type { ToastMessage } from "../parts/toast.ts";
import { type BulkEdit, mostAtOnce } from "./bulk-edit.ts";
import type { Selection } from "./selection.ts";
import { editedMessage, exportCards } from "./selection-work.ts";

interface Page {
  readonly list: ListSession | undefined;
  readonly kind: CardKind;
  readonly engine: Engine | undefined;
  editMany(cards: readonly CardRow[]): void;
}

export class SelectionDoings {
  readonly #page: Page;
  readonly #selection: Selection;
  readonly #notify: (message: ToastMessage) => void;

  constructor(page: Page, selection: Selection, notify: (message: ToastMessage) => void) {
    this.#page = page;
    this.#selection = selection;
    this.#notify = notify;
  }

  readonly selected = (event: CustomEvent<{ readonly id: string; readonly withRange: boolean }>): void => {
    const { id, withRange } = event.detail;
    const { list } = this.#page;
    if (list) this.#told(this.#selection.toggle(list, id, withRange));
  };

  readonly wanted = (event: CustomEvent<{ readonly action: SelectionAction }>): void => {
    const { action } = event.detail;
    const { list, kind } = this.#page;
    if (action === "close") this.#selection.close();
    else if (action === "none") this.#selection.none();
    else if (action === "all") this.#told(list === undefined || this.#selection.all(list));
    else if (action === "edit") this.#page.editMany(this.#selection.rows(list));
    else this.#notify(exportCards(kind, this.#selection.rows(list), action, new Date()));
  };

  readonly edited = (event: CustomEvent<{ readonly edits: readonly BulkEdit[] }>): void => {
    this.#selection.close();
    this.#notify(editedMessage(this.#page.engine, event.detail.edits, this.#notify));
  };

  #told(wereAll: boolean): void {
    if (!wereAll) this.#notify({ text: t("select.most", { n: mostAtOnce }) });
  }
}
