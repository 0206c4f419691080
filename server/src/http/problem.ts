/**
 * How a refusal is told over HTTP: RFC 9457 problems.
 *
 * Shape    `application/problem+json` with `type`, `title`, `status`, `detail`, a stable `code`, and `field` where one is meant.
 *          `detail` is in the language the caller accepts, English or French.
 * Not      the vocabulary of business refusals: their texts are the model's; here are only those that HTTP itself adds.
 * Source   docs/HTTP.md
 *
 * @module
 */
import { isProblemCode, problemText, type Locale, type ProblemParams } from "@couplet/model";
import { ProblemError, type ProblemStatus } from "../problem.ts";

const texts = {
  "request.notFound": ["There is nothing at this address.", "Il n'y a rien à cette adresse."],
  "body.json": ["The body is no well-formed JSON.", "Le corps n'est pas du JSON bien formé."],
  "body.object": ["The body has to be a JSON object.", "Le corps doit être un objet JSON."],
  "body.missing": ["This call needs a body.", "Cet appel exige un corps."],
  "body.type": ["The body has to be application/json in UTF-8.", "Le corps doit être application/json en UTF-8."],
  "body.tooLarge": ["The body is larger than {max} bytes.", "Le corps dépasse {max} octets."],
  "query.invalid": ["The parameter {name} cannot be understood.", "Le paramètre {name} n'est pas compréhensible."],
  "origin.notAllowed": [
    "Pages of this origin may not call here.",
    "Les pages de cette origine ne peuvent pas appeler ici.",
  ],
  "idempotency.key": [
    "An Idempotency-Key has 1 to 255 printable characters.",
    "Une Idempotency-Key compte de 1 à 255 caractères imprimables.",
  ],
  "idempotency.reused": [
    "This Idempotency-Key was used for another request.",
    "Cette Idempotency-Key a déjà servi pour une autre requête.",
  ],
  "idempotency.expired": [
    "This request was answered long ago, and the answer is not kept any more. Nothing was done again: read what is there now.",
    "Cette requête a reçu sa réponse il y a longtemps, et la réponse n'est plus conservée. Rien n'a été refait: lisez l'état actuel.",
  ],
  "auth.missing": ["Sign in first: there is no token.", "Connectez-vous d'abord: il n'y a pas de jeton."],
  "auth.invalid": ["This token is not accepted.", "Ce jeton n'est pas accepté."],
  "auth.expired": ["The token has expired: sign in again.", "Le jeton a expiré: reconnectez-vous."],
  "auth.tooLong": [
    "The token lasts longer than this server takes: have one signed for a shorter time.",
    "Le jeton dure plus longtemps que ce serveur ne l'admet: faites-en signer un pour une durée plus courte.",
  ],
  "auth.ended": ["This session has been ended: sign in again.", "Cette session a été terminée: reconnectez-vous."],
  "auth.keys": [
    "Tokens cannot be checked at the moment. Try again shortly.",
    "Les jetons ne peuvent pas être vérifiés pour l'instant. Réessayez sous peu.",
  ],
  "signIn.code": [
    "This sign-in link was used already or is too old. Ask for a new one.",
    "Ce lien de connexion a déjà servi ou est trop ancien. Demandez-en un nouveau.",
  ],
  "signIn.session": [
    "Nobody is signed in here: open a new sign-in link.",
    "Personne n'est connecté ici: ouvrez un nouveau lien de connexion.",
  ],
  "passkey.refused": [
    "This passkey could not be checked. Try again, or sign in by a link.",
    "Cette clé d'accès n'a pas pu être vérifiée. Réessayez, ou connectez-vous par un lien.",
  ],
  "passkey.challenge": [
    "This took too long, or was begun elsewhere. Try again.",
    "Cela a pris trop de temps, ou a commencé ailleurs. Réessayez.",
  ],
  "passkey.unknown": [
    "This passkey is not known here, or not any more. Take another one, or sign in by a link.",
    "Cette clé d'accès n'est pas connue ici, ou ne l'est plus. Prenez-en une autre, ou connectez-vous par un lien.",
  ],
  "passkey.copied": [
    "There seems to be a copy of this passkey: it does not let anybody in any more. Sign in by a link, remove it and make a new one.",
    "Il semble exister une copie de cette clé d'accès: elle ne laisse plus entrer personne. Connectez-vous par un lien, retirez-la et créez-en une autre.",
  ],
  "passkey.known": ["This passkey is here already.", "Cette clé d'accès est déjà ici."],
  "passkey.tooMany": [
    "No more than {max} passkeys can be kept: remove one first.",
    "Pas plus de {max} clés d'accès ne peuvent être gardées: retirez-en une d'abord.",
  ],
  "passkey.notFound": ["There is no such passkey here.", "Cette clé d'accès n'existe pas ici."],
  "passkey.ip": [
    "There are no passkeys at {host}: an IP address has none. Open the app under its name.",
    "Pas de clés d'accès à {host}: une adresse IP n'en a pas. Ouvrez l'application sous son nom.",
  ],
  "passkey.insecure": [
    "There are no passkeys at {origin}: they need https. Open the app over https.",
    "Pas de clés d'accès à {origin}: il faut https. Ouvrez l'application par https.",
  ],
  "passkey.elsewhere": [
    "There are no passkeys at {origin}. Open the app at {origins}.",
    "Pas de clés d'accès à {origin}. Ouvrez l'application à {origins}.",
  ],
  "passkey.notSetUp": [
    "Passkeys are not set up for {origin}: whoever runs the server names it in PASSKEY_ORIGINS.",
    "Les clés d'accès ne sont pas prévues pour {origin}: l'administrateur du serveur le nomme dans PASSKEY_ORIGINS.",
  ],
  "perm.self": ["Only whoever it is about can do this.", "Seule la personne concernée peut le faire."],
  "perm.session": [
    "This needs a browser that is signed in here: open a sign-in link.",
    "Il faut un navigateur connecté ici: ouvrez un lien de connexion.",
  ],
  "people.notFound": ["There is no such person here.", "Cette personne n'existe pas ici."],
  "people.session": ["This session has ended already.", "Cette session est déjà terminée."],
  "people.lastAdministrator": [
    "Somebody has to be able to invite people: make another administrator first, who has signed in.",
    "Quelqu'un doit pouvoir inviter: nommez d'abord un autre administrateur, qui s'est déjà connecté.",
  ],
  "people.tooMany": [
    "No more than {max} people can be invited.",
    "Pas plus de {max} personnes ne peuvent être invitées.",
  ],
  "people.elsewhere": [
    "People sign in elsewhere: they are managed where their tokens come from.",
    "Les personnes se connectent ailleurs: elles sont gérées là d'où viennent leurs jetons.",
  ],
  "perm.personalData": [
    "Only an administrator may have what is kept of a person put together, or erased.",
    "Seul un administrateur peut faire rassembler ou effacer ce qui est conservé d'une personne.",
  ],
  "erasure.notDeleted": [
    "{no} is still there. Delete it first: what is erased cannot be brought back.",
    "{no} existe encore. Supprimez d'abord la fiche: ce qui est effacé ne revient pas.",
  ],
  "erasure.joined": [
    "It was joined into {no}. Erase that one, and both go.",
    "Elle a été fusionnée avec {no}. Effacez celle-là, et les deux disparaissent.",
  ],
  "erasure.confirm": [
    "Send the number of the card as confirm: what is erased cannot be brought back.",
    "Envoyez le numéro de la fiche comme confirm: ce qui est effacé ne revient pas.",
  ],
  "rate.requests": ["Too many requests. Try again in {s} s.", "Trop de requêtes. Réessayez dans {s} s."],
  "value.missing": ["A value is needed here.", "Il faut une valeur ici."],
  "bulk.confirm": [
    "This makes {n} contacts. Send the same call with confirm: true to go on.",
    "Cela crée {n} contacts. Renvoyez le même appel avec confirm: true pour continuer.",
  ],
  "job.unknown": [
    "There is no such job, or it ended more than a week ago.",
    "Cette tâche n'existe pas, ou s'est terminée il y a plus d'une semaine.",
  ],
  "job.running": [
    "Contacts are being made already ({done} of {total} cards). Wait until that is done, or cancel it.",
    "Des contacts sont déjà en cours de création ({done} fiches sur {total}). Attendez la fin, ou annulez.",
  ],
  "job.foreign": [
    "Only whoever began this or an administrator may cancel it.",
    "Seuls la personne qui l'a lancée et un administrateur peuvent annuler cette tâche.",
  ],
  "job.stopped": [
    "The contacts could not all be made. What is made is kept; send the call again to go on.",
    "Les contacts n'ont pas tous pu être créés. Ceux qui le sont restent; renvoyez l'appel pour continuer.",
  ],
  "report.none": ["There is no import report here.", "Il n'y a pas de rapport d'importation ici."],
  "server.stopping": ["The server is stopping. Try again shortly.", "Le serveur s'arrête. Réessayez sous peu."],
  "server.notReady": [
    "The server cannot store anything at the moment.",
    "Le serveur ne peut rien enregistrer pour l'instant.",
  ],
  "store.unavailable": [
    "This could not be saved right now, and nothing was changed. Please try again in a moment.",
    "L'enregistrement est impossible pour l'instant, et rien n'a été modifié. Réessayez dans un moment.",
  ],
  "document.damaged": [
    "This card cannot be read completely at the moment. Nothing of it was changed: tell whoever runs the server.",
    "Cette fiche n'est pas entièrement lisible pour l'instant. Rien n'y a été modifié: prévenez l'administrateur du serveur.",
  ],
  internal: [
    "Something went wrong on our side. Nothing was half done.",
    "Une erreur s'est produite de notre côté. Rien n'a été fait à moitié.",
  ],
} as const satisfies Record<string, readonly [en: string, fr: string]>;

