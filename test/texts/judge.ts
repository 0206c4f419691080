/**
 * What is wrong with the texts of a catalogue, by themselves and beside each other.
 *
 * Shape    pure; one line per finding.
 *
 * @module
 */
import { type Catalogue, type Language, languages } from "./catalogues.ts";

const placeholders = (text: string): string =>
  [...new Set([...text.matchAll(/\{\w+\}/gu)].map(([name]) => name))].sort().join(" ");

/** A plural says the same things in each of its forms. */
const shapeOf = (text: string): string => {
  const forms = [...new Set(text.split("|").map(placeholders))];
  return `${text.split("|").length} × ${forms.join(" | ")}`;
};

const guillemets = [
  [/["“”„]/u, "takes «…»"],
  [/«\s|\s»/u, "has no blanks inside «…»"],
] as const;
const apostrophe = [/’/u, "takes '"] as const;

/** How a language is written, by what it must not have. */
const marks: Readonly<Record<Language, readonly (readonly [RegExp, string])[]>> = {
  en: [[/[«»„]/u, "takes “…”"]],
  fr: [...guillemets, apostrophe],
  de: [[/ß/u, "de-CH has no ß"], ...guillemets, [/\b(?:du|dein\w*|dich|dir)\b/iu, "says Sie"]],
  it: [...guillemets, apostrophe, [/\b(?:tu|tuo|tua|tuoi|tue)\b/iu, "says Lei"]],
};

function wrongWith(language: Language, text: string): string[] {
  const found = marks[language].filter(([mark]) => mark.test(text)).map(([, why]) => why);
  if (text.trim() === "") found.push("is empty");
  if (text !== text.trim()) found.push("has blanks around it");
  if (text.includes("...")) found.push("takes …");
  return found;
}

export function findingsIn({ file, texts }: Catalogue): string[] {
  const findings: string[] = [];
  for (const language of Object.keys(languages) as Language[]) {
    const say = (key: string, what: string): void => void findings.push(`${file}: ${key} in ${language}: ${what}`);
    const own = texts[language];
    for (const [key, english] of texts.en) {
      const text = own.get(key);
      if (text === undefined) say(key, "is missing");
      else {
        for (const wrong of wrongWith(language, text)) say(key, wrong);
        if (shapeOf(text) !== shapeOf(english)) say(key, `has ${shapeOf(text)}, English ${shapeOf(english)}`);
      }
    }
    for (const key of own.keys()) if (!texts.en.has(key)) say(key, "is not in English");
  }
  return findings;
}
