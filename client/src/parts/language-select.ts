/**
 * The choice of a language, each in its own name.
 *
 * @module
 */
import { type TemplateResult, html } from "lit";
import { localeOfTag, locales } from "@couplet/model";
import { chooseLanguage } from "../language-choice.ts";
import { language, t } from "../locale.ts";
import { languageNames } from "../text/catalogues.ts";

const chosen = (event: Event): void => {
  const wanted = localeOfTag((event.target as HTMLSelectElement).value);
  if (wanted) chooseLanguage(wanted);
};

/** A select with its name; where it stands says how it looks. */
export const renderLanguageSelect = (): TemplateResult => html`
  <select class="language" aria-label=${t("app.language")} .value=${language} @change=${chosen}>
    ${locales.map(
      (locale) => html`
        <option value=${locale} lang=${locale} ?selected=${locale === language}>${languageNames[locale]}</option>
      `,
    )}
  </select>
`;
