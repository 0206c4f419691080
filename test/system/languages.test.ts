/**
 * The language in which a server answers an engine: that of now, also when it changes while the engine lives.
 *
 * @module
 */
import { createEngine, type Engine, RequestRefusedError } from "@couplet/engine";
import { type RunningServer, signToken } from "@couplet/server";
import { afterAll, beforeAll, expect, test } from "vitest";
import { secret, startFresh } from "./rest-client.ts";

let server: RunningServer;
const engines: Engine[] = [];

beforeAll(async () => {
  server = await startFresh();
});
afterAll(async () => {
  await Promise.all(engines.map((engine) => engine.close()));
  await server.close();
});

async function engineIn(locale: string | (() => string)): Promise<Engine> {
  const claims = { sub: "ada", name: "Ada", workspace: "acme", role: "admin" } as const;
  const getToken = async () => ({ token: await signToken(secret, claims, Date.now() + 600_000) });
  const engine = createEngine({ endpoint: server.url, storage: "memory", getToken, locale });
  engines.push(engine);
  await engine.ready;
  return engine;
}

/** A refusal that only the server has words for. */
async function refusal(engine: Engine): Promise<string> {
  const error: unknown = await engine.administration.people
    .change("nobody", { role: "editor" })
    .catch((why: unknown) => why);
  if (!(error instanceof RequestRefusedError)) throw new Error("This was to be refused", { cause: error });
  return error.text;
}

test.each([
  ["en-CH", "There is no such person here."],
  ["fr-CH", "Cette personne n'existe pas ici."],
  ["de-CH", "Diese Person gibt es hier nicht."],
  ["it-CH", "Questa persona non esiste qui."],
  ["rm-CH", "There is no such person here."],
])("[HT3] an engine in %s is refused in the nearest language", async (locale, text) => {
  expect(await refusal(await engineIn(locale))).toBe(text);
});

test("[HT3] an engine whose language changes is answered in the one of now", async () => {
  let locale = "de-CH";
  const engine = await engineIn(() => locale);
  expect(await refusal(engine)).toBe("Diese Person gibt es hier nicht.");
  locale = "it-CH";
  expect(await refusal(engine)).toBe("Questa persona non esiste qui.");
});
