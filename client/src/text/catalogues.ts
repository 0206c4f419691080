/**
 * The app's own words, in the languages it speaks.
 *
 * Shape    a catalogue per language, put together from its areas (`<area>.<language>.ts`), all with the same keys;
 *          `{name}` is filled in; a plural is `one|other`, chosen by `{n}`.
 * Not      field labels and the texts of problems: those are the model's (`fieldLabel`, `problemText`), the same everywhere.
 *
 * @module
 */
import type { Locale } from "@couplet/model";
import { german as accountDe } from "./account.de.ts";
import { english as accountEn } from "./account.en.ts";
import { french as accountFr } from "./account.fr.ts";
import { italian as accountIt } from "./account.it.ts";
import { german as appDe } from "./app.de.ts";
import { english as appEn } from "./app.en.ts";
import { french as appFr } from "./app.fr.ts";
import { italian as appIt } from "./app.it.ts";
import { german as attentionDe } from "./attention.de.ts";
import { english as attentionEn } from "./attention.en.ts";
import { french as attentionFr } from "./attention.fr.ts";
import { italian as attentionIt } from "./attention.it.ts";
import { german as deviceDe } from "./device.de.ts";
import { english as deviceEn } from "./device.en.ts";
import { french as deviceFr } from "./device.fr.ts";
import { italian as deviceIt } from "./device.it.ts";
import { german as filterDe } from "./filter.de.ts";
import { english as filterEn } from "./filter.en.ts";
import { french as filterFr } from "./filter.fr.ts";
import { italian as filterIt } from "./filter.it.ts";
import { german as listsDe } from "./lists.de.ts";
import { english as listsEn } from "./lists.en.ts";
import { french as listsFr } from "./lists.fr.ts";
import { italian as listsIt } from "./lists.it.ts";
import { german as momentsDe } from "./moments.de.ts";
import { english as momentsEn } from "./moments.en.ts";
import { french as momentsFr } from "./moments.fr.ts";
import { italian as momentsIt } from "./moments.it.ts";
import { german as paletteDe } from "./palette.de.ts";
import { english as paletteEn } from "./palette.en.ts";
import { french as paletteFr } from "./palette.fr.ts";
import { italian as paletteIt } from "./palette.it.ts";
import { german as peopleDe } from "./people.de.ts";
import { english as peopleEn } from "./people.en.ts";
import { french as peopleFr } from "./people.fr.ts";
import { italian as peopleIt } from "./people.it.ts";
import { german as setupDe } from "./setup.de.ts";
import { english as setupEn } from "./setup.en.ts";
import { french as setupFr } from "./setup.fr.ts";
import { italian as setupIt } from "./setup.it.ts";

const english = {
  ...appEn,
  ...accountEn,
  ...attentionEn,
  ...deviceEn,
  ...filterEn,
  ...listsEn,
  ...momentsEn,
  ...paletteEn,
  ...peopleEn,
  ...setupEn,
} as const;

export type MessageKey = keyof typeof english;
export type Catalogue = Readonly<Record<MessageKey, string>>;

const french: Catalogue = {
  ...appFr,
  ...accountFr,
  ...attentionFr,
  ...deviceFr,
  ...filterFr,
  ...listsFr,
  ...momentsFr,
  ...paletteFr,
  ...peopleFr,
  ...setupFr,
};

const german: Catalogue = {
  ...appDe,
  ...accountDe,
  ...attentionDe,
  ...deviceDe,
  ...filterDe,
  ...listsDe,
  ...momentsDe,
  ...paletteDe,
  ...peopleDe,
  ...setupDe,
};

const italian: Catalogue = {
  ...appIt,
  ...accountIt,
  ...attentionIt,
  ...deviceIt,
  ...filterIt,
  ...listsIt,
  ...momentsIt,
  ...paletteIt,
  ...peopleIt,
  ...setupIt,
};

export const catalogues: Readonly<Record<Locale, Catalogue>> = { en: english, fr: french, de: german, it: italian };

/** Each in itself: whoever looks for theirs may not read the one that is spoken. */
export const languageNames: Readonly<Record<Locale, string>> = {
  en: "English",
  fr: "Français",
  de: "Deutsch",
  it: "Italiano",
};
