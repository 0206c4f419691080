/**
 * The questions a card asks before it becomes something else: deleted, of another type, under another number.
 *
 * Shape    their dialogs, rendered once with the card, and what opens them; they are loaded when the first is asked for.
 *
 * @module
 */
import { html, type TemplateResult } from "lit";
import type { CardSession, CardSnapshot } from "@couplet/engine";

type Root = HTMLElement | DocumentFragment;

export const renderQuestions = (): TemplateResult => html`
  <couplet-delete-dialog exportparts="dialog"></couplet-delete-dialog>
  <couplet-type-dialog exportparts="dialog"></couplet-type-dialog>
  <couplet-number-dialog exportparts="dialog"></couplet-number-dialog>
`;

export async function askDelete(root: Root, record: CardSnapshot | undefined): Promise<void> {
  if (!record) return;
  await import("./delete-dialog.define.ts");
  await root.querySelector("couplet-delete-dialog")?.open(record.kind, record.id);
}

export async function askType(root: Root, session: CardSession | undefined): Promise<void> {
  if (!session?.id) return;
  await import("./type-dialog.define.ts");
  await root.querySelector("couplet-type-dialog")?.open(session);
}

export async function askNumber(root: Root, session: CardSession | undefined): Promise<void> {
  if (!session?.id) return;
  await import("./number-dialog.define.ts");
  await root.querySelector("couplet-number-dialog")?.open(session);
}

const isChangeable = ({ loading, deleted }: CardSnapshot, isReadonly: boolean): boolean =>
  !loading && !deleted && !isReadonly;

/** A customer has the type of its contact. */
export const mayChangeType = (snapshot: CardSnapshot, isReadonly: boolean): boolean =>
  snapshot.kind === "contact" && snapshot.type !== undefined && isChangeable(snapshot, isReadonly);

/** What has none yet gets one from the series first. */
export const mayChangeNumber = (snapshot: CardSnapshot, isReadonly: boolean): boolean =>
  snapshot.no !== "" && snapshot.provisional !== true && isChangeable(snapshot, isReadonly);
