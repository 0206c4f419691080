/**
 * Words of the app's frame, its lists, cards and keyboard: Italian (it-CH).
 *
 * Shape    the keys of the English part; a missing one does not compile.
 *
 * @module
 */
import type { english } from "./app.en.ts";

export const italian: Readonly<Record<keyof typeof english, string>> = {
  "app.skip": "Vai al contenuto",
  "app.nav": "Principale",
  "app.search": "Cercare: {kind}",
  "app.search.short": "Cercare",
  "app.update": "È pronta una nuova versione.",
  "app.update.load": "Caricarla",
  "app.offline":
    "Nessuna connessione. Continui a lavorare: tutto resta su questo dispositivo e viene inviato più tardi.",
  "app.outdated":
    "Questa pagina ha una versione diversa dal server. La ricarichi; quanto ha digitato resta su questo dispositivo.",
  "app.unreachable":
    "Il server non risponde. Continui a lavorare: tutto resta su questo dispositivo e viene inviato più tardi.",
  "app.signInAgain":
    "Sessione terminata. Le Sue modifiche sono al sicuro su questo dispositivo e verranno inviate dopo l'accesso.",
  "app.signIn": "Accedere",
  "app.attention": "Da sbrigare",
  "app.account": "Profilo",
  "app.signOut": "Disconnettersi",
  "app.signOutWipe": "Disconnettersi e rimuovere i miei dati da questo dispositivo",
  "app.language": "Lingua",
  "app.theme": "Aspetto",
  "app.theme.auto": "Sistema",
  "app.theme.light": "Chiaro",
  "app.theme.dark": "Scuro",
  "app.shortcuts": "Scorciatoie da tastiera",
  "app.workspace": "Spazio di lavoro {workspace}",
  "app.close": "Chiudere",
  "app.cancel": "Annullare",
  "app.retry": "Riprovare",
  "app.undo": "Annullare",
  "app.loading": "Caricamento…",
  "error.offline": "Serve il server. Riprovi quando sarà online.",
  "app.failed": "Non ha funzionato: {text}",

  "role.viewer": "Lettura",
  "role.sales": "Vendite",
  "role.purchasing": "Acquisti",
  "role.finance": "Finanze",
  "role.editor": "Modifica",
  "role.admin": "Amministrazione",

  "kind.contact.many": "Contatti",
  "kind.customer.many": "Clienti",
  "kind.vendor.many": "Fornitori",
  "kind.bankAccount.many": "Conti bancari",
  "kind.contact.one": "Contatto",
  "kind.customer.one": "Cliente",
  "kind.vendor.one": "Fornitore",
  "kind.bankAccount.one": "Conto bancario",
  "kind.contact.new": "Nuovo contatto",
  "kind.customer.new": "Nuovo cliente",
  "kind.vendor.new": "Nuovo fornitore",
  "kind.bankAccount.new": "Nuovo conto bancario",
  "kind.contact.none": "Ancora nessun contatto",
  "kind.customer.none": "Ancora nessun cliente",
  "kind.vendor.none": "Ancora nessun fornitore",
  "kind.bankAccount.none": "Ancora nessun conto bancario",
  "kind.contact.nothing": "Nessun contatto per «{search}»",
  "kind.customer.nothing": "Nessun cliente per «{search}»",
  "kind.vendor.nothing": "Nessun fornitore per «{search}»",
  "kind.bankAccount.nothing": "Nessun conto bancario per «{search}»",

  "signIn.title": "Accesso",
  "signIn.lead":
    "Una sola scheda per ogni partner commerciale, qualunque sia il suo ruolo: contatto, cliente, fornitore o conto bancario.",
  "signIn.how": "Apra il link di accesso che ha ricevuto, oppure lo incolli qui.",
  "signIn.link": "Link o codice di accesso",
  "signIn.go": "Accedere",
  "signIn.busy": "Accesso in corso…",
  "signIn.kept":
    "Tutte le schede che può leggere restano su questo dispositivo, per aprirsi senza connessione. Disconnettendosi le si può rimuovere.",
  "signIn.why.code":
    "Questo link è già stato usato o è troppo vecchio. Ne chieda uno nuovo; il server ne mostra di nuovi a ogni avvio.",
  "signIn.why.expired":
    "La Sua sessione è terminata. Le modifiche sono al sicuro su questo dispositivo e verranno inviate dopo l'accesso.",
  "signIn.why.unreachable": "Il server non risponde. Controlli la connessione e riprovi.",
  "signIn.why.left": "La disconnessione è avvenuta.",
  "signIn.continue": "Continuare come {name}",
  "signIn.offline": "Continuare offline come {name}",

  "list.no": "N.",
  "list.name": "Nome",
  "list.city": "Località",
  "list.phone": "Telefono",
  "list.email": "E-mail",
  "list.linked": "Anche",
  "list.count": "{n} scheda|{n} schede",
  "list.countMore": "Le prime {n}",
  "list.fromDevice": "Senza connessione: le schede conservate su questo dispositivo.",
  "list.notKept": "Queste schede non sono su questo dispositivo",
  "list.notKept.hint":
    "Le schede già aperte si aprono senza connessione; le altre arriveranno quando questa sarà tornata.",
  "list.person": "Persona",
  "list.more": "Caricamento di altre…",
  "list.unnamed": "Ancora senza nome",
  "list.nothing.hint": "La ricerca considera numero, nome, località, cifre del telefono ed e-mail.",
  "list.clear": "Cancellare la ricerca",
  "list.none.hint": "Crei la prima scheda.",
  "list.pending": "N. in arrivo",
  "list.sortBy": "Ordinare per {column}",
  "list.near": "Nulla si scrive «{search}». Queste sono simili.",

  "new.type": "Tipo",
  "new.no": "N.",
  "new.no.hint": "Vuoto: il prossimo numero della serie",
  "new.withContact": "Insieme viene creato un contatto; i due condividono da subito i campi comuni.",
  "new.create": "Creare",
  "new.busy": "Creazione…",
  "new.offline":
    "Nessuna connessione: la scheda resta su questo dispositivo e riceve il numero quando questa sarà tornata.",
  "new.company": "Società",

  "card.nav": "Intorno a questa scheda",
  "card.previous": "Scheda precedente",
  "card.next": "Scheda successiva",
  "card.missing": "Questa scheda non esiste",
  "card.missing.hint": "Forse è stata eliminata, o l'indirizzo è incompleto.",
  "card.deleted": "{name}: scheda eliminata. {kept}",
  "card.deleted.kept": "{list} resta così com'è.|{list} restano così come sono.",
  "card.restored": "{name}: scheda ripristinata.",

  "value.yes": "sì",
  "value.no": "no",
  "value.picture": "un'immagine",
  "value.noPicture": "nessuna immagine visualizzabile",

  "history.empty": "vuoto",

  "attention.none": "Nulla da sbrigare",
  "attention.none.hint":
    "Qui trova i valori inseriti da due persone contemporaneamente e le modifiche che non è stato possibile inviare.",
  "attention.conflicts": "Decisioni",
  "attention.conflicts.lead":
    "Più persone hanno inserito lo stesso campo, ciascuna per conto proprio. Nulla è perso: scelga che cosa vale.",
  "attention.commands": "Non eseguito",
  "attention.commands.lead":
    "Il server non l'ha fatto e sulle schede non ne resta nulla. Riprovi quando il motivo non c'è più, oppure scarti.",
  "attention.queue": "In attesa della connessione",
  "attention.queue.lead":
    "Conservato su questo dispositivo ed eseguito in quest'ordine quando il server sarà raggiungibile.",
  "command.create": "Creare: {card}",
  "command.createFromContact": "Creare: {card}, da: {other}",
  "command.createContactFromCard": "Creare: {card}, da: {other}",
  "command.link": "Collegare: {card} a {other}",
  "command.unlink": "Scollegare: {card} da {other}",
  "command.mergeContacts": "Unire: {other} a {card}",
  "command.undoMerge": "Ripristinare: {card}, unito a un altro contatto",
  "command.undoLink": "Annullare il collegamento: {card} a {other}",
  "command.delete": "Eliminare: {card}",
  "command.restore": "Ripristinare: {card}",
  "command.changeType": "Cambiare il tipo: {card}",
  "command.renumber": "Cambiare il numero: {card}",
  "command.queued": "Conservato su questo dispositivo. Verrà eseguito quando il server sarà raggiungibile.",
  "attention.copy": "Copiare",
  "attention.copied": "Copiato",
  "attention.report": "Dati dimostrativi: che cosa è rimasto vuoto",
  "attention.report.lead":
    "Le società e le persone dimostrative provengono da dati d'esempio pubblici. {imported} schede riprese; {n} valore non conforme alle regole è rimasto vuoto.|Le società e le persone dimostrative provengono da dati d'esempio pubblici. {imported} schede riprese; {n} valori non conformi alle regole sono rimasti vuoti.",
  "attention.report.row": "Riga",
  "attention.report.field": "Campo",
  "attention.report.value": "Valore",
  "attention.report.why": "Motivo",
  "attention.report.show": "Mostrare l'elenco",

  "keys.search": "Cercare",
  "keys.next": "Riga successiva / precedente",
  "keys.open": "Aprire",
  "keys.new": "Nuova scheda",
  "keys.help": "Questo elenco",
  "keys.cards": "Scheda successiva / precedente",
  "keys.undo": "Annullare / ripetere su una scheda",
  "keys.escape": "Rimettere il valore di prima",
  "keys.history": "Valori precedenti di un campo",
};
