import { describe, expect, test } from "vitest";
import type { Catalogue } from "./catalogues.ts";
import { deafIn } from "./deaf.ts";
import { hardCodedIn } from "./hard-coded.ts";
import { findingsIn } from "./judge.ts";
import { parse } from "./sources.ts";
import { unusedIn, wordsOf } from "./unused.ts";

const catalogue = (
  en: Readonly<Record<string, string>>,
  de: Readonly<Record<string, string>>,
  fr = de,
  it = de,
): Catalogue => {
  const map = (texts: Readonly<Record<string, string>>) => new Map(Object.entries(texts));
  return { file: "sample.en.ts", texts: { en: map(en), fr: map(fr), de: map(de), it: map(it) } };
};

const saysItself = (code: string): string[] => hardCodedIn(parse("sample.ts", code));

describe("the check of texts", () => {
  test("[TX1] a text that a language lacks, or has too many, is found", () => {
    expect(findingsIn(catalogue({ a: "A" }, {}, { a: "A" }))).toEqual([
      "sample.en.ts: a in de: is missing",
      "sample.en.ts: a in it: is missing",
    ]);
    expect(findingsIn(catalogue({}, {}, { b: "B" }, {}))).toEqual(["sample.en.ts: b in fr: is not in English"]);
  });

  test("[TX1] other gaps and other plural forms than in English are found, in another order they are fine", () => {
    expect(findingsIn(catalogue({ a: "{n} of {all}" }, { a: "von {all}: {n}" }))).toEqual([]);
    expect(findingsIn(catalogue({ a: "{n} of {all}" }, { a: "{n}" }))).toHaveLength(3);
    expect(findingsIn(catalogue({ a: "{n} card|{n} cards" }, { a: "{n} Karten" }))).toHaveLength(3);
  });

  test.each([
    ["de", "Schließen"],
    ["de", "Öffne deine Karte"],
    ["de", "„Müller“"],
    ["fr", "“Müller”"],
    ["fr", "« Müller »"],
    ["fr", "L’autre"],
    ["it", "La tua scheda"],
    ["it", "Attendere..."],
    ["de", " Karte"],
    ["de", ""],
  ] as const)("[TX1] what is not written as %s is written: “%s”", (language, text) => {
    const texts: Record<"fr" | "de" | "it", string> = { fr: "Fiche", de: "Karte", it: "Scheda" };
    expect(findingsIn(catalogue({ a: "Card" }, { a: texts.de }, { a: texts.fr }, { a: texts.it }))).toEqual([]);
    texts[language] = text;
    expect(findingsIn(catalogue({ a: "Card" }, { a: texts.de }, { a: texts.fr }, { a: texts.it }))).not.toEqual([]);
  });

  test("[TX1] a key that no source has is found; one that a template can come to is used", () => {
    const texts = catalogue({ "kind.contact.one": "", "status.n.one": "", "status.n.other": "", "old.key": "" }, {});
    const sources = [parse("use.ts", "t(`kind.${kind}.one`); count('status.n', 3); const s = `${a}.${b}`;")];
    expect(unusedIn(texts, wordsOf(sources))).toEqual(["sample.en.ts: old.key is not used"]);
  });

  test("[TX3] an element of the app that does not hear of another language is found", () => {
    expect(deafIn(parse("sample.ts", "export class CoupletPage extends LitElement {}"))).toHaveLength(1);
    expect(deafIn(parse("sample.ts", "export class CoupletPage extends AppElement {}"))).toEqual([]);
  });

  test.each([
    "html`<p>Hello</p>`",
    "html`<p>${name} is here</p>`",
    "html`<button aria-label='Close'></button>`",
    "html`<button aria-label=${'Close'}></button>`",
    'html`<button title="Close ${name}"></button>`',
    "html`<input placeholder=Name />`",
    "html`<input .placeholder=${isNew ? 'Name' : ''} />`",
    "html`<p>${isNew ? 'New' : t('old')}</p>`",
    "html`<p>${name || 'Nobody'}</p>`",
    "html`<p>${isNew ? html`<b>New</b>` : nothing}</p>`",
    "html`<p>${`${n} cards`}</p>`",
    "document.title = `${name} is open`",
    "button.ariaLabel = 'Close'",
  ])("[TX2] text in the code is found: %s", (code) => {
    expect(saysItself(code)).toHaveLength(1);
  });

  test.each([
    "html`<p class='big' id=title role=\"alert\">${t('a.b')}</p>`",
    "html`<button aria-label=${t('close')} @click=${() => say('Close')} class=${isOn ? 'on' : 'off'}>×</button>`",
    "html`<span>${n} · 3 &nbsp;</span><!-- a note -->`",
    "html`<couplet-field .field=${'name'} name='field:${name}'></couplet-field>`",
    "html`<span>Couplet</span><style>p { color: red }</style>`",
    "css`p::before { content: 'x'; }`",
    "document.title = `${name} – Couplet`",
    "element.className = 'Close'",
  ])("[TX2] what nobody reads, and what a catalogue says, is fine: %s", (code) => {
    expect(saysItself(code)).toEqual([]);
  });
});
