// The elements are loaded when the test says so.
document
  .querySelector("couplet-card")
  .setAttribute("number", new URLSearchParams(location.search).get("customer") ?? "");
const endpoint = document.querySelector("couplet-provider").getAttribute("endpoint");
globalThis.loadCouplet = () => import(`${endpoint}/embed/v1/couplet.js`);
