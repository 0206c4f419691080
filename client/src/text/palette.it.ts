/**
 * Words of the command palette, and of the keys the app knows: Italian.
 *
 * Shape    the keys of the English part; a missing one does not compile.
 *
 * @module
 */
import type { english } from "./palette.en.ts";

export const italian: Readonly<Record<keyof typeof english, string>> = {
  "palette.title": "Trovare una scheda o fare qualcosa",
  "palette.hint": "Scheda, pagina o azione",
  "palette.cards": "Schede",
  "palette.screens": "Pagine",
  "palette.actions": "Azioni",
  "palette.found": "{n} trovato|{n} trovati",
  "palette.nothing": "Nessun risultato per «{text}»",
  "palette.keys": "↑ ↓ scegliere, Invio aprire, Esc chiudere",
  "palette.theme": "Aspetto: {theme}",
  "palette.copyLink": "Copiare l'indirizzo di questa pagina",
  "palette.linkCopied": "L'indirizzo è copiato.",
  "palette.retry": "Richiedere ora al server",
  "keys.beside": "{text} ({keys})",
  "keys.everywhere": "Ovunque",
  "keys.onLists": "Negli elenchi",
  "keys.onCards": "Su una scheda",
  "keys.onChoices": "In una scelta tra valori",
  "keys.palette": "Trovare una scheda, andare ovunque, fare tutto",
  "keys.choose": "Tenere quel valore",
  "keys.another": "Scriverne un altro",
  "keys.undoLast": "Annullare l'ultima azione, finché è proposto",
};
