const customer = new URLSearchParams(location.search).get("customer") ?? "";
for (const card of document.querySelectorAll("couplet-card")) card.setAttribute("number", customer);
