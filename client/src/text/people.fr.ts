/**
 * Words of the people of a workspace: French (fr-CH).
 *
 * Shape    the keys of the English part; a missing one does not compile.
 *
 * @module
 */
import type { english } from "./people.en.ts";

export const french: Readonly<Record<keyof typeof english, string>> = {
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
