/**
 * Whether an edit of a document changes anything.
 *
 * @module
 */
import type * as Y from "yjs";

/** Makes the edit. */
export function changes(doc: Y.Doc, edit: () => void): boolean {
  let isChanged = false;
  const heard = (): void => {
    isChanged = true;
  };
  doc.on("update", heard);
  edit();
  doc.off("update", heard);
  return isChanged;
}
