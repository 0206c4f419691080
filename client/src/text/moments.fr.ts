/**
 * Words about a card in time, beside others and among people: French.
 *
 * Shape    the keys of the English part; a missing one does not compile.
 *
 * @module
 */
import type { english } from "./moments.en.ts";

export const french: Readonly<Record<keyof typeof english, string>> = {
  "moments.open": "Comparer et rétablir des moments…",
  "moments.title": "La fiche telle qu'elle était",
  "moments.none": "Rien n'a encore été modifié.",
  "moments.at": "Moment",
  "moments.against": "Comparé avec",
  "moments.now": "Maintenant",
  "moments.other": "Un autre moment",
  "moments.then": "Alors",
  "moments.before": "Avant la première modification",
  "moments.was": "{when}: {who} a saisi {fields}.",
  "moments.same": "Comme maintenant.",
  "moments.sameBoth": "Identique aux deux moments.",
  "moments.different": "{n} champ diffère|{n} champs diffèrent",
  "moments.partial": "Sans connexion: parmi les valeurs connues de cet appareil.",
  "moments.restore": "Rétablir {n} valeur|Rétablir {n} valeurs",
  "moments.restored": "{n} valeur est celle du {when}.|{n} valeurs sont celles du {when}.",
  "related.title": "Qui est lié à qui",
  "related.shares": "{n} fiches tiennent un bloc: {list}.",
  "related.company": "Travaille chez {name}.",
};
