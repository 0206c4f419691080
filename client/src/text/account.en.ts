/**
 * Words of one's own account, and of passkeys: English.
 *
 * Shape    part of the app's catalogues, see `catalogues.ts`.
 *
 * @module
 */
export const english = {
  "signIn.passkey": "Sign in with a passkey",
  "signIn.passkey.busy": "Waiting for your device…",
  "signIn.or": "or",
  "passkey.failed": "The passkey could not be used: {text}",
  "passkey.hereAlready": "This device has a passkey for you already.",

  "account.title": "Your account",
  "account.who": "{name} · {role} · Workspace {workspace}",
  "account.sessions": "Signed in",
  "account.sessions.lead":
    "The browsers you are signed in with. One that is ended is out at once; what it has not sent stays on it.",
  "account.sessions.endOthers": "End all others",
  "account.passkeys": "Passkeys",
  "account.passkeys.lead":
    "Sign in with your finger, your face or a PIN, without another link. Nobody else can use them, and no other site.",
  "account.passkeys.none": "None yet. With one you sign in here again without waiting for a link.",
  "account.passkey.made": "Made {when}",
  "account.passkey.used": "last used {when}",
  "account.passkey.unused": "not used yet",
  "account.passkey.elsewhere": "for {domain}",
  "account.passkey.copied":
    "There seems to be a copy: it does not let anybody in any more. Remove it and make a new one.",
  "account.passkey.name": "Name of the new passkey",
  "account.passkey.noName": "A name is needed, to tell it from others later.",
  "account.passkey.add": "Add a passkey",
  "account.passkey.adding": "Waiting for your device…",
  "account.passkey.added": "{name} was added. Sign in with it from now on.",
  "account.passkey.remove": "Remove",
  "account.passkey.remove.of": "Remove the passkey {name}",
  "account.passkey.remove.ask": "Remove {name}? It lets nobody in any more. Where you are signed in, you stay so.",
  "account.passkey.keep": "Keep",
  "account.passkey.browser": "This browser has no passkeys.",
  "account.elsewhere": "You are signed in by another application: sessions are looked after there.",
  "account.offline": "This can be seen and changed once the connection is back.",
} as const;
