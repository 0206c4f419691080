/** A React page: a card as JSX, typed, with a token by a function and events as props. */
import { StrictMode, useState } from "react";
import { createRoot } from "react-dom/client";
import "./main.css";

interface Token {
  readonly token: string;
}

const getToken = async (): Promise<Token> =>
  (await (await fetch("/couplet-token", { method: "POST" })).json()) as Token;

function Order({ endpoint, customer }: { readonly endpoint: string; readonly customer: string }) {
  const [told, setTold] = useState("");
  return (
    <>
      <h1>Order 4711, in React</h1>
      <couplet-provider endpoint={endpoint} getToken={getToken} storage="memory">
        <couplet-card
          kind="customer"
          number={customer}
          fields="preset:short"
          oncouplet-remote-change={({ detail }) => setTold(`${detail.actor.name} changed ${detail.field}`)}
        />
      </couplet-provider>
      <p role="status" id="told">
        {told}
      </p>
    </>
  );
}

const place = document.querySelector("#app");
if (!place) throw new Error("The page has no place for the app");
// Once they are defined, what has no attribute (`getToken`) is set as a property.
await globalThis.couplet?.load("couplet-provider", "couplet-card");
createRoot(place).render(
  <StrictMode>
    <Order
      endpoint={document.documentElement.dataset["couplet"] ?? ""}
      customer={new URLSearchParams(location.search).get("customer") ?? ""}
    />
  </StrictMode>,
);
