/**
 * Words about a card in time, beside others and among people: German (de-CH, without ß).
 *
 * Shape    the keys of the English part; a missing one does not compile.
 *
 * @module
 */
import type { english } from "./moments.en.ts";

export const german: Readonly<Record<keyof typeof english, string>> = {
  "moments.open": "Zeitpunkte vergleichen und zurückholen…",
  "moments.title": "Die Karte, wie sie war",
  "moments.none": "Noch wurde nichts geändert.",
  "moments.at": "Zeitpunkt",
  "moments.against": "Verglichen mit",
  "moments.now": "Jetzt",
  "moments.other": "Anderer Zeitpunkt",
  "moments.then": "Damals",
  "moments.before": "Vor der ersten Änderung",
  "moments.was": "{when}: {who} setzte {fields}.",
  "moments.same": "Wie jetzt.",
  "moments.sameBoth": "An beiden Zeitpunkten gleich.",
  "moments.different": "{n} Feld ist anders|{n} Felder sind anders",
  "moments.partial": "Ohne Verbindung: aus den Werten, die dieses Gerät kennt.",
  "moments.restore": "{n} Wert zurückholen|{n} Werte zurückholen",
  "moments.restored": "{n} Wert ist wie am {when}.|{n} Werte sind wie am {when}.",
  "related.title": "Wer mit wem verknüpft ist",
  "related.shares": "{n} Karten halten einen Block: {list}.",
  "related.company": "Arbeitet bei {name}.",
};
