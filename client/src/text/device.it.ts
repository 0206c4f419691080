/**
 * Words of the page about this device: Italian.
 *
 * Shape    the keys of the English part; a missing one does not compile.
 *
 * @module
 */
import type { english } from "./device.en.ts";

export const italian: Readonly<Record<keyof typeof english, string>> = {
  "app.device": "Questo dispositivo",
  "device.lead": "Ciò che resta in questo browser, perché tutto si apra senza connessione.",
  "device.kept": "Conservato qui",
  "device.kept.lead": "Tutte le schede che può leggere arrivano qui; le modifiche restano finché il server non le ha.",
  "device.cards": "Schede",
  "device.cards.all": "{n}, tutto ciò che può leggere",
  "device.cards.coming": "{n} finora; {left} in arrivo",
  "device.used": "Spazio occupato",
  "device.used.of": "{used} di {quota} concessi dal browser",
  "device.unknown": "Il browser non lo dice",
  "device.contact": "Ultimo segno dal server",
  "device.contact.never": "Non ancora",
  "device.waiting": "Non ancora sul server",
  "device.waiting.n": "{n} modifica|{n} modifiche",
  "device.waiting.none": "Nulla",
  "device.persistence": "Conservato stabilmente",
  "device.persistence.lead":
    "Un browser a corto di spazio può cancellare ciò che le pagine conservano, dal meno usato. Gli si può chiedere di non farlo.",
  "device.persisted": "Il browser lo conserva finché non lo cancella Lei.",
  "device.notPersisted": "Il browser può cancellarlo se manca lo spazio.",
  "device.memory": "Questo browser non conserva nulla: ciò che non ha raggiunto il server sparisce con questa pagina.",
  "device.persist": "Conservare i dati su questo dispositivo",
  "device.persist.no":
    "Il browser non ha accettato. Forse lo farà quando l'app sarà installata, tra i preferiti o più usata.",
  "device.export": "Da portare via",
  "device.export.lead":
    "Un file con tutte le schede conservate qui, ciò che attende l'invio e ciò che è stato rifiutato. Leggibile da programmi (JSON), non cifrato.",
  "device.export.go": "Esportare i dati locali",
  "device.export.busy": "Lettura…",
  "device.export.done": "{n} scheda in {file}.|{n} schede in {file}.",
  "device.wipe": "Svuotare questo dispositivo",
  "device.wipe.lead":
    "La disconnette e toglie da questo browser i Suoi dati di quest'area. Il server conserva tutto ciò che ha.",
  "device.wipe.open": "Svuotare…",
  "device.wipe.title": "Svuotare questo dispositivo?",
  "device.wipe.nothing": "Tutto è sul server. Nulla andrebbe perso.",
  "device.wipe.lost": "Questo andrebbe perso per sempre:",
  "device.wipe.waiting": "{n} modifica non inviata|{n} modifiche non inviate",
  "device.wipe.refused": "{n} modifica rifiutata, con il suo testo|{n} modifiche rifiutate, con il loro testo",
  "device.wipe.views": "{n} vista salvata|{n} viste salvate",
  "device.wipe.more": "e {n} altra|e altre {n}",
  "device.wipe.go": "Svuotare e disconnettersi",
  "device.wipe.export": "Prima esportare",
};
