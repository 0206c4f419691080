import { mount } from "svelte";
import "./main.css";
import Order from "./Order.svelte";

await globalThis.couplet.load("couplet-provider", "couplet-card");
mount(Order, {
  target: document.querySelector("#app"),
  props: {
    endpoint: document.documentElement.dataset.couplet,
    customer: new URLSearchParams(location.search).get("customer"),
  },
});
