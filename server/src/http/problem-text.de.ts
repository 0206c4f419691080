/**
 * Texts of the problems that HTTP itself adds: German (de-CH, without ß).
 *
 * Shape    the keys of the English catalogue; a missing one does not compile.
 *
 * @module
 */
import type { HttpTexts } from "./problem-text.en.ts";

export const german: HttpTexts = {
  titles: {
    400: "Nicht verstanden",
    401: "Nicht angemeldet",
    403: "Nicht erlaubt",
    404: "Nicht gefunden",
    409: "Konflikt",
    410: "Nicht mehr vorhanden",
    412: "Inzwischen geändert",
    413: "Zu gross",
    415: "Inhaltstyp nicht unterstützt",
    422: "Wert abgelehnt",
    429: "Zu viele Anfragen",
    500: "Interner Fehler",
    503: "Nicht bereit",
  },
  texts: {
    "request.notFound": "An dieser Adresse gibt es nichts.",
    "body.json": "Der Inhalt ist kein wohlgeformtes JSON.",
    "body.object": "Der Inhalt muss ein JSON-Objekt sein.",
    "body.missing": "Dieser Aufruf braucht einen Inhalt.",
    "body.type": "Der Inhalt muss application/json in UTF-8 sein.",
    "body.tooLarge": "Der Inhalt ist grösser als {max} Bytes.",
    "query.invalid": "Der Parameter {name} ist nicht verständlich.",
    "origin.notAllowed": "Seiten dieser Herkunft dürfen hier nicht aufrufen.",
    "idempotency.key": "Ein Idempotency-Key hat 1 bis 255 druckbare Zeichen.",
    "idempotency.reused": "Dieser Idempotency-Key wurde schon für eine andere Anfrage verwendet.",
    "idempotency.expired":
      "Diese Anfrage wurde vor langer Zeit beantwortet, und die Antwort ist nicht mehr gespeichert. Nichts wurde nochmals getan: Lesen Sie, was jetzt da ist.",
    "auth.missing": "Melden Sie sich zuerst an: Es gibt kein Token.",
    "auth.invalid": "Dieses Token wird nicht angenommen.",
    "auth.expired": "Das Token ist abgelaufen: Melden Sie sich nochmals an.",
    "auth.tooLong":
      "Das Token gilt länger, als dieser Server annimmt: Lassen Sie eines für eine kürzere Zeit ausstellen.",
    "auth.ended": "Diese Sitzung wurde beendet: Melden Sie sich nochmals an.",
    "auth.keys": "Tokens können im Moment nicht geprüft werden. Versuchen Sie es bald nochmals.",
    "signIn.code": "Dieser Anmeldelink wurde schon benutzt oder ist zu alt. Verlangen Sie einen neuen.",
    "signIn.session": "Hier ist niemand angemeldet: Öffnen Sie einen neuen Anmeldelink.",
    "passkey.refused":
      "Dieser Passkey konnte nicht geprüft werden. Versuchen Sie es nochmals, oder melden Sie sich mit einem Link an.",
    "passkey.challenge": "Das dauerte zu lange oder wurde anderswo begonnen. Versuchen Sie es nochmals.",
    "passkey.unknown":
      "Dieser Passkey ist hier nicht bekannt, oder nicht mehr. Nehmen Sie einen anderen, oder melden Sie sich mit einem Link an.",
    "passkey.copied":
      "Es scheint eine Kopie dieses Passkeys zu geben: Er lässt niemanden mehr herein. Melden Sie sich mit einem Link an, entfernen Sie ihn und erstellen Sie einen neuen.",
    "passkey.known": "Dieser Passkey ist schon hier.",
    "passkey.tooMany": "Mehr als {max} Passkeys werden nicht aufbewahrt: Entfernen Sie zuerst einen.",
    "passkey.notFound": "Diesen Passkey gibt es hier nicht.",
    "passkey.ip": "Bei {host} gibt es keine Passkeys: Eine IP-Adresse hat keine. Öffnen Sie die App unter ihrem Namen.",
    "passkey.insecure": "Bei {origin} gibt es keine Passkeys: Sie brauchen https. Öffnen Sie die App über https.",
    "passkey.elsewhere": "Bei {origin} gibt es keine Passkeys. Öffnen Sie die App unter {origins}.",
    "passkey.notSetUp":
      "Für {origin} sind keine Passkeys eingerichtet: Wer den Server betreibt, nennt es in PASSKEY_ORIGINS.",
    "perm.self": "Das kann nur tun, wen es betrifft.",
    "perm.session": "Das braucht einen hier angemeldeten Browser: Öffnen Sie einen Anmeldelink.",
    "people.notFound": "Diese Person gibt es hier nicht.",
    "people.session": "Diese Sitzung ist schon beendet.",
    "people.lastAdministrator":
      "Jemand muss Personen einladen können: Ernennen Sie zuerst einen weiteren Administrator, der sich schon angemeldet hat.",
    "people.tooMany": "Mehr als {max} Personen können nicht eingeladen werden.",
    "people.elsewhere": "Personen melden sich anderswo an: Sie werden dort verwaltet, woher ihre Tokens kommen.",
    "perm.personalData":
      "Nur ein Administrator darf zusammenstellen oder löschen lassen, was von einer Person gespeichert ist.",
    "erasure.notDeleted":
      "{no} ist noch da. Löschen Sie zuerst die Karte: Was ausgelöscht ist, lässt sich nicht zurückholen.",
    "erasure.joined": "Sie wurde mit {no} zusammengeführt. Löschen Sie jene aus, dann verschwinden beide.",
    "erasure.confirm":
      "Senden Sie die Nummer der Karte als confirm: Was ausgelöscht ist, lässt sich nicht zurückholen.",
    "rate.requests": "Zu viele Anfragen. Versuchen Sie es in {s} s nochmals.",
    "value.missing": "Hier braucht es einen Wert.",
    "bulk.confirm": "Das erstellt {n} Kontakte. Senden Sie denselben Aufruf mit confirm: true, um weiterzufahren.",
    "job.unknown": "Diesen Auftrag gibt es nicht, oder er endete vor mehr als einer Woche.",
    "job.running":
      "Es werden schon Kontakte erstellt ({done} von {total} Karten). Warten Sie, bis das fertig ist, oder brechen Sie es ab.",
    "job.foreign": "Nur wer das begonnen hat oder ein Administrator kann es abbrechen.",
    "job.stopped":
      "Nicht alle Kontakte konnten erstellt werden. Was erstellt ist, bleibt; senden Sie den Aufruf nochmals, um weiterzufahren.",
    "report.none": "Hier gibt es keinen Importbericht.",
    "server.stopping": "Der Server hält an. Versuchen Sie es bald nochmals.",
    "server.notReady": "Der Server kann im Moment nichts speichern.",
    "store.unavailable":
      "Das konnte gerade nicht gespeichert werden, und nichts wurde geändert. Versuchen Sie es in einem Moment nochmals.",
    "document.damaged":
      "Diese Karte lässt sich im Moment nicht vollständig lesen. Nichts daran wurde geändert: Melden Sie es der Person, die den Server betreibt.",
    internal: "Bei uns ging etwas schief. Nichts wurde halb getan.",
  },
};
