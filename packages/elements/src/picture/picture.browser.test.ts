import { isPicture, readPictureHeader } from "@couplet/model";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { userEvent } from "vitest/browser";
import type { PaperCard } from "../../gallery/paper-workspace.ts";
import { createSample, type Sample } from "../../gallery/sample.ts";
import type { CoupletCard } from "../card/card.ts";
import "../index.ts";
import { makePicture } from "./make-picture.ts";
import type { CoupletPicture } from "./picture.ts";

let sample: Sample;
beforeEach(() => {
  sample = createSample();
});
afterEach(() => document.body.replaceChildren());

async function show(card: PaperCard): Promise<{ card: CoupletCard; picture: CoupletPicture }> {
  const provider = document.createElement("couplet-provider");
  provider.locale = "en";
  provider.engine = sample.engine;
  const element = document.createElement("couplet-card");
  element.kind = card.kind;
  element.recordId = card.id;
  provider.append(element);
  document.body.append(provider);
  const find = (): CoupletPicture | null | undefined =>
    element.renderRoot.querySelector(".head couplet-field")?.shadowRoot?.querySelector("couplet-picture");
  await expect.poll(() => find()?.renderRoot.querySelector(".tile")).toBeTruthy();
  const picture = find();
  if (!picture) throw new Error("The card has no picture");
  return { card: element, picture };
}

const part = (picture: CoupletPicture, selector: string): Element | null => picture.renderRoot.querySelector(selector);
const stored = (card: PaperCard): unknown => card.common.fields.get("image")?.value ?? "";
const problemOf = (picture: CoupletPicture): string =>
  part(picture, ".problem")?.textContent?.trim().replaceAll(/\s+/g, " ") ?? "";

/** Red on the left, blue on the right; noisy where it is to be hard to press. */
async function fileOf(width: number, height: number, type = "image/png", noise = 0): Promise<File> {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext("2d");
  if (!context) throw new Error("No canvas");
  context.fillStyle = "#ff0000";
  context.fillRect(0, 0, width / 2, height);
  context.fillStyle = "#0000ff";
  context.fillRect(width / 2, 0, width / 2, height);
  if (noise > 0) {
    const pixels = context.getImageData(0, 0, width, height);
    for (let at = 0, state = noise; at < pixels.data.length; at += 1) {
      state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
      if (at % 4 !== 3) pixels.data[at] = (state >> 16) & 255;
    }
    context.putImageData(pixels, 0, 0);
  }
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, type, 0.95));
  if (!blob) throw new Error("No blob");
  return new File([blob], "photo", { type });
}

function give(picture: CoupletPicture, file: File): void {
  const input = part(picture, "input");
  const transfer = new DataTransfer();
  transfer.items.add(file);
  if (!(input instanceof HTMLInputElement)) throw new Error("The picture takes no file");
  input.files = transfer.files;
  input.dispatchEvent(new Event("change"));
}

/** The colours in the middle of the four edges. */
async function edgesOf(value: string): Promise<Record<"top" | "right" | "bottom" | "left", string>> {
  const bitmap = await createImageBitmap(await (await fetch(value)).blob());
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  const context = canvas.getContext("2d");
  if (!context) throw new Error("No canvas");
  context.drawImage(bitmap, 0, 0);
  const at = (x: number, y: number): string => {
    const [red = 0, , blue = 0] = context.getImageData(x * (bitmap.width - 1), y * (bitmap.height - 1), 1, 1).data;
    return red > 200 && blue < 60 ? "red" : blue > 200 && red < 60 ? "blue" : "other";
  };
  return { top: at(0.5, 0.02), right: at(0.98, 0.5), bottom: at(0.5, 0.98), left: at(0.02, 0.5) };
}

/** The JPEG as a camera writes it that was held on its side: to be turned to the right by a quarter. */
async function turned(file: File): Promise<File> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const exif = Array.from("Exif\0\0MM\0*\0\0\0\b\0\u0001\u0001\u0012\0\u0003\0\0\0\u0001\0\u0006\0\0\0\0\0\0");
  const length = exif.length + 2;
  const segment = [0xff, 0xe1, length >> 8, length & 255, ...exif.map((letter) => letter.charCodeAt(0))];
  return new File([bytes.slice(0, 2), new Uint8Array(segment), bytes.slice(2)], "photo.jpg", { type: "image/jpeg" });
}

