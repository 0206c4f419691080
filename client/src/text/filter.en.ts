/**
 * Words of narrowing down and sorting a list: English.
 *
 * Shape    part of the app's catalogues, see `catalogues.ts`.
 *
 * @module
 */
export const english = {
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
