/**
 * Which language somebody wants: their own choice on this device, else the browser's.
 *
 * Shape    kept per person, since several may sign in on one device; before anybody has signed in, the last choice made here.
 * Know     a language is chosen, not a region: that of the browser is kept where it fits, else it is the Swiss form.
 *
 * @module
 */
import { type Locale, localeOfTag } from "@couplet/model";
import { chooseLocale, setLocale } from "./locale.ts";

const deviceKey = "couplet.language";
const keyOf = (sub: string | undefined): string => (sub === undefined ? deviceKey : `${deviceKey}:${sub}`);

/** Whose choice holds. */
let person: string | undefined;

const chosenBy = (sub: string | undefined): Locale | undefined => localeOfTag(localStorage.getItem(keyOf(sub)) ?? "");

/** The form of a language that this browser prefers: `de-AT` where it has that, else `de-CH`. */
export const formOf = (language: Locale, wished: readonly string[]): string =>
  wished.find((tag) => tag.includes("-") && localeOfTag(tag) === language) ?? `${language}-CH`;

/** Speaks as this person wants; as this device does while it is nobody's. @param sub who is signed in */
export function speakFor(sub: string | undefined): void {
  person = sub;
  const wished = navigator.languages;
  const chosen = chosenBy(sub) ?? (sub === undefined ? undefined : chosenBy(undefined));
  setLocale(chosen ? formOf(chosen, wished) : chooseLocale(wished));
}

/** Another tab of this browser may have been told, too. */
export const hearOtherTabs = (): void =>
  addEventListener("storage", ({ key }) => {
    if (key === keyOf(person)) speakFor(person);
  });

/** From now on, and whenever this person is here again. */
export function chooseLanguage(language: Locale): void {
  localStorage.setItem(keyOf(person), language);
  // Who signs in next is asked in the language that was spoken last.
  localStorage.setItem(deviceKey, language);
  speakFor(person);
}
