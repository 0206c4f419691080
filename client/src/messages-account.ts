/**
 * Words of one's own account, and of passkeys: part of the app's catalogues.
 *
 * Source   messages.ts
 *
 * @module
 */
export const accountEn = {
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

export const accountFr: Record<keyof typeof accountEn, string> = {
  "signIn.passkey": "Se connecter avec une clé d'accès",
  "signIn.passkey.busy": "En attente de votre appareil…",
  "signIn.or": "ou",
  "passkey.failed": "La clé d'accès n'a pas pu servir: {text}",
  "passkey.hereAlready": "Cet appareil a déjà une clé d'accès pour vous.",

  "account.title": "Votre compte",
  "account.who": "{name} · {role} · Espace {workspace}",
  "account.sessions": "Connexions",
  "account.sessions.lead":
    "Les navigateurs où vous êtes connecté. Une connexion terminée l'est aussitôt; ce qu'elle n'a pas envoyé y reste.",
  "account.sessions.endOthers": "Terminer toutes les autres",
  "account.passkeys": "Clés d'accès",
  "account.passkeys.lead":
    "Connectez-vous du doigt, du regard ou par un code, sans autre lien. Personne d'autre ne peut s'en servir, ni aucun autre site.",
  "account.passkeys.none": "Aucune pour l'instant. Avec une clé, vous vous reconnectez ici sans attendre de lien.",
  "account.passkey.made": "Créée {when}",
  "account.passkey.used": "dernière utilisation {when}",
  "account.passkey.unused": "pas encore utilisée",
  "account.passkey.elsewhere": "pour {domain}",
  "account.passkey.copied":
    "Il semble en exister une copie: elle ne laisse plus entrer personne. Retirez-la et créez-en une autre.",
  "account.passkey.name": "Nom de la nouvelle clé d'accès",
  "account.passkey.noName": "Il faut un nom, pour la reconnaître plus tard.",
  "account.passkey.add": "Ajouter une clé d'accès",
  "account.passkey.adding": "En attente de votre appareil…",
  "account.passkey.added": "{name} a été ajoutée. Connectez-vous avec elle désormais.",
  "account.passkey.remove": "Retirer",
  "account.passkey.remove.of": "Retirer la clé d'accès {name}",
  "account.passkey.remove.ask":
    "Retirer {name}? Elle ne laisse plus entrer personne. Là où vous êtes connecté, vous le restez.",
  "account.passkey.keep": "Garder",
  "account.passkey.browser": "Ce navigateur n'a pas de clés d'accès.",
  "account.elsewhere": "Vous êtes connecté par une autre application: c'est là que se gèrent vos connexions.",
  "account.offline": "Cela se voit et se modifie une fois la connexion rétablie.",
};
