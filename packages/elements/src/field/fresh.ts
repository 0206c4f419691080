/**
 * That somebody else has just changed a value: the field is tinted for a moment, once, and nothing moves.
 *
 * Shape    an attribute on the host, `data-fresh`; a colour that comes and goes without motion, so that it is there for whoever wants less of that.
 *
 * @module
 */
import type { ReactiveController, ReactiveControllerHost } from "lit";

const shownMs = 1_600;

export class FreshMark implements ReactiveController {
  readonly #host: ReactiveControllerHost & Element;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: ReactiveControllerHost & Element) {
    this.#host = host;
    host.addController(this);
  }

  /** Several changes in a row are one. */
  show(): void {
    clearTimeout(this.#timer);
    if (!this.#host.hasAttribute("data-fresh")) this.#host.toggleAttribute("data-fresh", true);
    this.#timer = setTimeout(() => this.#host.removeAttribute("data-fresh"), shownMs);
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
    this.#host.removeAttribute("data-fresh");
  }
}
