/**
 * French texts of problems (fr-CH).
 *
 * Shape    the codes of the English catalogue; a missing one does not compile.
 *
 * @module
 */
import type { ProblemCode, Text } from "./problem-text.en.ts";

export const french: Readonly<Record<ProblemCode, Text>> = {
  "value.type": "Ce champ attend un autre type de valeur.",
  "value.unknown": "{value} ne fait pas partie de: {values}.",
  "field.unknown": ["Une fiche {kind} n'a pas de champ «{name}».", "Ce champ n'existe pas."],
  "text.tooLong": "{n} caractères de trop ({max} au plus).",
  "text.characters": "Les caractères de contrôle ne sont pas conservés ici. Saisissez le texte sans eux.",
  "id.invalid": "Ce n'est pas l'identifiant d'une fiche.",
  "email.format": "Cette adresse e-mail est incomplète, p. ex. nom@firma.ch.",
  "email.list": "Séparez plusieurs adresses par un point-virgule.",
  "phone.letters": "Un numéro de téléphone ne contient pas de lettres.",
  "phone.short": "Ce numéro compte {n} chiffres; il en faut 10 en Suisse, ou 11 avec 41.",
  "phone.length": "Ce numéro compte {n} chiffres; ceux de ce pays ont une autre longueur.",
  "phone.country": "L'indicatif +{cc} nous est inconnu. Le garder quand même?",
  "url.scheme": "Une page d'accueil commence par https:// ou http://.",
  "country.unknown": "{code} n'est pas un code pays à deux lettres, p. ex. CH.",
  "currency.unknown": "{code} n'est pas un code de monnaie à trois lettres, p. ex. CHF.",
  "language.unknown": "{code} n'est pas un code de langue, p. ex. fr-CH.",
  "iban.country": "{cc} n'est pas un pays qui utilise des IBAN.",
  "iban.format": "Les lettres et les chiffres de cet IBAN ne sont pas à la place prévue par son pays.",
  "iban.length": "Un IBAN {cc} compte {want} caractères; celui-ci en a {got}.",
  "iban.check": "Les chiffres de contrôle ne correspondent pas. Deux caractères sont peut-être inversés.",
  "bic.format": "Un BIC compte 8 ou 11 caractères: banque, pays, lieu, p. ex. POFICHBE.",
  "vat.format": "Les numéros de TVA de ce pays n'ont pas cette forme.",
  "vat.check":
    "Les chiffres de contrôle de ce numéro de TVA ne correspondent pas. Deux caractères sont peut-être inversés.",
  "uid.check": "Le dernier chiffre de CHE-{n} est faux. Attendu: {d}.",
  "decimal.format": "Ce n'est pas un nombre, p. ex. 1000.50.",
  "decimal.range": "Au plus 15 chiffres avant le point et 5 après.",
  "image.format":
    "Une image est un fichier JPEG, PNG ou WebP en URL de données (data:image/jpeg;base64,…). Les liens et les autres formats ne sont pas conservés.",
  "image.content":
    "Ces octets ne forment pas une image {type} complète. Enregistrez l'image à nouveau ou prenez-en une autre.",
  "image.size": "Cette image fait {width} × {height} pixels; {max} par côté au plus. Réduisez-la.",
  "image.none": "Il n'y a pas d'image ici. Prenez un fichier image: JPEG, PNG ou WebP.",
  "image.unreadable":
    "Ce navigateur ne peut pas lire ceci comme une image. Enregistrez-la en JPEG ou en PNG et prenez ce fichier.",
  "image.drawing":
    "Les dessins SVG peuvent contenir des scripts et ne sont pas acceptés. Enregistrez-le en PNG et prenez ce fichier.",
  "image.file": "Ce fichier fait {n} Mo; {max} au plus. Enregistrez l'image plus petite et prenez ce fichier.",
  "image.pixels": "Cette image fait {n} mégapixels; {max} au plus. Enregistrez-la plus petite et prenez ce fichier.",
  required: "Un nom est nécessaire pour retrouver cette fiche.",
  "number.taken": [
    "Le numéro {no} appartient à {name}. Ouvrir, ou prendre {next}.",
    "Le numéro {no} est déjà utilisé. Prendre {next}.",
    "Le numéro {no} est déjà utilisé.",
  ],
  "number.invalid": "Un numéro compte de 1 à 20 caractères.",
  "number.pending": "Le numéro sera attribué une fois en ligne.",
  "number.notManual": "Les numéros du type {kind} viennent de la série de numéros et ne se saisissent pas.",
  "number.exhausted": [
    "La série de numéros pour {kind} est épuisée. Prolongez-la dans les paramètres.",
    "La série de numéros {prefix} est épuisée. Prolongez-la dans les paramètres.",
  ],
  "setup.series": "Définissez d'abord une série de numéros pour {kind} (Paramètres, 1 minute).",
  "setup.changed": "Quelqu'un a modifié les paramètres entre-temps. Rien n'a été enregistré; regardez-les à nouveau.",
  "setup.invalid": ["Les paramètres ne sont pas compris à {path}.", "Les paramètres ne sont pas compris."],
  "command.invalid": ["La commande n'est pas comprise à {path}.", "La commande n'est pas comprise."],
  "card.notFound": "Cette fiche n'existe pas; elle a peut-être été supprimée.",
  "card.exists": "Une fiche avec cet identifiant existe déjà.",
  "relation.notFound": "Ces fiches ne sont plus liées.",
  "relation.exists": "Un lien avec cet identifiant existe déjà.",
  "contact.required": "Les paramètres créent un contact avec cette fiche; ses identifiants manquent.",
  "company.unknown": "Cette société n'existe pas; elle a peut-être été supprimée.",
  "company.type": "Seule une personne peut appartenir à une société.",
  "type.persons": "Une société qui a des personnes ne peut pas devenir une personne; elle en a {n}.",
  "type.relations": "Une société qui a des fiches liées ne peut pas devenir une personne. Déliez-les d'abord.",
  "type.currency": "Une société qui a une devise ne peut pas devenir une personne. Effacez d'abord la devise.",
  "type.vat": "Une société qui a un numéro de TVA ne peut pas devenir une personne. Effacez d'abord ce numéro.",
  "primary.name":
    "Le nom du contact est celui du contact principal, {name}. Modifiez-le là-bas ou choisissez un autre contact principal.",
  "primary.person":
    "Le contact d'un client qui est une personne est son contact principal. Supprimez d'abord le lien avec ce contact.",
  "primary.unrelated": "Le contact principal est le contact lié ou l'une de ses personnes.",
  "link.kind": "Seuls un client, un fournisseur ou un compte bancaire peuvent être liés à un contact.",
  "link.typePerson": [
    "Seules les sociétés peuvent être liées ainsi. Lier {company}?",
    "Seules les sociétés peuvent être liées ainsi. Une personne sans société ne peut devenir que client.",
  ],
  "link.exists": "{a} est déjà lié à {b}. Délier d'abord ou ouvrir {b}.",
  "link.setup": "Définissez d'abord un code relation pour {kind} (Paramètres, 1 minute).",
  "link.privacyBlocked": "{a} est bloqué pour protection des données et n'accepte pas de nouveau lien.",
  "template.unknown": "Il n'y a pas de modèle {code} pour ce type de fiche.",
  "template.ambiguous": "Plusieurs modèles conviennent: {codes}. Choisissez-en un.",
  "undoLink.edited": [
    "{a} ou {b} a été modifié depuis la liaison: elle ne peut plus être annulée. Déliez plutôt les fiches; chacune garde ce qu'elle montre.",
    "L'une de ces fiches a été modifiée depuis la liaison: elle ne peut plus être annulée. Déliez-les plutôt; chacune garde ce qu'elle montre.",
  ],
  "undoLink.forgotten": [
    "{a} et {b} sont liés depuis si longtemps que leur état d'avant n'est plus conservé: la liaison ne peut plus être annulée. Déliez plutôt les fiches; chacune garde ce qu'elle montre.",
    "Ces fiches sont liées depuis si longtemps que leur état d'avant n'est plus conservé: la liaison ne peut plus être annulée. Déliez-les plutôt; chacune garde ce qu'elle montre.",
  ],
  "undoLink.none":
    "Rien à annuler ici: ces fiches n'ont pas été liées l'une à l'autre, ou ont été modifiées depuis. Déliez-les plutôt; chacune garde ce qu'elle montre.",
  "merge.same": "C'est déjà un seul et même contact.",
  "merge.type":
    "{a} et {b} ne sont pas deux sociétés ou deux personnes: une société et une personne ne peuvent être réunies.",
  "merge.kind":
    "Les deux contacts ont une fiche de type {kind}: {a} et {b}. Déliez ou supprimez d'abord l'une d'elles, puis réunissez les contacts.",
  "merge.privacyBlocked": "{a} est bloqué pour protection des données et ne peut être réuni avec un autre contact.",
  "merge.notes":
    "Réunies, les notes des deux contacts sont trop longues ({n} caractères, {max} au plus). Raccourcissez-les d'abord.",
  "undoMerge.none": "Ce contact n'a pas été réuni avec un autre.",
  "undoMerge.gone": "{a}, avec qui il a été réuni, n'existe plus. Rétablissez d'abord celui-là, puis ce contact.",
  "restore.merged": "Ce contact a été réuni avec {a}. Annulez la réunion pour le retrouver.",
  "restore.notDeleted": "Cette fiche n'est pas supprimée.",
  "restore.expired": "Une fiche supprimée peut être rétablie pendant {days} jours; celle-ci est plus ancienne.",
  "stranded.noCard":
    "La fiche a été supprimée et aucune fiche liée n'a ce champ. Rétablissez la fiche pour reprendre la modification.",
  "stranded.notFound": "Cette modification n'attend plus; elle a été réglée entre-temps.",
  "card.loading": "Cette fiche est encore en chargement. Réessayez dans un instant.",
  "recovery.notes":
    "Les notes de la fiche avant la restauration d'une sauvegarde. Quelqu'un y a écrit depuis : réunissez ce qui est juste.",
  "recovery.lost": "Une sauvegarde restaurée ne contenait pas encore ceci. Refaites-le si c'est toujours juste.",
  "recovery.over":
    "Ceci a été perdu lors de la restauration d'une sauvegarde et est arrivé trop tard pour être repris de l'appareil d'une autre personne.",
  "edit.displaced": "Le serveur n'a pas gardé cette modification. Saisissez-la à nouveau si elle est toujours juste.",
  "document.forgotten":
    "Cette modification date d'avant un changement de la fiche et est arrivée trop tard au serveur: il ne connaît plus ce qu'elle modifiait. Refaites-la si elle est encore juste, ou exportez-la.",
  "conflict.solved": "Quelqu'un a tranché entre-temps.",
  "conflict.ask": "{who} a aussi modifié {field} à {time}. Laquelle est juste?",
  "perm.kind": "Votre rôle ne le permet pas pour les fiches du type {kind}. Demandez à un administrateur.",
  "perm.link": "Pour lier, il faut pouvoir modifier le contact et la fiche {kind}. Demandez à un administrateur.",
  "perm.setup": "Seul un administrateur modifie les paramètres.",
  "perm.field": [
    "Vous pouvez lire {field}, pas le modifier. Demandez à {owner}.",
    "Vous pouvez lire {field}, pas le modifier. Demandez à un administrateur.",
  ],
  "auth.expired": "Session terminée. {n} modifications sont conservées sur cet appareil et partiront après connexion.",
  // edits that a record document does not take
  "writer.foreign": "Cet auteur d'écriture appartient à quelqu'un d'autre ou à une autre fiche.",
  "writer.unknown": "L'auteur de cette modification n'a pas dit sur quelle fiche ni pour qui il écrit.",
  "writer.tooMany":
    "Vous avez écrit dans ce document depuis trop d'endroits. Modifiez la fiche depuis un autre appareil déjà utilisé.",
  "slot.foreign": "Seul son propre auteur peut modifier cette entrée.",
  "slot.erased": "Effacer une entrée n'est pas une modification. Videz plutôt le champ.",
  "entry.malformed": "Ce n'est pas une entrée.",
  "entry.stale": "Cet auteur a déjà écrit une modification plus récente du champ.",
  "entry.tooMany": "Trop de vos appareils ont saisi ce champ sans se connaître.",
  "entry.future": "L'horloge de cet appareil avance de plus d'un jour. Corrigez-la et refaites la modification.",
  "card.elsewhere": "La fiche n'a rien à voir avec ce document.",
};
