/**
 * Words of the command palette, and of the keys the app knows: English.
 *
 * Shape    part of the app's catalogues, see `catalogues.ts`.
 *
 * @module
 */
export const english = {
  "palette.title": "Find a card or do something",
  "palette.hint": "Card, screen or action",
  "palette.cards": "Cards",
  "palette.screens": "Screens",
  "palette.actions": "Actions",
  "palette.found": "{n} found|{n} found",
  "palette.nothing": "Nothing found for “{text}”",
  "palette.keys": "↑ ↓ choose, Enter go, Esc close",
  "palette.theme": "Appearance: {theme}",
  "palette.copyLink": "Copy the address of this page",
  "palette.linkCopied": "The address is copied.",
  "palette.retry": "Ask the server again now",
  "keys.beside": "{text} ({keys})",
  "keys.everywhere": "Everywhere",
  "keys.onLists": "On lists",
  "keys.onCards": "On a card",
  "keys.onChoices": "On a choice between values",
  "keys.palette": "Find a card, go anywhere, do anything",
  "keys.choose": "Keep that value",
  "keys.another": "Type another one",
  "keys.undoLast": "Take back what was just done, while it is offered",
} as const;
