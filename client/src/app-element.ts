/**
 * What every element of the app is: one that speaks the language of now.
 *
 * @module
 */
import { LitElement } from "lit";
import { onLocaleChange } from "./locale.ts";

/** Renders again when another language is spoken; what was typed and where the focus is stay as they are. */
export class AppElement extends LitElement {
  #stopHearing: (() => void) | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#stopHearing = onLocaleChange(() => this.requestUpdate());
    // It may have changed while this was not on the page.
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stopHearing?.();
  }
}
