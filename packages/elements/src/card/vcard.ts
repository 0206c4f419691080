/**
 * A card as a vCard, for phones and mail programs.
 *
 * Shape    vCard 4.0 (RFC 6350): CRLF, lines folded at 75 octets, text escaped.
 * Not      an import, and not the notes: those are the workspace's own.
 *
 * @module
 */
import type { CardSnapshot } from "@couplet/engine";
import { isPicture } from "@couplet/model";

const escapeText = (text: string): string =>
  text.replaceAll("\\", "\\\\").replaceAll(/\r?\n/g, "\\n").replaceAll(",", "\\,").replaceAll(";", "\\;");

/** Folds by octets without cutting a character in two. */
function fold(line: string): string {
  const encoder = new TextEncoder();
  let folded = "";
  let octets = 0;
  for (const character of line) {
    const size = encoder.encode(character).length;
    if (octets + size > 75) {
      folded += "\r\n ";
      octets = 1;
    }
    folded += character;
    octets += size;
  }
  return folded;
}

/** Pure. */
export function vCardOf({ values, type, id }: Pick<CardSnapshot, "values" | "type" | "id">): string {
  const text = (field: string): string => String(values[field] ?? "");
  const lines = [
    "BEGIN:VCARD",
    "VERSION:4.0",
    `UID:urn:uuid:${id}`,
    `KIND:${type === "person" ? "individual" : "org"}`,
  ];
  const add = (property: string, value: string): void => {
    if (value) lines.push(`${property}:${escapeText(value)}`);
  };
  add("FN", text("name"));
  if (type === "person")
    lines.push(`N:${["surname", "firstName", "middleName"].map((field) => escapeText(text(field))).join(";")};;`);
  else add("ORG", text("name"));
  add("TITLE", text("jobTitle"));
  const street = [text("address"), text("address2")].filter(Boolean).map(escapeText).join("\\, ");
  const place = ["city", "county", "postCode", "countryCode"].map((field) => escapeText(text(field)));
  if (street || place.some(Boolean)) lines.push(`ADR;TYPE=work:;;${street};${place.join(";")}`);
  add("TEL;TYPE=voice", text("phoneNo"));
  add("TEL;TYPE=cell", text("mobilePhoneNo"));
  add("TEL;TYPE=fax", text("faxNo"));
  for (const address of text("email").split(";")) add("EMAIL", address.trim());
  add("URL", text("homePage"));
  add("LANG", text("languageCode"));
  // An address, not a text: nothing in it is escaped.
  if (isPicture(text("image"))) lines.push(`PHOTO:${text("image")}`);
  lines.push("END:VCARD");
  return `${lines.map(fold).join("\r\n")}\r\n`;
}
