import { describe, expect, test } from "vitest";
import { maxBodyBytes, readBody, requestHash } from "./body.ts";

const request = (
  body: string | Uint8Array<ArrayBuffer>,
  contentType = "application/json",
  headers: Record<string, string> = {},
): Request =>
  new Request("http://couplet.example/", {
    method: "POST",
    body,
    headers: { "content-type": contentType, ...headers },
  });

describe("[HT4] a body", () => {
  test("[HT4] is a JSON object or nothing", async () => {
    expect(await readBody(request('{"name":"Ada"}'))).toEqual({ name: "Ada" });
    expect(await readBody(request('{"name":"Ada"}', "application/merge-patch+json; charset=UTF-8"))).toEqual({
      name: "Ada",
    });
    expect(await readBody(new Request("http://couplet.example/", { method: "POST" }))).toBeUndefined();
    expect(await readBody(request("", "text/plain"))).toBeUndefined();
  });

  test.each(["[1]", "null", '"text"', "1"])("[HT4] %s is no object", async (body) => {
    await expect(readBody(request(body))).rejects.toMatchObject({ status: 400, code: "body.object" });
  });

  test.each(['{"name":', "{'name':1}", "\0", "NaN"])("[HT4] %j is no JSON", async (body) => {
    await expect(readBody(request(body))).rejects.toMatchObject({ status: 400, code: "body.json" });
  });

  test("[HT4] bytes that are not UTF-8 are no JSON", async () => {
    await expect(readBody(request(new Uint8Array([0x22, 0xff, 0x22])))).rejects.toMatchObject({
      status: 400,
      code: "body.json",
    });
  });

  test.each([
    "text/plain",
    "application/x-www-form-urlencoded",
    "application/json; charset=iso-8859-1",
    "application/jsonp",
    "multipart/form-data; boundary=x",
  ])("[HT4] %s is no content type for it", async (contentType) => {
    await expect(readBody(request("{}", contentType))).rejects.toMatchObject({ status: 415, code: "body.type" });
  });

  test("[G3] is refused where it is nested deeper than anything that is taken", async () => {
    const nested = (depth: number): string => `{"a":${"[".repeat(depth)}${"]".repeat(depth)}}`;
    await expect(readBody(request(nested(20)))).resolves.toBeDefined();
    for (const depth of [40, 5_000, 200_000])
      await expect(readBody(request(nested(depth)))).rejects.toMatchObject({ status: 400, code: "body.json" });
  });

  test("[HT4] is refused beyond 1 MiB, whether it says so or not", async () => {
    const tooMuch = JSON.stringify({ name: "x".repeat(maxBodyBytes) });
    await expect(readBody(request(tooMuch))).rejects.toMatchObject({ status: 413, code: "body.tooLarge" });
    await expect(
      readBody(request("{}", "application/json", { "content-length": String(10 * maxBodyBytes) })),
    ).rejects.toMatchObject({ status: 413 });
  });
});

test("[HT5] the same request has the same hash however it is spaced; another path or body has another", () => {
  const hash = requestHash("POST", "/api/v1/contacts", { name: "Ada" });
  expect(requestHash("POST", "/api/v1/contacts", JSON.parse('{ "name" : "Ada" }') as Record<string, unknown>)).toBe(
    hash,
  );
  expect(requestHash("POST", "/api/v1/customers", { name: "Ada" })).not.toBe(hash);
  expect(requestHash("POST", "/api/v1/contacts", { name: "Eva" })).not.toBe(hash);
  expect(requestHash("POST", "/api/v1/contacts", undefined)).not.toBe(hash);
});
