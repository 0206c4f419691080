/**
 * Pictures of cards on a running server: one picture for all related cards, and nothing but pictures, whoever sends it and how.
 *
 * @module
 */
import { pathOfKind, relatedKinds } from "@couplet/model";
import type { RunningServer } from "@couplet/server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bluePicture, pngFile, redPicture } from "../harness/pictures.ts";
import { Family } from "./family.ts";
import { type Json, startFresh } from "./rest-client.ts";

let server: RunningServer;
let family: Family;
beforeAll(async () => {
  server = await startFresh();
  family = await Family.open(server, relatedKinds);
});
afterAll(async () => {
  family.close();
  await server.close();
});

const base64 = (text: string): string => Buffer.from(text).toString("base64");
const urlOf = (type: string, bytes: Buffer): string => `data:image/${type};base64,${bytes.toString("base64")}`;

const hostile: readonly (readonly [what: string, code: string, value: string])[] = [
  ["a page", "image.format", `data:text/html;base64,${base64("<script>alert(1)</script>")}`],
  ["a drawing", "image.format", `data:image/svg+xml;base64,${base64("<svg onload='alert(1)'/>")}`],
  ["a link", "image.format", "https://tracker.example/pixel.png"],
  ["a script", "image.format", "javascript:alert(1)"],
  ["a page named a picture", "image.content", `data:image/png;base64,${base64("<script>alert(1)</script>")}`],
  [
    "a page that ends as a picture does",
    "image.content",
    urlOf("png", Buffer.concat([Buffer.from("<script>"), pngFile(2, 2, [0, 0, 0]).subarray(-12)])),
  ],
  ["a PNG named JPEG", "image.content", urlOf("jpeg", pngFile(2, 2, [0, 0, 0]))],
  ["half a picture", "image.content", urlOf("png", pngFile(2, 2, [0, 0, 0]).subarray(0, -8))],
  ["broken base64", "image.content", "data:image/png;base64,iVBORw0KGgo*"],
  ["a huge picture in few bytes", "image.size", urlOf("png", pngFile(1_000, 1_000, [0, 0, 0]))],
  ["one that is too long", "text.tooLong", `data:image/png;base64,${"A".repeat(12_000)}`],
  ["one that is far too long", "text.tooLong", `data:image/png;base64,${"A".repeat(150_000)}`],
];

