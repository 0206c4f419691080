/**
 * Texts of the problems that HTTP itself adds: Italian (it-CH).
 *
 * Shape    the keys of the English catalogue; a missing one does not compile.
 *
 * @module
 */
import type { HttpTexts } from "./problem-text.en.ts";

export const italian: HttpTexts = {
  titles: {
    400: "Non compreso",
    401: "Accesso non effettuato",
    403: "Non permesso",
    404: "Non trovato",
    409: "Conflitto",
    410: "Non più disponibile",
    412: "Modificato nel frattempo",
    413: "Troppo grande",
    415: "Tipo di contenuto non supportato",
    422: "Valore rifiutato",
    429: "Troppe richieste",
    500: "Errore interno",
    503: "Non pronto",
  },
  texts: {
    "request.notFound": "A questo indirizzo non c'è nulla.",
    "body.json": "Il contenuto non è JSON ben formato.",
    "body.object": "Il contenuto deve essere un oggetto JSON.",
    "body.missing": "Questa chiamata richiede un contenuto.",
    "body.type": "Il contenuto deve essere application/json in UTF-8.",
    "body.tooLarge": "Il contenuto supera {max} byte.",
    "query.invalid": "Il parametro {name} non è comprensibile.",
    "origin.notAllowed": "Le pagine di questa origine non possono chiamare qui.",
    "idempotency.key": "Una Idempotency-Key ha da 1 a 255 caratteri stampabili.",
    "idempotency.reused": "Questa Idempotency-Key è già stata usata per un'altra richiesta.",
    "idempotency.expired":
      "Questa richiesta ha avuto risposta molto tempo fa e la risposta non è più conservata. Nulla è stato rifatto: legga lo stato attuale.",
    "auth.missing": "Acceda prima: non c'è nessun token.",
    "auth.invalid": "Questo token non è accettato.",
    "auth.expired": "Il token è scaduto: acceda di nuovo.",
    "auth.tooLong": "Il token dura più di quanto questo server accetti: ne faccia firmare uno per un tempo più breve.",
    "auth.ended": "Questa sessione è stata terminata: acceda di nuovo.",
    "auth.keys": "Al momento i token non possono essere verificati. Riprovi tra poco.",
    "signIn.code": "Questo link di accesso è già stato usato o è troppo vecchio. Ne chieda uno nuovo.",
    "signIn.session": "Qui nessuno ha effettuato l'accesso: apra un nuovo link di accesso.",
    "passkey.refused": "Non è stato possibile verificare questa passkey. Riprovi, oppure acceda con un link.",
    "passkey.challenge": "È durato troppo a lungo, o è stato iniziato altrove. Riprovi.",
    "passkey.unknown":
      "Questa passkey non è conosciuta qui, o non lo è più. Ne prenda un'altra, oppure acceda con un link.",
    "passkey.copied":
      "Sembra che esista una copia di questa passkey: non lascia più entrare nessuno. Acceda con un link, la rimuova e ne crei una nuova.",
    "passkey.known": "Questa passkey è già qui.",
    "passkey.tooMany": "Non si possono conservare più di {max} passkey: ne rimuova prima una.",
    "passkey.notFound": "Questa passkey non esiste qui.",
    "passkey.ip": "Su {host} non ci sono passkey: un indirizzo IP non ne ha. Apra l'app con il suo nome.",
    "passkey.insecure": "Su {origin} non ci sono passkey: serve https. Apra l'app tramite https.",
    "passkey.elsewhere": "Su {origin} non ci sono passkey. Apra l'app su {origins}.",
    "passkey.notSetUp":
      "Le passkey non sono configurate per {origin}: chi gestisce il server lo indica in PASSKEY_ORIGINS.",
    "perm.self": "Può farlo solo la persona interessata.",
    "perm.session": "Serve un browser che abbia effettuato l'accesso qui: apra un link di accesso.",
    "people.notFound": "Questa persona non esiste qui.",
    "people.session": "Questa sessione è già terminata.",
    "people.lastAdministrator":
      "Qualcuno deve poter invitare persone: nomini prima un altro amministratore che abbia già effettuato l'accesso.",
    "people.tooMany": "Non si possono invitare più di {max} persone.",
    "people.elsewhere": "Le persone accedono altrove: si gestiscono là da dove provengono i loro token.",
    "perm.personalData": "Solo un amministratore può far raccogliere o cancellare ciò che è conservato di una persona.",
    "erasure.notDeleted":
      "{no} esiste ancora. Elimini prima la scheda: ciò che è cancellato definitivamente non si può ripristinare.",
    "erasure.joined": "È stata unita a {no}. Cancelli quella, e scompaiono entrambe.",
    "erasure.confirm":
      "Invii il numero della scheda come confirm: ciò che è cancellato definitivamente non si può ripristinare.",
    "rate.requests": "Troppe richieste. Riprovi tra {s} s.",
    "value.missing": "Qui serve un valore.",
    "bulk.confirm": "Questo crea {n} contatti. Invii la stessa chiamata con confirm: true per continuare.",
    "job.unknown": "Questo lavoro non esiste, o è terminato da più di una settimana.",
    "job.running": "Si stanno già creando contatti ({done} schede su {total}). Attenda che sia finito, oppure annulli.",
    "job.foreign": "Può annullarlo solo chi l'ha avviato o un amministratore.",
    "job.stopped":
      "Non è stato possibile creare tutti i contatti. Quelli creati restano; invii di nuovo la chiamata per continuare.",
    "report.none": "Qui non c'è nessun rapporto d'importazione.",
    "server.stopping": "Il server si sta fermando. Riprovi tra poco.",
    "server.notReady": "Al momento il server non può salvare nulla.",
    "store.unavailable": "Ora non è stato possibile salvare, e nulla è stato modificato. Riprovi tra un momento.",
    "document.damaged":
      "Al momento questa scheda non si può leggere per intero. Nulla è stato modificato: avvisi chi gestisce il server.",
    internal: "Qualcosa è andato storto da parte nostra. Nulla è rimasto fatto a metà.",
  },
};
