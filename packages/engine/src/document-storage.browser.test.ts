import { expect, test } from "vitest";
import * as Y from "yjs";
import { DocumentStorage } from "./document-storage.ts";
import { NotKeptError } from "./engine-error.ts";

const noFailure = (): void => {
  throw new Error("Failed");
};

async function left(name: string, text: string): Promise<void> {
  const doc = new Y.Doc();
  const storage = new DocumentStorage(name, doc, noFailure);
  await storage.read;
  doc.getText("notes").insert(0, text);
  await storage.written();
  await storage.close();
}

test("[C2] a document that the device is slow to give is not said to be kept before it is read, and is then, with what was set meanwhile", async () => {
  const name = crypto.randomUUID();
  await left(name, "left");
  const doc = new Y.Doc();
  let failures = 0;
  // Without patience every device is a slow one.
  const storage = new DocumentStorage(name, doc, () => (failures += 1), -1);
  doc.getMap("fields").set("city", "Bern");
  await expect(storage.written()).rejects.toThrow(NotKeptError);
  await storage.read;
  expect(doc.getText("notes").toJSON()).toBe("left");
  await storage.written();
  await storage.close();
  expect(failures).toBe(1);

  const again = new Y.Doc();
  const next = new DocumentStorage(name, again, noFailure);
  expect(await next.loaded).toBe(true);
  expect([again.getText("notes").toJSON(), again.getMap("fields").get("city")]).toEqual(["left", "Bern"]);
  await next.close();
});
