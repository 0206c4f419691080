/**
 * The screens and actions of the command palette: what can be done from where one is, by who one is.
 *
 * @module
 */
import { cardKinds, mayEdit, type CardKind, type Role } from "@couplet/model";
import { iconOfKind } from "@couplet/elements/pure";
import { iconBell, iconPlus } from "../icons.ts";
import { t } from "../locale.ts";
import { type Route, formatRoute } from "../router.ts";
import { type Theme, themes } from "../theme.ts";
import type { PaletteEntry } from "./palette-entry.ts";

/** What the app does when it is told to. */
export interface PaletteActions {
  create(kind: CardKind): void;
  theme(theme: Theme): void;
  help(): void;
  copyAddress(): void;
  retry(): void;
  signOut(): void;
}

const screens = ["attention", "setup", "account", "device"] as const satisfies readonly Route["page"][];
const go = (route: Route) => (): void => {
  location.hash = formatRoute(route);
};

/** @param role `undefined` while it is not known: then nothing is offered that needs one */
export function paletteCommands(role: Role | undefined, actions: PaletteActions): readonly PaletteEntry[] {
  const lists = cardKinds.map((kind): PaletteEntry => ({
    id: `list-${kind}`,
    group: "screens",
    label: t(`kind.${kind}.many`),
    icon: iconOfKind(kind),
    run: go({ page: "list", kind, search: "" }),
  }));
  const pages = screens.map((page): PaletteEntry => ({
    id: page,
    group: "screens",
    label: t(`app.${page}`),
    ...(page === "attention" ? { icon: iconBell() } : {}),
    run: go({ page }),
  }));
  const made = cardKinds
    .filter((kind) => role !== undefined && mayEdit(role, kind))
    .map((kind): PaletteEntry => ({
      id: `new-${kind}`,
      group: "actions",
      label: t(`kind.${kind}.new`),
      icon: iconPlus(),
      run: () => actions.create(kind),
    }));
  const looks = themes.map((theme): PaletteEntry => ({
    id: `theme-${theme}`,
    group: "actions",
    label: t("palette.theme", { theme: t(`app.theme.${theme}`) }),
    run: () => actions.theme(theme),
  }));
  const action = (id: string, label: string, run: () => void, detail?: string): PaletteEntry => ({
    id,
    group: "actions",
    label,
    ...(detail === undefined ? {} : { detail }),
    run,
  });
  return [
    ...lists,
    ...pages,
    ...made,
    action("copy", t("palette.copyLink"), () => actions.copyAddress()),
    action("retry", t("palette.retry"), () => actions.retry()),
    ...looks,
    action("help", t("app.shortcuts"), () => actions.help(), "?"),
    action("sign-out", t("app.signOut"), () => actions.signOut()),
  ];
}
