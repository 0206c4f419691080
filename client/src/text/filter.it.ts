/**
 * Words of narrowing down and sorting a list: Italian (it-CH).
 *
 * Shape    the keys of the English part; a missing one does not compile.
 *
 * @module
 */
import type { english } from "./filter.en.ts";

export const italian: Readonly<Record<keyof typeof english, string>> = {
  "filter.open": "Filtrare",
  "filter.openWith": "Filtrare, {n} scelti",
  "filter.later": "I filtri arrivano non appena c'è tutto l'elenco",
  "filter.chosen": "Filtri scelti",
  "filter.drop": "Rimuovere il filtro {column}",
  "filter.clear": "Cancellare i filtri",
  "filter.nothing": "Nessuna scheda ha tutto ciò che è scelto",
  "filter.all": "Tutte",
  "filter.none": "Nessuna",
  "filter.value": "{text} ({n})",
  "filter.type": "Tipo",
  "filter.type.company": "Società",
  "filter.type.person": "Persona",
  "filter.related": "Collegata a",
  "filter.sort": "Ordinare per",
  "filter.sort.given": "Ordine proposto",
  "filter.sort.up": "{column}, crescente",
  "filter.sort.down": "{column}, decrescente",
};