export type HttpCode = keyof typeof texts;
const isHttpCode = (code: string): code is HttpCode => Object.hasOwn(texts, code);

const fill = (template: string, params: ProblemParams): string =>
  template.replaceAll(/\{(\w+)\}/gu, (_, name: string) => String(params[name] ?? ""));
const textOf = (code: HttpCode, params: ProblemParams, locale: Locale): string =>
  fill(texts[code][locale === "fr" ? 1 : 0], params);

/** A refusal of HTTP's own. */
export const refuse = (
  status: ProblemStatus,
  code: HttpCode,
  details: { readonly field?: string; readonly params?: ProblemParams; readonly cause?: unknown } = {},
): ProblemError => new ProblemError(status, code, { ...details, text: textOf(code, details.params ?? {}, "en") });

export interface ProblemJson {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  readonly field?: string;
  /** What the text was made from, so that a client can say it in its own words. */
  readonly params?: ProblemParams;
}

const titles: Readonly<Record<number, string>> = {
  400: "Not understood",
  401: "Not signed in",
  403: "Not allowed",
  404: "Not found",
  409: "Conflict",
  410: "Gone",
  412: "Changed meanwhile",
  413: "Too large",
  415: "Unsupported content type",
  422: "Value refused",
  429: "Too many requests",
  500: "Internal error",
  503: "Not ready",
};

