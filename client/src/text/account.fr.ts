/**
 * Words of one's own account, and of passkeys: French (fr-CH).
 *
 * Shape    the keys of the English part; a missing one does not compile.
 *
 * @module
 */
import type { english } from "./account.en.ts";

export const french: Readonly<Record<keyof typeof english, string>> = {
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
