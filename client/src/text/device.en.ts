/**
 * Words of the page about this device: English.
 *
 * Shape    part of the app's catalogues, see `catalogues.ts`.
 *
 * @module
 */
export const english = {
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
