/**
 * The offer to clear post code, city and county when the country has changed: they are still those of the old one.
 *
 * Shape    a reactive controller; `isOpen` while there is something to offer.
 * Not      a question about what is done back, nor about what a person reads from its company.
 * Source   the rule on entry of `countryCode`, semantics of common fields
 *
 * @module
 */
import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { CardEvent, CardSession } from "@couplet/engine";
import { isEmptyValue } from "@couplet/model";

const placeFields = ["postCode", "city", "county"];

export class PlaceOffer implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  #isStepping = false;
  isOpen = false;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.isOpen = false;
  }

  /** Undoes or redoes something, which raises no question. */
  during(step: () => boolean): boolean {
    this.isOpen = false;
    this.#isStepping = true;
    try {
      return step();
    } finally {
      this.#isStepping = false;
    }
  }

  hear(event: CardEvent, { snapshot }: CardSession): void {
    if (event.type !== "change" || event.field !== "countryCode" || isEmptyValue(event.old) || this.#isStepping) return;
    const { values, inherited } = snapshot.value;
    this.isOpen = placeFields.some((field) => !isEmptyValue(values[field]) && !inherited[field]);
    this.#host.requestUpdate();
  }

  /** Clearing is one edit, undone in one step. */
  answer(session: CardSession | undefined, isCleared: boolean): void {
    this.isOpen = false;
    if (isCleared) session?.setAll(Object.fromEntries(placeFields.map((field) => [field, ""])));
    this.#host.requestUpdate();
  }
}
