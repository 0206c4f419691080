/**
 * Words of the command palette, and of the keys the app knows: German (de-CH, without ß).
 *
 * Shape    the keys of the English part; a missing one does not compile.
 *
 * @module
 */
import type { english } from "./palette.en.ts";

export const german: Readonly<Record<keyof typeof english, string>> = {
  "palette.title": "Eine Karte finden oder etwas tun",
  "palette.hint": "Karte, Seite oder Aktion",
  "palette.cards": "Karten",
  "palette.screens": "Seiten",
  "palette.actions": "Aktionen",
  "palette.found": "{n} gefunden|{n} gefunden",
  "palette.nothing": "Nichts gefunden zu «{text}»",
  "palette.keys": "↑ ↓ wählen, Enter öffnen, Esc schliessen",
  "palette.theme": "Erscheinungsbild: {theme}",
  "palette.copyLink": "Adresse dieser Seite kopieren",
  "palette.linkCopied": "Die Adresse ist kopiert.",
  "palette.retry": "Den Server jetzt erneut fragen",
  "keys.beside": "{text} ({keys})",
  "keys.everywhere": "Überall",
  "keys.onLists": "In Listen",
  "keys.onCards": "Auf einer Karte",
  "keys.onChoices": "Bei einer Wahl zwischen Werten",
  "keys.palette": "Eine Karte finden, überallhin gehen, alles tun",
  "keys.choose": "Diesen Wert behalten",
  "keys.another": "Einen anderen eingeben",
  "keys.undoLast": "Zurücknehmen, was eben geschah, solange es angeboten wird",
};
