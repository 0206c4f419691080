/**
 * Words of edits that cannot be sent or that arrived for deleted cards: French (fr-CH).
 *
 * Shape    the keys of the English part; a missing one does not compile.
 *
 * @module
 */
import type { english } from "./attention.en.ts";

export const french: Readonly<Record<keyof typeof english, string>> = {
  "attention.refused": "Non accepté",
  "attention.refused.lead": "Le serveur n'a pas pris ces modifications. Les fiches montrent les valeurs d'avant.",
  "attention.late": "Trop tard pour l'envoi",
  "attention.late.lead":
    "Cet appareil est resté absent si longtemps que le serveur ne connaît plus ce que ces modifications touchaient. Elles sont gardées ici: refaites-les sur la fiche d'aujourd'hui, ou exportez-les.",
  "attention.stranded": "Arrivé après une suppression",
  "attention.stranded.lead":
    "Vous avez modifié ces fiches pendant leur suppression. Vos modifications sont gardées jusqu'à ce que vous en décidiez.",
  "attention.discard": "Abandonner",
  "attention.discard.ask": "Abandonner définitivement?",
  "attention.discard.yes": "Abandonner définitivement",
  "attention.discard.no": "Garder",
  "attention.tryAgain": "Réessayer",
  "attention.setAgain": "Refaire",
  "attention.restore": "Rétablir la fiche",
  "attention.restored": "{name} est rétablie, avec votre modification.",
  "attention.apply": "Reprendre sur {card}",
  "attention.apply.many": "Reprendre sur {n} fiche liée|Reprendre sur {n} fiches liées",
  "attention.apply.there": "Reprendre sur la fiche",
  "attention.applied": "Repris.",
  "attention.export": "Exporter",
  "attention.export.all": "Tout exporter",
  "attention.exported": "Exporté dans {file}.",
  "attention.export.file": "modifications-non-envoyees",
  "attention.export.columns": "Type;N°;Nom;Champ;Valeur;Modifié le;Raison;Identifiant de la fiche;Identifiant du champ",
};
