/**
 * Texts of the problems that HTTP itself adds: English.
 *
 * Shape    `titles` by status, `texts` by code; `{name}` is filled from the problem's params. The list of codes is this one:
 *          every other language has the same keys.
 *
 * @module
 */
import type { ProblemStatus } from "../problem.ts";

export const english = {
  titles: {
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
  },
  texts: {
    "request.notFound": "There is nothing at this address.",
    "body.json": "The body is no well-formed JSON.",
    "body.object": "The body has to be a JSON object.",
    "body.missing": "This call needs a body.",
    "body.type": "The body has to be application/json in UTF-8.",
    "body.tooLarge": "The body is larger than {max} bytes.",
    "query.invalid": "The parameter {name} cannot be understood.",
    "origin.notAllowed": "Pages of this origin may not call here.",
    "idempotency.key": "An Idempotency-Key has 1 to 255 printable characters.",
    "idempotency.reused": "This Idempotency-Key was used for another request.",
    "idempotency.expired":
      "This request was answered long ago, and the answer is not kept any more. Nothing was done again: read what is there now.",
    "auth.missing": "Sign in first: there is no token.",
    "auth.invalid": "This token is not accepted.",
    "auth.expired": "The token has expired: sign in again.",
    "auth.tooLong": "The token lasts longer than this server takes: have one signed for a shorter time.",
    "auth.ended": "This session has been ended: sign in again.",
    "auth.keys": "Tokens cannot be checked at the moment. Try again shortly.",
    "signIn.code": "This sign-in link was used already or is too old. Ask for a new one.",
    "signIn.session": "Nobody is signed in here: open a new sign-in link.",
    "passkey.refused": "This passkey could not be checked. Try again, or sign in by a link.",
    "passkey.challenge": "This took too long, or was begun elsewhere. Try again.",
    "passkey.unknown": "This passkey is not known here, or not any more. Take another one, or sign in by a link.",
    "passkey.copied":
      "There seems to be a copy of this passkey: it does not let anybody in any more. Sign in by a link, remove it and make a new one.",
    "passkey.known": "This passkey is here already.",
    "passkey.tooMany": "No more than {max} passkeys can be kept: remove one first.",
    "passkey.notFound": "There is no such passkey here.",
    "passkey.ip": "There are no passkeys at {host}: an IP address has none. Open the app under its name.",
    "passkey.insecure": "There are no passkeys at {origin}: they need https. Open the app over https.",
    "passkey.elsewhere": "There are no passkeys at {origin}. Open the app at {origins}.",
    "passkey.notSetUp": "Passkeys are not set up for {origin}: whoever runs the server names it in PASSKEY_ORIGINS.",
    "perm.self": "Only whoever it is about can do this.",
    "perm.session": "This needs a browser that is signed in here: open a sign-in link.",
    "people.notFound": "There is no such person here.",
    "people.session": "This session has ended already.",
    "people.lastAdministrator":
      "Somebody has to be able to invite people: make another administrator first, who has signed in.",
    "people.tooMany": "No more than {max} people can be invited.",
    "people.elsewhere": "People sign in elsewhere: they are managed where their tokens come from.",
    "perm.personalData": "Only an administrator may have what is kept of a person put together, or erased.",
    "erasure.notDeleted": "{no} is still there. Delete it first: what is erased cannot be brought back.",
    "erasure.joined": "It was joined into {no}. Erase that one, and both go.",
    "erasure.confirm": "Send the number of the card as confirm: what is erased cannot be brought back.",
    "rate.requests": "Too many requests. Try again in {s} s.",
    "value.missing": "A value is needed here.",
    "bulk.confirm": "This makes {n} contacts. Send the same call with confirm: true to go on.",
    "job.unknown": "There is no such job, or it ended more than a week ago.",
    "job.running": "Contacts are being made already ({done} of {total} cards). Wait until that is done, or cancel it.",
    "job.foreign": "Only whoever began this or an administrator may cancel it.",
    "job.stopped": "The contacts could not all be made. What is made is kept; send the call again to go on.",
    "report.none": "There is no import report here.",
    "server.stopping": "The server is stopping. Try again shortly.",
    "server.notReady": "The server cannot store anything at the moment.",
    "store.unavailable": "This could not be saved right now, and nothing was changed. Please try again in a moment.",
    "document.damaged":
      "This card cannot be read completely at the moment. Nothing of it was changed: tell whoever runs the server.",
    internal: "Something went wrong on our side. Nothing was half done.",
  },
} as const;

export type HttpCode = keyof typeof english.texts;

/** The same texts in another language. */
export interface HttpTexts {
  readonly titles: Readonly<Record<ProblemStatus | 500, string>>;
  readonly texts: Readonly<Record<HttpCode, string>>;
}
