/**
 * Whether something that is done to a document changes it.
 *
 * @module
 */
import type * as Y from "yjs";

export function isChangedBy(doc: Y.Doc, edit: () => void): boolean {
  let isChanged = false;
  const heard = (): void => {
    isChanged = true;
  };
  doc.on("update", heard);
  edit();
  doc.off("update", heard);
  return isChanged;
}
