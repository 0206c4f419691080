/**
 * Words of one's own account, and of passkeys: German (de-CH, without ß).
 *
 * Shape    the keys of the English part; a missing one does not compile.
 *
 * @module
 */
import type { english } from "./account.en.ts";

export const german: Readonly<Record<keyof typeof english, string>> = {
  "signIn.passkey": "Mit einem Passkey anmelden",
  "signIn.passkey.busy": "Wartet auf Ihr Gerät…",
  "signIn.or": "oder",
  "passkey.failed": "Der Passkey konnte nicht verwendet werden: {text}",
  "passkey.hereAlready": "Dieses Gerät hat schon einen Passkey für Sie.",

  "account.title": "Ihr Konto",
  "account.who": "{name} · {role} · Arbeitsbereich {workspace}",
  "account.sessions": "Angemeldet",
  "account.sessions.lead":
    "Die Browser, in denen Sie angemeldet sind. Wird eine Sitzung beendet, ist sie sofort draussen; was sie nicht gesendet hat, bleibt dort.",
  "account.sessions.endOthers": "Alle anderen beenden",
  "account.passkeys": "Passkeys",
  "account.passkeys.lead":
    "Melden Sie sich mit Finger, Gesicht oder PIN an, ohne weiteren Link. Niemand sonst kann sie benutzen, und keine andere Website.",
  "account.passkeys.none":
    "Noch keiner. Mit einem Passkey melden Sie sich hier wieder an, ohne auf einen Link zu warten.",
  "account.passkey.made": "Erstellt {when}",
  "account.passkey.used": "zuletzt benutzt {when}",
  "account.passkey.unused": "noch nicht benutzt",
  "account.passkey.elsewhere": "für {domain}",
  "account.passkey.copied":
    "Es scheint eine Kopie zu geben: Er lässt niemanden mehr herein. Entfernen Sie ihn und erstellen Sie einen neuen.",
  "account.passkey.name": "Name des neuen Passkeys",
  "account.passkey.noName": "Ein Name ist nötig, um ihn später von anderen zu unterscheiden.",
  "account.passkey.add": "Passkey hinzufügen",
  "account.passkey.adding": "Wartet auf Ihr Gerät…",
  "account.passkey.added": "{name} wurde hinzugefügt. Melden Sie sich ab jetzt damit an.",
  "account.passkey.remove": "Entfernen",
  "account.passkey.remove.of": "Passkey {name} entfernen",
  "account.passkey.remove.ask":
    "{name} entfernen? Er lässt dann niemanden mehr herein. Wo Sie angemeldet sind, bleiben Sie es.",
  "account.passkey.keep": "Behalten",
  "account.passkey.browser": "Dieser Browser kennt keine Passkeys.",
  "account.elsewhere": "Sie sind über eine andere Anwendung angemeldet: Dort werden die Sitzungen verwaltet.",
  "account.offline": "Das lässt sich ansehen und ändern, sobald die Verbindung zurück ist.",
};
