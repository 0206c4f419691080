/**
 * Words of the command palette, and of the keys the app knows, in English and French.
 *
 * Shape    part of the app's catalogues, see `messages.ts`.
 *
 * @module
 */
export const paletteEn = {
  "palette.title": "Find a card or do something",
  "palette.hint": "Card, screen or action",
  "palette.cards": "Cards",
  "palette.screens": "Screens",
  "palette.actions": "Actions",
  "palette.found": "{n} found|{n} found",
  "palette.nothing": "Nothing found for “{text}”",
  "palette.keys": "↑ ↓ choose, Enter go, Esc close",
  "palette.theme": "Appearance: {theme}",
  "palette.list": "Back to the list",
  "palette.copyLink": "Copy the address of this page",
  "palette.linkCopied": "The address is copied.",
  "palette.retry": "Ask the server again now",

  "keys.everywhere": "Everywhere",
  "keys.onLists": "On lists",
  "keys.onCards": "On a card",
  "keys.onChoices": "On a choice between values",
  "keys.palette": "Find a card, go anywhere, do anything",
  "keys.search": "Search",
  "keys.next": "Next / previous row",
  "keys.open": "Open",
  "keys.new": "New card",
  "keys.help": "This list",
  "keys.cards": "Next / previous card",
  "keys.undo": "Undo / redo on a card",
  "keys.escape": "Put back the value from before",
  "keys.history": "Earlier values of a field",
  "keys.choose": "Keep that value",
  "keys.another": "Type another one",
  "keys.undoLast": "Take back what was just done, while it is offered",
} as const;

export const paletteFr: Record<keyof typeof paletteEn, string> = {
  "palette.title": "Trouver une fiche ou agir",
  "palette.hint": "Fiche, écran ou action",
  "palette.cards": "Fiches",
  "palette.screens": "Écrans",
  "palette.actions": "Actions",
  "palette.found": "{n} trouvé|{n} trouvés",
  "palette.nothing": "Rien pour «{text}»",
  "palette.keys": "↑ ↓ choisir, Entrée ouvrir, Échap fermer",
  "palette.theme": "Apparence: {theme}",
  "palette.list": "Retour à la liste",
  "palette.copyLink": "Copier l'adresse de cette page",
  "palette.linkCopied": "L'adresse est copiée.",
  "palette.retry": "Redemander au serveur maintenant",

  "keys.everywhere": "Partout",
  "keys.onLists": "Dans les listes",
  "keys.onCards": "Sur une fiche",
  "keys.onChoices": "Sur un choix entre valeurs",
  "keys.palette": "Trouver une fiche, aller partout, tout faire",
  "keys.search": "Rechercher",
  "keys.next": "Ligne suivante / précédente",
  "keys.open": "Ouvrir",
  "keys.new": "Nouvelle fiche",
  "keys.help": "Cette liste",
  "keys.cards": "Fiche suivante / précédente",
  "keys.undo": "Annuler / rétablir sur une fiche",
  "keys.escape": "Remettre la valeur d'avant",
  "keys.history": "Valeurs précédentes d'un champ",
  "keys.choose": "Garder cette valeur",
  "keys.another": "En saisir une autre",
  "keys.undoLast": "Annuler ce qui vient d'être fait, tant que c'est proposé",
};
