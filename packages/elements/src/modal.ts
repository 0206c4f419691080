/**
 * Opening and closing the one modal dialog in an element's root.
 *
 * @module
 */
import type { ReactiveElement } from "lit";

/** Draws the dialog as it is to be first seen, then shows it. */
export async function showModal(host: ReactiveElement): Promise<void> {
  host.requestUpdate();
  await host.updateComplete;
  host.renderRoot.querySelector("dialog")?.showModal();
}

export const closeModal = (host: ReactiveElement): void => host.renderRoot.querySelector("dialog")?.close();
