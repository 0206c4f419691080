/**
 * Words of the page about this device, in English and French.
 *
 * Shape    part of the app's catalogues, see `messages.ts`.
 *
 * @module
 */
export const deviceEn = {
  "app.device": "This device",
  "device.lead": "What is kept in this browser, so that everything opens without a connection.",
  "device.kept": "Kept here",
  "device.kept.lead": "All cards you may read come to this device, and changes stay here until the server has them.",
  "device.cards": "Cards",
  "device.cards.all": "{n}, everything you may read",
  "device.cards.coming": "{n} so far; {left} still to come",
  "device.used": "Space used",
  "device.used.of": "{used} of {quota} that the browser allows",
  "device.unknown": "The browser does not say",
  "device.contact": "Server last heard of",
  "device.contact.never": "Not yet",
  "device.waiting": "Not on the server yet",
  "device.waiting.n": "{n} change|{n} changes",
  "device.waiting.none": "Nothing",
  "device.persistence": "Kept for good",
  "device.persistence.lead":
    "A browser that runs out of space may delete what pages keep, the longest unused first. It can be asked not to.",
  "device.persisted": "The browser keeps it until you delete it.",
  "device.notPersisted": "The browser may delete it when space runs out.",
  "device.memory": "This browser keeps nothing: what has not reached the server is gone with this page.",
  "device.persist": "Keep data on this device",
  "device.persist.no": "The browser has not agreed. It may once the app is installed, bookmarked or used more often.",
  "device.export": "Take it with you",
  "device.export.lead":
    "One file with every card kept here, what waits to be sent and what was refused. Readable by programs (JSON); not encrypted.",
  "device.export.go": "Export local data",
  "device.export.busy": "Reading…",
  "device.export.done": "{n} card in {file}.|{n} cards in {file}.",
  "device.wipe": "Wipe this device",
  "device.wipe.lead":
    "Signs you out and removes your data in this workspace from this browser. The server keeps everything it has.",
  "device.wipe.open": "Wipe…",
  "device.wipe.title": "Wipe this device?",
  "device.wipe.nothing": "Everything is on the server. Nothing would be lost.",
  "device.wipe.lost": "This would be lost for good:",
  "device.wipe.waiting": "{n} change that was not sent|{n} changes that were not sent",
  "device.wipe.refused": "{n} refused change with its text|{n} refused changes with their text",
  "device.wipe.views": "{n} saved view|{n} saved views",
  "device.wipe.more": "and {n} more|and {n} more",
  "device.wipe.go": "Wipe and sign out",
  "device.wipe.export": "Export first",
} as const;

export const deviceFr: Record<keyof typeof deviceEn, string> = {
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
