/**
 * IBAN and BIC.
 *
 * Shape    upper case without blanks; an IBAN is shown in groups of four.
 * Not      whether the account exists. National check digits inside the account number are not looked at: they are not
 *          binding everywhere and a bank's own tables know exceptions.
 * Source   rule F4
 *
 * @module
 */
import { countrySpecs, electronicFormatIBAN, isValidBIC, validateIBAN, ValidationErrorsIBAN } from "ibantools";
import type { KnownProblem } from "./problem.ts";

/** Upper case without blanks, also those that pasting brings (no-break, thin). */
export const normaliseBankCode = (text: string): string => text.replaceAll(/\s+/g, "").toUpperCase();

export function judgeIban(text: string): KnownProblem | undefined {
  const iban = normaliseBankCode(text);
  if (iban === "") return undefined;
  const cc = iban.slice(0, 2);
  const want = countrySpecs[cc]?.chars;
  if (typeof want !== "number") return { code: "iban.country", params: { cc } };
  // ibantools ignores signs between the characters; stored values have none.
  if (electronicFormatIBAN(iban) !== iban || !/^[A-Z]{2}\d{2}/.test(iban)) return { code: "iban.format" };
  if (iban.length !== want) return { code: "iban.length", params: { cc, want, got: iban.length } };
  const { errorCodes } = validateIBAN(iban);
  if (errorCodes.includes(ValidationErrorsIBAN.WrongIBANChecksum)) return { code: "iban.check" };
  if (errorCodes.includes(ValidationErrorsIBAN.WrongBBANFormat)) return { code: "iban.format" };
  return undefined;
}

export function judgeBic(text: string): KnownProblem | undefined {
  const bic = normaliseBankCode(text);
  return bic === "" || isValidBIC(bic) ? undefined : { code: "bic.format" };
}

export const formatIban = (text: string): string =>
  normaliseBankCode(text)
    .replaceAll(/.{4}(?=.)/g, "$& ")
    .trim();
