/**
 * Words of narrowing down and sorting a list: German (de-CH, without ß).
 *
 * Shape    the keys of the English part; a missing one does not compile.
 *
 * @module
 */
import type { english } from "./filter.en.ts";

export const german: Readonly<Record<keyof typeof english, string>> = {
  "filter.open": "Filtern",
  "filter.openWith": "Filtern, {n} gewählt",
  "filter.later": "Filter gibt es, sobald die ganze Liste da ist",
  "filter.chosen": "Gewählte Filter",
  "filter.drop": "Filter {column} entfernen",
  "filter.clear": "Filter leeren",
  "filter.nothing": "Keine Karte hat alles, was gewählt ist",
  "filter.all": "Alle",
  "filter.none": "Keine",
  "filter.value": "{text} ({n})",
  "filter.type": "Typ",
  "filter.type.company": "Firma",
  "filter.type.person": "Person",
  "filter.related": "Verknüpft mit",
  "filter.sort": "Sortieren nach",
  "filter.sort.given": "Wie sie kommen",
  "filter.sort.up": "{column}, aufsteigend",
  "filter.sort.down": "{column}, absteigend",
};
