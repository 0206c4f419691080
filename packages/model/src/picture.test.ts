import { describe, expect, test } from "vitest";
import { isPicture, maxPictureLength, readPictureHeader } from "./picture.ts";
import { problemText } from "./problem-text.ts";
import { cardKinds } from "./kind.ts";
import { fieldSpec } from "./schema.ts";
import { judgeValue, parseValue } from "./value.ts";

// Every engine has them; the package itself does without, so its types leave them out.
declare const atob: (base64: string) => string;
declare const btoa: (binary: string) => string;

/** Four by three pixels each. */
const png =
  "iVBORw0KGgoAAAANSUhEUgAAAAQAAAADCAYAAAC09K7GAAAAIklEQVR4AWTIoQ0AAAwCwQbbGau6/wxgCXzy5rD39DFRgQAAAP//DUXpiwAAAAZJREFUAwArbgcvZ4gO5QAAAABJRU5ErkJggg==";
const jpeg =
  "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABsSFBcUERsXFhceHBsgKEIrKCUlKFE6PTBCYFVlZF9VXVtqeJmBanGQc1tdhbWGkJ6jq62rZ4C8ybqmx5moq6T/2wBDARweHigjKE4rK06kbl1upKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKT/wAARCAADAAQDASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAX/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/8QAFQEBAQAAAAAAAAAAAAAAAAAAAwT/xAAUEQEAAAAAAAAAAAAAAAAAAAAA/9oADAMBAAIRAxEAPwCcAVG//9k=";
const webp = "UklGRjIAAABXRUJQVlA4ICYAAABwAQCdASoEAAMAAsBMJaACdAFAAAD+71EuA/7+ff+LftH97YUAAA==";
const webpLossless = "UklGRh4AAABXRUJQVlA4TBEAAAAvA4AAAAfQri50rP+BiOh/AAA=";
const webpExtended =
  "UklGRlgAAABXRUJQVlA4WAoAAAAQAAAAAwAAAgAAQUxQSAoAAAABB1DAiAhERP8DVlA4ICgAAACwAQCdASoEAAMAAsBMJaACdAEO/gLsAP7ryJnAf9/Pv/Fv2j+9sKAA";

const urlOf = (type: string, base64: string): string => `data:image/${type};base64,${base64}`;
const bytesOf = (base64: string): number[] => Array.from(atob(base64), (letter) => letter.charCodeAt(0));
const base64Of = (bytes: readonly number[]): string => btoa(String.fromCharCode(...bytes));
/** The picture with some of its bytes replaced. */
const altered = (base64: string, at: number, ...bytes: readonly number[]): string => {
  const all = bytesOf(base64);
  all.splice(at, bytes.length, ...bytes);
  return base64Of(all);
};
const textual = (text: string): string => btoa(text);

const image = (() => {
  const spec = fieldSpec("contact", "image");
  if (!spec) throw new Error("no field image");
  return spec;
})();
const verdict = (value: unknown): string | undefined => judgeValue(image, value)?.code;

