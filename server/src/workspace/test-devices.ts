/**
 * Devices of a test: they come into a room, leave with their copy, and come back with what was edited meanwhile.
 *
 * @module
 */
import * as Y from "yjs";
import { type Fixture, type TestClient, until } from "./workspace-fixture.ts";

/** Once it has what the server has. */
export async function synced(client: TestClient): Promise<TestClient> {
  await until(() => client.isSynced, "the session is synced");
  return client;
}

/** Once the server has what it has, as well. */
export async function joined(client: TestClient): Promise<TestClient> {
  await until(() => client.isSynced && client.isSettled, "the session is synced");
  return client;
}

/** A device that has a document and goes offline. */
export async function leaving(
  fixture: Fixture,
  card: { readonly id: string },
  documentId: string,
): Promise<TestClient> {
  const client = await joined(fixture.connect(documentId, { card: card.id }));
  client.end();
  await client.closed;
  return client;
}

/** The device is back, with what was edited meanwhile. */
export async function arriving(
  fixture: Fixture,
  card: { readonly id: string },
  documentId: string,
  device: TestClient,
): Promise<TestClient> {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(device.doc));
  const client = fixture.connect(documentId, { card: card.id, doc });
  await Promise.race([joined(client), client.closed]);
  await fixture.workspace.flush();
  return client;
}
