/**
 * The head of a modal dialog: its title, and the button that closes it.
 *
 * Shape    the first child of a `dialog` that is `aria-labelledby` the `id` of the title.
 *
 * @module
 */
import { html, type TemplateResult } from "lit";
import { iconCross } from "./icons.ts";

export interface DialogHead {
  /** The title's; `title`, unless a root has several dialogs. */
  readonly id?: string;
  readonly title: string;
  /** What the button is called. */
  readonly closeLabel: string;
  readonly close: () => void;
}

/** No banner of the page, which a `header` may be taken for. */
export const renderDialogHead = ({ id = "title", title, closeLabel, close }: DialogHead): TemplateResult => html`
  <header role="none">
    <h2 id=${id}>${title}</h2>
    <button type="button" class="icon-only" aria-label=${closeLabel} @click=${close}>${iconCross()}</button>
  </header>
`;