const bytesOf = async (value: string): Promise<Uint8Array> => new Uint8Array(await (await fetch(value)).arrayBuffer());

describe("making a picture", () => {
  test("[F9] cuts the middle square, scales it to 160 pixels and writes a JPEG that a card may keep", async () => {
    const made = await makePicture(await fileOf(1_200, 600));
    if (!made.ok) throw new Error(made.problem.code);
    expect(isPicture(made.value)).toBe(true);
    expect(readPictureHeader(await bytesOf(made.value))).toEqual({ type: "jpeg", width: 160, height: 160 });
    expect(await edgesOf(made.value)).toMatchObject({ left: "red", right: "blue" });
    const small = await makePicture(await fileOf(40, 90, "image/webp"));
    expect(small.ok && readPictureHeader(await bytesOf(small.value))).toMatchObject({ width: 40, height: 40 });
  });

  test("[F9] turns it as the camera was held, and keeps nothing else of what the camera wrote", async () => {
    const file = await turned(await fileOf(300, 300, "image/jpeg"));
    const made = await makePicture(file);
    if (!made.ok) throw new Error(made.problem.code);
    expect(await edgesOf(made.value)).toMatchObject({ top: "red", bottom: "blue" });
    expect(new TextDecoder("latin1").decode(await file.arrayBuffer())).toContain("Exif");
    expect(new TextDecoder("latin1").decode(await bytesOf(made.value))).not.toContain("Exif");
  });

  test("[F9] gives up quality, and pixels last, until it fits", async () => {
    const made = await makePicture(await fileOf(160, 160, "image/png", 7));
    if (!made.ok) throw new Error(made.problem.code);
    expect(isPicture(made.value)).toBe(true);
    expect(readPictureHeader(await bytesOf(made.value))?.width).toBeLessThan(160);
  });

  test("[F9] says why there is none: a drawing, no picture, half a picture, too large a file, too many pixels", async () => {
    const png = await (await fileOf(50, 50)).arrayBuffer();
    const huge = new Uint8Array(png.slice(0));
    new DataView(huge.buffer).setUint32(16, 30_000);
    new DataView(huge.buffer).setUint32(20, 30_000);
    const cases: readonly (readonly [BlobPart, string, string])[] = [
      ["<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>", "image/svg+xml", "image.drawing"],
      ["<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>", "image/png", "image.drawing"],
      ["<html><body>Hello</body></html>", "image/png", "image.unreadable"],
      ["", "image/png", "image.unreadable"],
      ["a,b,c", "text/csv", "image.unreadable"],
      [png.slice(0, 60), "image/png", "image.unreadable"],
      [huge, "image/png", "image.pixels"],
      [new Uint8Array(20 * 1024 * 1024 + 1), "image/jpeg", "image.file"],
    ];
    for (const [content, type, code] of cases) {
      const made = await makePicture(new File([content], "file", { type }));
      expect(made.ok ? "taken" : made.problem.code).toBe(code);
    }
  });
});

