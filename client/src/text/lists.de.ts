/**
 * Words of what can be done with a list: views, columns, choosing cards, changing and exporting them: German (de-CH, without ß).
 *
 * Shape    the keys of the English part; a missing one does not compile.
 *
 * @module
 */
import type { english } from "./lists.en.ts";

export const german: Readonly<Record<keyof typeof english, string>> = {
  "views.title": "Ansichten",
  "views.open": "Gespeicherte Ansichten",
  "views.none":
    "Filtern, sortieren und suchen Sie, und behalten Sie das als Ansicht. Ihre Adresse lässt sich auch bei anderen öffnen.",
  "views.name": "Name der Ansicht",
  "views.save": "Ansicht speichern",
  "views.saved": "«{name}» ist auf diesem Gerät gespeichert.",
  "views.notKept": "«{name}» gilt, bis die Seite geschlossen wird: Der Browser nimmt nichts mehr an.",
  "views.delete": "Ansicht {name} löschen",
  "views.deleted": "Die Ansicht «{name}» ist gelöscht.",
  "columns.title": "Spalten",
  "columns.open": "Spalten wählen",
  "columns.most": "Höchstens {n} auf einmal",
  "columns.standard": "Wie vorgegeben",
  "select.open": "Karten auswählen",
  "select.close": "Fertig",
  "select.card": "{name} auswählen",
  "select.all": "Alle {n} auswählen",
  "select.none": "Keine auswählen",
  "select.count": "{n} ausgewählt|{n} ausgewählt",
  "select.most": "Höchstens {n} Karten auf einmal",
  "select.edit": "Ändern…",
  "select.csv": "Tabelle (CSV)",
  "select.vcard": "vCard",
  "select.label": "Ausgewählte Karten",
  "export.done": "{n} Karte in {file} exportiert.|{n} Karten in {file} exportiert.",
  "export.blocked": "{n} mit Datenschutzsperre weggelassen.|{n} mit Datenschutzsperre weggelassen.",
  "export.nothing": "Nichts exportiert: Alle haben die Datenschutzsperre.",
  "edit.title": "{n} Karte ändern|{n} Karten ändern",
  "edit.field": "Feld",
  "edit.choose": "Ein Feld wählen",
  "edit.value": "Neuer Wert",
  "edit.clear": "Leer: Das Feld wird geleert",
  "edit.add": "Ein weiteres Feld",
  "edit.drop": "{field} weglassen",
  "edit.preview": "{n} Karte, {fields}|{n} Karten, {fields}",
  "edit.fields": "{n} Feld|{n} Felder",
  "edit.changes": "{n} Wert ändert sich.|{n} Werte ändern sich.",
  "edit.same": "{n} Karte hat schon alles davon.|{n} Karten haben schon alles davon.",
  "edit.shared":
    "{n} davon teilt ihren Block: Verknüpfte Karten zeigen es ebenfalls.|{n} davon teilen ihren Block: Verknüpfte Karten zeigen es ebenfalls.",
  "edit.skipped":
    "{n} Firma bleibt, wie sie ist: Das Feld gehört zu Personen.|{n} Firmen bleiben, wie sie sind: Das Feld gehört zu Personen.",
  "edit.nothing": "Nichts würde sich ändern.",
  "edit.before": "Vorher",
  "edit.after": "Nachher",
  "edit.more": "und {n} weitere|und {n} weitere",
  "edit.go": "{n} Karte ändern|{n} Karten ändern",
  "edit.stop": "Anhalten",
  "edit.running": "{done} von {total}",
  "edit.done": "{n} Karte geändert.|{n} Karten geändert.",
  "edit.stopped": "Angehalten: {n} Karte blieb, wie sie war.|Angehalten: {n} Karten blieben, wie sie waren.",
  "edit.failed": "{n} Karte liess sich nicht ändern.|{n} Karten liessen sich nicht ändern.",
  "edit.closed": "Sie lässt sich jetzt nicht bearbeiten.",
  "edit.undone": "{n} Karte ist, wie sie war.|{n} Karten sind, wie sie waren.",
  "edit.undonePart":
    "{n} von {total} Karten ist, wie sie war; die anderen wurden seither bearbeitet.|{n} von {total} Karten sind, wie sie waren; die anderen wurden seither bearbeitet.",
  "keys.select": "Eine Karte auswählen",
};
