import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Actor } from "@couplet/model";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openSqliteStore, type SqliteStore } from "../store/sqlite.ts";
import { Accounts, maxSessionsPerPerson, sessionLifeMs } from "./accounts.ts";
import { deviceOf } from "./device.ts";
import { EndedSessions } from "./ended-sessions.ts";

const workspace = "acme";
const ada = { sub: "ada", name: "Ada Keller", workspace, role: "admin" } as const;

describe("[HT11] accounts", () => {
  let nowMs: number;
  let directory: string;
  let store: SqliteStore;
  let accounts: Accounts;
  let changed: [string, Actor][];

  const open = async (): Promise<void> => {
    store = openSqliteStore(join(directory, "couplet.db"));
    const ended = await EndedSessions.open(join(directory, "ended-sessions"), nowMs);
    const roleChanged = (id: string, actor: Actor): void => void changed.push([id, actor]);
    accounts = new Accounts({ store: store.accounts, ended, nowMs: () => nowMs, roleChanged });
  };
  const enter = async (sub: string): Promise<string> => {
    const { code } = await accounts.link(workspace, sub, 60_000);
    return (await accounts.enter(code, "")).session;
  };
  const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  beforeEach(async () => {
    nowMs = 1_800_000_000_000;
    changed = [];
    directory = await mkdtemp(join(tmpdir(), "couplet-accounts-"));
    await open();
    await accounts.introduce(ada);
  });
  afterEach(async () => {
    await store.close();
    await rm(directory, { recursive: true });
  });

  test("[HT11] whoever signs in again and again keeps the newest sessions only", async () => {
    const first = await enter("ada");
    for (let count = 0; count < maxSessionsPerPerson; count += 1) {
      nowMs += 1;
      await enter("ada");
    }
    expect(await accounts.sessions(workspace, "ada")).toHaveLength(maxSessionsPerPerson);
    expect(await accounts.find(first)).toBeUndefined();
    await expect(accounts.resume(first, ada, "")).rejects.toMatchObject({ code: "signIn.session" });
  });

  test("[HT11] whoever watches hears of each change once, also of one made before the watching, and of nothing afterwards", async () => {
    const { sub } = await accounts.invite(workspace, "ben", "Ben Rossi", "sales");
    const session = await enter(sub);
    const access = await accounts.find(session);
    await accounts.change(workspace, sub, { role: "editor" });
    const heard: (Actor | undefined)[] = [];
    const unwatch = access?.watch((actor) => heard.push(actor));
    await settle();
    expect(heard).toEqual([{ sub, name: "Ben Rossi", role: "editor" }]);
    await accounts.change(workspace, sub, { role: "editor" });
    await accounts.change(workspace, sub, { name: "Ben R." });
    await accounts.end(workspace, sub, session);
    expect(heard.slice(1)).toEqual([{ sub, name: "Ben R.", role: "editor" }, undefined]);
    unwatch?.();
    await enter(sub);
    await accounts.change(workspace, sub, { role: "viewer" });
    expect(heard).toHaveLength(3);
    expect(changed).toEqual([
      [workspace, { sub, name: "Ben Rossi", role: "editor" }],
      [workspace, { sub, name: "Ben R.", role: "viewer" }],
    ]);
  });

  test("[HT11] somebody removed does not come back by an old cookie, nor by a start; only by being asked for", async () => {
    await enter("ada");
    const { sub, name } = await accounts.invite(workspace, "ben", "Ben Rossi", "sales");
    const session = await enter(sub);
    await accounts.remove(workspace, sub);
    const claims = { sub, name, workspace, role: "sales" } as const;
    for (const id of [session, "0198c0de-7c1a-7000-8000-000000000000"])
      await expect(accounts.resume(id, claims, "")).rejects.toMatchObject({ code: "signIn.session" });
    expect(await accounts.introduce(claims)).toBeUndefined();
    expect(await accounts.introduce(claims, true)).toMatchObject({ sub, role: "sales" });
    await expect(accounts.resume(session, claims, "")).rejects.toMatchObject({ code: "signIn.session" });
  });

  test("[HT11] a start gives nobody a role back that an administrator has taken, unless it is asked for", async () => {
    const ben = { sub: "ben", name: "Ben Rossi", workspace, role: "sales" } as const;
    await accounts.introduce(ben);
    await accounts.change(workspace, "ben", { role: "viewer" });
    expect(await accounts.introduce(ben)).toMatchObject({ role: "viewer" });
    expect(await accounts.introduce(ben, true)).toMatchObject({ role: "sales" });
  });

  test("[HT11] what is over by itself is forgotten, after a restart, too", async () => {
    const session = await enter("ada");
    await accounts.link(workspace, "ada", 60_000);
    nowMs += sessionLifeMs + 1;
    expect(await accounts.find(session)).toBeUndefined();
    expect((await accounts.people(workspace))[0]).toMatchObject({ sessions: 0, linkExpiresAtMs: undefined });
    await store.close();
    await open();
    await enter("ada");
    expect(await store.accounts.session(session)).toBeUndefined();
  });
});

test.each([
  ["Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0", "Firefox, Linux"],
  [
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0.0.0 Safari/537.36 Edg/130.0",
    "Edge, Windows",
  ],
  [
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1 Version/18.0 Mobile Safari/604.1",
    "Safari, iPhone",
  ],
  ["Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36", "Chrome, Android"],
  ["curl/8", ""],
  [undefined, ""],
])("[HT11] a browser is called by name: %s", (userAgent, device) => {
  expect(deviceOf(userAgent)).toBe(device);
});
