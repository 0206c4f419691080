/**
 * Words of the people of a workspace: part of the app's catalogues.
 *
 * Source   messages.ts
 *
 * @module
 */
export const peopleEn = {
  "people.title": "People",
  "people.lead":
    "Who may sign in to this workspace, and as what. Another role or an ended session holds at once, also for what is open.",
  "people.you": "you",
  "people.invited": "Invited, has not signed in yet",
  "people.seen": "Last seen {when}",
  "people.link.waits": "A link waits until {when}",
  "people.role": "Role of {name}",
  "people.role.failed": "The role of {name} stays as it was. {text}",
  "people.link": "Sign-in link",
  "people.link.for": "Sign-in link for {name}",
  "people.link.told":
    "Send it to {name} where only they read it. It works once, until {when}, and is shown only now. An earlier link does not work any more.",
  "people.copy": "Copy",
  "people.copied": "Copied",
  "people.done": "Done",
  "people.sessions": "{n} session|{n} sessions",
  "people.sessions.of": "{n} session of {name}|{n} sessions of {name}",
  "people.sessions.none": "Signed in nowhere.",
  "people.session.unknown": "Unknown browser",
  "people.session.current": "this browser",
  "people.session.since": "since {since}, last {when}",
  "people.session.end": "End",
  "people.session.end.of": "End the session in {device}",
  "people.session.endAll": "End all",
  "people.passkey": "Passkey {name}",
  "people.passkey.copied": "There seems to be a copy: it lets nobody in",
  "people.remove": "Remove",
  "people.remove.of": "Remove {name}",
  "people.remove.ask":
    "Remove {name}? They are signed out everywhere at once and cannot come back without a new invitation. What they did stays.",
  "people.remove.keep": "Keep",
  "people.removed": "{name} was removed.",
  "people.invite": "Invite",
  "people.invite.name": "Name",
  "people.invite.role": "Role",
  "people.invite.busy": "Inviting…",
  "people.invite.noName": "A name is needed, for the history of the cards.",
  "people.offline": "People can be changed once the connection is back.",
} as const;

export const peopleFr: Record<keyof typeof peopleEn, string> = {
  "people.title": "Personnes",
  "people.lead":
    "Qui peut se connecter à cet espace, et à quel titre. Un autre rôle ou une session terminée vaut aussitôt, aussi pour ce qui est ouvert.",
  "people.you": "vous",
  "people.invited": "Invitation envoyée, pas encore de connexion",
  "people.seen": "Dernière visite {when}",
  "people.link.waits": "Un lien attend jusqu'au {when}",
  "people.role": "Rôle de {name}",
  "people.role.failed": "Le rôle de {name} reste inchangé. {text}",
  "people.link": "Lien de connexion",
  "people.link.for": "Lien de connexion pour {name}",
  "people.link.told":
    "Envoyez-le à {name} là où personne d'autre ne lit. Il sert une fois, jusqu'au {when}, et n'est montré que maintenant. Un lien précédent ne marche plus.",
  "people.copy": "Copier",
  "people.copied": "Copié",
  "people.done": "Terminé",
  "people.sessions": "{n} session|{n} sessions",
  "people.sessions.of": "{n} session de {name}|{n} sessions de {name}",
  "people.sessions.none": "Aucune connexion ouverte.",
  "people.session.unknown": "Navigateur inconnu",
  "people.session.current": "ce navigateur",
  "people.session.since": "depuis {since}, vue {when}",
  "people.session.end": "Terminer",
  "people.session.end.of": "Terminer la session dans {device}",
  "people.session.endAll": "Tout terminer",
  "people.passkey": "Clé d'accès {name}",
  "people.passkey.copied": "Il semble en exister une copie: elle ne laisse entrer personne",
  "people.remove": "Retirer",
  "people.remove.of": "Retirer {name}",
  "people.remove.ask":
    "Retirer {name}? Cette personne est déconnectée partout aussitôt et ne revient pas sans nouvelle invitation. Ce qu'elle a fait reste.",
  "people.remove.keep": "Garder",
  "people.removed": "{name} a été retiré.",
  "people.invite": "Inviter",
  "people.invite.name": "Nom",
  "people.invite.role": "Rôle",
  "people.invite.busy": "Invitation…",
  "people.invite.noName": "Il faut un nom, pour l'historique des fiches.",
  "people.offline": "Les personnes se modifient une fois la connexion rétablie.",
};
