/**
 * Words of narrowing down and sorting a list: French (fr-CH).
 *
 * Shape    the keys of the English part; a missing one does not compile.
 *
 * @module
 */
import type { english } from "./filter.en.ts";

export const french: Readonly<Record<keyof typeof english, string>> = {
  "filter.open": "Filtrer",
  "filter.openWith": "Filtrer, {n} choisis",
  "filter.later": "Les filtres viennent dès que toute la liste est là",
  "filter.chosen": "Filtres choisis",
  "filter.drop": "Retirer le filtre {column}",
  "filter.clear": "Effacer les filtres",
  "filter.nothing": "Aucune fiche n'a tout ce qui est choisi",
  "filter.all": "Toutes",
  "filter.none": "Aucune",
  "filter.value": "{text} ({n})",
  "filter.type": "Type",
  "filter.type.company": "Société",
  "filter.type.person": "Personne",
  "filter.related": "Liée à",
  "filter.sort": "Trier par",
  "filter.sort.given": "Ordre proposé",
  "filter.sort.up": "{column}, croissant",
  "filter.sort.down": "{column}, décroissant",
};
