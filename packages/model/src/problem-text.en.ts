/**
 * English texts of problems. The list of codes is this one: every other language has the same keys.
 *
 * Shape    code to text, or to several texts, the one with the most params first.
 * Source   the texts say what is wrong, where, and what to do; never "invalid input"
 *
 * @module
 */

export type Text = string | readonly [string, ...string[]];

export const english = {
  // values
  "value.type": "This field takes another type of value.",
  "value.unknown": "{value} is not one of: {values}.",
  "field.unknown": ["A {kind} has no field “{name}”.", "There is no such field."],
  "text.tooLong": "{n} characters too long ({max} at most).",
  "text.characters": "Control characters cannot be kept here. Type the text again without them.",
  "id.invalid": "This is not the id of a card.",
  "email.format": "This e-mail address is missing a part, e.g. name@firma.ch.",
  "email.list": "Separate several addresses with a semicolon.",
  "phone.letters": "A phone number has no letters.",
  "phone.short": "This number has {n} digits; Swiss numbers have 10, or 11 with 41.",
  "phone.length": "This number has {n} digits; numbers of this country have another length.",
  "phone.country": "We do not know the country code +{cc}. Keep it anyway?",
  "url.scheme": "A home page starts with https:// or http://.",
  "country.unknown": "{code} is not a country code of two letters, e.g. CH.",
  "currency.unknown": "{code} is not a currency code of three letters, e.g. CHF.",
  "language.unknown": "{code} is not a language code, e.g. fr-CH.",
  "iban.country": "{cc} is not a country that has IBANs.",
  "iban.format": "Letters and digits of this IBAN are not where its country has them.",
  "iban.length": "A {cc} IBAN has {want} characters; this one has {got}.",
  "iban.check": "The check digits do not match. Two characters may be swapped.",
  "bic.format": "A BIC has 8 or 11 characters: bank, country, place, e.g. POFICHBE.",
  "vat.format": "This is not how VAT numbers of the country look.",
  "vat.check": "The check digits of this VAT number do not match. Two characters may be swapped.",
  "uid.check": "CHE-{n} has a wrong last digit. Expected {d}.",
  "decimal.format": "This is not a number, e.g. 1000.50.",
  "decimal.range": "At most 15 digits before the point and 5 after it.",
  "image.format":
    "A picture is a JPEG, PNG or WebP file as a data URL (data:image/jpeg;base64,…). Links and other formats are not kept.",
  "image.content": "These bytes are not a whole {type} picture. Save the picture again, or take another.",
  "image.size": "This picture has {width} × {height} pixels; {max} a side at most. Make it smaller.",
  "image.none": "There is no picture in this. Take a picture file: JPEG, PNG or WebP.",
  "image.unreadable": "This browser cannot read this as a picture. Save it as JPEG or PNG, and take that.",
  "image.drawing": "SVG drawings can hold scripts and are not taken. Save it as PNG, and take that.",
  "image.file": "This file has {n} MB; {max} at most. Save the picture smaller, and take that.",
  "image.pixels": "This picture has {n} megapixels; {max} at most. Save it smaller, and take that.",
  required: "A name is needed so others can find this card.",
  // numbers and set-up
  "number.taken": [
    "Number {no} belongs to {name}. Open it, or take {next}.",
    "Number {no} is already used. Take {next}.",
    "Number {no} is already used.",
  ],
  "number.invalid": "A number has 1 to 20 characters.",
  "number.pending": "The number follows when this device is online.",
  "number.notManual": "Numbers of the kind {kind} come from the number series and cannot be typed.",
  "number.exhausted": [
    "The number series for {kind} has come to its end. Extend it in the set-up.",
    "The number series {prefix} has come to its end. Extend it in the set-up.",
  ],
  "setup.series": "Set a number series for {kind} first (Setup, 1 minute).",
  "setup.changed": "Somebody changed the set-up in the meantime. Nothing was saved; look at it again.",
  "setup.invalid": ["The set-up is not understood at {path}.", "The set-up is not understood."],
  // cards and relations
  "command.invalid": ["The command is not understood at {path}.", "The command is not understood."],
  "card.notFound": "There is no such card; it may have been deleted.",
  "card.exists": "A card with this id exists already.",
  "relation.notFound": "These cards are not linked any more.",
  "relation.exists": "A link with this id exists already.",
  "contact.required": "Set-up makes a contact along with this card; the ids for it are missing.",
  "company.unknown": "There is no such company; it may have been deleted.",
  "company.type": "Only a person can belong to a company.",
  "type.persons": "A company with persons cannot become a person; it has {n}.",
  "type.relations": "A company with related cards cannot become a person. Unlink them first.",
  "type.currency": "A company with a currency cannot become a person. Clear the currency first.",
  "type.vat": "A company with a VAT number cannot become a person. Clear the VAT number first.",
  "primary.name":
    "The contact name is that of the primary contact, {name}. Change it there, or choose another primary contact.",
  "primary.person": "The contact of a customer that is a person is its primary contact. Unlink the contact first.",
  "primary.unrelated": "The primary contact is the linked contact or one of its persons.",
  "link.kind": "Only a customer, a vendor or a bank account can be linked to a contact.",
  "link.typePerson": [
    "Only companies can be linked this way. Link {company} instead?",
    "Only companies can be linked this way. A person without a company can become a customer only.",
  ],
  "link.exists": "{a} is already linked to {b}. Unlink first, or open {b}.",
  "link.setup": "Set a relation code for {kind} first (Setup, 1 minute).",
  "link.privacyBlocked": "{a} is blocked for privacy and takes no new links.",
  "template.unknown": "There is no template {code} for this kind of card.",
  "template.ambiguous": "Several templates fit: {codes}. Choose one.",
  "undoLink.edited": [
    "Somebody has edited {a} or {b} since they were linked: the link cannot be undone any more. Unlink them instead; both keep what they show now.",
    "Somebody has edited since these cards were linked: the link cannot be undone any more. Unlink them instead; both keep what they show now.",
  ],
  "undoLink.forgotten": [
    "{a} and {b} were linked so long ago that what they were before is not kept any more: the link cannot be undone. Unlink them instead; both keep what they show now.",
    "These cards were linked so long ago that what they were before is not kept any more: the link cannot be undone. Unlink them instead; both keep what they show now.",
  ],
  "undoLink.none":
    "There is nothing here to undo: the cards were not linked one to the other, or there were edits since. Unlink them instead; both keep what they show now.",
  "merge.same": "These are one and the same contact already.",
  "merge.type": "{a} and {b} are not both companies or both persons: a company and a person cannot be joined.",
  "merge.kind": "Both contacts have a {kind}: {a} and {b}. Unlink or delete one of them first, then join the contacts.",
  "merge.privacyBlocked": "{a} is blocked for privacy and cannot be joined with another contact.",
  "merge.notes":
    "Together, the notes of both contacts are too long ({n} characters, {max} at most). Shorten them first.",
  "undoMerge.none": "This contact was not joined into another one.",
  "undoMerge.gone": "{a}, which it was joined into, is not there any more. Bring that one back first, then this one.",
  "restore.merged": "This contact was joined into {a}. Undo that to have it back.",
  "restore.notDeleted": "This card is not deleted.",
  "restore.expired": "Deleted cards can be brought back for {days} days; this one is older.",
  "stranded.noCard": "The card was deleted, and no related card has this field. Restore the card to apply the change.",
  "stranded.notFound": "This change of yours is not waiting any more; it was settled in the meantime.",
  "card.loading": "This card is still being fetched. Try again in a moment.",
  "recovery.notes":
    "What the card’s notes were before a backup was restored. Somebody has written there since: put together what is right.",
  "recovery.lost": "A backup was restored that did not have this yet. Do it again if it is still right.",
  "recovery.over":
    "This was lost when a backup was restored, and came too late to be taken back from somebody else’s device.",
  "edit.displaced": "The server did not keep this change. Set it again if it is still right.",
  "document.forgotten":
    "This change was made before the card moved on, and reached the server too late: it no longer knows what the change was made on. Set it again if it is still right, or export it.",
  "conflict.solved": "Somebody has settled this in the meantime.",
  "conflict.ask": "{who} also changed {field} at {time}. Which one is right?",
  // rights
  "perm.kind": "Your role may not do this with cards of the kind {kind}. Ask an administrator.",
  "perm.link": "Linking takes the right to edit both the contact and the {kind}. Ask an administrator.",
  "perm.setup": "Only an administrator changes the set-up.",
  "perm.field": [
    "You may read {field} but not change it. Ask {owner}.",
    "You may read {field} but not change it. Ask an administrator.",
  ],
  "auth.expired": "Signed out. {n} changes are safe on this device and go out after sign-in.",
  // edits that a record document does not take
  "writer.foreign": "This writer belongs to somebody else or to another card.",
  "writer.unknown": "The writer of this edit has not said on which card and for whom it writes.",
  "writer.tooMany":
    "You have written in this document from too many places. Edit the card over another device you have used.",
  "slot.foreign": "Only its own writer may change this entry.",
  "slot.erased": "Erasing an entry is not an edit. Set the field to empty instead.",
  "entry.malformed": "This is not an entry.",
  "entry.stale": "This writer has written a later edit of the field already.",
  "entry.tooMany": "Too many of your devices have set this field without knowing of each other.",
  "entry.future": "The clock of this device is more than a day ahead. Correct it and make the edit again.",
  "card.elsewhere": "The card has nothing to do with this document.",
} as const satisfies Readonly<Record<string, Text>>;

export type ProblemCode = keyof typeof english;
