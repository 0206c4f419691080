/**
 * An element's line to its provider: the nearest one above it, else the first on the page.
 *
 * Shape    a reactive controller; `engine` and `wording` are those of the provider now, and the host is updated when they change.
 * Not      the card: see `card-controller.ts`.
 *
 * @module
 */
import { ContextConsumer } from "@lit/context";
import type { ReactiveController, ReactiveElement } from "lit";
import type { Engine } from "@couplet/engine";
import { createWording, type Wording } from "../text/wording.ts";
import { defaultProvider, providerContext, watchProviders, type ChangeJudge, type ProviderLink } from "./link.ts";

const colorSchemes = { auto: "", light: "light", dark: "dark", "high-contrast": "" } as const;

/** The language of the page around an element: its nearest `lang`, then the browser's. */
export const localeAround = (element: Element): string =>
  element.closest<HTMLElement>("[lang]")?.lang || document.documentElement.lang || navigator.language;

export class Connection implements ReactiveController {
  readonly #host: ReactiveElement;
  readonly #consumer: ContextConsumer<typeof providerContext, ReactiveElement>;
  #near: ProviderLink | undefined;
  #stopWatching: (() => void) | undefined;
  #ownWording: Wording | undefined;

  constructor(host: ReactiveElement) {
    this.#host = host;
    host.addController(this);
    this.#consumer = new ContextConsumer(host, {
      context: providerContext,
      subscribe: true,
      callback: (link) => {
        this.#near = link;
        this.#adoptTheme();
        host.requestUpdate();
      },
    });
  }

  get #link(): ProviderLink | undefined {
    return this.#near ?? defaultProvider()?.link;
  }
  get engine(): Engine | undefined {
    return this.#link?.engine;
  }
  get judge(): ChangeJudge | undefined {
    return this.#link?.judge;
  }
  get wording(): Wording {
    return this.#link?.wording ?? (this.#ownWording ??= createWording(localeAround(this.#host)));
  }

  hostConnected(): void {
    this.#stopWatching = watchProviders(() => {
      // A provider whose class was registered after this element connected has not heard the first request.
      if (!this.#near) this.#consumer.hostConnected();
      this.#adoptTheme();
      this.#host.requestUpdate();
    });
    this.#adoptTheme();
  }

  hostDisconnected(): void {
    this.#stopWatching?.();
    this.#near = undefined;
  }

  /** Under a provider the theme is inherited; beside it, it has to be taken over. */
  #adoptTheme(): void {
    const scheme = this.#near ? "" : colorSchemes[defaultProvider()?.link.theme ?? "auto"];
    if (scheme) this.#host.style.setProperty("--couplet-color-scheme", scheme);
    else this.#host.style.removeProperty("--couplet-color-scheme");
  }
}
