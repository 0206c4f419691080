import { createApp } from "vue";
import "./main.css";
import Order from "./Order.vue";

await globalThis.couplet.load("couplet-provider", "couplet-card");
createApp(Order, {
  endpoint: document.documentElement.dataset.couplet,
  customer: new URLSearchParams(location.search).get("customer"),
}).mount("#app");
