/**
 * Routes of the app: what the fragment of the address names.
 *
 * Shape    `#/contacts`, `#/contacts?q=ada&sort=-name` (see `lists/list-address.ts`), `#/contacts/<id>`, `#/attention`, `#/setup`, `#/account`, `#/device`; anything else is the list of contacts.
 * Not      history handling; `app.ts` listens to `hashchange`.
 *
 * @module
 */
import { type CardKind, cardKinds, pathOfKind } from "@couplet/model";
import { type Arranged, readArranged, writeArranged } from "./lists/list-address.ts";

export type Route =
  | ({ readonly page: "list"; readonly kind: CardKind; readonly search: string } & Arranged)
  | { readonly page: "card"; readonly kind: CardKind; readonly id: string }
  | { readonly page: "attention" }
  | { readonly page: "setup" }
  | { readonly page: "account" }
  | { readonly page: "device" };

const kindByPath = new Map<string, CardKind>(cardKinds.map((kind) => [pathOfKind(kind), kind]));

/** Parses the fragment of an address, with or without its `#`. */
export function parseRoute(fragment: string): Route {
  const [path = "", query = ""] = fragment.replace(/^#?\/?/u, "").split("?", 2);
  const [head = "", id = ""] = path.split("/");
  if (head === "attention" || head === "setup" || head === "account" || head === "device") return { page: head };
  const kind = kindByPath.get(head) ?? "contact";
  if (id !== "" && kindByPath.has(head)) return { page: "card", kind, id: decodeSegment(id) };
  const asked = new URLSearchParams(query);
  return { page: "list", kind, search: asked.get("q") ?? "", ...readArranged(kind, asked) };
}

/** The address (fragment) of a route; `parseRoute` of it gives the route again. */
export function formatRoute(route: Route): string {
  if (route.page !== "list" && route.page !== "card") return `#/${route.page}`;
  const path = `#/${pathOfKind(route.kind)}`;
  if (route.page === "card") return `${path}/${encodeURIComponent(route.id)}`;
  const query = new URLSearchParams(route.search === "" ? {} : { q: route.search });
  writeArranged(query, route);
  return query.size === 0 ? path : `${path}?${query.toString()}`;
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
