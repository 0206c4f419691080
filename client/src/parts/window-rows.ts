/**
 * Which rows of a long list are drawn: those in the window, a few around them, and the one that has the focus.
 *
 * Shape    a Lit controller around TanStack Virtual, for rows of one height that scroll with the page.
 * Not      the rows: whoever draws them leaves room for those that are not there.
 *
 * @module
 */
import {
  Virtualizer,
  type VirtualizerOptions,
  defaultRangeExtractor,
  observeWindowOffset,
  observeWindowRect,
  windowScroll,
} from "@tanstack/virtual-core";
import type { LitElement, ReactiveController } from "lit";

/** Rows above and below the window, so that scrolling does not show gaps. */
const overscan = 12;
const firstRowHeight = 41;

export interface WindowRowsOptions {
  count(): number;
  /** Drawn wherever it is; -1: none. */
  kept(): number;
  /** Where the first row is, or would be. */
  start(): Element | null;
  /** Any drawn row. */
  sample(): Element | null;
  /** Height of what covers the window's upper and lower edge. */
  covered(): { readonly above: number; readonly below: number };
}

export class WindowRows implements ReactiveController {
  readonly #host: LitElement;
  readonly #options: WindowRowsOptions;
  readonly #virtualizer: Virtualizer<Window, Element>;
  #rowHeight = firstRowHeight;
  #top = 0;
  #isMeasured = false;
  #cleanUp: (() => void) | undefined;

  constructor(host: LitElement, options: WindowRowsOptions) {
    this.#host = host;
    this.#options = options;
    this.#virtualizer = new Virtualizer(this.#settings());
    host.addController(this);
  }

  /** In order, with gaps where the one that is kept is far away. */
  get indexes(): readonly number[] {
    return this.#virtualizer.getVirtualItems().map(({ index }) => index);
  }

  get rowHeight(): number {
    return this.#rowHeight;
  }

  /** Rows that fit into the window. */
  get rowsPerPage(): number {
    const { above, below } = this.#options.covered();
    return Math.max(1, Math.floor((innerHeight - above - below) / this.#rowHeight) - 1);
  }

  /** The first row that is seen, once the page is scrolled into the list. */
  get firstSeen(): number | undefined {
    const { above } = this.#options.covered();
    const beyond = scrollY + above - this.#top;
    return beyond <= 0 ? undefined : Math.floor(beyond / this.#rowHeight);
  }

  show(index: number): void {
    this.#virtualizer.scrollToIndex(index, { align: "auto" });
  }

  hostConnected(): void {
    // oxlint-disable-next-line no-underscore-dangle -- what the library gives those who write an adapter
    this.#cleanUp = this.#virtualizer._didMount();
  }

  hostDisconnected(): void {
    this.#cleanUp?.();
  }

  hostUpdate(): void {
    this.#virtualizer.setOptions(this.#settings());
  }

  hostUpdated(): void {
    // oxlint-disable-next-line no-underscore-dangle -- what the library gives those who write an adapter
    this.#virtualizer._willUpdate();
    if (this.#isMeasured || !this.#isShown()) return;
    const top = this.#options.start()?.getBoundingClientRect().top;
    const height = this.#options.sample()?.getBoundingClientRect().height;
    const isMoved = top !== undefined && Math.abs(top + scrollY - this.#top) > 1;
    // Fractions differ from row to row, by where they lie.
    const isOther = height !== undefined && height > 0 && Math.abs(height - this.#rowHeight) > 0.5;
    if (isMoved) this.#top = top + scrollY;
    if (isOther) this.#rowHeight = height;
    if (!isMoved && !isOther) return;
    // Once a frame: what is drawn by other measures may measure otherwise.
    this.#isMeasured = true;
    requestAnimationFrame(() => (this.#isMeasured = false));
    this.#virtualizer.setOptions(this.#settings());
    if (isOther) this.#virtualizer.measure();
    this.#host.requestUpdate();
  }

  #isShown(): boolean {
    return this.#host.checkVisibility();
  }

  #settings(): VirtualizerOptions<Window, Element> {
    const { above, below } = this.#options.covered();
    return {
      count: this.#options.count(),
      getScrollElement: () => window,
      estimateSize: () => this.#rowHeight,
      observeElementRect: observeWindowRect,
      observeElementOffset: observeWindowOffset,
      scrollToFn: windowScroll,
      initialOffset: () => scrollY,
      overscan,
      scrollMargin: this.#top,
      scrollPaddingStart: above,
      scrollPaddingEnd: below,
      onChange: () => {
        // Another page scrolls the same window.
        if (this.#isShown()) this.#host.requestUpdate();
      },
      rangeExtractor: (range) => {
        const indexes = defaultRangeExtractor(range);
        const kept = this.#options.kept();
        if (kept < 0 || kept >= range.count || indexes.includes(kept)) return indexes;
        return [...indexes, kept].sort((a, b) => a - b);
      },
    };
  }
}
