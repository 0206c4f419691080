/**
 * What a key means in a field: Enter commits, Escape goes one step back, Alt+H shows the values from before.
 *
 * Shape    pure; what is opened under the field closes before the value goes back.
 * Source   rule F6
 *
 * @module
 */
export interface KeyContext {
  readonly hasHistory: boolean;
  /** Something is opened under the field. */
  readonly isOpen: boolean;
  /** What was typed, or taken since the focus came, can be put back. */
  readonly canRestore: boolean;
}

type KeyAction = "history" | "close" | "restore" | "commit";
type Key = Pick<KeyboardEvent, "key" | "code" | "altKey" | "isComposing" | "target">;

/** `undefined`: nothing of the field's own. */
export function actionOfKey(
  { key, code, altKey, isComposing, target }: Key,
  { hasHistory, isOpen, canRestore }: KeyContext,
): KeyAction | undefined {
  if (isComposing) return undefined;
  // By place, not by letter: with Alt the letter may be another one.
  if (altKey && code === "KeyH") return hasHistory ? "history" : undefined;
  const isInControl = target instanceof Element && target.id === "input";
  if (key === "Escape") return isInControl && canRestore ? "restore" : isOpen ? "close" : undefined;
  return key === "Enter" && isInControl ? "commit" : undefined;
}
