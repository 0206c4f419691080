// The host application's own code: it hands over tokens that its own server has signed, and says which card it is about.
await globalThis.couplet?.ready;
const provider = document.querySelector("couplet-provider");
provider.getToken = async ({ reason }) => {
  const response = await fetch("/couplet-token", { method: "POST", body: reason });
  return response.json();
};
const card = document.querySelector("couplet-card");
card.setAttribute("number", new URLSearchParams(location.search).get("customer") ?? "");
addEventListener("couplet-saved", () => {
  document.querySelector("#heard").textContent = "The order knows: the customer has been saved.";
});
