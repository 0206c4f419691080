/**
 * Undo and redo by keys, except in prose: there the browser's own undo is meant.
 *
 * @module
 */
export function stepOfKey(event: KeyboardEvent): "undo" | "redo" | undefined {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || event.key.toLowerCase() !== "z") return undefined;
  if (event.composedPath().some((node) => node instanceof HTMLTextAreaElement)) return undefined;
  return event.shiftKey ? "redo" : "undo";
}
