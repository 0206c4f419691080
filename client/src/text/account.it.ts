/**
 * Words of one's own account, and of passkeys: Italian (it-CH).
 *
 * Shape    the keys of the English part; a missing one does not compile.
 *
 * @module
 */
import type { english } from "./account.en.ts";

export const italian: Readonly<Record<keyof typeof english, string>> = {
  "signIn.passkey": "Accedere con una passkey",
  "signIn.passkey.busy": "In attesa del Suo dispositivo…",
  "signIn.or": "oppure",
  "passkey.failed": "Non è stato possibile usare la passkey: {text}",
  "passkey.hereAlready": "Questo dispositivo ha già una passkey per Lei.",

  "account.title": "Il Suo profilo",
  "account.who": "{name} · {role} · Spazio di lavoro {workspace}",
  "account.sessions": "Accessi",
  "account.sessions.lead":
    "I browser in cui ha effettuato l'accesso. Una sessione terminata è subito fuori; ciò che non ha inviato resta lì.",
  "account.sessions.endOthers": "Terminare tutte le altre",
  "account.passkeys": "Passkey",
  "account.passkeys.lead":
    "Acceda con il dito, il viso o un PIN, senza un altro link. Nessun altro può usarle, e nessun altro sito.",
  "account.passkeys.none": "Ancora nessuna. Con una passkey accede di nuovo qui senza aspettare un link.",
  "account.passkey.made": "Creata {when}",
  "account.passkey.used": "ultimo uso {when}",
  "account.passkey.unused": "non ancora usata",
  "account.passkey.elsewhere": "per {domain}",
  "account.passkey.copied":
    "Sembra che ne esista una copia: non lascia più entrare nessuno. La rimuova e ne crei una nuova.",
  "account.passkey.name": "Nome della nuova passkey",
  "account.passkey.noName": "Serve un nome, per distinguerla dalle altre in seguito.",
  "account.passkey.add": "Aggiungere una passkey",
  "account.passkey.adding": "In attesa del Suo dispositivo…",
  "account.passkey.added": "{name} è stata aggiunta. D'ora in poi acceda con questa.",
  "account.passkey.remove": "Rimuovere",
  "account.passkey.remove.of": "Rimuovere la passkey {name}",
  "account.passkey.remove.ask":
    "Rimuovere {name}? Non lascia più entrare nessuno. Dove ha effettuato l'accesso, lo mantiene.",
  "account.passkey.keep": "Mantenere",
  "account.passkey.browser": "Questo browser non ha passkey.",
  "account.elsewhere": "Ha effettuato l'accesso da un'altra applicazione: le sessioni si gestiscono lì.",
  "account.offline": "Si può vedere e modificare quando la connessione sarà tornata.",
};
