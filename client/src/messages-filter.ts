/**
 * Words for narrowing down and sorting a list, in English and French.
 *
 * Shape    part of the app's catalogues, see `messages.ts`.
 *
 * @module
 */
export const filterEn = {
  "filter.open": "Filter",
  "filter.openWith": "Filter, {n} chosen",
  "filter.later": "Filters are there once the whole list is",
  "filter.chosen": "Chosen filters",
  "filter.drop": "Remove the filter {column}",
  "filter.clear": "Clear the filters",
  "filter.nothing": "No card has all that was chosen",
  "filter.all": "All",
  "filter.none": "None",
  "filter.value": "{text} ({n})",
  "filter.type": "Type",
  "filter.type.company": "Company",
  "filter.type.person": "Person",
  "filter.related": "Related to",
  "filter.sort": "Sort by",
  "filter.sort.given": "As they come",
  "filter.sort.up": "{column}, ascending",
  "filter.sort.down": "{column}, descending",
} as const;

export const filterFr: Record<keyof typeof filterEn, string> = {
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
