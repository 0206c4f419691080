/**
 * Words of edits that cannot be sent or that arrived for deleted cards: Italian (it-CH).
 *
 * Shape    the keys of the English part; a missing one does not compile.
 *
 * @module
 */
import type { english } from "./attention.en.ts";

export const italian: Readonly<Record<keyof typeof english, string>> = {
  "attention.refused": "Non accettato",
  "attention.refused.lead": "Il server non ha accettato queste modifiche. Le schede mostrano i valori di prima.",
  "attention.late": "Troppo tardi per l'invio",
  "attention.late.lead":
    "Questo dispositivo è stato assente così a lungo che il server non sa più su che cosa si basavano queste modifiche. Restano qui: le reinserisca sulla scheda di oggi, oppure le esporti.",
  "attention.stranded": "Arrivato dopo l'eliminazione di una scheda",
  "attention.stranded.lead":
    "Ha modificato queste schede mentre qualcuno le eliminava. Le Sue modifiche restano finché non decide che cosa farne.",
  "attention.discard": "Scartare",
  "attention.discard.ask": "Scartare definitivamente?",
  "attention.discard.yes": "Scartare definitivamente",
  "attention.discard.no": "Mantenere",
  "attention.tryAgain": "Riprovare",
  "attention.setAgain": "Reinserire",
  "attention.restore": "Ripristinare la scheda",
  "attention.restored": "{name}: scheda ripristinata, con la Sua modifica.",
  "attention.apply": "Applicare a {card}",
  "attention.apply.many": "Applicare a {n} scheda collegata|Applicare a {n} schede collegate",
  "attention.apply.there": "Applicare alla scheda",
  "attention.applied": "Applicato.",
  "attention.export": "Esportare",
  "attention.export.all": "Esportare tutto",
  "attention.exported": "Esportato come {file}.",
  "attention.export.file": "modifiche-non-inviate",
  "attention.export.columns":
    "Tipo;N.;Nome;Campo;Valore;Modificato il;Motivo;Identificativo della scheda;Identificativo del campo",
};
