/**
 * Fields, switched off.
 *
 * @module
 */
import { type Mutation, of } from "../mutation.ts";

const model = "packages/model/src";
const [f1, f2, f3, f4] = [of("F1"), of("F2"), of("F3"), of("F4")];
const [f5, f6, f7, f8, f9] = [of("F5"), of("F6"), of("F7"), of("F8"), of("F9")];

export const fieldMutations: readonly Mutation[] = [
  f1(
    "a search name that repeats the name stays behind in a room",
    "server/src/workspace/follow-name.ts",
    `if (!isRepeated || record.value("name") === renamed.old) return;`,
    `if (isRepeated || record.value("name") === renamed.old) return;`,
  ),
  f1(
    "a link takes a search name that repeats the name which gives way",
    `${model}/commands/link.ts`,
    `return held !== "" && held === searchNameOf(view.value(side.id, "name"));`,
    `return held === "" && held !== searchNameOf(view.value(side.id, "name"));`,
  ),
  f1(
    "an edit is stored and told to nobody who has the card open",
    "server/src/workspace/intake.ts",
    `if (result.repaired || room.sessions.size > 1) {`,
    `if (result.repaired) {`,
  ),
  f1(
    "an edit on another card than the contact stays there",
    "server/src/workspace/effects.ts",
    `const room = transaction.loaded(role === "common" ? card.commonDocumentId : card.cardDocumentId);`,
    `const room = transaction.loaded(role === "common" && card.kind === "contact" ? card.commonDocumentId : card.cardDocumentId);`,
  ),
  f1(
    "a bank account shows registration numbers",
    `${model}/schema.ts`,
    `common(noBank, "registrationNo"`,
    `common(cardKinds, "registrationNo"`,
  ),
  f1(
    "a parted bank account takes all fields along",
    `${model}/commands/part.ts`,
    `keep: commonFieldsOfKind(card.kind)`,
    `keep: commonFieldsOfKind("contact")`,
  ),
  f1(
    "the history shows fields that the card has not",
    "server/src/workspace/past.ts",
    `rows.push(...read.filter(({ field }) => isShown(fieldSpec(card.kind, field))));`,
    `rows.push(...read);`,
  ),
  f2(
    "a patch writes what it leaves as it is",
    "server/src/workspace/edit.ts",
    `return candidates.length > 1 || candidates[0]?.value !== value;`,
    `return true;`,
  ),
  f3(
    "posting data is shared",
    `${model}/schema.ts`,
    `own(["customer", "vendor", "bankAccount"], "postingGroup"`,
    `common(["customer", "vendor", "bankAccount"], "postingGroup"`,
  ),
  f3("a limit is shared", `${model}/schema.ts`, `own(parties, "creditLimit"`, `common(parties, "creditLimit"`),
  f3(
    "notes are the party's",
    "server/src/workspace/effects.ts",
    `const room = transaction.loaded(card.cardDocumentId);\n  const update = room.change(() => setText`,
    `const room = transaction.loaded(card.commonDocumentId);\n  const update = room.change(() => setText`,
  ),
  f4(
    "check digits of an IBAN are not looked at",
    `${model}/bank-code.ts`,
    `if (errorCodes.includes(ValidationErrorsIBAN.WrongIBANChecksum)) return { code: "iban.check" };`,
    ``,
  ),
  f4(
    "the length of an IBAN is not looked at",
    `${model}/bank-code.ts`,
    `if (iban.length !== want) return { code: "iban.length", params: { cc, want, got: iban.length } };`,
    ``,
  ),
  f4(
    "the country of an IBAN is not looked at",
    `${model}/bank-code.ts`,
    `if (typeof want !== "number") return { code: "iban.country", params: { cc } };`,
    `if (typeof want !== "number") return undefined;`,
  ),
  f4(
    "a BIC may be anything",
    `${model}/bank-code.ts`,
    `bic === "" || isValidBIC(bic) ? undefined : { code: "bic.format" }`,
    `bic === "" || bic !== "" || isValidBIC(bic) ? undefined : { code: "bic.format" }`,
  ),
  f4(
    "blanks in an IBAN are kept",
    `${model}/value.ts`,
    `return normaliseBankCode(text);\n    case "decimal":`,
    `return text.toUpperCase();\n    case "decimal":`,
  ),
  f4("an IBAN is shown in one piece", `${model}/bank-code.ts`, `.replaceAll(/.{4}(?=.)/g, "$& ")`, ``),
  f5(
    "a contact has posting data",
    `${model}/schema.ts`,
    `own(["customer", "vendor", "bankAccount"], "postingGroup"`,
    `own(cardKinds, "postingGroup"`,
  ),
  f6(
    "values are not judged on entry",
    `${model}/value.ts`,
    `return problem ? refuse(problem) : { ok: true, value };`,
    `return problem && typeof value !== "string" ? refuse(problem) : { ok: true, value };`,
  ),
  f6(
    "values are not judged in rooms",
    "server/src/workspace/room.ts",
    `return judgeValue(spec, value);`,
    `return judgeValue(spec, value) && undefined;`,
  ),
  f6(
    "values are not judged on the device",
    "packages/engine/src/card-edits.ts",
    `if (!parsed.ok) return { ok: false, problem: { field, ...parsed.problem } };`,
    `if (!parsed.ok) return { ok: true, changed: false };`,
  ),
  f6(
    "a refusal does not name its field",
    `${model}/value.ts`,
    `({ ...problem, field: spec.name })`,
    `({ ...problem, ...(spec.name === "" && { field: "" }) })`,
  ),
  f7(
    "money and identity are marked quietly",
    `${model}/schema.ts`,
    `const ask = { conflict: "ask" } as const;`,
    `const ask = { conflict: "quiet" } as const;`,
  ),
  f7(
    "the newest wins and nobody is told",
    "packages/crdt/src/entry.ts",
    `if (candidates.length < 2) return [];`,
    `if (candidates.length < 2 || candidates.length > 1) return [];`,
  ),
  f8(
    "the history names nobody",
    "server/src/workspace/transaction.ts",
    `by: { sub: by.sub, name: by.name }, atMs: this.nowMs, entry };`,
    `by: { sub: "", name: "" }, atMs: this.nowMs, entry };`,
  ),
  f8(
    "the history names no time",
    "server/src/workspace/transaction.ts",
    `by: { sub: by.sub, name: by.name }, atMs: this.nowMs, entry };`,
    `by: { sub: by.sub, name: by.name }, atMs: 0, entry };`,
  ),
  f8(
    "the history does not go back beyond a parting",
    "server/src/workspace/past.ts",
    `...holds.map(({ documentId, untilSeq }) =>`,
    `...holds.filter(({ untilSeq }) => untilSeq === undefined).map(({ documentId, untilSeq }) =>`,
  ),
  f8(
    "an open card does not say on which card a value was set",
    "packages/engine/src/card-content.ts",
    `const id = writer?.card ?? "";`,
    `const id = writer === undefined ? "" : "";`,
  ),
  f9(
    "a picture's bytes are not looked at",
    `${model}/picture.ts`,
    `  readJpeg(bytes) ?? readPng(bytes) ?? readWebp(bytes);`,
    `  readJpeg(bytes) ?? readPng(bytes) ?? readWebp(bytes) ?? { type: "png", width: 1, height: 1 };`,
  ),
  f9(
    "a picture may be cut short",
    `${model}/picture.ts`,
    `if (type === "jpeg") return bytes.at(-2) === 0xff && bytes.at(-1) === 0xd9;`,
    `if (type.length > 0) return true;`,
  ),
];
