/**
 * Words of edits that cannot be sent or that arrived for deleted cards: English.
 *
 * Shape    part of the app's catalogues, see `catalogues.ts`.
 *
 * @module
 */
export const english = {
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
} as const;
