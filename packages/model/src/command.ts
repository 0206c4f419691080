/**
 * Commands: structural changes as data, made by a client or a REST call and decided by `decide.ts`.
 *
 * Shape    a discriminated union on `type`; every id a command needs travels in it, so that a card made offline has its
 *          documents from the start and a repeated command changes nothing.
 * Not      edits of fields: those are entries in documents.
 * Source   rules L1 to L12, D1 to D5, H5, K6
 *
 * @module
 */
import type { Side } from "./effect.ts";
import type { CardId, CommandId, DocumentId, RelationId } from "./id.ts";
import type { CardKind, ContactType, RelatedKind } from "./kind.ts";
import type { Scalar } from "./value.ts";

export type Fields = Readonly<Record<string, Scalar>>;

export interface CreateCommand {
  readonly type: "create";
  readonly id: CommandId;
  readonly cardId: CardId;
  readonly kind: CardKind;
  /** Of a contact or a customer; `company` if absent. */
  readonly contactType?: ContactType;
  readonly no?: string;
  readonly commonDocumentId: DocumentId;
  readonly cardDocumentId: DocumentId;
  readonly fields: Fields;
  readonly notes?: string;
  /** Ids for the contact that set-up makes along with the card (L10); not looked at where none is made. */
  readonly contact?: {
    readonly cardId: CardId;
    readonly cardDocumentId: DocumentId;
    readonly relationId: RelationId;
  };
}

export interface CreateFromContactCommand {
  readonly type: "createFromContact";
  readonly id: CommandId;
  readonly contactId: CardId;
  readonly kind: RelatedKind;
  readonly cardId: CardId;
  readonly cardDocumentId: DocumentId;
  readonly relationId: RelationId;
  readonly templateCode?: string;
  readonly no?: string;
  readonly fields?: Fields;
}

export interface CreateContactFromCardCommand {
  readonly type: "createContactFromCard";
  readonly id: CommandId;
  readonly cardId: CardId;
  readonly contactId: CardId;
  readonly cardDocumentId: DocumentId;
  readonly relationId: RelationId;
}

export interface LinkCommand {
  readonly type: "link";
  readonly id: CommandId;
  readonly contactId: CardId;
  readonly cardId: CardId;
  readonly relationId: RelationId;
  readonly master: Side;
  /** Per-field exceptions from `master`. */
  readonly fields?: Readonly<Record<string, Side>>;
}

export interface UnlinkCommand {
  readonly type: "unlink";
  readonly id: CommandId;
  readonly relationId: RelationId;
}

export interface DeleteCommand {
  readonly type: "delete";
  readonly id: CommandId;
  readonly cardId: CardId;
}

export interface RestoreCommand {
  readonly type: "restore";
  readonly id: CommandId;
  readonly cardId: CardId;
}

/** A contact becomes a person or a company (H5). */
export interface ChangeTypeCommand {
  readonly type: "changeType";
  readonly id: CommandId;
  readonly cardId: CardId;
  readonly contactType: ContactType;
}

/** A card gets another number (K6). */
export interface RenumberCommand {
  readonly type: "renumber";
  readonly id: CommandId;
  readonly cardId: CardId;
  readonly no: string;
}

export type Command =
  | CreateCommand
  | CreateFromContactCommand
  | CreateContactFromCardCommand
  | LinkCommand
  | UnlinkCommand
  | DeleteCommand
  | RestoreCommand
  | ChangeTypeCommand
  | RenumberCommand;
