/**
 * Words of the command palette, and of the keys the app knows: French.
 *
 * Shape    the keys of the English part; a missing one does not compile.
 *
 * @module
 */
import type { english } from "./palette.en.ts";

export const french: Readonly<Record<keyof typeof english, string>> = {
  "palette.title": "Trouver une fiche ou agir",
  "palette.hint": "Fiche, écran ou action",
  "palette.cards": "Fiches",
  "palette.screens": "Écrans",
  "palette.actions": "Actions",
  "palette.found": "{n} trouvé|{n} trouvés",
  "palette.nothing": "Rien pour «{text}»",
  "palette.keys": "↑ ↓ choisir, Entrée ouvrir, Échap fermer",
  "palette.theme": "Apparence: {theme}",
  "palette.copyLink": "Copier l'adresse de cette page",
  "palette.linkCopied": "L'adresse est copiée.",
  "palette.retry": "Redemander au serveur maintenant",
  "keys.beside": "{text} ({keys})",
  "keys.everywhere": "Partout",
  "keys.onLists": "Dans les listes",
  "keys.onCards": "Sur une fiche",
  "keys.onChoices": "Sur un choix entre valeurs",
  "keys.palette": "Trouver une fiche, aller partout, tout faire",
  "keys.choose": "Garder cette valeur",
  "keys.another": "En saisir une autre",
  "keys.undoLast": "Annuler ce qui vient d'être fait, tant que c'est proposé",
};
