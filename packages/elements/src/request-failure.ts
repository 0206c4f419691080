/**
 * Why something that was asked for was not done, beside the button that asked.
 *
 * Shape    nothing while there is nothing to tell; read out when it comes.
 *
 * @module
 */
import { html, nothing, type TemplateResult } from "lit";
import { iconAlert } from "./style/icons.ts";

export const renderFailureOf = (failure: string): TemplateResult | typeof nothing =>
  failure === ""
    ? nothing
    : html`
        <p class="failure" role="alert">
          ${iconAlert()}
          <span>${failure}</span>
        </p>
      `;
