// No framework: attributes in the page, and two lines of script.
const card = document.querySelector("couplet-card");
card.setAttribute("number", new URLSearchParams(location.search).get("customer") ?? "");
card.addEventListener("couplet-remote-change", ({ detail }) => {
  document.querySelector("#told").textContent = `${detail.actor.name} changed ${detail.field}`;
});
