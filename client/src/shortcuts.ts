/**
 * Keys that do something on a page, as long as nobody is typing.
 *
 * @module
 */

/** Whether the key goes into a text box, a list of choices or a text that can be edited, in whatever shadow root. */
export function isTyping(event: Event): boolean {
  const target = event.composedPath()[0];
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.matches("input:not([type=checkbox]), textarea, select");
}

/**
 * A plain key: no Ctrl, Alt or Meta held (Shift is part of `?`), not typed into anything, no dialog open above the page.
 *
 * @param held `with Ctrl`: Ctrl or Meta are asked for elsewhere
 */
export const isShortcut = (event: KeyboardEvent, held: "plain" | "with Ctrl" = "plain"): boolean =>
  !event.defaultPrevented &&
  (held === "with Ctrl" || (!event.ctrlKey && !event.metaKey)) &&
  !event.altKey &&
  !isTyping(event) &&
  !event.composedPath().some((node) => node instanceof HTMLDialogElement);

const isMac = /mac|iphone|ipad/iu.test(globalThis.navigator?.userAgent ?? "");

/** What stands on the key here. */
export const keyName = (name: string): string => (isMac && name === "Ctrl" ? "⌘" : name);
