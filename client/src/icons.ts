/**
 * The marks the app draws beside those of the elements: sixteen by sixteen, hidden from screen readers.
 *
 * @module
 */
import { type SVGTemplateResult, type TemplateResult, html, svg } from "lit";

const draw = (paths: SVGTemplateResult) => (): TemplateResult =>
  html`
    <svg viewBox="0 0 16 16" aria-hidden="true" focusable="false">${paths}</svg>
  `;

/** Two cards that overlap: what they share is drawn once. */
export const mark = draw(
  svg`<rect x="1.5" y="1.5" width="9" height="9" rx="1.6" /><rect x="5.5" y="5.5" width="9" height="9" rx="1.6" /><path d="M5.5 7.1c0-.9.7-1.6 1.6-1.6h3.4v3.4c0 .9-.7 1.6-1.6 1.6H5.5z" fill="currentColor" stroke="none" />`,
);
export const iconSearch = draw(svg`<circle cx="7" cy="7" r="4.5" /><path d="m10.5 10.5 3 3" />`);
export const iconAscending = draw(svg`<path d="M8 13V3.5M4.5 7 8 3.5 11.5 7" />`);
export const iconDescending = draw(svg`<path d="M8 3v9.5M4.5 9 8 12.5 11.5 9" />`);
export const iconFilter = draw(svg`<path d="M2.5 4h11M4.5 8h7M6.5 12h3" />`);
export const iconPlus = draw(svg`<path d="M8 3v10M3 8h10" />`);
export const iconCross = draw(svg`<path d="m4 4 8 8m0-8-8 8" />`);
export const iconBack = draw(svg`<path d="M10 3.5 5.5 8l4.5 4.5" />`);
export const iconForward = draw(svg`<path d="M6 3.5 10.5 8 6 12.5" />`);
export const iconBell = draw(
  svg`<path d="M3.5 11.5h9c-1-1.2-1.2-2.4-1.2-4.3a3.3 3.3 0 0 0-6.6 0c0 1.9-.2 3.1-1.2 4.3ZM6.8 13.7a1.3 1.3 0 0 0 2.4 0" />`,
);
export const iconCheck = draw(svg`<path d="m3 8.5 3.2 3.2L13 4.8" />`);
export const iconOffline = draw(svg`<path d="M2 6.2a9 9 0 0 1 12 0M4.5 9a5.4 5.4 0 0 1 7 0M8 12.2v.01M3 2l10 12" />`);
export const iconAlert = draw(svg`<path d="M8 2 14.5 13.5h-13Z" /><path d="M8 6.5v3m0 2v.01" />`);
export const iconKey = draw(svg`<circle cx="5" cy="8" r="3" /><path d="M8 8h6.5M12 8v2.5" />`);
export const iconView = draw(svg`<path d="M4 2.5h8v11L8 10.8 4 13.5Z" />`);
export const iconColumns = draw(svg`<rect x="2" y="3" width="12" height="10" rx="1" /><path d="M6 3v10M10 3v10" />`);
export const iconSelect = draw(
  svg`<rect x="2.5" y="2.5" width="11" height="11" rx="1.5" /><path d="m5 8.2 2.1 2.1L11 6" />`,
);
export const iconBin = draw(svg`<path d="M2.5 4.5h11M6 4.5V2.5h4v2m-6 0 .7 9h6.6l.7-9" />`);
