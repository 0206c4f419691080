/**
 * A server beside which devices stand while it is backed up, goes on, and is restored from that backup. The address stays.
 *
 * @module
 */
import type { Engine } from "@couplet/engine";
import { createEngineOn, type DeviceDisk } from "@couplet/engine/disk";
import type { Role } from "@couplet/model";
import { restore, type RunningServer, signToken, startServer } from "@couplet/server";
import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect } from "vitest";
import { MemoryDisk } from "../harness/memory-disk.ts";
import { MessageLine } from "../harness/message-line.ts";
import { type Caller, createCaller, type Json, secret } from "./rest-client.ts";

interface Device {
  readonly role?: Role;
  readonly keeps?: "workspace" | "opened";
  /** With what an engine has kept before. */
  readonly disk?: DeviceDisk;
  /** Comes with what it has, which may be nothing yet. */
  readonly isEarly?: boolean;
}

export interface RestoredScene {
  readonly root: Caller;
  readonly line: MessageLine;
  readonly backedUp: () => Promise<void>;
  /** @param meanwhile what is done while the server is away */
  readonly restored: (meanwhile?: () => unknown) => Promise<void>;
  /** A device; with all of the workspace, where it keeps that. */
  readonly device: (sub: string, more?: Device) => Promise<Engine>;
  /** One that does not come back. */
  readonly gone: (engine: Engine) => Promise<void>;
  readonly contact: (name: string) => Promise<Json>;
  readonly patch: (card: Json, fields: Json) => Promise<Json>;
  readonly read: (card: Json, path?: string) => Promise<Json>;
}

export const eventually = (look: () => unknown, value: unknown): Promise<void> =>
  expect.poll(look, { timeout: 90_000, interval: 20 }).toEqual(value);

/** Each test has a server of its own. */
export function restoredScene(): RestoredScene {
  let dataDir: string;
  let server: RunningServer;
  let root: Caller;
  let line: MessageLine;
  const engines = new Set<Engine>();

  const file = (name: string): string => join(dataDir, name);
  const start = async (port = 0): Promise<void> => {
    server = await startServer({ dataDir, port, auth: { kind: "secret", secret } });
    root = await createCaller(server, { sub: "root" });
  };
  /** While nobody has the store open. */
  const away = async (work: () => unknown): Promise<void> => {
    const { port } = server;
    await server.close();
    await work();
    await start(port);
  };

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), "couplet-restored-"));
    await start();
    line = await MessageLine.open(server.url);
  });
  afterEach(async () => {
    await Promise.all([...engines].map((engine) => engine.close()));
    engines.clear();
    line.close();
    await server.close();
    await rm(dataDir, { recursive: true });
  });

  return {
    get root() {
      return root;
    },
    get line() {
      return line;
    },
    backedUp: () => away(() => copyFile(file("couplet.db"), file("backup"))),
    restored: (meanwhile = () => undefined) =>
      away(async () => {
        restore({ dataDir, file: file("backup") });
        await meanwhile();
      }),
    async device(sub, { role = "editor", keeps = "workspace", disk = new MemoryDisk(), isEarly = false } = {}) {
      const engine = createEngineOn(disk, {
        endpoint: line.url,
        keeps,
        getToken: async () => ({
          token: await signToken(secret, { sub, name: sub, workspace: "acme", role }, Date.now() + 3_600_000),
        }),
      });
      engines.add(engine);
      await engine.ready;
      if (keeps === "workspace" && !isEarly) await eventually(() => engine.progress.value?.isComplete, true);
      return engine;
    },
    async gone(engine) {
      await engine.close();
      engines.delete(engine);
    },
    contact: (name) => root.expecting(201, "POST", "/contacts", { name, city: "Bern" }),
    patch: ({ id }, fields) => root.expecting(200, "PATCH", `/contacts/${id}`, fields),
    read: ({ id }, path = "contacts") => root.expecting(200, "GET", `/${path}/${id}`),
  };
}
