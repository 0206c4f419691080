/**
 * Texts of the problems that HTTP itself adds: French (fr-CH).
 *
 * Shape    the keys of the English catalogue; a missing one does not compile.
 *
 * @module
 */
import type { HttpTexts } from "./problem-text.en.ts";

export const french: HttpTexts = {
  titles: {
    400: "Pas compris",
    401: "Pas connecté",
    403: "Pas autorisé",
    404: "Introuvable",
    409: "Conflit",
    410: "Disparu",
    412: "Modifié entre-temps",
    413: "Trop grand",
    415: "Type de contenu non pris en charge",
    422: "Valeur refusée",
    429: "Trop de requêtes",
    500: "Erreur interne",
    503: "Pas prêt",
  },
  texts: {
    "request.notFound": "Il n'y a rien à cette adresse.",
    "body.json": "Le corps n'est pas du JSON bien formé.",
    "body.object": "Le corps doit être un objet JSON.",
    "body.missing": "Cet appel exige un corps.",
    "body.type": "Le corps doit être application/json en UTF-8.",
    "body.tooLarge": "Le corps dépasse {max} octets.",
    "query.invalid": "Le paramètre {name} n'est pas compréhensible.",
    "origin.notAllowed": "Les pages de cette origine ne peuvent pas appeler ici.",
    "idempotency.key": "Une Idempotency-Key compte de 1 à 255 caractères imprimables.",
    "idempotency.reused": "Cette Idempotency-Key a déjà servi pour une autre requête.",
    "idempotency.expired":
      "Cette requête a reçu sa réponse il y a longtemps, et la réponse n'est plus conservée. Rien n'a été refait: lisez l'état actuel.",
    "auth.missing": "Connectez-vous d'abord: il n'y a pas de jeton.",
    "auth.invalid": "Ce jeton n'est pas accepté.",
    "auth.expired": "Le jeton a expiré: reconnectez-vous.",
    "auth.tooLong":
      "Le jeton dure plus longtemps que ce serveur ne l'admet: faites-en signer un pour une durée plus courte.",
    "auth.ended": "Cette session a été terminée: reconnectez-vous.",
    "auth.keys": "Les jetons ne peuvent pas être vérifiés pour l'instant. Réessayez sous peu.",
    "signIn.code": "Ce lien de connexion a déjà servi ou est trop ancien. Demandez-en un nouveau.",
    "signIn.session": "Personne n'est connecté ici: ouvrez un nouveau lien de connexion.",
    "passkey.refused": "Cette clé d'accès n'a pas pu être vérifiée. Réessayez, ou connectez-vous par un lien.",
    "passkey.challenge": "Cela a pris trop de temps, ou a commencé ailleurs. Réessayez.",
    "passkey.unknown":
      "Cette clé d'accès n'est pas connue ici, ou ne l'est plus. Prenez-en une autre, ou connectez-vous par un lien.",
    "passkey.copied":
      "Il semble exister une copie de cette clé d'accès: elle ne laisse plus entrer personne. Connectez-vous par un lien, retirez-la et créez-en une autre.",
    "passkey.known": "Cette clé d'accès est déjà ici.",
    "passkey.tooMany": "Pas plus de {max} clés d'accès ne peuvent être gardées: retirez-en une d'abord.",
    "passkey.notFound": "Cette clé d'accès n'existe pas ici.",
    "passkey.ip": "Pas de clés d'accès à {host}: une adresse IP n'en a pas. Ouvrez l'application sous son nom.",
    "passkey.insecure": "Pas de clés d'accès à {origin}: il faut https. Ouvrez l'application par https.",
    "passkey.elsewhere": "Pas de clés d'accès à {origin}. Ouvrez l'application à {origins}.",
    "passkey.notSetUp":
      "Les clés d'accès ne sont pas prévues pour {origin}: l'administrateur du serveur le nomme dans PASSKEY_ORIGINS.",
    "perm.self": "Seule la personne concernée peut le faire.",
    "perm.session": "Il faut un navigateur connecté ici: ouvrez un lien de connexion.",
    "people.notFound": "Cette personne n'existe pas ici.",
    "people.session": "Cette session est déjà terminée.",
    "people.lastAdministrator":
      "Quelqu'un doit pouvoir inviter: nommez d'abord un autre administrateur, qui s'est déjà connecté.",
    "people.tooMany": "Pas plus de {max} personnes ne peuvent être invitées.",
    "people.elsewhere": "Les personnes se connectent ailleurs: elles sont gérées là d'où viennent leurs jetons.",
    "perm.personalData": "Seul un administrateur peut faire rassembler ou effacer ce qui est conservé d'une personne.",
    "erasure.notDeleted": "{no} existe encore. Supprimez d'abord la fiche: ce qui est effacé ne revient pas.",
    "erasure.joined": "Elle a été fusionnée avec {no}. Effacez celle-là, et les deux disparaissent.",
    "erasure.confirm": "Envoyez le numéro de la fiche comme confirm: ce qui est effacé ne revient pas.",
    "rate.requests": "Trop de requêtes. Réessayez dans {s} s.",
    "value.missing": "Il faut une valeur ici.",
    "bulk.confirm": "Cela crée {n} contacts. Renvoyez le même appel avec confirm: true pour continuer.",
    "job.unknown": "Cette tâche n'existe pas, ou s'est terminée il y a plus d'une semaine.",
    "job.running":
      "Des contacts sont déjà en cours de création ({done} fiches sur {total}). Attendez la fin, ou annulez.",
    "job.foreign": "Seuls la personne qui l'a lancée et un administrateur peuvent annuler cette tâche.",
    "job.stopped":
      "Les contacts n'ont pas tous pu être créés. Ceux qui le sont restent; renvoyez l'appel pour continuer.",
    "report.none": "Il n'y a pas de rapport d'importation ici.",
    "server.stopping": "Le serveur s'arrête. Réessayez sous peu.",
    "server.notReady": "Le serveur ne peut rien enregistrer pour l'instant.",
    "store.unavailable":
      "L'enregistrement est impossible pour l'instant, et rien n'a été modifié. Réessayez dans un moment.",
    "document.damaged":
      "Cette fiche n'est pas entièrement lisible pour l'instant. Rien n'y a été modifié: prévenez l'administrateur du serveur.",
    internal: "Une erreur s'est produite de notre côté. Rien n'a été fait à moitié.",
  },
};
