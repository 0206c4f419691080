/**
 * From a file that somebody picks, drops or pastes to the picture that a card keeps.
 *
 * Shape    a file in, a data URL or a problem out: decoded and turned as the camera held it, cut to the square in the middle, scaled,
 *          written as JPEG of falling quality until it fits. What the file tells besides (place, camera) is not in it.
 * Not      the judgement of what may be kept: that is the model's, on every way in.
 * Source   docs/decisions/0017-pictures-travel-in-the-document.md; rule F9
 *
 * @module
 */
import { isPicture, readPictureHeader, type FieldProblem, type ProblemCode } from "@couplet/model";

export type MadePicture =
  | { readonly ok: true; readonly value: string }
  | { readonly ok: false; readonly problem: FieldProblem };

/** What a phone's photograph never reaches, and a browser can still unpack. */
const maxFileBytes = 20 * 1024 * 1024;
const maxPixels = 40_000_000;

/** Pixels a side, sharp at 64 on a screen of two and a half times the density; smaller only where nothing else helps. */
const sides = [160, 128, 96, 64];
const qualities = [0.9, 0.82, 0.74, 0.66, 0.58];

const refuse = (code: ProblemCode, params: Readonly<Record<string, number>> = {}): MadePicture => ({
  ok: false,
  problem: { code, field: "image", params },
});

/** SVG, whatever the file is called. A browser could draw it; but it is a document, and no photograph. */
function isDrawing(file: Blob, bytes: Uint8Array): boolean {
  const start = new TextDecoder().decode(bytes.subarray(0, 1_000)).trimStart();
  return file.type.startsWith("image/svg") || (start.startsWith("<") && /<svg[\s>]/i.test(start));
}

const megapixels = (pixels: number): MadePicture =>
  refuse("image.pixels", { n: Math.ceil(pixels / 1_000_000), max: maxPixels / 1_000_000 });

/** Never throws: what cannot be read is a problem to be told. */
export async function makePicture(file: Blob): Promise<MadePicture> {
  if (file.size > maxFileBytes)
    return refuse("image.file", { n: Math.ceil(file.size / 1024 / 1024), max: maxFileBytes / 1024 / 1024 });
  let bitmap: ImageBitmap | undefined;
  try {
    const bytes = new Uint8Array(await file.arrayBuffer());
    if (isDrawing(file, bytes)) return refuse("image.drawing");
    // Where the header says it, before anything is unpacked.
    const header = readPictureHeader(bytes);
    if (header && header.width * header.height > maxPixels) return megapixels(header.width * header.height);
    bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
    if (bitmap.width * bitmap.height > maxPixels) return megapixels(bitmap.width * bitmap.height);
    const value = encode(bitmap);
    return value === undefined ? refuse("image.unreadable") : { ok: true, value };
  } catch {
    return refuse("image.unreadable");
  } finally {
    bitmap?.close();
  }
}

/** The largest and best that fits. */
function encode(bitmap: ImageBitmap): string | undefined {
  const square = Math.min(bitmap.width, bitmap.height);
  for (const side of sides) {
    const canvas = draw(bitmap, square, Math.min(side, square));
    for (const quality of qualities) {
      const value = canvas.toDataURL("image/jpeg", quality);
      if (isPicture(value)) return value;
    }
  }
  return undefined;
}

function draw(bitmap: ImageBitmap, square: number, side: number): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  canvas.width = side;
  canvas.height = side;
  const context = canvas.getContext("2d");
  if (!context) return canvas;
  // A JPEG is not transparent: a logo cut out of its paper gets paper again.
  context.fillStyle = "#ffffff";
  context.fillRect(0, 0, side, side);
  context.imageSmoothingQuality = "high";
  const left = (bitmap.width - square) / 2;
  const top = (bitmap.height - square) / 2;
  context.drawImage(bitmap, left, top, square, square, 0, 0, side, side);
  return canvas;
}
