/**
 * Words about a card in time, beside others and among people: Italian.
 *
 * Shape    the keys of the English part; a missing one does not compile.
 *
 * @module
 */
import type { english } from "./moments.en.ts";

export const italian: Readonly<Record<keyof typeof english, string>> = {
  "moments.open": "Confrontare e ripristinare momenti…",
  "moments.title": "La scheda com'era",
  "moments.none": "Non è ancora stato modificato nulla.",
  "moments.at": "Momento",
  "moments.against": "Confrontato con",
  "moments.now": "Adesso",
  "moments.other": "Un altro momento",
  "moments.then": "Allora",
  "moments.before": "Prima della prima modifica",
  "moments.was": "{when}: {who} ha impostato {fields}.",
  "moments.same": "Com'è adesso.",
  "moments.sameBoth": "Uguale nei due momenti.",
  "moments.different": "{n} campo differisce|{n} campi differiscono",
  "moments.partial": "Senza connessione: tra i valori noti a questo dispositivo.",
  "moments.restore": "Ripristinare {n} valore|Ripristinare {n} valori",
  "moments.restored": "{n} valore è quello del {when}.|{n} valori sono quelli del {when}.",
  "related.title": "Chi è collegato a chi",
  "related.shares": "{n} schede tengono un blocco: {list}.",
  "related.company": "Lavora presso {name}.",
};
