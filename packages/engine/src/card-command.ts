/**
 * Structural changes an app asks for: create, create from, link, unlink, undo a link, merge, delete, restore, change of type, another number.
 *
 * Shape    a discriminated union on `type`, plain data.
 * Not      the model's `Command`: that carries the ids of what is made, see `commands.ts`.
 * Source   rules L1 to L12, D1 to D5, H5, K6
 *
 * @module
 */
import type { CardKind, ContactType, MergeSide } from "@couplet/model";
import type { CardRow } from "./card-row.ts";

export type Side = "contact" | "card";

/** Whose values hold: one side's, but for the fields named. `contact` if absent. */
export interface LinkChoice {
  readonly master?: Side;
  readonly fields?: Readonly<Record<string, Side>>;
}

export type CardCommand =
  | {
      readonly type: "create";
      readonly kind: CardKind;
      readonly fields: Readonly<Record<string, unknown>>;
      readonly contactType?: ContactType;
      readonly no?: string;
      readonly notes?: string;
    }
  | {
      readonly type: "createFromContact";
      readonly contactId: string;
      readonly kind: Exclude<CardKind, "contact">;
      readonly templateCode?: string;
    }
  | { readonly type: "createContactFromCard"; readonly kind: Exclude<CardKind, "contact">; readonly cardId: string }
  | { readonly type: "link"; readonly contactId: string; readonly cardId: string; readonly choice?: LinkChoice }
  /** `undoLink`: takes the link back as if it had not been made, while nobody has edited since. */
  | { readonly type: "unlink" | "undoLink"; readonly contactId: string; readonly relationId: string }
  | {
      readonly type: "mergeContacts";
      readonly contactId: string;
      /** The contact that goes. */
      readonly mergedId: string;
      readonly fields?: Readonly<Record<string, MergeSide>>;
    }
  | { readonly type: "undoMerge"; readonly cardId: string }
  | { readonly type: "delete"; readonly kind: CardKind; readonly cardId: string }
  | { readonly type: "restore"; readonly kind: CardKind; readonly cardId: string }
  /** Of a contact (H5). */
  | { readonly type: "changeType"; readonly cardId: string; readonly contactType: ContactType }
  /** Another number, where the series of the kind lets numbers be typed (K6). */
  | { readonly type: "renumber"; readonly cardId: string; readonly no: string };

export interface CommandResult {
  /** The card made, restored or changed. */
  readonly card?: CardRow;
  /** The server could not be asked: the command waits in the outbox, and what is shown is a forecast. */
  readonly queued?: true;
}
