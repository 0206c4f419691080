/**
 * Words of the people of a workspace: Italian (it-CH).
 *
 * Shape    the keys of the English part; a missing one does not compile.
 *
 * @module
 */
import type { english } from "./people.en.ts";

export const italian: Readonly<Record<keyof typeof english, string>> = {
  "people.title": "Persone",
  "people.lead":
    "Chi può accedere a questo spazio di lavoro, e in quale ruolo. Un altro ruolo o una sessione terminata vale subito, anche per ciò che è aperto.",
  "people.you": "Lei",
  "people.invited": "Invito inviato, ancora nessun accesso",
  "people.seen": "Ultima visita {when}",
  "people.link.waits": "Un link attende fino al {when}",
  "people.role": "Ruolo di {name}",
  "people.role.failed": "Il ruolo di {name} resta com'era. {text}",
  "people.link": "Link di accesso",
  "people.link.for": "Link di accesso per {name}",
  "people.link.told":
    "Lo invii a {name} dove nessun altro legge. Funziona una volta, fino al {when}, e viene mostrato solo ora. Un link precedente non funziona più.",
  "people.copy": "Copiare",
  "people.copied": "Copiato",
  "people.done": "Fatto",
  "people.sessions": "{n} sessione|{n} sessioni",
  "people.sessions.of": "{n} sessione di {name}|{n} sessioni di {name}",
  "people.sessions.none": "Nessun accesso aperto.",
  "people.session.unknown": "Browser sconosciuto",
  "people.session.current": "questo browser",
  "people.session.since": "dal {since}, ultima visita {when}",
  "people.session.end": "Terminare",
  "people.session.end.of": "Terminare la sessione in {device}",
  "people.session.endAll": "Terminare tutte",
  "people.passkey": "Passkey {name}",
  "people.passkey.copied": "Sembra che ne esista una copia: non lascia entrare nessuno",
  "people.remove": "Rimuovere",
  "people.remove.of": "Rimuovere {name}",
  "people.remove.ask":
    "Rimuovere {name}? La persona viene disconnessa subito ovunque e non può tornare senza un nuovo invito. Ciò che ha fatto rimane.",
  "people.remove.keep": "Mantenere",
  "people.removed": "{name}: accesso rimosso.",
  "people.invite": "Invitare",
  "people.invite.name": "Nome",
  "people.invite.role": "Ruolo",
  "people.invite.busy": "Invito in corso…",
  "people.invite.noName": "Serve un nome, per la cronologia delle schede.",
  "people.offline": "Le persone si possono modificare quando la connessione sarà tornata.",
};
