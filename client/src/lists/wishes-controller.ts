/**
 * The wishes of whoever is signed in, as the list page needs them: read when it is known who that is, kept when they change.
 *
 * @module
 */
import type { CardKind } from "@couplet/model";
import type { Engine } from "@couplet/engine";
import type { ReactiveController, ReactiveControllerHost } from "lit";
import { t } from "../locale.ts";
import type { ToastMessage } from "../parts/toast.ts";
import { columnsFrom } from "./list-columns.ts";
import {
  type ListWishes,
  type SavedView,
  type WishOwner,
  keepWishes,
  kindOfView,
  readWishes,
  withView,
  withoutView,
} from "./saved-views.ts";

export class WishesController implements ReactiveController {
  #owner: WishOwner | undefined;
  #wishes: ListWishes = readWishes(undefined, localStorage);
  #engine: Engine | undefined;
  #stop: (() => void) | undefined;
  /** The same array while nothing changes, so that nothing is drawn for it. */
  #columns: readonly string[] = [];
  readonly #host: ReactiveControllerHost;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.#stop?.();
    this.#stop = undefined;
    this.#engine = undefined;
  }

  follow(engine: Engine | undefined): void {
    if (engine === this.#engine) return;
    this.#stop?.();
    this.#engine = engine;
    this.#stop = engine?.identity.subscribe(() => this.#read());
    this.#read();
  }

  viewsOf(kind: CardKind): readonly SavedView[] {
    return this.#wishes.views.filter((view) => kindOfView(view) === kind);
  }

  columns(kind: CardKind, asked: readonly string[] | undefined): readonly string[] {
    const columns = columnsFrom(kind, asked ?? this.#wishes.columns[kind]);
    if (columns.join() !== this.#columns.join()) this.#columns = columns;
    return this.#columns;
  }

  /** @returns what the address should say */
  chooseColumns(kind: CardKind, columns: readonly string[] | undefined): readonly string[] | undefined {
    const { [kind]: _before, ...others } = this.#wishes.columns;
    this.#keep({ ...this.#wishes, columns: columns ? { ...others, [kind]: columns } : others });
    return columns;
  }

  save(view: SavedView): ToastMessage {
    const isKept = this.#keep(withView(this.#wishes, view));
    return { text: t(isKept ? "views.saved" : "views.notKept", { name: view.name }) };
  }

  delete(view: SavedView): ToastMessage {
    this.#keep(withoutView(this.#wishes, view));
    return {
      text: t("views.deleted", { name: view.name }),
      action: { label: t("app.undo"), run: () => this.#keep(withView(this.#wishes, view)) },
    };
  }

  #keep(wishes: ListWishes): boolean {
    this.#wishes = wishes;
    this.#host.requestUpdate();
    return keepWishes(this.#owner, wishes, localStorage);
  }

  /** Another tab of the same person may have written meanwhile: what it wrote is read when this one starts. */
  #read(): void {
    const identity = this.#engine?.identity.value;
    if (identity?.sub === this.#owner?.sub && identity?.workspace === this.#owner?.workspace) return;
    this.#owner = identity;
    this.#wishes = readWishes(identity, localStorage);
    this.#host.requestUpdate();
  }
}
