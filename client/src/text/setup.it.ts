/**
 * Words of the set-up and of making contacts in bulk: Italian (it-CH).
 *
 * Shape    the keys of the English part; a missing one does not compile.
 *
 * @module
 */
import type { english } from "./setup.en.ts";

export const italian: Readonly<Record<keyof typeof english, string>> = {
  "app.setup": "Configurazione",

  "setup.lead": "Come le schede vengono collegate, numerate e precompilate. Vale per tutti in questo spazio di lavoro.",
  "setup.readonly": "Solo un amministratore modifica la configurazione. Lei può leggerla.",
  "setup.offline":
    "Nessuna connessione. Qui la configurazione si può leggere, stato: {when}; si potrà modificare quando la connessione sarà tornata.",
  "setup.offline.none": "La configurazione richiede una connessione. Si apre non appena questa torna.",
  "setup.save": "Salvare",
  "setup.saving": "Salvataggio…",
  "setup.saved": "Configurazione salvata.",
  "setup.discard": "Scartare le modifiche",
  "setup.unsaved": "{n} modifica non salvata|{n} modifiche non salvate",
  "setup.problems": "{n} valore va prima corretto.|{n} valori vanno prima corretti.",
  "setup.show": "Mostrare",
  "setup.changed":
    "Nel frattempo qualcun altro ha salvato la configurazione. Nulla è sovrascritto: le sue modifiche sono riprese, le Sue sono ancora qui, non salvate. Le ricontrolli, poi salvi di nuovo.",
  "setup.overlap": "Nel frattempo qualcun altro ha messo «{value}». Salvando, mette il Suo al suo posto.",
  "setup.overlap.gone": "Nel frattempo qualcun altro l'ha rimosso. Salvando, lo ripristina.",
  "setup.takeTheirs": "Riprendere l'altro",
  "setup.blank": "vuoto",
  "setup.whole": "Un numero intero da {min} a {max}.",

  "setup.codes": "Codici relazione",
  "setup.codes.lead":
    "Il codice con cui una scheda è in relazione con il suo contatto. Vuoto disattiva la relazione per le nuove schede.",
  "setup.codes.on": "Un nuovo {kind} riceve un contatto; un contatto può essere collegato a un {kind} o crearne uno.",
  "setup.codes.off":
    "Disattivato: un nuovo {kind} non riceve un contatto. Collegarne uno, o crearne uno da un contatto, viene rifiutato. Le relazioni esistenti continuano.",
  "setup.codes.rename": "Scrivere {to} anche sulle relazioni esistenti",
  "setup.codes.renamed": "Tutte le relazioni con {from} ricevono {to}; ogni collegamento resta.",
  "setup.codes.kept": "Le relazioni esistenti mantengono {from}; le nuove ricevono {to}.",

  "setup.series": "Numeri",
  "setup.series.lead":
    "Ogni scheda prende il prossimo numero della sua serie. Nessun numero viene mai assegnato due volte.",
  "setup.series.use": "Serie numerica",
  "setup.series.prefix": "Prefisso",
  "setup.series.next": "Prossimo numero",
  "setup.series.increment": "Passo",
  "setup.series.digits": "Cifre",
  "setup.series.last": "Ultimo numero",
  "setup.series.last.none": "nessuno",
  "setup.series.manual": "Digitabile",
  "setup.series.sample": "Prossimo: {a}, poi {b}.",
  "setup.series.until": "La serie finisce a {no}.",
  "setup.series.ended": "La serie è esaurita: le nuove schede vengono rifiutate finché non viene prolungata.",
  "setup.series.typed": "Si può digitare un altro numero, se è libero.",
  "setup.series.drawn": "Non si può digitare un altro numero.",
  "setup.series.off": "Nessuna serie: il numero di ogni nuovo {kind} va digitato.",
  "setup.series.off.contact":
    "Nessuna serie: il numero di un nuovo contatto va digitato, e una scheda che nasce con un contatto viene rifiutata per intero.",
  "setup.series.lower": "Il prossimo numero può solo aumentare; ora è {no}.",
  "setup.series.long": "I numeri sarebbero più lunghi di {max} caratteri.",

  "setup.defaults": "Nuovi contatti",
  "setup.defaults.lead":
    "Con che cosa comincia un contatto creato a mano. Se nasce da un'altra scheda, ne prende i valori.",
  "setup.defaults.blank": "Vuoto: non viene compilato nulla.",
  "setup.defaults.set": "I nuovi contatti cominciano con {value}.",

  "setup.inherit": "Persone di una società",
  "setup.inherit.lead": "Che cosa una persona mostra della società finché non ha un valore proprio.",
  "setup.inherit.address": "Indirizzo, come blocco unico",
  "setup.inherit.communication": "Telefono, e-mail e sito web",
  "setup.inherit.on": "Letto dalla società; un valore proprio ne prende il posto.",
  "setup.inherit.off": "Una persona mostra solo il proprio valore.",

  "setup.templates": "Modelli di scheda",
  "setup.templates.lead":
    "Valori per una scheda creata da un contatto, come i gruppi contabili. Compilano solo i campi vuoti. Se ne è adatto uno solo, viene usato senza chiedere; tra più modelli si sceglie; senza modello la scheda viene creata comunque.",
  "setup.templates.none": "Nessun modello: le schede create da un contatto cominciano solo con i valori del contatto.",
  "setup.template.add": "Aggiungere un modello",
  "setup.template.remove": "Rimuovere",
  "setup.template.unnamed": "Nuovo modello",
  "setup.template.code": "Codice",
  "setup.template.description": "Descrizione",
  "setup.template.kind": "Crea un",
  "setup.template.type": "Da",
  "setup.template.both": "Società o persona",
  "setup.template.values": "{n} valore|{n} valori",
  "setup.template.value.add": "Aggiungere un valore…",
  "setup.template.value.remove": "Rimuovere {field}",
  "setup.template.alone": "L'unico adatto: viene usato senza chiedere.",
  "setup.template.several": "Sono adatti {n} modelli: se ne sceglie uno.",
  "setup.template.required": "Un modello ha bisogno di un codice.",
  "setup.template.taken": "Un altro modello ha questo codice.",

  "setup.interactions": "Interazioni",
  "setup.interactions.lead":
    "Modelli per registrare chiamate, lettere e riunioni, e quale va con ciò che viene inviato o stampato. Sono conservati per il registro delle interazioni, che questa versione non ha ancora.",
  "setup.interactions.none": "Nessun modello: non si può registrare nulla.",
  "setup.interaction.add": "Aggiungere un'interazione",
  "setup.interaction.remove": "Rimuovere {code}",
  "setup.operation.email": "E-mail inviata",
  "setup.operation.coverSheet": "Frontespizio stampato",
  "setup.operation.createDocument": "Documento creato",
  "setup.operation.printDocument": "Documento stampato",
  "setup.operation.emailDocument": "Documento inviato per e-mail",
  "setup.operation.none": "Non registrato",
  "setup.operation.on": "Registrato come {code}, salvo rinuncia.",
  "setup.operation.off": "Non viene registrato nulla.",
  "setup.operation.gone": "Il modello {code} non esiste più. Ne scelga un altro.",

  "setup.duplicates": "Duplicati",
  "setup.duplicates.lead":
    "Quanto si somigliano due società: si confrontano i primi e gli ultimi cinque caratteri di nome, indirizzo, località, telefono, numero IVA, NPA, e-mail e cellulare. Conservato per la ricerca di duplicati, che questa versione non ha ancora.",
  "setup.duplicates.suggest": "Proporre i duplicati",
  "setup.duplicates.on": "Due società abbastanza simili vengono proposte come una sola.",
  "setup.duplicates.off": "Nessuno viene avvertito di società simili.",
  "setup.duplicates.threshold": "Simili da, in %",
  "setup.duplicates.effect": "{n} confronti su {all} devono essere uguali.",

  "bulk.open": "Creare contatti…",
  "bulk.title.customer": "Contatti per i clienti",
  "bulk.title.vendor": "Contatti per i fornitori",
  "bulk.title.bankAccount": "Contatti per i conti bancari",
  "bulk.lead":
    "Ogni scheda senza contatto ne riceve uno che condivide i suoi campi. Le schede che ne hanno uno restano come sono.",
  "bulk.no": "Numero",
  "bulk.no.hint": "C00010..C00020, o un modello con *",
  "bulk.name": "Il nome contiene",
  "bulk.counting": "Conteggio…",
  "bulk.count": "{n} scheda senza contatto, su {cards} trovate.|{n} schede senza contatto, su {cards} trovate.",
  "bulk.none": "Tutte le schede trovate hanno già un contatto.",
  "bulk.confirm": "Sono più di {max}. Creare {n} contatti?",
  "bulk.make": "Creare {n} contatto|Creare {n} contatti",
  "bulk.makeYes": "Sì, crearne {n}",
  "bulk.running": "{done} schede su {total}",
  "bulk.running.short": "Creazione dei contatti…",
  "bulk.running.hint": "Il server continua se chiude questa finestra.",
  "bulk.by": "Avviato da {name}.",
  "bulk.stop": "Fermare",
  "bulk.stopping": "Arresto…",
  "bulk.left": "Fermato: {n} scheda non raggiunta.|Fermato: {n} schede non raggiunte.",
  "bulk.last": "Ultimo rapporto, {when}",
  "bulk.failed": "Si è fermato a metà. Ciò che è fatto resta; riavvii per continuare.",
  "bulk.done": "{created} creati, {skipped} ne avevano già uno, {refused} rifiutati.",
  "bulk.created": "creato",
  "bulk.skipped": "già presente",
  "bulk.refused": "rifiutato",
  "bulk.more": "e altri {n}",
  "bulk.again": "Altro filtro",
  "bulk.offline": "Creare contatti richiede una connessione.",
  "bulk.report": "Rapporto per scheda",

  "list.status": "Stato",
};
