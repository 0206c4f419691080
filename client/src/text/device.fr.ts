/**
 * Words of the page about this device: French.
 *
 * Shape    the keys of the English part; a missing one does not compile.
 *
 * @module
 */
import type { english } from "./device.en.ts";

export const french: Readonly<Record<keyof typeof english, string>> = {
  "app.device": "Cet appareil",
  "device.lead": "Ce que ce navigateur conserve, pour que tout s'ouvre sans connexion.",
  "device.kept": "Conservé ici",
  "device.kept.lead":
    "Toutes les fiches que vous pouvez lire viennent ici; les modifications y restent jusqu'à ce que le serveur les ait.",
  "device.cards": "Fiches",
  "device.cards.all": "{n}, tout ce que vous pouvez lire",
  "device.cards.coming": "{n} pour l'instant; {left} à venir",
  "device.used": "Place occupée",
  "device.used.of": "{used} sur {quota} accordés par le navigateur",
  "device.unknown": "Le navigateur ne le dit pas",
  "device.contact": "Dernier signe du serveur",
  "device.contact.never": "Pas encore",
  "device.waiting": "Pas encore sur le serveur",
  "device.waiting.n": "{n} modification|{n} modifications",
  "device.waiting.none": "Rien",
  "device.persistence": "Conservé durablement",
  "device.persistence.lead":
    "Un navigateur à court de place peut effacer ce que les pages conservent, le moins utilisé d'abord. On peut lui demander de ne pas le faire.",
  "device.persisted": "Le navigateur le conserve jusqu'à ce que vous l'effaciez.",
  "device.notPersisted": "Le navigateur peut l'effacer quand la place manque.",
  "device.memory": "Ce navigateur ne conserve rien: ce qui n'a pas atteint le serveur disparaît avec cette page.",
  "device.persist": "Conserver les données sur cet appareil",
  "device.persist.no":
    "Le navigateur n'a pas accepté. Il le fera peut-être une fois l'application installée, mise en signet ou plus utilisée.",
  "device.export": "À emporter",
  "device.export.lead":
    "Un fichier avec toutes les fiches conservées ici, ce qui attend d'être envoyé et ce qui a été refusé. Lisible par des programmes (JSON), non chiffré.",
  "device.export.go": "Exporter les données locales",
  "device.export.busy": "Lecture…",
  "device.export.done": "{n} fiche dans {file}.|{n} fiches dans {file}.",
  "device.wipe": "Effacer cet appareil",
  "device.wipe.lead":
    "Vous déconnecte et enlève de ce navigateur vos données de cet espace. Le serveur garde tout ce qu'il a.",
  "device.wipe.open": "Effacer…",
  "device.wipe.title": "Effacer cet appareil?",
  "device.wipe.nothing": "Tout est sur le serveur. Rien ne serait perdu.",
  "device.wipe.lost": "Ceci serait perdu définitivement:",
  "device.wipe.waiting": "{n} modification non envoyée|{n} modifications non envoyées",
  "device.wipe.refused": "{n} modification refusée, avec son texte|{n} modifications refusées, avec leur texte",
  "device.wipe.views": "{n} vue enregistrée|{n} vues enregistrées",
  "device.wipe.more": "et {n} autre|et {n} autres",
  "device.wipe.go": "Effacer et se déconnecter",
  "device.wipe.export": "Exporter d'abord",
};
