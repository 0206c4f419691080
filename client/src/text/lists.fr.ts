/**
 * Words of what can be done with a list: views, columns, choosing cards, changing and exporting them: French.
 *
 * Shape    the keys of the English part; a missing one does not compile.
 *
 * @module
 */
import type { english } from "./lists.en.ts";

export const french: Readonly<Record<keyof typeof english, string>> = {
  "views.title": "Vues",
  "views.open": "Vues enregistrées",
  "views.none":
    "Filtrez, triez et cherchez, puis gardez le résultat comme vue. Son adresse peut aussi s'ouvrir chez d'autres.",
  "views.name": "Nom de la vue",
  "views.save": "Enregistrer cette vue",
  "views.saved": "«{name}» est enregistrée sur cet appareil.",
  "views.notKept": "«{name}» tient jusqu'à la fermeture de la page: le navigateur n'accepte plus rien.",
  "views.delete": "Supprimer la vue {name}",
  "views.deleted": "La vue «{name}» est supprimée.",
  "columns.title": "Colonnes",
  "columns.open": "Choisir les colonnes",
  "columns.most": "{n} au plus à la fois",
  "columns.standard": "Celles proposées",
  "select.open": "Sélectionner des fiches",
  "select.close": "Terminé",
  "select.card": "Sélectionner {name}",
  "select.all": "Sélectionner les {n}",
  "select.none": "Ne rien sélectionner",
  "select.count": "{n} sélectionnée|{n} sélectionnées",
  "select.most": "{n} fiches au plus à la fois",
  "select.edit": "Modifier…",
  "select.csv": "Tableur (CSV)",
  "select.vcard": "vCard",
  "select.label": "Fiches sélectionnées",
  "export.done": "{n} fiche exportée dans {file}.|{n} fiches exportées dans {file}.",
  "export.blocked": "{n} bloquée pour la vie privée laissée de côté.|{n} bloquées pour la vie privée laissées de côté.",
  "export.nothing": "Rien n'est exporté: toutes sont bloquées pour la vie privée.",
  "edit.title": "Modifier {n} fiche|Modifier {n} fiches",
  "edit.field": "Champ",
  "edit.choose": "Choisir un champ",
  "edit.value": "Nouvelle valeur",
  "edit.clear": "Vide: le champ est effacé",
  "edit.add": "Un autre champ",
  "edit.drop": "Laisser {field} de côté",
  "edit.preview": "{n} fiche, {fields}|{n} fiches, {fields}",
  "edit.fields": "{n} champ|{n} champs",
  "edit.changes": "{n} valeur change.|{n} valeurs changent.",
  "edit.same": "{n} fiche a déjà tout.|{n} fiches ont déjà tout.",
  "edit.shared":
    "{n} partage son bloc: les fiches liées l'affichent aussi.|{n} partagent leur bloc: les fiches liées l'affichent aussi.",
  "edit.skipped":
    "{n} société reste telle quelle: le champ est celui des personnes.|{n} sociétés restent telles quelles: le champ est celui des personnes.",
  "edit.nothing": "Rien ne changerait.",
  "edit.before": "Avant",
  "edit.after": "Après",
  "edit.more": "et {n} autre|et {n} autres",
  "edit.go": "Modifier {n} fiche|Modifier {n} fiches",
  "edit.stop": "Arrêter",
  "edit.running": "{done} sur {total}",
  "edit.done": "{n} fiche modifiée.|{n} fiches modifiées.",
  "edit.stopped": "Arrêté: {n} fiche reste telle quelle.|Arrêté: {n} fiches restent telles quelles.",
  "edit.failed": "{n} fiche n'a pu être modifiée.|{n} fiches n'ont pu être modifiées.",
  "edit.closed": "Elle ne se modifie pas maintenant.",
  "edit.undone": "{n} fiche est comme avant.|{n} fiches sont comme avant.",
  "edit.undonePart":
    "{n} fiche sur {total} est comme avant; les autres ont été modifiées depuis.|{n} fiches sur {total} sont comme avant; les autres ont été modifiées depuis.",
  "keys.select": "Sélectionner une fiche",
};
