/**
 * The gallery: every element on one page, on paper; `?show=customer&trouble&lang=fr&theme=dark` shows one.
 *
 * @module
 */
import "@fontsource-variable/inter";
import "../src/tokens.css";
import "../src/index.ts";
import "./documentation.css";
import { renderDocumentation } from "./documentation.ts";
import { createSample, trouble } from "./sample.ts";

const wishes = new URLSearchParams(location.search);
const provider = document.querySelector("couplet-provider");
const main = document.querySelector("main");
if (!provider || !main) throw new Error("The gallery's page is not the gallery's page");

const language = wishes.get("lang") ?? "en";
document.documentElement.lang = language;
provider.locale = language;
const theme = wishes.get("theme");
if (theme === "dark" || theme === "light" || theme === "high-contrast") {
  provider.theme = theme;
  if (theme !== "high-contrast") document.documentElement.style.colorScheme = theme;
}

const sample = createSample();
if (wishes.has("trouble") || !wishes.has("show")) trouble(sample);
provider.engine = sample.engine;
if (wishes.has("offline")) sample.engine.setOffline(true);
if (wishes.has("viewer")) sample.engine.identity.set({ ...sample.engine.identity.value, role: "viewer" });
Object.assign(globalThis, { sample, provider });

const show = wishes.get("show");
const cards = {
  contact: sample.company,
  person: sample.person,
  customer: sample.customer,
  vendor: sample.vendor,
  bank: sample.bank,
  free: sample.freeVendor,
};
const isCard = (name: string | null): name is keyof typeof cards => name !== null && name in cards;

if (show === null) renderDocumentation(main, sample.company.id);
else if (isCard(show)) {
  const shown = cards[show];
  const card = document.createElement("couplet-card");
  card.kind = shown.kind;
  card.recordId = shown.id;
  if (wishes.has("narrow")) main.style.maxWidth = wishes.get("narrow") + "px";
  if (wishes.has("compact")) card.density = "compact";
  const links = document.createElement("couplet-links");
  links.kind = shown.kind;
  links.recordId = shown.id;
  main.append(card, links);
} else if (show === "new") {
  const card = document.createElement("couplet-card");
  card.kind = "contact";
  main.append(card);
} else if (show === "conflicts") main.append(document.createElement("couplet-conflicts"));
