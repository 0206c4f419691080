/**
 * Registers a tag once, also where a page loads us twice.
 *
 * @module
 */
export function define(tag: string, element: CustomElementConstructor): void {
  if (!customElements.get(tag)) customElements.define(tag, element);
}
