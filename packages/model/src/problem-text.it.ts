/**
 * Italian texts of problems (it-CH).
 *
 * Shape    the codes of the English catalogue; a missing one does not compile.
 *
 * @module
 */
import type { ProblemCode, Text } from "./problem-text.en.ts";

export const italian: Readonly<Record<ProblemCode, Text>> = {
  // values
  "value.type": "Questo campo accetta un altro tipo di valore.",
  "value.unknown": "{value} non è tra: {values}.",
  "field.unknown": ["Un {kind} non ha il campo «{name}».", "Questo campo non esiste."],
  "text.tooLong": "{n} caratteri di troppo (massimo {max}).",
  "text.characters": "I caratteri di controllo non possono essere conservati qui. Reinserisca il testo senza di essi.",
  "id.invalid": "Questo non è l'identificativo di una scheda.",
  "email.format": "A questo indirizzo e-mail manca una parte, ad es. nome@firma.ch.",
  "email.list": "Separare più indirizzi con un punto e virgola.",
  "phone.letters": "Un numero di telefono non contiene lettere.",
  "phone.short": "Questo numero ha {n} cifre; in Svizzera sono 10, oppure 11 con 41.",
  "phone.length": "Questo numero ha {n} cifre; i numeri di questo Paese hanno un'altra lunghezza.",
  "phone.country": "Non conosciamo il prefisso +{cc}. Mantenerlo comunque?",
  "url.scheme": "Un sito web inizia con https:// o http://.",
  "country.unknown": "{code} non è un codice Paese di due lettere, ad es. CH.",
  "currency.unknown": "{code} non è un codice valuta di tre lettere, ad es. CHF.",
  "language.unknown": "{code} non è un codice lingua, ad es. it-CH.",
  "iban.country": "{cc} non è un Paese con IBAN.",
  "iban.format": "Lettere e cifre di questo IBAN non sono dove le prevede il suo Paese.",
  "iban.length": "Un IBAN {cc} ha {want} caratteri; questo ne ha {got}.",
  "iban.check": "Le cifre di controllo non corrispondono. Forse due caratteri sono invertiti.",
  "bic.format": "Un BIC ha 8 o 11 caratteri: banca, Paese, luogo, ad es. POFICHBE.",
  "vat.format": "I numeri IVA di questo Paese non hanno questa forma.",
  "vat.check": "Le cifre di controllo di questo numero IVA non corrispondono. Forse due caratteri sono invertiti.",
  "uid.check": "L'ultima cifra di CHE-{n} è errata. Attesa: {d}.",
  "decimal.format": "Questo non è un numero, ad es. 1000.50.",
  "decimal.range": "Al massimo 15 cifre prima del separatore decimale e 5 dopo.",
  "image.format":
    "Un'immagine è un file JPEG, PNG o WebP come data URL (data:image/jpeg;base64,…). Link e altri formati non vengono conservati.",
  "image.content": "Questi byte non sono un'immagine {type} completa. Salvi di nuovo l'immagine o ne prenda un'altra.",
  "image.size": "Questa immagine ha {width} × {height} pixel; al massimo {max} per lato. La riduca.",
  "image.none": "Qui non c'è nessuna immagine. Prenda un file immagine: JPEG, PNG o WebP.",
  "image.unreadable": "Questo browser non riesce a leggerla come immagine. La salvi come JPEG o PNG e usi quella.",
  "image.drawing":
    "I disegni SVG possono contenere script e non vengono accettati. Lo salvi come PNG e usi quell'immagine.",
  "image.file": "Questo file ha {n} MB; al massimo {max}. Salvi l'immagine più piccola e usi quella.",
  "image.pixels": "Questa immagine ha {n} megapixel; al massimo {max}. La salvi più piccola e usi quella.",
  required: "Serve un nome affinché altri trovino questa scheda.",
  // numbers and set-up
  "number.taken": [
    "Il numero {no} appartiene a {name}. Aprire, o usare {next}.",
    "Il numero {no} è già in uso. Usi {next}.",
    "Il numero {no} è già in uso.",
  ],
  "number.invalid": "Un numero ha da 1 a 20 caratteri.",
  "number.pending": "Il numero sarà assegnato quando il dispositivo sarà online.",
  "number.notManual": "I numeri del tipo {kind} provengono dalla serie numerica e non possono essere digitati.",
  "number.exhausted": [
    "La serie numerica per {kind} è esaurita. La prolunghi nella configurazione.",
    "La serie numerica {prefix} è esaurita. La prolunghi nella configurazione.",
  ],
  "setup.series": "Impostare prima una serie numerica per {kind} (Configurazione, 1 minuto).",
  "setup.changed": "Nel frattempo qualcuno ha modificato la configurazione. Nulla è stato salvato; la ricontrolli.",
  "setup.invalid": ["La configurazione non è comprensibile in {path}.", "La configurazione non è comprensibile."],
  // cards and relations
  "command.invalid": ["Il comando non è comprensibile in {path}.", "Il comando non è comprensibile."],
  "card.notFound": "Questa scheda non esiste; forse è stata eliminata.",
  "card.exists": "Esiste già una scheda con questo identificativo.",
  "relation.notFound": "Queste schede non sono più collegate.",
  "relation.exists": "Esiste già un collegamento con questo identificativo.",
  "contact.required":
    "La configurazione crea un contatto insieme a questa scheda; mancano gli identificativi necessari.",
  "company.unknown": "Questa società non esiste; forse è stata eliminata.",
  "company.type": "Solo una persona può appartenere a una società.",
  "type.persons": "Una società con persone non può diventare una persona; ne ha {n}.",
  "type.relations": "Una società con schede collegate non può diventare una persona. Le scolleghi prima.",
  "type.currency": "Una società con una valuta non può diventare una persona. Cancelli prima la valuta.",
  "type.vat": "Una società con un numero IVA non può diventare una persona. Cancelli prima il numero IVA.",
  "primary.name":
    "Il nome del contatto è quello del contatto principale, {name}. Lo modifichi lì o scelga un altro contatto principale.",
  "primary.person":
    "Per un cliente che è una persona, il suo contatto è il contatto principale. Scolleghi prima il contatto.",
  "primary.unrelated": "Il contatto principale è il contatto collegato o una delle sue persone.",
  "link.kind": "A un contatto si possono collegare solo un cliente, un fornitore o un conto bancario.",
  "link.typePerson": [
    "Si possono collegare così solo le società. Collegare {company}?",
    "Si possono collegare così solo le società. Una persona senza società può diventare solo cliente.",
  ],
  "link.exists": "{a} è già collegato a {b}. Scollegare prima o aprire {b}.",
  "link.setup": "Impostare prima un codice relazione per {kind} (Configurazione, 1 minuto).",
  "link.privacyBlocked": "{a} è bloccato per protezione dei dati e non accetta nuovi collegamenti.",
  "template.unknown": "Per questo tipo di scheda non esiste un modello {code}.",
  "template.ambiguous": "Sono adatti più modelli: {codes}. Ne scelga uno.",
  "undoLink.edited": [
    "Dopo il collegamento qualcuno ha modificato {a} o {b}: il collegamento non si può più annullare. Può invece scollegarli; entrambi mantengono ciò che mostrano ora.",
    "Dopo il collegamento qualcuno ha modificato queste schede: il collegamento non si può più annullare. Può invece scollegarle; entrambe mantengono ciò che mostrano ora.",
  ],
  "undoLink.forgotten": [
    "{a} e {b} sono stati collegati tanto tempo fa che lo stato precedente non è più conservato: il collegamento non si può annullare. Può invece scollegarli; entrambi mantengono ciò che mostrano ora.",
    "Queste schede sono state collegate tanto tempo fa che lo stato precedente non è più conservato: il collegamento non si può annullare. Può invece scollegarle; entrambe mantengono ciò che mostrano ora.",
  ],
  "undoLink.none":
    "Qui non c'è nulla da annullare: le schede non erano collegate tra loro, oppure sono state modificate da allora. Può invece scollegarle; entrambe mantengono ciò che mostrano ora.",
  "merge.same": "Sono già lo stesso contatto.",
  "merge.type":
    "{a} e {b} non sono entrambi società o entrambi persone: una società e una persona non si possono unire.",
  "merge.kind":
    "Entrambi i contatti hanno un {kind}: {a} e {b}. Ne scolleghi o elimini prima uno, poi unisca i contatti.",
  "merge.privacyBlocked": "{a} è bloccato per protezione dei dati e non può essere unito a un altro contatto.",
  "merge.notes":
    "Insieme, le note dei due contatti sono troppo lunghe ({n} caratteri, massimo {max}). Le accorci prima.",
  "undoMerge.none": "Questo contatto non è stato unito a un altro.",
  "undoMerge.gone": "{a}, a cui era stato unito, non esiste più. Ripristini prima quello, poi questo.",
  "restore.merged": "Questo contatto è stato unito a {a}. Annulli l'unione per riaverlo.",
  "restore.notDeleted": "Questa scheda non è eliminata.",
  "restore.expired": "Le schede eliminate si possono ripristinare per {days} giorni; questa è più vecchia.",
  "stranded.noCard":
    "La scheda è stata eliminata e nessuna scheda collegata ha questo campo. Ripristini la scheda per applicare la modifica.",
  "stranded.notFound": "Questa Sua modifica non è più in attesa; nel frattempo è stata risolta.",
  "card.loading": "Questa scheda è ancora in caricamento. Riprovi tra un momento.",
  "recovery.notes":
    "Queste erano le note della scheda prima del ripristino di un backup. Da allora qualcuno vi ha scritto: metta insieme ciò che è giusto.",
  "recovery.lost": "È stato ripristinato un backup che non conteneva ancora questo. Lo rifaccia se è ancora giusto.",
  "recovery.over":
    "Questo è andato perso con il ripristino di un backup ed è arrivato troppo tardi per essere ripreso dal dispositivo di un'altra persona.",
  "edit.displaced": "Il server non ha conservato questa modifica. La reinserisca se è ancora giusta.",
  "document.forgotten":
    "Questa modifica è stata fatta prima che la scheda andasse avanti ed è arrivata al server troppo tardi: non sa più su che cosa si basava. La reinserisca se è ancora giusta, oppure la esporti.",
  "conflict.solved": "Nel frattempo qualcuno ha deciso.",
  "conflict.ask": "Anche {who} ha modificato {field} alle {time}. Quale è giusto?",
  // rights
  "perm.kind": "Il Suo ruolo non permette di farlo con schede del tipo {kind}. Chieda a un amministratore.",
  "perm.link":
    "Per collegare serve il diritto di modificare sia il contatto sia il {kind}. Chieda a un amministratore.",
  "perm.setup": "Solo un amministratore modifica la configurazione.",
  "perm.field": [
    "Può leggere {field} ma non modificarlo. Chieda a {owner}.",
    "Può leggere {field} ma non modificarlo. Chieda a un amministratore.",
  ],
  "auth.expired":
    "Sessione terminata. {n} modifiche sono al sicuro su questo dispositivo e verranno inviate dopo l'accesso.",
  // edits that a record document does not take
  "writer.foreign": "Questo autore appartiene a qualcun altro o a un'altra scheda.",
  "writer.unknown": "L'autore di questa modifica non ha detto su quale scheda e per chi scrive.",
  "writer.tooMany":
    "Ha scritto in questo documento da troppi luoghi. Modifichi la scheda da un altro dispositivo già usato.",
  "slot.foreign": "Solo il suo autore può modificare questa voce.",
  "slot.erased": "Cancellare una voce non è una modifica. Svuoti invece il campo.",
  "entry.malformed": "Questa non è una voce.",
  "entry.stale": "Questo autore ha già scritto una modifica più recente del campo.",
  "entry.tooMany": "Troppi dei Suoi dispositivi hanno inserito questo campo senza sapere l'uno dell'altro.",
  "entry.future": "L'orologio di questo dispositivo è avanti di oltre un giorno. Lo corregga e ripeta la modifica.",
  "card.elsewhere": "La scheda non ha nulla a che fare con questo documento.",
};