describe("pictures", () => {
  test("[F9] JPEG, PNG and WebP of any coding are taken as they are, on every kind of card", () => {
    for (const value of [
      urlOf("png", png),
      urlOf("jpeg", jpeg),
      urlOf("webp", webp),
      urlOf("webp", webpLossless),
      urlOf("webp", webpExtended),
    ]) {
      expect(verdict(value)).toBeUndefined();
      expect(parseValue(image, ` ${value}\n`)).toEqual({ ok: true, value });
      expect(isPicture(value)).toBe(true);
    }
    expect(verdict("")).toBeUndefined();
    for (const kind of cardKinds)
      expect(fieldSpec(kind, "image")).toMatchObject({ scope: "common", conflict: "quiet" });
  });

  test("[F9] links, other formats and other spellings are refused", () => {
    for (const value of [
      "https://example.com/a.png",
      "logo.png",
      "javascript:alert(1)",
      `data:text/html;base64,${textual("<script>alert(1)</script>")}`,
      `data:image/svg+xml;base64,${textual("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>")}`,
      "data:image/svg+xml,<svg/>",
      `data:image/gif;base64,${textual("GIF89a")}`,
      `data:image/PNG;base64,${png}`,
      `data:image/png;charset=utf-8;base64,${png}`,
      `data:image/png,${png}`,
      ` ${urlOf("png", png)}`,
      `x${urlOf("png", png)}`,
    ])
      expect([value.slice(0, 40), verdict(value)]).toEqual([value.slice(0, 40), "image.format"]);
    for (const value of [5, true, null, undefined, {}, [urlOf("png", png)]]) expect(verdict(value)).toBe("value.type");
  });

  test("[F9] bytes that are not the picture they say, or not the whole of it, are refused", () => {
    const riffSize = 4;
    for (const value of [
      urlOf("jpeg", png),
      urlOf("png", jpeg),
      urlOf("webp", png),
      urlOf("png", ""),
      urlOf("png", textual("<html><script>alert(1)</script></html>")),
      urlOf("png", textual("\u0089PNG\r\n\u001a\n<svg onload=alert(1)>")),
      urlOf("jpeg", textual("\u00ff\u00d8\u00ff<svg onload=alert(1)>\u00ff\u00d9")),
      urlOf("jpeg", textual("\u00ff\u00d8\u00ff")),
      urlOf("webp", textual("RIFF\u0004\u0000\u0000\u0000WEBP")),
      // Cut short, and something behind the end.
      urlOf("png", base64Of(bytesOf(png).slice(0, -3))),
      urlOf("jpeg", base64Of(bytesOf(jpeg).slice(0, -3))),
      urlOf("webp", base64Of(bytesOf(webp).slice(0, -3))),
      urlOf("png", base64Of([...bytesOf(png), 60, 33, 45])),
      urlOf("jpeg", base64Of([...bytesOf(jpeg), 60, 33, 45])),
      urlOf("webp", base64Of([...bytesOf(webp), 60, 33, 45])),
      urlOf("webp", altered(webp, riffSize, 255, 255, 255, 255)),
      // A chunk and a segment longer than the file; a segment shorter than its own length.
      urlOf("png", altered(png, 33, 255, 255, 255, 255)),
      urlOf("jpeg", altered(jpeg, 4, 255, 255)),
      urlOf("jpeg", altered(jpeg, 4, 0, 0)),
      // Moving pictures.
      urlOf("webp", altered(webpExtended, 20, 18)),
      urlOf("png", altered(png, 37, ...bytesOf(textual("acTL")))),
      // Base64 of another spelling: not padded, blanks, other digits, bits left over.
      urlOf("png", png.slice(0, -1)),
      urlOf("png", png.replaceAll("=", "")),
      urlOf("png", `${png.slice(0, 40)}\u0020\u0020\u0020\u0020${png.slice(40)}`),
      urlOf("png", png.replace("+", "-").replace("/", "_")),
      urlOf("png", png.replace("gg==", "gh==")),
      urlOf("png", `${png.slice(0, -4)}====`),
    ])
      expect([value, verdict(value)]).toEqual([value, "image.content"]);
  });

  test("[F9] a few bytes that say they are a huge picture are refused, so are none at all", () => {
    const wide = [0, 0, 255, 255];
    expect(verdict(urlOf("png", altered(png, 16, ...wide)))).toBe("image.size");
    expect(verdict(urlOf("png", altered(png, 20, ...wide)))).toBe("image.size");
    expect(verdict(urlOf("png", altered(png, 16, 0, 0, 0, 0)))).toBe("image.size");
    expect(verdict(urlOf("png", altered(png, 16, 0, 0, 2, 0)))).toBeUndefined();
    expect(verdict(urlOf("png", altered(png, 16, 0, 0, 2, 1)))).toBe("image.size");
    expect(verdict(urlOf("webp", altered(webp, 26, 255, 63)))).toBe("image.size");
    expect(verdict(urlOf("webp", altered(webpLossless, 21, 255, 255)))).toBe("image.size");
    expect(verdict(urlOf("webp", altered(webpExtended, 24, 255, 255, 255)))).toBe("image.size");
    expect(parseValue(image, urlOf("png", altered(png, 16, ...wide)))).toEqual({
      ok: false,
      problem: { code: "image.size", field: "image", params: { width: 65_535, height: 3, max: 512 } },
    });
  });

  test("[F9] the whole value has 12,000 characters at most; more is refused unread", () => {
    const longest = urlOf("jpeg", base64Of([...bytesOf(jpeg).slice(0, -2), ...Array<number>(8_691).fill(0), 255, 217]));
    expect(longest.length).toBeGreaterThan(maxPictureLength - 40);
    expect(longest.length).toBeLessThanOrEqual(maxPictureLength);
    expect(parseValue(image, longest)).toEqual({ ok: true, value: longest });
    const max = maxPictureLength;
    const long = urlOf("png", "A".repeat(max));
    for (const problem of [judgeValue(image, long), parseValue(image, long)])
      expect(problem).toMatchObject(
        "ok" in (problem ?? {}) ? { problem: { code: "text.tooLong" } } : { params: { max } },
      );
    expect(parseValue(image, "A".repeat(10_000_000))).toMatchObject({ problem: { code: "text.tooLong" } });
    expect(isPicture(long)).toBe(false);
  });

  test("[F9] the header of any file of these types is read, also of one that is too large to keep", () => {
    const header = (base64: string) => readPictureHeader(new Uint8Array(bytesOf(base64)));
    expect(header(altered(png, 16, 0, 0, 255, 255))).toEqual({ type: "png", width: 65_535, height: 3 });
    for (const base64 of [jpeg, webp, webpLossless, webpExtended])
      expect(header(base64)).toMatchObject({ width: 4, height: 3 });
    expect(header(textual("GIF89a, and more than a header's worth of bytes behind it"))).toBeUndefined();
    for (const base64 of [png, jpeg, webp, webpLossless, webpExtended])
      for (let length = 0; length < 40; length += 1)
        expect(() => readPictureHeader(new Uint8Array(bytesOf(base64).slice(0, length)))).not.toThrow();
  });

  test("[F9] a refusal says what is wrong and what to do, in both languages", () => {
    const problem = judgeValue(image, "https://example.com/a.png");
    expect(problemText(problem?.code ?? "", problem?.params)).toContain("data:image/jpeg;base64,");
    expect(problemText("image.size", { width: 900, height: 3, max: 512 }, "fr")).toBe(
      "Cette image fait 900 × 3 pixels; 512 par côté au plus. Réduisez-la.",
    );
  });
});
