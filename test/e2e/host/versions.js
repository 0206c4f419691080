// Two parts of a page, each with a copy of its own: one defines the provider, the other the card, and neither knows of the other.
const endpoint = new URLSearchParams(location.search).get("endpoint");
await import(`${endpoint}/embed/v1/couplet.js`);
await globalThis.couplet.load("couplet-provider");
globalThis.first = globalThis.couplet;
globalThis.couplet = undefined;
await import("/copy/couplet.js");
await globalThis.couplet.load("couplet-card");
const provider = document.createElement("couplet-provider");
provider.setAttribute("endpoint", endpoint);
provider.setAttribute("token-url", "/couplet-token");
provider.setAttribute("storage", "memory");
const card = document.createElement("couplet-card");
card.setAttribute("kind", "customer");
card.setAttribute("number", new URLSearchParams(location.search).get("customer") ?? "");
// Beside the provider, not in it: found as the first of the page.
document.body.append(provider, card);
