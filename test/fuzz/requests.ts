/**
 * Requests to every call that the app has: the routes are asked of the app, so that a new one is tried without being named here.
 *
 * @module
 */
import { commonFields, fieldNames, kindOfPath } from "@couplet/model";
import { aCommand } from "./commands.ts";
import { jsonText, oddValue } from "./json.ts";
import type { Dice } from "./dice.ts";
import { anyToken, type Sender } from "./messages.ts";
import { freshId, people, type World } from "./world.ts";

export interface Route {
  readonly method: string;
  readonly path: string;
}

export function routesOf(world: World): readonly Route[] {
  const routes = world.place.app.routes.filter(({ method }) => method !== "ALL");
  return [...new Map(routes.map(({ method, path }) => [`${method} ${path}`, { method, path }])).values()];
}

const oddQueries = [
  "limit=0",
  "limit=1001",
  "limit=-1",
  "limit=1e3",
  "limit=1&limit=2",
  "cursor=x",
  "cursor=eyJhIjoxfQ",
  `cursor=${"A".repeat(1_000)}`,
  "search=%00",
  "search=%F0%9F%98%80",
  "search=%ED%A0%80",
  `search=${"%25_".repeat(60)}`,
  'search="OR" NEAR/2 *',
  "since=999999999999999",
  "since=-1",
  "field=__proto__",
  "field=name",
  "city=x&city=y",
  "__proto__=1",
  "%",
  "=",
  "&&&",
] as const;

/** A body for whatever call: what cards have, with ids where ids may be meant. */
function bodyFor(sender: Sender, path: string): object {
  const { dice, world, person } = sender;
  const ids = world.idsFor(person);
  const id = (): string => (ids.length > 0 ? dice.pick(ids) : freshId(dice));
  if (path.endsWith("/commands")) return aCommand(sender);
  if (path.endsWith("/setup"))
    return {
      businessRelationCodes: { customer: "CUST", vendor: "VEND", bankAccount: "BANK" },
      numberSeries: {},
      defaults: {},
    };
  if (path.endsWith("/links"))
    return { cardId: id(), kind: dice.pick(["customer", "vendor"]), master: "contact", fields: {} };
  if (path.endsWith("/merge")) return { contactId: id(), fields: { name: "kept" } };
  if (path.endsWith("/from-cards"))
    return { kind: dice.pick(["customer", "vendor", "bankAccount"]), confirm: true, filter: {} };
  if (path.endsWith("/sign-in")) return { code: dice.pick(["", "guess", "x".repeat(200), "x".repeat(201)]) };
  if (path.endsWith("/passkeys")) return { name: "Telefon", credential: aCredential(dice, "attestationObject") };
  if (path.endsWith("/sign-in/passkey"))
    return { credential: aCredential(dice, "authenticatorData", "signature", "userHandle") };
  if (path.includes("/people")) return { name: "Nina Neu", role: dice.pick(["viewer", "editor", "admin"]) };
  if (path.includes("/stranded")) return { action: dice.pick(["apply", "discard"]) };
  const fields: Record<string, unknown> = { name: "Neu AG" };
  for (let left = dice.roll(4); left > 0; left -= 1)
    fields[dice.pick(dice.once(3) ? fieldNames : commonFields.map(({ name }) => name))] = dice.once(2)
      ? ""
      : oddValue(dice, ids);
  if (dice.once(6)) fields[dice.pick(["no", "type", "companyId", "notes", "primaryContactId"])] = oddValue(dice, ids);
  return fields;
}

/** What looks like an answer of an authenticator; how it is judged when it nearly is one, `passkeys.test.ts` tries. */
function aCredential(dice: Dice, ...fields: readonly string[]): object {
  const text = (length: number): string => Buffer.from(dice.bytes(dice.roll(length))).toString("base64url");
  const id = text(40);
  const clientData = { type: "webauthn.get", challenge: text(40), origin: "http://localhost" };
  return {
    id,
    rawId: id,
    type: "public-key",
    response: {
      clientDataJSON: Buffer.from(JSON.stringify(clientData)).toString("base64url"),
      ...Object.fromEntries(fields.map((field) => [field, text(300)])),
    },
  };
}

function headersFor(sender: Sender, token: string): Record<string, string> {
  const { dice } = sender;
  const headers: Record<string, string> = { "content-type": "application/json", authorization: `Bearer ${token}` };
  const odd: readonly (() => void)[] = [
    () => (headers["authorization"] = dice.pick(["", "Bearer", "Basic YTpi", `bearer  ${token}`, `Bearer ${token} x`])),
    () => delete headers["authorization"],
    () => (headers["authorization"] = `Bearer ${anyToken(sender).replaceAll(/[^\x21-\x7e]/gu, "")}`),
    () =>
      (headers["content-type"] = dice.pick([
        "text/plain",
        "application/json; charset=latin1",
        "multipart/form-data",
        "",
        "*",
      ])),
    () => (headers["idempotency-key"] = dice.pick(["k1", "k2", "x".repeat(255), "x".repeat(256), "ä", '"k"', "a b"])),
    () => (headers["if-match"] = dice.pick(["*", '"x"', 'W/"x"', "x", '"'])),
    () => (headers["if-none-match"] = dice.pick(["*", '"x"', ",".repeat(200)])),
    () => (headers["accept-language"] = dice.pick(["fr", "*", "x;q=z", "fr-".repeat(100)])),
    () =>
      (headers["origin"] = dice.pick(["null", "https://host.example", "https://evil.example", "http://[", "file://"])),
    () => (headers["cookie"] = dice.pick(["couplet-session=x", "=;=;", `a=${token}`])),
  ];
  for (
    let left = dice.weighed([
      [5, 0],
      [4, 1],
      [1, 2],
    ] as const);
    left > 0;
    left -= 1
  )
    dice.pick(odd)();
  return headers;
}

/** @returns `undefined` where no `Request` can be made of it: nor could it be sent */
export function aRequest(sender: Sender, routes: readonly Route[]): Request | undefined {
  const { dice, world, person } = sender;
  const route = dice.pick(routes);
  const ids = world.idsFor(person);
  const kind = kindOfPath(route.path.split("/")[3] ?? "");
  const fitting = kind === undefined ? ids : world.cardsFor(person, kind);
  const path = route.path.replaceAll(/:[A-Za-z]+(?:\{[^}]*\})?|\*/gu, (name) =>
    dice.weighed<() => string>([
      [name === ":sub" ? 30 : 0, () => dice.pick(people).sub],
      [8, () => (fitting.length > 0 ? dice.pick(fitting) : freshId(dice))],
      [2, () => (ids.length > 0 ? dice.pick(ids) : freshId(dice))],
      [1, () => freshId(dice)],
      [1, () => dice.pick(["x", "%00", "%2e%2e", "..%2f", "%ff", "é", "x".repeat(2_000), "__proto__", "null"])],
    ])(),
  );
  const query = dice.once(route.method === "GET" ? 2 : 12) ? `?${dice.pick(oddQueries)}` : "";
  const method = dice.once(40) ? dice.pick(["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD"]) : route.method;
  const hasBody = method !== "GET" && method !== "HEAD" && !dice.once(10);
  const headers = headersFor(sender, world.tokenOf(person));
  try {
    return new Request(`http://localhost${path}${query}`, {
      method,
      headers,
      ...(hasBody && {
        body: dice.once(30)
          ? (dice.bytes(dice.roll(300)).buffer as ArrayBuffer)
          : jsonText(bodyFor(sender, route.path), dice, ids),
      }),
    });
  } catch {
    return undefined;
  }
}
