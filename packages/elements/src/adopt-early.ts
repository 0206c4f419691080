/**
 * Values that a page set before the element was defined: they lie over its accessors, and are put through them.
 *
 * Not      needed for reactive properties: Lit sees to those.
 *
 * @module
 */
export function adoptEarly<Element extends HTMLElement>(element: Element, name: keyof Element): void {
  if (!Object.hasOwn(element, name)) return;
  const value = element[name];
  delete (element as Partial<Element>)[name];
  element[name] = value;
}
