/**
 * Words of the set-up and of making contacts in bulk: German (de-CH, without ß).
 *
 * Shape    the keys of the English part; a missing one does not compile.
 *
 * @module
 */
import type { english } from "./setup.en.ts";

export const german: Readonly<Record<keyof typeof english, string>> = {
  "app.setup": "Einrichtung",

  "setup.lead":
    "Wie Karten verknüpft, nummeriert und vorausgefüllt werden. Das gilt für alle in diesem Arbeitsbereich.",
  "setup.readonly": "Nur ein Administrator ändert die Einrichtung. Sie können sie lesen.",
  "setup.offline":
    "Keine Verbindung. Die Einrichtung lässt sich hier mit Stand {when} lesen und ändern, sobald die Verbindung zurück ist.",
  "setup.offline.none": "Die Einrichtung braucht eine Verbindung. Sie öffnet sich, sobald diese zurück ist.",
  "setup.save": "Speichern",
  "setup.saving": "Wird gespeichert…",
  "setup.saved": "Einrichtung gespeichert.",
  "setup.discard": "Änderungen verwerfen",
  "setup.unsaved": "{n} Änderung nicht gespeichert|{n} Änderungen nicht gespeichert",
  "setup.problems": "{n} Wert ist zuerst zu berichtigen.|{n} Werte sind zuerst zu berichtigen.",
  "setup.show": "Anzeigen",
  "setup.changed":
    "Jemand anders hat die Einrichtung inzwischen gespeichert. Nichts ist überschrieben: Jene Änderungen sind übernommen, Ihre sind noch da und nicht gespeichert. Sehen Sie sie durch und speichern Sie nochmals.",
  "setup.overlap": "Inzwischen von jemand anderem auf «{value}» gesetzt. Beim Speichern tritt Ihr Wert an die Stelle.",
  "setup.overlap.gone": "Jemand anders hat das inzwischen entfernt. Beim Speichern kommt es zurück.",
  "setup.takeTheirs": "Jenen übernehmen",
  "setup.blank": "leer",
  "setup.whole": "Eine ganze Zahl von {min} bis {max}.",

  "setup.codes": "Beziehungscodes",
  "setup.codes.lead":
    "Der Code, unter dem eine Karte mit ihrem Kontakt verbunden ist. Leer schaltet die Beziehung für neue Karten aus.",
  "setup.codes.on":
    "Neue Karten dieser Art ({kind}) erhalten einen Kontakt; Kontakte lassen sich mit einer verknüpfen oder eine daraus erstellen.",
  "setup.codes.off":
    "Aus: Neue Karten dieser Art ({kind}) erhalten keinen Kontakt. Verknüpfen oder aus einem Kontakt erstellen wird abgelehnt. Bestehende Beziehungen laufen weiter.",
  "setup.codes.rename": "{to} auch auf bestehende Beziehungen schreiben",
  "setup.codes.renamed": "Alle Beziehungen mit {from} erhalten {to}; jede Verknüpfung bleibt.",
  "setup.codes.kept": "Bestehende Beziehungen behalten {from}; neue erhalten {to}.",

  "setup.series": "Nummern",
  "setup.series.lead": "Jede Karte nimmt die nächste Nummer ihrer Serie. Keine Nummer wird zweimal vergeben.",
  "setup.series.use": "Nummernserie",
  "setup.series.prefix": "Präfix",
  "setup.series.next": "Nächste Nummer",
  "setup.series.increment": "Schritt",
  "setup.series.digits": "Stellen",
  "setup.series.last": "Letzte Nummer",
  "setup.series.last.none": "keine",
  "setup.series.manual": "Eingabe erlaubt",
  "setup.series.sample": "Nächste: {a}, dann {b}.",
  "setup.series.until": "Die Serie endet bei {no}.",
  "setup.series.ended": "Die Serie ist zu Ende: Neue Karten werden abgelehnt, bis sie verlängert ist.",
  "setup.series.typed": "Eine andere Nummer darf eingegeben werden, solange sie frei ist.",
  "setup.series.drawn": "Eine andere Nummer kann nicht eingegeben werden.",
  "setup.series.off": "Keine Serie: Für jede neue Karte dieser Art ({kind}) ist die Nummer einzugeben.",
  "setup.series.off.contact":
    "Keine Serie: Die Nummer eines neuen Kontakts ist einzugeben, und eine Karte, die mit einem Kontakt entsteht, wird als Ganzes abgelehnt.",
  "setup.series.lower": "Die nächste Nummer kann nur steigen; sie ist jetzt {no}.",
  "setup.series.long": "Die Nummern wären länger als {max} Zeichen.",

  "setup.defaults": "Neue Kontakte",
  "setup.defaults.lead":
    "Womit ein von Hand erstellter Kontakt beginnt. Entsteht er aus einer anderen Karte, übernimmt er deren Werte.",
  "setup.defaults.blank": "Leer: Nichts wird ausgefüllt.",
  "setup.defaults.set": "Neue Kontakte beginnen mit {value}.",

  "setup.inherit": "Personen einer Firma",
  "setup.inherit.lead": "Was eine Person von der Firma zeigt, solange sie keinen eigenen Wert hat.",
  "setup.inherit.address": "Adresse, als ein Block",
  "setup.inherit.communication": "Telefon, E-Mail und Website",
  "setup.inherit.on": "Von der Firma gelesen; ein eigener Wert tritt an die Stelle.",
  "setup.inherit.off": "Eine Person zeigt nur ihren eigenen Wert.",

  "setup.templates": "Kartenvorlagen",
  "setup.templates.lead":
    "Werte für eine Karte, die aus einem Kontakt entsteht, zum Beispiel Buchungsgruppen. Sie füllen nur Leeres. Passt eine einzige, wird sie ohne Frage verwendet; bei mehreren wählt man; ohne Vorlage entsteht die Karte trotzdem.",
  "setup.templates.none": "Keine Vorlagen: Karten aus einem Kontakt beginnen nur mit dessen Werten.",
  "setup.template.add": "Vorlage hinzufügen",
  "setup.template.remove": "Entfernen",
  "setup.template.unnamed": "Neue Vorlage",
  "setup.template.code": "Code",
  "setup.template.description": "Beschreibung",
  "setup.template.kind": "Erstellt",
  "setup.template.type": "Aus",
  "setup.template.both": "Firma oder Person",
  "setup.template.values": "{n} Wert|{n} Werte",
  "setup.template.value.add": "Wert hinzufügen…",
  "setup.template.value.remove": "{field} entfernen",
  "setup.template.alone": "Die einzige, die passt: Sie wird ohne Frage verwendet.",
  "setup.template.several": "{n} Vorlagen passen: Man wählt eine.",
  "setup.template.required": "Eine Vorlage braucht einen Code.",
  "setup.template.taken": "Eine andere Vorlage hat diesen Code.",

  "setup.interactions": "Interaktionen",
  "setup.interactions.lead":
    "Vorlagen, um Anrufe, Briefe und Sitzungen festzuhalten, und welche davon zu dem gehört, was gesendet oder gedruckt wird. Sie sind für das Protokoll der Interaktionen, das diese Version noch nicht hat.",
  "setup.interactions.none": "Keine Vorlagen: Nichts kann festgehalten werden.",
  "setup.interaction.add": "Interaktion hinzufügen",
  "setup.interaction.remove": "{code} entfernen",
  "setup.operation.email": "E-Mail gesendet",
  "setup.operation.coverSheet": "Deckblatt gedruckt",
  "setup.operation.createDocument": "Dokument erstellt",
  "setup.operation.printDocument": "Dokument gedruckt",
  "setup.operation.emailDocument": "Dokument per E-Mail gesendet",
  "setup.operation.none": "Nicht festgehalten",
  "setup.operation.on": "Festgehalten als {code}, ausser man verzichtet darauf.",
  "setup.operation.off": "Nichts wird festgehalten.",
  "setup.operation.gone": "Die Vorlage {code} gibt es nicht mehr. Wählen Sie eine andere.",

  "setup.duplicates": "Dubletten",
  "setup.duplicates.lead":
    "Wie ähnlich sich zwei Firmen sind: Verglichen werden die ersten und die letzten fünf Zeichen von Name, Adresse, Ort, Telefon, MWST-Nummer, PLZ, E-Mail und Mobiltelefon. Für die Suche nach Dubletten, die diese Version noch nicht hat.",
  "setup.duplicates.suggest": "Dubletten vorschlagen",
  "setup.duplicates.on": "Zwei Firmen, die sich genügend ähnlich sind, werden als eine vorgeschlagen.",
  "setup.duplicates.off": "Auf ähnliche Firmen wird niemand hingewiesen.",
  "setup.duplicates.threshold": "Ähnlich ab, in %",
  "setup.duplicates.effect": "{n} von {all} Vergleichen müssen gleich sein.",

  "bulk.open": "Kontakte erstellen…",
  "bulk.title.customer": "Kontakte für Kunden",
  "bulk.title.vendor": "Kontakte für Lieferanten",
  "bulk.title.bankAccount": "Kontakte für Bankkonten",
  "bulk.lead":
    "Jede Karte ohne Kontakt erhält einen, der ihre Felder teilt. Karten, die einen haben, bleiben, wie sie sind.",
  "bulk.no": "Nummer",
  "bulk.no.hint": "C00010..C00020, oder ein Muster mit *",
  "bulk.name": "Name enthält",
  "bulk.counting": "Wird gezählt…",
  "bulk.count": "{n} Karte ohne Kontakt, von {cards} gefundenen.|{n} Karten ohne Kontakt, von {cards} gefundenen.",
  "bulk.none": "Jede gefundene Karte hat schon einen Kontakt.",
  "bulk.confirm": "Das sind mehr als {max}. {n} Kontakte erstellen?",
  "bulk.make": "{n} Kontakt erstellen|{n} Kontakte erstellen",
  "bulk.makeYes": "Ja, {n} erstellen",
  "bulk.running": "{done} von {total} Karten erledigt",
  "bulk.running.short": "Kontakte werden erstellt…",
  "bulk.running.hint": "Der Server macht weiter, wenn Sie das schliessen.",
  "bulk.by": "Begonnen von {name}.",
  "bulk.stop": "Anhalten",
  "bulk.stopping": "Wird angehalten…",
  "bulk.left": "Angehalten: {n} Karte nicht erreicht.|Angehalten: {n} Karten nicht erreicht.",
  "bulk.last": "Letzter Bericht, {when}",
  "bulk.failed": "Das blieb unterwegs stehen. Was getan ist, bleibt; starten Sie nochmals, um weiterzufahren.",
  "bulk.done": "{created} erstellt, {skipped} hatten schon einen, {refused} abgelehnt.",
  "bulk.created": "erstellt",
  "bulk.skipped": "schon da",
  "bulk.refused": "abgelehnt",
  "bulk.more": "und {n} weitere",
  "bulk.again": "Anderer Filter",
  "bulk.offline": "Kontakte erstellen braucht eine Verbindung.",
  "bulk.report": "Bericht je Karte",

  "list.status": "Status",
};
