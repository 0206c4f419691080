/**
 * Words of the people of a workspace: German (de-CH, without ß).
 *
 * Shape    the keys of the English part; a missing one does not compile.
 *
 * @module
 */
import type { english } from "./people.en.ts";

export const german: Readonly<Record<keyof typeof english, string>> = {
  "people.title": "Personen",
  "people.lead":
    "Wer sich in diesem Arbeitsbereich anmelden darf, und in welcher Rolle. Eine andere Rolle oder eine beendete Sitzung gilt sofort, auch für das, was offen ist.",
  "people.you": "Sie",
  "people.invited": "Eingeladen, noch nie angemeldet",
  "people.seen": "Zuletzt gesehen {when}",
  "people.link.waits": "Ein Link wartet bis {when}",
  "people.role": "Rolle von {name}",
  "people.role.failed": "Die Rolle von {name} bleibt, wie sie war. {text}",
  "people.link": "Anmeldelink",
  "people.link.for": "Anmeldelink für {name}",
  "people.link.told":
    "Senden Sie ihn an {name}, wo niemand sonst mitliest. Er funktioniert einmal, bis {when}, und wird nur jetzt gezeigt. Ein früherer Link funktioniert nicht mehr.",
  "people.copy": "Kopieren",
  "people.copied": "Kopiert",
  "people.done": "Fertig",
  "people.sessions": "{n} Sitzung|{n} Sitzungen",
  "people.sessions.of": "{n} Sitzung von {name}|{n} Sitzungen von {name}",
  "people.sessions.none": "Nirgends angemeldet.",
  "people.session.unknown": "Unbekannter Browser",
  "people.session.current": "dieser Browser",
  "people.session.since": "seit {since}, zuletzt {when}",
  "people.session.end": "Beenden",
  "people.session.end.of": "Sitzung in {device} beenden",
  "people.session.endAll": "Alle beenden",
  "people.passkey": "Passkey {name}",
  "people.passkey.copied": "Es scheint eine Kopie zu geben: Er lässt niemanden herein",
  "people.remove": "Entfernen",
  "people.remove.of": "{name} entfernen",
  "people.remove.ask":
    "{name} entfernen? Die Person wird sofort überall abgemeldet und kann ohne neue Einladung nicht zurückkommen. Was sie getan hat, bleibt.",
  "people.remove.keep": "Behalten",
  "people.removed": "{name} wurde entfernt.",
  "people.invite": "Einladen",
  "people.invite.name": "Name",
  "people.invite.role": "Rolle",
  "people.invite.busy": "Wird eingeladen…",
  "people.invite.noName": "Ein Name ist nötig, für den Verlauf der Karten.",
  "people.offline": "Personen lassen sich ändern, sobald die Verbindung zurück ist.",
};
