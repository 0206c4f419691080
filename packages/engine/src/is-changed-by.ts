/**
 * Whether work on a document changes it.
 *
 * @module
 */
import type * as Y from "yjs";

export function isChangedBy(doc: Y.Doc, work: () => void): boolean {
  let isChanged = false;
  const heard = (): void => {
    isChanged = true;
  };
  doc.on("update", heard);
  work();
  doc.off("update", heard);
  return isChanged;
}
