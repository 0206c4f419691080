/**
 * A card in a frame, for pages that run no script of others: what the page would say by attributes and hear by events goes by messages.
 *
 * Shape    `couplet:hello` to the page around us; it answers `couplet:open` with a card and a token. From then on only its origin is spoken to:
 *          `couplet:event`, `couplet:height`, and `couplet:token-wanted`, answered by `couplet:token`.
 * Know     types are taken out of this file by the build; it imports nothing. Who may frame it is the server's to say (`ALLOWED_ORIGINS`).
 * Source   docs/EMBEDDING.md, "In a frame"
 *
 * @module
 */

import type { TokenAnswer, TokenRequest } from "@couplet/engine";

/** What a page may say of the card and of the connection, as it would in attributes. */
const cardAttributes = ["kind", "record-id", "number", "contact-type", "fields", "hide-parts", "density", "readonly"];
const providerAttributes = ["workspace", "locale", "theme", "readonly"];
const told = [
  "couplet-ready",
  "couplet-change",
  "couplet-remote-change",
  "couplet-saved",
  "couplet-status-change",
  "couplet-conflict",
  "couplet-conflict-solved",
  "couplet-refused",
  "couplet-auth-required",
  "couplet-presence-change",
  "couplet-link-change",
  "couplet-created",
  "couplet-deleted",
  "couplet-restored",
  "couplet-navigate",
  "couplet-error",
];

const provider = document.querySelector("couplet-provider");
const card = document.querySelector("couplet-card");
const waiting = new Map<number, (token: TokenAnswer) => void>();
let pageOrigin = "";
let asked = 0;
let given: TokenAnswer | undefined;

const say = (message: object): void => {
  if (pageOrigin) parent.postMessage(message, pageOrigin);
};

const isToken = (value: unknown): value is TokenAnswer =>
  typeof value === "object" && value !== null && typeof (value as TokenAnswer).token === "string";

/** The token that came with the card, then new ones of the page. */
async function getToken({ reason }: TokenRequest): Promise<TokenAnswer> {
  const first = given;
  given = undefined;
  if (first && reason === "start") return first;
  asked += 1;
  const id = asked;
  const coming = new Promise<TokenAnswer>((resolve) => waiting.set(id, resolve));
  say({ type: "couplet:token-wanted", id, reason });
  return await coming;
}

function put(element: HTMLElement, names: readonly string[], wanted: Readonly<Record<string, unknown>>): void {
  for (const name of names) {
    const value = wanted[name];
    if (typeof value === "string") element.setAttribute(name, value);
    else element.toggleAttribute(name, value === true);
  }
}

function open(message: Readonly<Record<string, unknown>>): void {
  if (!provider || !card) return;
  if (isToken(message["token"])) given = message["token"];
  put(card, cardAttributes, message);
  put(provider, providerAttributes, message);
  if (typeof message["locale"] === "string") document.documentElement.lang = message["locale"];
  provider.getToken = getToken;
  provider.endpoint = location.origin;
}

addEventListener("message", ({ source, origin, data }: MessageEvent<unknown>) => {
  if (source !== parent || typeof data !== "object" || data === null) return;
  const message = data as Readonly<Record<string, unknown>>;
  // The first page to answer is the one around us; nobody else's word counts from then on.
  if (message["type"] === "couplet:open") pageOrigin ||= origin;
  if (origin !== pageOrigin) return;
  if (message["type"] === "couplet:open") open(message);
  else if (message["type"] === "couplet:token" && typeof message["id"] === "number" && isToken(message["token"])) {
    waiting.get(message["id"])?.(message["token"]);
    waiting.delete(message["id"]);
  }
});
for (const name of told)
  document.addEventListener(name, (event) =>
    say({ type: "couplet:event", name, detail: (event as CustomEvent).detail }),
  );
new ResizeObserver(() =>
  say({ type: "couplet:height", px: Math.ceil(document.body.getBoundingClientRect().height) }),
).observe(document.body);

/** Again and again, as the page around us may listen later than we are there. Nothing in it is a secret. */
function greet(): void {
  if (pageOrigin || parent === window) return;
  parent.postMessage({ type: "couplet:hello", version: "1" }, "*");
  setTimeout(greet, 300);
}
greet();
