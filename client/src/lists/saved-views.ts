/**
 * What a person has set up for their lists on this device: views by name, and the columns of each kind.
 *
 * Shape    one text in the browser's storage per workspace and person; a view is a name and the address it leads to.
 * Not      on the server: another device has its own; an address can be sent to anybody.
 *
 * @module
 */
import { type CardKind, isCardKind } from "@couplet/model";
import { parseRoute } from "../router.ts";

export interface SavedView {
  readonly name: string;
  /** Fragment of the address. */
  readonly address: string;
}

export interface ListWishes {
  readonly views: readonly SavedView[];
  readonly columns: Readonly<Partial<Record<CardKind, readonly string[]>>>;
}

export const mostViews = 50;
export const longestName = 60;
const longestAddress = 2_000;
const none: ListWishes = { views: [], columns: {} };

/** Whose wishes; nobody's are kept. */
export interface WishOwner {
  readonly sub: string;
  readonly workspace: string;
}

const keyOf = ({ sub, workspace }: WishOwner): string => `couplet.lists ${JSON.stringify([workspace, sub])}`;

export function readWishes(owner: WishOwner | undefined, storage: Pick<Storage, "getItem">): ListWishes {
  return owner ? parseWishes(storage.getItem(keyOf(owner)) ?? "") : none;
}

/** False: the browser takes no more; then they hold until the page is closed. */
export function keepWishes(
  owner: WishOwner | undefined,
  wishes: ListWishes,
  storage: Pick<Storage, "setItem">,
): boolean {
  if (!owner) return false;
  try {
    storage.setItem(keyOf(owner), JSON.stringify(wishes));
    return true;
  } catch {
    return false;
  }
}

export const forgetWishes = (owner: WishOwner, storage: Pick<Storage, "removeItem">): void =>
  storage.removeItem(keyOf(owner));

/** Pure. What can be read of a text that may have been written by another version; never throws. */
export function parseWishes(text: string): ListWishes {
  try {
    const { views, columns } = Object(JSON.parse(text)) as { readonly views?: unknown; readonly columns?: unknown };
    const lists = Object.entries(Object(columns) as object).filter(
      (entry): entry is [CardKind, string[]] => isCardKind(entry[0]) && isTexts(entry[1]),
    );
    return {
      views: Array.isArray(views) ? views.filter(isView).slice(0, mostViews) : [],
      columns: Object.fromEntries(lists),
    };
  } catch {
    return none;
  }
}

/** Pure. With the view added; one of the same name and kind gives way to it. */
export function withView(wishes: ListWishes, view: SavedView): ListWishes {
  const name = view.name.trim().slice(0, longestName);
  const others = withoutView(wishes, { ...view, name }).views;
  return { ...wishes, views: [...others, { ...view, name }].slice(-mostViews) };
}

/** Pure. */
export const withoutView = (wishes: ListWishes, { name, address }: SavedView): ListWishes => ({
  ...wishes,
  views: wishes.views.filter((view) => view.name !== name || kindOfView(view) !== kindOfView({ name, address })),
});

/** The kind of cards a view shows. */
export function kindOfView({ address }: SavedView): CardKind | undefined {
  const route = parseRoute(address);
  return route.page === "list" ? route.kind : undefined;
}

const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((item) => typeof item === "string");

function isView(value: unknown): value is SavedView {
  const { name, address } = Object(value) as { readonly name?: unknown; readonly address?: unknown };
  const isText = typeof name === "string" && name !== "" && typeof address === "string";
  return isText && address.startsWith("#/") && address.length <= longestAddress && parseRoute(address).page === "list";
}
