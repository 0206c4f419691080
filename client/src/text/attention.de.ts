/**
 * Words of edits that cannot be sent or that arrived for deleted cards: German (de-CH, without ß).
 *
 * Shape    the keys of the English part; a missing one does not compile.
 *
 * @module
 */
import type { english } from "./attention.en.ts";

export const german: Readonly<Record<keyof typeof english, string>> = {
  "attention.refused": "Nicht angenommen",
  "attention.refused.lead": "Der Server hat diese Änderungen nicht angenommen. Die Karten zeigen die Werte von vorher.",
  "attention.late": "Zu spät zum Senden",
  "attention.late.lead":
    "Dieses Gerät war so lange weg, dass der Server nicht mehr weiss, worauf diese Änderungen aufbauten. Sie bleiben hier: Geben Sie sie auf der heutigen Karte nochmals ein, oder exportieren Sie sie.",
  "attention.stranded": "Nach dem Löschen einer Karte eingetroffen",
  "attention.stranded.lead":
    "Sie haben diese Karten bearbeitet, während jemand sie löschte. Ihre Änderungen bleiben, bis Sie sagen, was aus ihnen wird.",
  "attention.discard": "Verwerfen",
  "attention.discard.ask": "Endgültig verwerfen?",
  "attention.discard.yes": "Endgültig verwerfen",
  "attention.discard.no": "Behalten",
  "attention.tryAgain": "Nochmals versuchen",
  "attention.setAgain": "Nochmals eingeben",
  "attention.restore": "Karte zurückholen",
  "attention.restored": "{name} ist zurück, mit Ihrer Änderung.",
  "attention.apply": "Auf {card} übernehmen",
  "attention.apply.many": "Auf {n} verknüpfte Karte übernehmen|Auf {n} verknüpfte Karten übernehmen",
  "attention.apply.there": "Auf die Karte übernehmen",
  "attention.applied": "Übernommen.",
  "attention.export": "Exportieren",
  "attention.export.all": "Alle exportieren",
  "attention.exported": "Exportiert als {file}.",
  "attention.export.file": "nicht-gesendete-aenderungen",
  "attention.export.columns": "Art;Nr.;Name;Feld;Wert;Geändert am;Grund;Kennung der Karte;Kennung des Felds",
};