describe("the picture of a card", () => {
  test("[F9] [F1] [E13] is picked, shows on every related card at once, is undone and removed by the keyboard", async () => {
    const contact = await show(sample.company);
    const customer = await show(sample.customer);
    expect(part(contact.picture, ".initials")?.textContent?.trim()).toBe("AS");
    give(contact.picture, await fileOf(300, 200));
    await expect.poll(() => part(customer.picture, "img")?.getAttribute("src")).toMatch(/^data:image\/jpeg/);
    expect(isPicture(stored(sample.company))).toBe(true);
    expect(part(customer.picture, "button.tile")?.getAttribute("aria-label")).toBe(
      "Picture of Alpine Skihaus: choose another",
    );
    expect(contact.card.toVCard().replaceAll("\r\n ", "")).toContain(`PHOTO:${String(stored(sample.company))}\r\n`);
    contact.card.undo();
    await expect.poll(() => part(customer.picture, "img")).toBeNull();
    contact.card.redo();
    await expect.poll(() => part(contact.picture, "img")).not.toBeNull();
    contact.picture.focus();
    await userEvent.keyboard("{Delete}");
    await expect.poll(() => stored(sample.company)).toBe("");
    expect(part(contact.picture, ".remove")).toBeNull();
  });

  test("[F9] [E13] is dropped or pasted, and what is no picture is told, with nothing changed", async () => {
    const { picture } = await show(sample.company);
    const transfer = new DataTransfer();
    transfer.items.add(await fileOf(90, 90));
    part(picture, ".editor")?.dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, bubbles: true }));
    await expect.poll(() => isPicture(stored(sample.company))).toBe(true);
    const dropped = stored(sample.company);
    const clipboard = new DataTransfer();
    clipboard.items.add(await fileOf(90, 90, "image/png", 3));
    const paste = new ClipboardEvent("paste", { clipboardData: clipboard, bubbles: true, cancelable: true });
    part(picture, "button.tile")?.dispatchEvent(paste);
    await expect.poll(() => stored(sample.company)).not.toBe(dropped);
    const pasted = stored(sample.company);
    give(picture, new File(["<svg/>"], "a.svg", { type: "image/svg+xml" }));
    await expect.poll(() => problemOf(picture)).toContain("SVG");
    const text = new DataTransfer();
    text.setData("text/plain", "https://example.com/a.png");
    part(picture, ".editor")?.dispatchEvent(new DragEvent("drop", { dataTransfer: text, bubbles: true }));
    await expect.poll(() => problemOf(picture)).toContain("no picture in this");
    expect(stored(sample.company)).toBe(pasted);
  });

  test("[F9] is only looked at where the card may only be read, or the page asks for other fields", async () => {
    sample.engine.identity.set({ ...sample.engine.identity.value, role: "viewer" });
    const read = await show(sample.company);
    expect([part(read.picture, "button"), part(read.picture, "input")]).toEqual([null, null]);
    sample.engine.identity.set({ ...sample.engine.identity.value, role: "admin" });
    document.body.replaceChildren();
    const { picture, card } = await show(sample.customer);
    expect(part(picture, "button")).not.toBeNull();
    card.fields = "name,phoneNo";
    await expect.poll(() => part(picture, "button")).toBeNull();
    card.fields = "name,image";
    await expect.poll(() => part(picture, "button")).not.toBeNull();
  });

  test("[F7] [F9] a conflict shows both pictures, and keeping one settles it", async () => {
    const [mine, theirs] = await Promise.all([makePicture(await fileOf(90, 90)), makePicture(await fileOf(60, 90))]);
    if (!mine.ok || !theirs.ok) throw new Error("No pictures");
    const { card } = await show(sample.company);
    const person = { sub: "ben", name: "Ben Rossi" };
    const candidates = [
      { value: theirs.value, by: person, isMine: false, atMs: Date.now(), cardId: sample.customer.id },
      { value: mine.value, by: { sub: "ada", name: "Ada" }, isMine: true, atMs: 1, cardId: sample.company.id },
    ];
    sample.workspace.conflict(sample.company, "image", "quiet", candidates);
    const field = card.renderRoot.querySelector(".head couplet-field")?.shadowRoot;
    await expect.poll(() => field?.querySelector("button.versions")).toBeTruthy();
    field?.querySelector<HTMLElement>("button.versions")?.click();
    await expect.poll(() => field?.querySelectorAll(".choice img").length).toBe(2);
    const shown = [...(field?.querySelectorAll<HTMLImageElement>(".choice img") ?? [])].map((image) => image.src);
    expect(shown).toEqual([theirs.value, mine.value]);
    expect(field?.querySelector(".choice")?.textContent).not.toContain("base64");
    field?.querySelectorAll<HTMLElement>(".choice li button")[1]?.click();
    await expect.poll(() => stored(sample.company)).toBe(mine.value);
  });

  test("[F9] a picture picked for one card does not land on the one shown next", async () => {
    const { picture } = await show(sample.company);
    const picked: string[] = [];
    const alone = document.createElement("couplet-picture");
    Object.assign(alone, { editable: true, card: "1", pick: (value: string) => picked.push(value) });
    picture.parentNode?.append(alone);
    await alone.updateComplete;
    give(alone, await fileOf(90, 90));
    alone.card = "2";
    await alone.updateComplete;
    give(alone, await fileOf(50, 50));
    await expect.poll(() => picked.length).toBe(1);
    expect(readPictureHeader(await bytesOf(picked[0] ?? ""))?.width).toBe(50);
  });
});
