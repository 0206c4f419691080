/**
 * What a key does wherever one is in the app.
 *
 * Shape    plain keys as long as nobody is typing; Ctrl+K (Cmd on a Mac) also while typing, but not above another dialog.
 * Not      keys of a field, a list's rows or a choice: those are theirs.
 *
 * @module
 */
import { isShortcut } from "./shortcuts.ts";

export interface KeyActions {
  palette(): void;
  search(): void;
  moveRow(step: 1 | -1): void;
  create(): void;
  moveCard(step: 1 | -1): void;
  help(): void;
  /** False: there is nothing to take back. */
  undoLast(): boolean;
}

const isInDialog = (event: Event): boolean => event.composedPath().some((node) => node instanceof HTMLDialogElement);

/** A key together with Ctrl, or with Cmd. */
const isCommand = (event: KeyboardEvent, key: string): boolean =>
  (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === key;

export function doKey(event: KeyboardEvent, actions: KeyActions): void {
  if (isCommand(event, "k") && !event.defaultPrevented && !isInDialog(event)) {
    event.preventDefault();
    actions.palette();
    return;
  }
  const isUndo = isCommand(event, "z") && isShortcut(event, "with Ctrl");
  if (isUndo && actions.undoLast()) event.preventDefault();
  if (!isShortcut(event)) return;
  switch (event.key) {
    case "/":
      event.preventDefault();
      actions.search();
      break;
    case "j":
    case "k":
      actions.moveRow(event.key === "j" ? 1 : -1);
      break;
    case "n":
      event.preventDefault();
      actions.create();
      break;
    case "[":
    case "]":
      actions.moveCard(event.key === "[" ? -1 : 1);
      break;
    case "?":
      actions.help();
      break;
  }
}
