import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RunningServer } from "@couplet/server";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { RoomClient } from "../harness/room-client.ts";
import { type ServerProcess, startServerProcess } from "../harness/server-process.ts";
import { SyncClient } from "../harness/sync-client.ts";
import { type Json, startFresh } from "./rest-client.ts";

const workspace = "acme";
const admin = { sub: "admin", name: "Administrator", workspace, role: "admin" } as const;

/** Somebody signed in at a browser. */
interface Browser {
  readonly token: string;
  readonly cookie: string;
  readonly sub: string;
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<[number, Json]>;
}

const post = (url: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${url}/api/v1${path}`, {
    method: "POST",
    headers: { ...(body !== undefined && { "content-type": "application/json" }), ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });

/** @returns the status where the code does not work */
async function follow(url: string, code: string, userAgent = "Firefox/130 Linux"): Promise<Browser | number> {
  const answer = await post(url, "/sign-in", { code }, { "user-agent": userAgent });
  if (answer.status !== 200) return answer.status;
  const { token, user } = await answer.json();
  const cookie = (answer.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
  const call: Browser["call"] = async (method, path, body, headers = {}) => {
    const response = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body !== undefined && { "content-type": "application/json" }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return [response.status, text === "" ? undefined : JSON.parse(text)];
  };
  return { token, cookie, sub: user.sub, call };
}

async function come(url: string, code: string, userAgent?: string): Promise<Browser> {
  const browser = await follow(url, code, userAgent);
  if (typeof browser === "number") throw new Error(`The code does not work: ${browser}`);
  return browser;
}

const codeIn = (link: string): string => /#code=([\w-]+)/u.exec(link)?.[1] ?? "";

describe("[HT11] people who sign in here", () => {
  let server: RunningServer;
  let ada: Browser;
  const connections: { end(): void }[] = [];

  /** Somebody invited, who has not come in yet. */
  const invited = async (name: string, role: string): Promise<{ readonly sub: string; readonly code: string }> => {
    const [status, { sub }] = await ada.call("POST", "/people", { name, role });
    expect(status).toBe(201);
    const [made, { code }] = await ada.call("POST", `/people/${sub}/link`);
    expect(made).toBe(201);
    return { sub, code };
  };
  const joined = async (name: string, role: string): Promise<Browser> =>
    come(server.url, (await invited(name, role)).code);
  const connected = (token: string): SyncClient => {
    const client = new SyncClient({ url: server.url, token });
    connections.push(client);
    return client;
  };
  const inRoom = async (browser: Browser, card: Json): Promise<RoomClient> => {
    const { documentId, id } = card;
    const room = new RoomClient({ url: server.url, token: browser.token, documentId, card: id, user: browser.sub });
    connections.push({ end: () => room.close() });
    await room.ready;
    return room;
  };
  const personIn = async (sub: string): Promise<Json> =>
    (await ada.call("GET", "/people"))[1].items.find((person: Json) => person.sub === sub);

  beforeAll(async () => {
    server = await startFresh();
    ada = await come(server.url, codeIn((await server.createSignInLink(admin))?.url ?? ""));
  });
  afterEach(() => connections.splice(0).forEach((connection) => connection.end()));
  afterAll(() => server.close());

  test("[HT11] an administrator invites, the link lets in once, and the list tells who has come", async () => {
    const { sub, code } = await invited("Bea Rossi", "sales");
    expect(await personIn(sub)).toMatchObject({ name: "Bea Rossi", role: "sales", status: "invited", sessions: 0 });
    const bea = await come(server.url, code, "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) Safari/604.1");
    expect(bea.sub).toBe(sub);
    expect(await follow(server.url, code)).toBe(401);
    expect(await personIn(sub)).toMatchObject({ status: "active", sessions: 1 });
    expect((await bea.call("POST", "/contacts", { name: "Cronus AG" }))[0]).toBe(201);
    expect((await bea.call("POST", "/vendors", { name: "Cronus AG" }))[0]).toBe(403);
    const [, { items }] = await bea.call("GET", `/people/${sub}/sessions`);
    expect(items).toMatchObject([{ device: "Safari, iPhone", current: true }]);
  });

  test("[HT11] another link takes the place of the one before", async () => {
    const { sub, code } = await invited("Cleo Favre", "viewer");
    const [, { code: second }] = await ada.call("POST", `/people/${sub}/link`);
    expect(await follow(server.url, code)).toBe(401);
    await come(server.url, second);
  });

  test("[HT11] a link is told once: no kept answer has it", async () => {
    const { sub } = await invited("Dan Weber", "viewer");
    const key = { "idempotency-key": "one" };
    const [first, second] = [
      await ada.call("POST", `/people/${sub}/link`, undefined, key),
      await ada.call("POST", `/people/${sub}/link`, undefined, key),
    ];
    expect(first[1].code).not.toBe(second[1].code);
    expect(await follow(server.url, first[1].code)).toBe(401);
    expect(await server.store.answer(workspace, ada.sub, "one")).toBeUndefined();
    await come(server.url, second[1].code);
    // An invitation itself is sent again without inviting twice.
    const invitation = { name: "Eve Meier", role: "viewer" };
    const invite = (): Promise<[number, Json]> => ada.call("POST", "/people", invitation, { "idempotency-key": "two" });
    expect((await invite())[1].sub).toBe((await invite())[1].sub);
  });

  test("[HT11] another role holds at once: for tokens that are out, on open connections, in rooms, and in the feed", async () => {
    const fay = await joined("Fay Favre", "editor");
    const [, account] = await ada.call("POST", "/bank-accounts", { name: "Main", iban: "CH9300762011623852957" });
    const sync = connected(fay.token);
    expect(await sync.welcomed).toMatchObject({ role: "editor" });
    await sync.caughtUp();
    const room = await inRoom(fay, account);
    const own = new WebSocket(`${server.url.replace("http", "ws")}/docs/${account.cardDocumentId}`, [
      "couplet.v1",
      `jwt.${fay.token}`,
    ]);
    await once(own, "message");
    const ownClosed = once(own, "close");

    expect((await ada.call("PATCH", `/people/${fay.sub}`, { role: "sales" }))[0]).toBe(200);
    expect(await room.closed).toBe(1013);
    expect((await ownClosed)[0]).toBe(1013);
    await sync.until(() => sync.frames.some((frame) => frame.type === "renewed" && frame.role === "sales"));
    // The same token, by now with other rights.
    const [, seen] = await fay.call("GET", `/bank-accounts/${account.id}`);
    expect(seen).not.toHaveProperty("iban");
    expect((await fay.call("PATCH", `/bank-accounts/${account.id}`, { name: "Mine" }))[0]).toBe(403);
    const command = { id: randomUUID(), type: "delete", cardId: account.id };
    expect((await sync.command<Json>(command)).status).toBe(403);
    const again = new WebSocket(`${server.url.replace("http", "ws")}/docs/${account.cardDocumentId}`, [
      "couplet.v1",
      `jwt.${fay.token}`,
    ]);
    expect((await once(again, "close"))[0]).toBe(4403);
    // What changes from now on of what only others read does not come any more; what all read does.
    const before = sync.replica.documents.get(account.cardDocumentId);
    expect(before).toBeDefined();
    await ada.call("PATCH", `/bank-accounts/${account.id}`, { iban: "CH5604835012345678009" });
    const [, marker] = await ada.call("POST", "/contacts", { name: "Marker" });
    await sync.until(() => sync.replica.cards.has(marker.id));
    expect(sync.replica.documents.get(account.cardDocumentId)).toBe(before);
  });

  test("[HT11] who is removed is out at once: requests, connections, rooms, cookie, waiting link", async () => {
    const gil = await joined("Gil Weber", "editor");
    const [, card] = await gil.call("POST", "/contacts", { name: "Before" });
    const sync = connected(gil.token);
    await sync.welcomed;
    const room = await inRoom(gil, card);
    expect((await room.set("name", "While")).refusals).toEqual([]);
    const [, { code }] = await ada.call("POST", `/people/${gil.sub}/link`);

    expect((await ada.call("DELETE", `/people/${gil.sub}`))[0]).toBe(204);
    expect((await sync.closed).code).toBe(4401);
    expect(await room.closed).toBe(4401);
    const [status, problem] = await gil.call("GET", "/contacts");
    expect([status, problem.code]).toEqual([401, "auth.ended"]);
    expect((await connected(gil.token).closed).code).toBe(4401);
    expect((await post(server.url, "/token", undefined, { cookie: gil.cookie })).status).toBe(401);
    expect(await follow(server.url, code)).toBe(401);
    expect(await personIn(gil.sub)).toBeUndefined();
    // What was done stays theirs.
    const [, { items }] = await ada.call("GET", `/contacts/${card.id}/history?field=name`);
    expect(items[0]).toMatchObject({ new: "While", by: { name: "Gil Weber" } });
  });

  test("[HT11] one session is ended at once, the other goes on; signing out ends connections, too", async () => {
    const { sub, code } = await invited("Hal Frei", "editor");
    const phone = await come(server.url, code, "iPhone Safari/1");
    const [, { code: second }] = await ada.call("POST", `/people/${sub}/link`);
    const desk = await come(server.url, second, "Windows Edg/1");
    const [onPhone, onDesk] = [connected(phone.token), connected(desk.token)];
    await Promise.all([onPhone.welcomed, onDesk.welcomed]);
    const [, { items }] = await desk.call("GET", `/people/${sub}/sessions`);
    expect(items.map(({ device, current }: Json) => [device, current]).sort()).toEqual([
      ["Edge, Windows", true],
      ["Safari, iPhone", false],
    ]);
    const lost = items.find((session: Json) => session.device === "Safari, iPhone");
    expect((await desk.call("DELETE", `/people/${sub}/sessions/${lost.id}`))[0]).toBe(204);
    expect((await onPhone.closed).code).toBe(4401);
    expect((await phone.call("GET", "/contacts"))[0]).toBe(401);
    expect((await desk.call("GET", "/contacts"))[0]).toBe(200);
    expect((await desk.call("DELETE", `/people/${sub}/sessions/${lost.id}`))[0]).toBe(404);
    expect((await post(server.url, "/sign-out", undefined, { cookie: desk.cookie })).status).toBe(204);
    expect((await onDesk.closed).code).toBe(4401);
  });

  test("[HT11] only administrators manage people, and only those of their workspace", async () => {
    const ida = await joined("Ida Keller", "editor");
    const other = await come(
      server.url,
      codeIn((await server.createSignInLink({ ...admin, workspace: "other" }))?.url ?? ""),
    );
    for (const [method, path, body] of [
      ["GET", "/people"],
      ["POST", "/people", { name: "Mine", role: "admin" }],
      ["PATCH", `/people/${ida.sub}`, { role: "admin" }],
      ["POST", `/people/${ada.sub}/link`],
      ["DELETE", `/people/${ada.sub}`],
      ["GET", `/people/${ada.sub}/sessions`],
      ["DELETE", `/people/${ada.sub}/sessions`],
    ] as const) {
      const [status, problem] = await ida.call(method, path, body);
      expect([method, path, status, problem.code]).toEqual([method, path, 403, "perm.setup"]);
    }
    expect((await other.call("GET", "/people"))[1].items).toMatchObject([{ name: "Administrator" }]);
    for (const [method, path, body] of [
      ["PATCH", `/people/${ida.sub}`, { role: "viewer" }],
      ["POST", `/people/${ida.sub}/link`],
      ["DELETE", `/people/${ida.sub}`],
      ["GET", `/people/${ida.sub}/sessions`],
      ["DELETE", `/people/${ida.sub}/sessions`],
    ] as const)
      expect([path, (await other.call(method, path, body))[0]]).toEqual([path, 404]);
    expect(await personIn(ida.sub)).toMatchObject({ role: "editor", sessions: 1 });
  });

  test("[HT11] the last administrator who has come in stays one", async () => {
    await invited("Jan Invited", "admin");
    for (const [method, body] of [["PATCH", { role: "editor" }], ["DELETE"]] as const) {
      const [status, problem] = await ada.call(method, `/people/${ada.sub}`, body);
      expect([status, problem.code]).toEqual([409, "people.lastAdministrator"]);
    }
    const kim = await joined("Kim Admin", "admin");
    const both = await Promise.all([
      ada.call("PATCH", `/people/${kim.sub}`, { role: "editor" }),
      kim.call("PATCH", `/people/${ada.sub}`, { role: "editor" }),
    ]);
    expect(both.filter(([status]) => status === 200)).toHaveLength(1);
    // Whoever is left gives the other what both had.
    const left = both[0][0] === 200 ? ada : kim;
    expect((await left.call("PATCH", `/people/${left === ada ? kim.sub : ada.sub}`, { role: "admin" }))[0]).toBe(200);
  });

  test("[HT11] what cannot be a name or a role is refused with its field", async () => {
    for (const [body, field] of [
      [{ name: "", role: "viewer" }, "name"],
      [{ name: "x".repeat(256), role: "viewer" }, "name"],
      [{ name: "a\0b", role: "viewer" }, "name"],
      [{ name: "Leo" }, "role"],
      [{ name: "Leo", role: "root" }, "role"],
      [{ name: "Leo", role: "viewer", sub: "admin" }, "sub"],
    ] as const) {
      const [status, problem] = await ada.call("POST", "/people", body);
      expect([status, problem.field]).toEqual([422, field]);
    }
  });

  test("[HT11] a flood of invitations is stopped, for who sends it", async () => {
    const mia = await joined("Mia Admin", "admin");
    const answers = await Promise.all(
      Array.from({ length: 260 }, () => mia.call("PATCH", `/people/${mia.sub}`, { name: "Mia Admin" })),
    );
    expect(answers.some(([status]) => status === 429)).toBe(true);
    expect((await mia.call("GET", "/contacts"))[0]).toBe(200);
    expect((await ada.call("PATCH", `/people/${mia.sub}`, { role: "viewer" }))[0]).toBe(200);
  });
});

describe("[HT11] a deployment on its own", () => {
  const links = (output: string): string[] =>
    [...output.matchAll(/^Sign in as .+: http\S+#code=(\S+)$/gmu)].map(([, code = ""]) => code);
  const settled = async (server: ServerProcess): Promise<string[]> => {
    while (!/Each link works once|ADMIN_LINK=1/u.test(server.output()))
      await new Promise((resolve) => setTimeout(resolve, 20));
    return links(server.output());
  };

  test("[HT11] prints an administrator's link until one has come in, then only where it is asked for; nothing of it is logged", async () => {
    const dataDir = await mkdtemp(join(tmpdir(), "couplet-alone-"));
    const options = { dataDir, env: { DEMO: "0", LOG_LEVEL: "trace", AUTH_SECRET: "" } };
    const first = await startServerProcess(options);
    const [unusedCode = ""] = await settled(first);
    await first.kill("SIGKILL");
    const second = await startServerProcess(options);
    const [code = ""] = await settled(second);
    expect(await follow(second.url, unusedCode)).toBe(401);
    const boss = await come(second.url, code);
    const [, { sub }] = await boss.call("POST", "/people", { name: "Nora Ferri", role: "editor" });
    const [, link] = await boss.call("POST", `/people/${sub}/link`);
    const nora = await come(second.url, link.code);
    expect((await nora.call("POST", "/contacts", { name: "Cronus AG" }))[0]).toBe(201);
    const logged = second
      .output()
      .split("\n")
      .filter((line) => !line.startsWith("Sign in as"))
      .join("\n");
    expect(logged).toContain("/people/:sub/link");
    for (const hidden of [code, link.code, nora.token, nora.cookie, "Nora", sub, nora.cookie.split("=")[1] ?? ""])
      expect(logged).not.toContain(hidden);
    // Ended sessions stay ended over a kill; others go on.
    expect((await boss.call("DELETE", `/people/${sub}/sessions`))[0]).toBe(204);
    await second.kill("SIGKILL");

    const third = await startServerProcess(options);
    expect(await settled(third)).toEqual([]);
    expect((await post(third.url, "/token", undefined, { cookie: nora.cookie })).status).toBe(401);
    expect((await post(third.url, "/token", undefined, { cookie: boss.cookie })).status).toBe(200);
    await third.kill("SIGTERM");

    const fourth = await startServerProcess({ ...options, env: { ...options.env, ADMIN_LINK: "1" } });
    const [recovered = ""] = await settled(fourth);
    expect((await come(fourth.url, recovered)).sub).toBe("admin");
    await fourth.kill("SIGTERM");
    for (const file of ["couplet.db", "couplet.db-wal"]) {
      const bytes = await readFile(join(dataDir, file)).catch(() => Buffer.alloc(0));
      for (const key of [code, link.code, recovered]) expect(bytes.includes(key)).toBe(false);
    }
  });
});
