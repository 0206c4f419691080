/**
 * Started servers with a family of cards for each test, and strangers that must not be touched by any.
 *
 * @module
 */
import type { RelatedKind } from "@couplet/model";
import type { RunningServer } from "@couplet/server";
import { afterAll, beforeAll, expect } from "vitest";
import { Family } from "./family.ts";
import { type Json, startFresh } from "./rest-client.ts";

export interface Families {
  withFamily(this: void, related: readonly RelatedKind[], run: (family: Family) => Promise<void>): Promise<void>;
  /** Of another workspace. */
  foreignCardOf(this: void, family: Family): string;
}

/** To be called once in a test file. */
export function createFamilies(): Families {
  /** Several, because a server takes so many sockets of one address a minute and no more. */
  let servers: readonly RunningServer[] = [];
  /** A contact of another workspace on each, and what it was. */
  const strangers = new Map<RunningServer, { readonly family: Family; readonly before: Json }>();
  let families = 0;
  beforeAll(async () => {
    servers = await Promise.all([startFresh(), startFresh(), startFresh(), startFresh()]);
    for (const server of servers) {
      const family = await Family.open(server, []);
      strangers.set(server, { family, before: await family.read("contact") });
    }
  });
  afterAll(async () => {
    for (const { family, before } of strangers.values()) expect(await family.read("contact")).toEqual(before);
    await Promise.all(servers.map((server) => server.close()));
  });
  return {
    withFamily: async (related, run) => {
      const server = servers[(families += 1) % servers.length];
      if (!server) throw new Error("No server was started");
      const family = await Family.open(server, related);
      try {
        await run(family);
      } finally {
        family.close();
      }
    },
    foreignCardOf: (family) => strangers.get(family.server)?.family.id("contact") ?? "",
  };
}