describe("pictures", () => {
  test("[F9] [F1] [C3] set on one card over REST or in a room, it is at once on every related card", async () => {
    await family.ada.expecting(200, "PATCH", family.path("contact"), { image: redPicture });
    for (const kind of family.kinds) expect((await family.read(kind)).image).toBe(redPicture);
    const { documentId } = await family.read("vendor");
    const client = await family.join(documentId, { sub: "pia", card: family.id("vendor") });
    expect((await client.set("image", bluePicture)).refusals).toEqual([]);
    for (const kind of family.kinds) expect((await family.read(kind)).image).toBe(bluePicture);
    const { items } = await family.vera.expecting(200, "GET", `${family.path("bankAccount")}/history?limit=1`);
    expect(items[0]).toMatchObject({ field: "image", old: redPicture, new: bluePicture, by: { sub: "pia" } });
    await family.ada.expecting(200, "PATCH", family.path("customer"), { image: "" });
    for (const kind of family.kinds) expect((await family.read(kind)).image).toBe("");
    client.close();
  });

  test.each(hostile)("[F9] [G3] %s is refused over REST with %s, and nothing changed", async (_what, code, value) => {
    await family.ada.expecting(200, "PATCH", family.path("contact"), { image: redPicture });
    const before = await family.readAll();
    for (const kind of family.kinds) {
      for (const [method, path] of [
        ["PATCH", family.path(kind)],
        ["POST", `/${pathOfKind(kind)}`],
      ] as const) {
        const { status, body } = await family.ada.call(method, path, { name: "Changed", image: value });
        expect([method, status, body.code, body.field]).toEqual([method, 422, code, "image"]);
      }
    }
    const french = await family.ada.call(
      "PATCH",
      family.path("contact"),
      { image: value },
      { "accept-language": "fr-CH" },
    );
    expect(french.body.detail).toMatch(/image|caractères/u);
    expect(await family.readAll()).toEqual(before);
  });

  test.each(hostile)(
    "[F9] [G3] %s is refused in a room with %s, and others never see it",
    async (_what, code, value) => {
      await family.ada.expecting(200, "PATCH", family.path("contact"), { image: redPicture });
      const { documentId } = await family.read("customer");
      const witness = await family.join(documentId, { sub: "wendy", role: "viewer" });
      const seen: unknown[] = [];
      witness.doc.on("update", () => seen.push(witness.record.value("image")));
      const mallory = await family.join(documentId, { sub: "mallory", card: family.id("customer") });
      const { refusals } = await mallory.set("image", value);
      expect(refusals.map((refusal) => [refusal.code, refusal.field])).toEqual([[code, "image"]]);
      expect((await mallory.set("county", `ZG ${value.length}`)).refusals).toEqual([]);
      for (const kind of family.kinds) expect((await family.read(kind)).image).toBe(redPicture);
      await family.agreed(documentId, [witness, mallory]);
      expect(new Set(seen)).toEqual(new Set([redPicture]));
      for (const client of [witness, mallory]) client.close();
    },
  );

  test("[F9] [G2] who may not edit the card does not change its picture", async () => {
    await family.ada.expecting(200, "PATCH", family.path("contact"), { image: redPicture });
    const { documentId } = await family.read("bankAccount");
    const reader = await family.join(documentId, { sub: "viktor", role: "viewer", card: family.id("contact") });
    expect((await reader.set("image", bluePicture)).refusals.map(({ code }) => code)).toEqual(["perm.kind"]);
    const viktor = await family.as("viktor", "viewer");
    expect((await viktor.call("PATCH", family.path("contact"), { image: bluePicture })).status).toBe(403);
    for (const kind of family.kinds) expect((await family.read(kind)).image).toBe(redPicture);
    reader.close();
  });

  test("[F9] [D1] the picture stays on every other card when the contact is deleted, and parts with an unlinked one", async () => {
    const parted = await Family.open(server, relatedKinds);
    await parted.ada.expecting(200, "PATCH", parted.path("vendor"), { image: bluePicture });
    const { relations } = await parted.read("vendor");
    await parted.ada.expecting(204, "DELETE", `${parted.path("contact")}/links/${relations[0].id}`);
    await parted.ada.expecting(200, "PATCH", parted.path("vendor"), { image: redPicture });
    expect((await parted.read("customer")).image).toBe(bluePicture);
    await parted.ada.expecting(204, "DELETE", parted.path("contact"));
    const left = await Promise.all(relatedKinds.map(async (kind) => [kind, (await parted.read(kind)).image] as const));
    expect(Object.fromEntries(left)).toEqual({ customer: bluePicture, vendor: redPicture, bankAccount: bluePicture });
    parted.close();
  });

  test("[F9] [G3] the history of a card whose picture was changed often comes in pages that end early", async () => {
    const often = await Family.open(server, []);
    // Noise does not shrink: as long as a picture may be.
    const pictures = [1, 2].map((seed) => urlOf("png", noisy(seed)));
    expect(pictures.map((picture) => picture.length > 11_000 && picture.length <= 12_000)).toEqual([true, true]);
    const changes = 120;
    for (let change = 0; change < changes; change += 1)
      await often.ada.expecting(200, "PATCH", often.path("contact"), { image: pictures[change % 2] });
    const entries: string[] = [];
    let pages = 0;
    for (let cursor: string | undefined = ""; cursor !== undefined; pages += 1) {
      const page: Json = await often.vera.expecting(
        200,
        "GET",
        `${often.path("contact")}/history?limit=1000${cursor === "" ? "" : `&cursor=${cursor}`}`,
      );
      expect(JSON.stringify(page).length).toBeLessThan(2_200_000);
      entries.push(...page.items.filter(({ field }: Json) => field === "image").map(({ entry }: Json) => entry));
      cursor = page.nextCursor;
    }
    expect(pages).toBeGreaterThan(1);
    // One more: the picture the card was made with.
    expect([entries.length, new Set(entries).size]).toEqual([changes + 1, changes + 1]);
    often.close();
  });
});

/** A PNG of noise, near the limit. */
function noisy(seed: number): Buffer {
  const side = 8;
  const plain = pngFile(side, side, [seed, seed, seed]);
  const end = plain.length - 12;
  const rest = Buffer.alloc(8_800);
  for (let index = 0, state = seed; index < rest.length; index += 1) {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    rest[index] = state >> 16;
  }
  // A chunk that readers leave out, so that the length is as wanted.
  const head = Buffer.alloc(8);
  head.writeUInt32BE(rest.length);
  head.write("noIs", 4, "latin1");
  return Buffer.concat([plain.subarray(0, end), head, rest, Buffer.alloc(4), plain.subarray(end)]);
}
