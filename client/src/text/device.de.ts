/**
 * Words of the page about this device: German (de-CH, without ß).
 *
 * Shape    the keys of the English part; a missing one does not compile.
 *
 * @module
 */
import type { english } from "./device.en.ts";

export const german: Readonly<Record<keyof typeof english, string>> = {
  "app.device": "Dieses Gerät",
  "device.lead": "Was in diesem Browser bleibt, damit alles ohne Verbindung aufgeht.",
  "device.kept": "Hier behalten",
  "device.kept.lead":
    "Alle Karten, die Sie lesen dürfen, kommen auf dieses Gerät; Änderungen bleiben hier, bis der Server sie hat.",
  "device.cards": "Karten",
  "device.cards.all": "{n}, alles, was Sie lesen dürfen",
  "device.cards.coming": "{n} bis jetzt; {left} kommen noch",
  "device.used": "Belegter Platz",
  "device.used.of": "{used} von {quota}, die der Browser zulässt",
  "device.unknown": "Der Browser sagt es nicht",
  "device.contact": "Zuletzt vom Server gehört",
  "device.contact.never": "Noch nicht",
  "device.waiting": "Noch nicht auf dem Server",
  "device.waiting.n": "{n} Änderung|{n} Änderungen",
  "device.waiting.none": "Nichts",
  "device.persistence": "Auf Dauer behalten",
  "device.persistence.lead":
    "Ein Browser, dem der Platz ausgeht, kann löschen, was Seiten behalten, das am längsten Unbenutzte zuerst. Man kann ihn bitten, es nicht zu tun.",
  "device.persisted": "Der Browser behält es, bis Sie es löschen.",
  "device.notPersisted": "Der Browser kann es löschen, wenn der Platz ausgeht.",
  "device.memory": "Dieser Browser behält nichts: Was den Server nicht erreicht hat, ist mit dieser Seite weg.",
  "device.persist": "Daten auf diesem Gerät behalten",
  "device.persist.no":
    "Der Browser hat nicht zugestimmt. Vielleicht tut er es, wenn die App installiert, als Lesezeichen abgelegt oder öfter benutzt ist.",
  "device.export": "Zum Mitnehmen",
  "device.export.lead":
    "Eine Datei mit allen hier behaltenen Karten, dem, was auf das Senden wartet, und dem Abgelehnten. Für Programme lesbar (JSON), nicht verschlüsselt.",
  "device.export.go": "Lokale Daten exportieren",
  "device.export.busy": "Wird gelesen…",
  "device.export.done": "{n} Karte in {file}.|{n} Karten in {file}.",
  "device.wipe": "Dieses Gerät leeren",
  "device.wipe.lead":
    "Meldet Sie ab und entfernt Ihre Daten dieses Arbeitsbereichs aus diesem Browser. Der Server behält alles, was er hat.",
  "device.wipe.open": "Leeren…",
  "device.wipe.title": "Dieses Gerät leeren?",
  "device.wipe.nothing": "Alles ist auf dem Server. Nichts ginge verloren.",
  "device.wipe.lost": "Das ginge endgültig verloren:",
  "device.wipe.waiting": "{n} nicht gesendete Änderung|{n} nicht gesendete Änderungen",
  "device.wipe.refused": "{n} abgelehnte Änderung mit ihrem Text|{n} abgelehnte Änderungen mit ihrem Text",
  "device.wipe.views": "{n} gespeicherte Ansicht|{n} gespeicherte Ansichten",
  "device.wipe.more": "und {n} weitere|und {n} weitere",
  "device.wipe.go": "Leeren und abmelden",
  "device.wipe.export": "Zuerst exportieren",
};
