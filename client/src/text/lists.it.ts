/**
 * Words of what can be done with a list: views, columns, choosing cards, changing and exporting them: Italian.
 *
 * Shape    the keys of the English part; a missing one does not compile.
 *
 * @module
 */
import type { english } from "./lists.en.ts";

export const italian: Readonly<Record<keyof typeof english, string>> = {
  "views.title": "Viste",
  "views.open": "Viste salvate",
  "views.none":
    "Filtri, ordini e cerchi, poi conservi il risultato come vista. Il suo indirizzo si apre anche da altri.",
  "views.name": "Nome della vista",
  "views.save": "Salvare la vista",
  "views.saved": "«{name}» è salvata su questo dispositivo.",
  "views.notKept": "«{name}» vale fino alla chiusura della pagina: il browser non accetta altro.",
  "views.delete": "Eliminare la vista {name}",
  "views.deleted": "La vista «{name}» è eliminata.",
  "columns.title": "Colonne",
  "columns.open": "Scegliere le colonne",
  "columns.most": "Al massimo {n} insieme",
  "columns.standard": "Quelle proposte",
  "select.open": "Selezionare schede",
  "select.close": "Fatto",
  "select.card": "Selezionare {name}",
  "select.all": "Selezionare tutte le {n}",
  "select.none": "Non selezionare nulla",
  "select.count": "{n} selezionata|{n} selezionate",
  "select.most": "Al massimo {n} schede insieme",
  "select.edit": "Modificare…",
  "select.csv": "Tabella (CSV)",
  "select.vcard": "vCard",
  "select.label": "Schede selezionate",
  "export.done": "{n} scheda esportata in {file}.|{n} schede esportate in {file}.",
  "export.blocked": "{n} bloccata per la privacy esclusa.|{n} bloccate per la privacy escluse.",
  "export.nothing": "Nulla esportato: tutte sono bloccate per la privacy.",
  "edit.title": "Modificare {n} scheda|Modificare {n} schede",
  "edit.field": "Campo",
  "edit.choose": "Scegliere un campo",
  "edit.value": "Nuovo valore",
  "edit.clear": "Vuoto: il campo viene svuotato",
  "edit.add": "Un altro campo",
  "edit.drop": "Tralasciare {field}",
  "edit.preview": "{n} scheda, {fields}|{n} schede, {fields}",
  "edit.fields": "{n} campo|{n} campi",
  "edit.changes": "{n} valore cambia.|{n} valori cambiano.",
  "edit.same": "{n} scheda ha già tutto.|{n} schede hanno già tutto.",
  "edit.shared":
    "{n} condivide il suo blocco: lo mostrano anche le schede collegate.|{n} condividono il loro blocco: lo mostrano anche le schede collegate.",
  "edit.skipped":
    "{n} società resta com'è: il campo è delle persone.|{n} società restano come sono: il campo è delle persone.",
  "edit.nothing": "Non cambierebbe nulla.",
  "edit.before": "Prima",
  "edit.after": "Dopo",
  "edit.more": "e {n} altra|e altre {n}",
  "edit.go": "Modificare {n} scheda|Modificare {n} schede",
  "edit.stop": "Fermare",
  "edit.running": "{done} di {total}",
  "edit.done": "{n} scheda modificata.|{n} schede modificate.",
  "edit.stopped": "Fermato: {n} scheda è rimasta com'era.|Fermato: {n} schede sono rimaste com'erano.",
  "edit.failed": "{n} scheda non si è potuta modificare.|{n} schede non si sono potute modificare.",
  "edit.closed": "Ora non si può modificare.",
  "edit.undone": "{n} scheda è com'era.|{n} schede sono com'erano.",
  "edit.undonePart":
    "{n} scheda su {total} è com'era; le altre sono state modificate nel frattempo.|{n} schede su {total} sono com'erano; le altre sono state modificate nel frattempo.",
  "keys.select": "Selezionare una scheda",
};
