/**
 * German texts of problems (de-CH, without ß).
 *
 * Shape    the codes of the English catalogue; a missing one does not compile.
 *
 * @module
 */
import type { ProblemCode, Text } from "./problem-text.en.ts";

export const german: Readonly<Record<ProblemCode, Text>> = {
  // values
  "value.type": "Dieses Feld nimmt eine andere Art von Wert.",
  "value.unknown": "{value} gehört nicht zu: {values}.",
  "field.unknown": ["Die Karte ({kind}) hat kein Feld «{name}».", "Dieses Feld gibt es nicht."],
  "text.tooLong": "{n} Zeichen zu lang (höchstens {max}).",
  "text.characters":
    "Steuerzeichen können hier nicht gespeichert werden. Bitte geben Sie den Text ohne sie nochmals ein.",
  "id.invalid": "Das ist keine Kennung einer Karte.",
  "email.format": "Dieser E-Mail-Adresse fehlt ein Teil, z. B. name@firma.ch.",
  "email.list": "Mehrere Adressen bitte mit Strichpunkt trennen.",
  "phone.letters": "Eine Telefonnummer hat keine Buchstaben.",
  "phone.short": "Diese Nummer hat {n} Ziffern; Schweizer Nummern haben 10, mit 41 sind es 11.",
  "phone.length": "Diese Nummer hat {n} Ziffern; Nummern dieses Landes sind anders lang.",
  "phone.country": "Die Landesvorwahl +{cc} kennen wir nicht. Trotzdem behalten?",
  "url.scheme": "Eine Website beginnt mit https:// oder http://.",
  "country.unknown": "{code} ist kein Ländercode aus zwei Buchstaben, z. B. CH.",
  "currency.unknown": "{code} ist kein Währungscode aus drei Buchstaben, z. B. CHF.",
  "language.unknown": "{code} ist kein Sprachcode, z. B. de-CH.",
  "iban.country": "In {cc} gibt es keine IBAN.",
  "iban.format": "Buchstaben und Ziffern dieser IBAN stehen nicht da, wo das Land sie hat.",
  "iban.length": "Eine {cc}-IBAN hat {want} Zeichen, diese hat {got}.",
  "iban.check": "Die Prüfziffern stimmen nicht. Vielleicht sind zwei Zeichen vertauscht.",
  "bic.format": "Ein BIC hat 8 oder 11 Zeichen: Bank, Land, Ort, z. B. POFICHBE.",
  "vat.format": "So sehen MWST-Nummern dieses Landes nicht aus.",
  "vat.check": "Die Prüfziffern dieser MWST-Nummer stimmen nicht. Vielleicht sind zwei Zeichen vertauscht.",
  "uid.check": "Bei CHE-{n} ist die letzte Ziffer falsch. Erwartet: {d}.",
  "decimal.format": "Das ist keine Zahl, z. B. 1000.50.",
  "decimal.range": "Höchstens 15 Stellen vor dem Dezimalzeichen und 5 danach.",
  "image.format":
    "Ein Bild ist ein JPEG, PNG oder WebP als Data-URL (data:image/jpeg;base64,…). Links und andere Formate werden nicht gespeichert.",
  "image.content":
    "Diese Bytes sind kein vollständiges {type}-Bild. Speichern Sie das Bild neu oder nehmen Sie ein anderes.",
  "image.size": "Dieses Bild hat {width} × {height} Pixel; höchstens {max} pro Seite. Bitte verkleinern.",
  "image.none": "Darin ist kein Bild. Nehmen Sie eine Bilddatei: JPEG, PNG oder WebP.",
  "image.unreadable":
    "Dieser Browser kann das nicht als Bild lesen. Speichern Sie es als JPEG oder PNG und nehmen Sie dieses.",
  "image.drawing":
    "SVG-Zeichnungen können Skripte enthalten und werden nicht angenommen. Speichern Sie sie als PNG und nehmen Sie dieses.",
  "image.file": "Diese Datei hat {n} MB; höchstens {max}. Speichern Sie das Bild kleiner und nehmen Sie dieses.",
  "image.pixels": "Dieses Bild hat {n} Megapixel; höchstens {max}. Speichern Sie es kleiner und nehmen Sie dieses.",
  required: "Ein Name ist nötig, damit andere die Karte finden.",
  // numbers and set-up
  "number.taken": [
    "Nummer {no} gehört zu {name}. Öffnen oder {next} nehmen.",
    "Nummer {no} ist schon vergeben. Nehmen Sie {next}.",
    "Nummer {no} ist schon vergeben.",
  ],
  "number.invalid": "Eine Nummer hat 1 bis 20 Zeichen.",
  "number.pending": "Die Nummer folgt, sobald dieses Gerät online ist.",
  "number.notManual": "Nummern der Art {kind} kommen aus der Nummernserie und können nicht eingegeben werden.",
  "number.exhausted": [
    "Die Nummernserie für {kind} ist zu Ende. Verlängern Sie sie in der Einrichtung.",
    "Die Nummernserie {prefix} ist zu Ende. Verlängern Sie sie in der Einrichtung.",
  ],
  "setup.series": "Zuerst eine Nummernserie für {kind} festlegen (Einrichtung, 1 Minute).",
  "setup.changed":
    "Jemand hat die Einrichtung inzwischen geändert. Nichts wurde gespeichert; sehen Sie sie nochmals durch.",
  "setup.invalid": ["Die Einrichtung ist bei {path} nicht verständlich.", "Die Einrichtung ist nicht verständlich."],
  // cards and relations
  "command.invalid": ["Der Befehl ist bei {path} nicht verständlich.", "Der Befehl ist nicht verständlich."],
  "card.notFound": "Diese Karte gibt es nicht; vielleicht wurde sie gelöscht.",
  "card.exists": "Eine Karte mit dieser Kennung gibt es schon.",
  "relation.notFound": "Diese Karten sind nicht mehr verknüpft.",
  "relation.exists": "Eine Verknüpfung mit dieser Kennung gibt es schon.",
  "contact.required":
    "Die Einrichtung verlangt, dass mit dieser Karte ein Kontakt entsteht; die Kennungen dafür fehlen.",
  "company.unknown": "Diese Firma gibt es nicht; vielleicht wurde sie gelöscht.",
  "company.type": "Nur eine Person kann zu einer Firma gehören.",
  "type.persons": "Eine Firma mit Personen kann keine Person werden; sie hat {n}.",
  "type.relations": "Eine Firma mit verknüpften Karten kann keine Person werden. Lösen Sie zuerst die Verknüpfungen.",
  "type.currency": "Eine Firma mit Währung kann keine Person werden. Leeren Sie zuerst die Währung.",
  "type.vat": "Eine Firma mit MWST-Nummer kann keine Person werden. Leeren Sie zuerst die MWST-Nummer.",
  "primary.name":
    "Der Name des Kontakts ist der des Hauptkontakts, {name}. Ändern Sie ihn dort oder wählen Sie einen anderen Hauptkontakt.",
  "primary.person":
    "Bei einem Kunden, der eine Person ist, ist sein Kontakt der Hauptkontakt. Lösen Sie zuerst die Verknüpfung mit dem Kontakt.",
  "primary.unrelated": "Der Hauptkontakt ist der verknüpfte Kontakt oder eine seiner Personen.",
  "link.kind": "Mit einem Kontakt lassen sich nur Kunden, Lieferanten und Bankkonten verknüpfen.",
  "link.typePerson": [
    "So lassen sich nur Firmen verknüpfen. Stattdessen {company} verknüpfen?",
    "So lassen sich nur Firmen verknüpfen. Eine Person ohne Firma kann nur Kunde werden.",
  ],
  "link.exists": "{a} ist schon mit {b} verknüpft. Zuerst lösen oder {b} öffnen.",
  "link.setup": "Zuerst einen Beziehungscode für {kind} festlegen (Einrichtung, 1 Minute).",
  "link.privacyBlocked": "{a} ist aus Gründen des Datenschutzes gesperrt und nimmt keine neuen Verknüpfungen an.",
  "template.unknown": "Für diese Art von Karte gibt es keine Vorlage {code}.",
  "template.ambiguous": "Mehrere Vorlagen passen: {codes}. Wählen Sie eine.",
  "undoLink.edited": [
    "Seit der Verknüpfung hat jemand {a} oder {b} bearbeitet: Sie kann nicht mehr rückgängig gemacht werden. Lösen Sie sie stattdessen; beide behalten, was sie jetzt zeigen.",
    "Seit der Verknüpfung dieser Karten hat jemand sie bearbeitet: Sie kann nicht mehr rückgängig gemacht werden. Lösen Sie sie stattdessen; beide behalten, was sie jetzt zeigen.",
  ],
  "undoLink.forgotten": [
    "{a} und {b} wurden vor so langer Zeit verknüpft, dass ihr früherer Stand nicht mehr gespeichert ist: Die Verknüpfung kann nicht rückgängig gemacht werden. Lösen Sie sie stattdessen; beide behalten, was sie jetzt zeigen.",
    "Diese Karten wurden vor so langer Zeit verknüpft, dass ihr früherer Stand nicht mehr gespeichert ist: Die Verknüpfung kann nicht rückgängig gemacht werden. Lösen Sie sie stattdessen; beide behalten, was sie jetzt zeigen.",
  ],
  "undoLink.none":
    "Hier gibt es nichts rückgängig zu machen: Die Karten wurden nicht miteinander verknüpft, oder sie wurden seither bearbeitet. Lösen Sie die Verknüpfung stattdessen; beide behalten, was sie jetzt zeigen.",
  "merge.same": "Das ist bereits ein und derselbe Kontakt.",
  "merge.type":
    "{a} und {b} sind nicht beide Firmen oder beide Personen: Eine Firma und eine Person lassen sich nicht zusammenführen.",
  "merge.kind":
    "Beide Kontakte haben eine Karte derselben Art ({kind}): {a} und {b}. Lösen oder löschen Sie zuerst eine davon, dann führen Sie die Kontakte zusammen.",
  "merge.privacyBlocked":
    "{a} ist aus Gründen des Datenschutzes gesperrt und kann nicht mit einem anderen Kontakt zusammengeführt werden.",
  "merge.notes":
    "Zusammen sind die Notizen beider Kontakte zu lang ({n} Zeichen, höchstens {max}). Kürzen Sie sie zuerst.",
  "undoMerge.none": "Dieser Kontakt wurde nicht mit einem anderen zusammengeführt.",
  "undoMerge.gone":
    "{a}, womit er zusammengeführt wurde, gibt es nicht mehr. Holen Sie zuerst jenen Kontakt zurück, dann diesen.",
  "restore.merged": "Dieser Kontakt wurde mit {a} zusammengeführt. Machen Sie das rückgängig, um ihn wieder zu haben.",
  "restore.notDeleted": "Diese Karte ist nicht gelöscht.",
  "restore.expired": "Gelöschte Karten lassen sich {days} Tage lang zurückholen; diese ist älter.",
  "stranded.noCard":
    "Die Karte wurde gelöscht, und keine verknüpfte Karte hat dieses Feld. Holen Sie die Karte zurück, um die Änderung zu übernehmen.",
  "stranded.notFound": "Diese Änderung von Ihnen wartet nicht mehr; sie wurde inzwischen erledigt.",
  "card.loading": "Diese Karte wird noch geladen. Versuchen Sie es in einem Moment nochmals.",
  "recovery.notes":
    "So lauteten die Notizen der Karte, bevor eine Sicherung zurückgespielt wurde. Seither hat jemand dort geschrieben: Stellen Sie zusammen, was stimmt.",
  "recovery.lost":
    "Es wurde eine Sicherung zurückgespielt, in der das noch fehlte. Machen Sie es nochmals, wenn es noch stimmt.",
  "recovery.over":
    "Das ging beim Zurückspielen einer Sicherung verloren und kam zu spät, um vom Gerät einer anderen Person übernommen zu werden.",
  "edit.displaced": "Der Server hat diese Änderung nicht behalten. Geben Sie sie nochmals ein, wenn sie noch stimmt.",
  "document.forgotten":
    "Diese Änderung entstand, bevor sich die Karte weiterentwickelte, und kam zu spät beim Server an: Er weiss nicht mehr, worauf sie aufbaute. Geben Sie sie nochmals ein, wenn sie noch stimmt, oder exportieren Sie sie.",
  "conflict.solved": "Jemand hat das inzwischen entschieden.",
  "conflict.ask": "{who} hat {field} um {time} ebenfalls geändert. Was stimmt?",
  // rights
  "perm.kind": "Ihre Rolle darf das mit Karten der Art {kind} nicht tun. Fragen Sie einen Administrator.",
  "perm.link":
    "Zum Verknüpfen müssen Sie beide Karten bearbeiten dürfen: Kontakt und {kind}. Fragen Sie einen Administrator.",
  "perm.setup": "Nur ein Administrator ändert die Einrichtung.",
  "perm.field": [
    "Sie dürfen {field} lesen, aber nicht ändern. Fragen Sie {owner}.",
    "Sie dürfen {field} lesen, aber nicht ändern. Fragen Sie einen Administrator.",
  ],
  "auth.expired": "Abgemeldet. {n} Änderungen sind auf diesem Gerät sicher und werden nach der Anmeldung gesendet.",
  // edits that a record document does not take
  "writer.foreign": "Dieser Schreiber gehört jemand anderem oder zu einer anderen Karte.",
  "writer.unknown": "Der Schreiber dieser Änderung hat nicht gesagt, auf welcher Karte und für wen er schreibt.",
  "writer.tooMany":
    "Sie haben von zu vielen Orten aus in dieses Dokument geschrieben. Bearbeiten Sie die Karte auf einem anderen Gerät, das Sie schon benutzt haben.",
  "slot.foreign": "Nur der eigene Schreiber darf diesen Eintrag ändern.",
  "slot.erased": "Einen Eintrag zu löschen ist keine Änderung. Leeren Sie stattdessen das Feld.",
  "entry.malformed": "Das ist kein Eintrag.",
  "entry.stale": "Dieser Schreiber hat das Feld schon später geändert.",
  "entry.tooMany": "Zu viele Ihrer Geräte haben dieses Feld gesetzt, ohne voneinander zu wissen.",
  "entry.future": "Die Uhr dieses Geräts geht mehr als einen Tag vor. Stellen Sie sie richtig und ändern Sie nochmals.",
  "card.elsewhere": "Die Karte hat mit diesem Dokument nichts zu tun.",
};