export const problemOf = (error: ProblemError, locale: Locale): ProblemJson => ({
  type: `urn:couplet:problem:${error.code}`,
  title: titles[error.status] ?? "Refused",
  status: error.status,
  detail: detailOf(error, locale),
  code: error.code,
  ...(error.field === undefined ? {} : { field: error.field }),
  ...(Object.keys(error.params).length === 0 ? {} : { params: error.params }),
});

const detailOf = (error: ProblemError, locale: Locale): string => {
  if (isHttpCode(error.code)) return textOf(error.code, error.params, locale);
  return locale !== "en" && isProblemCode(error.code) ? problemText(error.code, error.params, locale) : error.message;
};

/** For what we did not foresee: nothing of it is told. */
export const internalProblem = (locale: Locale): ProblemJson => ({
  type: "urn:couplet:problem:internal",
  title: titles[500] ?? "",
  status: 500,
  detail: textOf("internal", {}, locale),
  code: "internal",
});

/** The first of our languages that the caller accepts; English otherwise. Quality values are taken in the order they come. */
export function localeOf(acceptLanguage: string | undefined): Locale {
  for (const range of (acceptLanguage ?? "").split(",", 20)) {
    const language = range.trim().slice(0, 2).toLowerCase();
    if (language === "fr" || language === "en") return language;
  }
  return "en";
}
