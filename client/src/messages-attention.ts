/**
 * Words for edits that cannot be sent or that arrived for deleted cards: part of the app's catalogues.
 *
 * Source   messages.ts
 *
 * @module
 */
export const attentionEn = {
  "attention.refused": "Not accepted",
  "attention.refused.lead": "The server did not take these changes. The cards show the values from before.",
  "attention.late": "Too late to send",
  "attention.late.lead":
    "This device was away for so long that the server no longer knows what these changes were made on. They are kept here: set them again on the card as it is today, or export them.",
  "attention.stranded": "Arrived after a card was deleted",
  "attention.stranded.lead":
    "You edited these cards while somebody deleted them. Your changes are kept until you say what becomes of them.",
  "attention.discard": "Discard",
  "attention.discard.ask": "Discard for good?",
  "attention.discard.yes": "Discard for good",
  "attention.discard.no": "Keep",
  "attention.tryAgain": "Try again",
  "attention.setAgain": "Set again",
  "attention.restore": "Restore the card",
  "attention.restored": "{name} is back, with your change.",
  "attention.apply": "Apply to {card}",
  "attention.apply.many": "Apply to {n} related card|Apply to {n} related cards",
  "attention.apply.there": "Apply to the card",
  "attention.applied": "Applied.",
  "attention.export": "Export",
  "attention.export.all": "Export all",
  "attention.exported": "Exported as {file}.",
  "attention.export.file": "changes-not-sent",
  "attention.export.columns": "Kind;No.;Name;Field;Value;Changed at;Reason;Card id;Field id",
};

export const attentionFr: Readonly<Record<keyof typeof attentionEn, string>> = {
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
