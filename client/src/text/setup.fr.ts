/**
 * Words of the set-up and of making contacts in bulk: French (fr-CH).
 *
 * Shape    the keys of the English part; a missing one does not compile.
 *
 * @module
 */
import type { english } from "./setup.en.ts";

export const french: Readonly<Record<keyof typeof english, string>> = {
  "app.setup": "Paramètres",

  "setup.lead":
    "Comment les fiches sont liées, numérotées et préremplies. Cela vaut pour tout le monde dans cet espace.",
  "setup.readonly": "Seul un administrateur modifie les paramètres. Vous pouvez les lire.",
  "setup.offline":
    "Pas de connexion. Les paramètres se lisent ici, état: {when}; ils se modifieront une fois la connexion revenue.",
  "setup.offline.none": "Les paramètres demandent une connexion. Ils s'ouvriront dès son retour.",
  "setup.save": "Enregistrer",
  "setup.saving": "Enregistrement…",
  "setup.saved": "Paramètres enregistrés.",
  "setup.discard": "Abandonner",
  "setup.unsaved": "{n} modification non enregistrée|{n} modifications non enregistrées",
  "setup.problems": "{n} valeur est d'abord à corriger.|{n} valeurs sont d'abord à corriger.",
  "setup.show": "Voir",
  "setup.changed":
    "Quelqu'un d'autre a enregistré les paramètres entre-temps. Rien n'est écrasé: ses modifications sont reprises, les vôtres sont toujours là, non enregistrées. Relisez-les, puis enregistrez à nouveau.",
  "setup.overlap": "Entre-temps, quelqu'un d'autre a mis «{value}». En enregistrant, vous mettez le vôtre à la place.",
  "setup.overlap.gone": "Quelqu'un d'autre l'a supprimé entre-temps. En enregistrant, vous le rétablissez.",
  "setup.takeTheirs": "Prendre le sien",
  "setup.blank": "vide",
  "setup.whole": "Un nombre entier de {min} à {max}.",

  "setup.codes": "Codes relation",
  "setup.codes.lead":
    "Le code sous lequel une fiche est liée à son contact. Vide, il n'y a plus de relation pour les nouvelles fiches.",
  "setup.codes.on": "Un nouveau {kind} reçoit un contact; un contact peut être lié à un {kind} ou en créer un.",
  "setup.codes.off":
    "Désactivé: un nouveau {kind} ne reçoit pas de contact. Lier un {kind}, ou en créer un depuis un contact, est refusé. Les relations existantes continuent.",
  "setup.codes.rename": "Écrire {to} aussi sur les relations existantes",
  "setup.codes.renamed": "Toutes les relations {from} deviennent {to}; chaque lien reste.",
  "setup.codes.kept": "Les relations existantes gardent {from}; les nouvelles reçoivent {to}.",

  "setup.series": "Numéros",
  "setup.series.lead": "Chaque fiche prend le prochain numéro de sa série. Aucun numéro n'est donné deux fois.",
  "setup.series.use": "Série de numéros",
  "setup.series.prefix": "Préfixe",
  "setup.series.next": "Prochain n°",
  "setup.series.increment": "Pas",
  "setup.series.digits": "Chiffres",
  "setup.series.last": "Dernier n°",
  "setup.series.last.none": "aucun",
  "setup.series.manual": "Saisie permise",
  "setup.series.sample": "Prochain: {a}, puis {b}.",
  "setup.series.until": "La série finit à {no}.",
  "setup.series.ended": "La série est épuisée: de nouvelles fiches sont refusées tant qu'elle n'est pas prolongée.",
  "setup.series.typed": "Un autre numéro, s'il est libre, peut être saisi.",
  "setup.series.drawn": "Aucun autre numéro ne peut être saisi.",
  "setup.series.off": "Pas de série: le numéro de chaque nouveau {kind} est à saisir.",
  "setup.series.off.contact":
    "Pas de série: le numéro d'un nouveau contact est à saisir, et une fiche qui vient avec un contact est refusée en entier.",
  "setup.series.lower": "Le prochain numéro ne peut qu'augmenter; il est à {no}.",
  "setup.series.long": "Les numéros dépasseraient {max} caractères.",

  "setup.defaults": "Nouveaux contacts",
  "setup.defaults.lead":
    "Ce qu'un contact créé à la main reçoit d'emblée. Créé depuis une autre fiche, il en prend les valeurs.",
  "setup.defaults.blank": "Vide: rien n'est prérempli.",
  "setup.defaults.set": "Les nouveaux contacts commencent avec {value}.",

  "setup.inherit": "Personnes d'une société",
  "setup.inherit.lead": "Ce qu'une personne montre de la société tant qu'elle n'a pas de valeur à elle.",
  "setup.inherit.address": "Adresse, en un bloc",
  "setup.inherit.communication": "Téléphone, e-mail et site web",
  "setup.inherit.on": "Lu sur la société; une valeur propre prend sa place.",
  "setup.inherit.off": "Une personne ne montre que sa propre valeur.",

  "setup.templates": "Modèles de fiche",
  "setup.templates.lead":
    "Valeurs d'une fiche créée depuis un contact, comme les groupes de comptabilisation. Elles ne remplissent que les vides. S'il n'y en a qu'un qui convient, il sert sans question; parmi plusieurs on choisit; sans modèle, la fiche est créée tout de même.",
  "setup.templates.none": "Pas de modèle: une fiche créée depuis un contact n'a d'abord que les valeurs du contact.",
  "setup.template.add": "Ajouter un modèle",
  "setup.template.remove": "Supprimer",
  "setup.template.unnamed": "Nouveau modèle",
  "setup.template.code": "Code",
  "setup.template.description": "Description",
  "setup.template.kind": "Crée un",
  "setup.template.type": "Depuis",
  "setup.template.both": "Société ou personne",
  "setup.template.values": "{n} valeur|{n} valeurs",
  "setup.template.value.add": "Ajouter une valeur…",
  "setup.template.value.remove": "Supprimer {field}",
  "setup.template.alone": "Le seul qui convient: il sert sans question.",
  "setup.template.several": "{n} modèles conviennent: on choisit.",
  "setup.template.required": "Un modèle a besoin d'un code.",
  "setup.template.taken": "Un autre modèle a ce code.",

  "setup.interactions": "Interactions",
  "setup.interactions.lead":
    "Modèles pour consigner appels, lettres et réunions, et celui qui va avec ce qui est envoyé ou imprimé. Ils sont gardés pour le journal des interactions, que cette version n'a pas encore.",
  "setup.interactions.none": "Pas de modèle: rien ne peut être consigné.",
  "setup.interaction.add": "Ajouter une interaction",
  "setup.interaction.remove": "Supprimer {code}",
  "setup.operation.email": "E-mail envoyé",
  "setup.operation.coverSheet": "Page de garde imprimée",
  "setup.operation.createDocument": "Document créé",
  "setup.operation.printDocument": "Document imprimé",
  "setup.operation.emailDocument": "Document envoyé par e-mail",
  "setup.operation.none": "Non consigné",
  "setup.operation.on": "Consigné comme {code}, sauf si on y renonce.",
  "setup.operation.off": "Rien n'est consigné.",
  "setup.operation.gone": "Le modèle {code} n'existe plus. Choisissez-en un autre.",

  "setup.duplicates": "Doublons",
  "setup.duplicates.lead":
    "À quel point deux sociétés se ressemblent: on compare les cinq premiers et les cinq derniers caractères de nom, adresse, localité, téléphone, n° de TVA, NPA, e-mail et mobile. Réglage gardé pour la recherche de doublons, que cette version n'a pas encore.",
  "setup.duplicates.suggest": "Proposer les doublons",
  "setup.duplicates.on": "Deux sociétés assez semblables sont proposées comme une seule.",
  "setup.duplicates.off": "Personne n'est averti de sociétés semblables.",
  "setup.duplicates.threshold": "Semblables dès, en %",
  "setup.duplicates.effect": "{n} comparaisons sur {all} doivent être égales.",

  "bulk.open": "Créer des contacts…",
  "bulk.title.customer": "Contacts pour les clients",
  "bulk.title.vendor": "Contacts pour les fournisseurs",
  "bulk.title.bankAccount": "Contacts pour les comptes bancaires",
  "bulk.lead":
    "Chaque fiche sans contact en reçoit un qui partage ses champs. Les fiches qui en ont un restent telles quelles.",
  "bulk.no": "Numéro",
  "bulk.no.hint": "C00010..C00020, ou un motif avec *",
  "bulk.name": "Le nom contient",
  "bulk.counting": "Comptage…",
  "bulk.count": "{n} fiche sans contact, sur {cards} trouvées.|{n} fiches sans contact, sur {cards} trouvées.",
  "bulk.none": "Toutes les fiches trouvées ont déjà un contact.",
  "bulk.confirm": "Cela fait plus de {max}. Créer {n} contacts?",
  "bulk.make": "Créer {n} contact|Créer {n} contacts",
  "bulk.makeYes": "Oui, en créer {n}",
  "bulk.running": "{done} fiches sur {total}",
  "bulk.running.short": "Création des contacts…",
  "bulk.running.hint": "Le serveur continue si vous fermez.",
  "bulk.by": "Lancé par {name}.",
  "bulk.stop": "Arrêter",
  "bulk.stopping": "Arrêt…",
  "bulk.left": "Arrêté: {n} fiche non traitée.|Arrêté: {n} fiches non traitées.",
  "bulk.last": "Dernier rapport, {when}",
  "bulk.failed": "Cela s'est arrêté en route. Ce qui est fait reste; relancez pour continuer.",
  "bulk.done": "{created} créés, {skipped} en avaient un, {refused} refusés.",
  "bulk.created": "créé",
  "bulk.skipped": "déjà là",
  "bulk.refused": "refusé",
  "bulk.more": "et {n} de plus",
  "bulk.again": "Autre filtre",
  "bulk.offline": "Créer des contacts demande une connexion.",
  "bulk.report": "Rapport par fiche",

  "list.status": "Statut",
};
