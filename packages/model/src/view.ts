/**
 * What the rules may ask about a workspace while they decide a command.
 *
 * Shape    synchronous questions over one consistent state; implemented by the server inside the deciding transaction
 *          and by clients over their replica.
 * Not      a store: nothing here writes.
 *
 * @module
 */
import type { Card, DeletionRecord, Relation } from "./card.ts";
import type { CardId, RelationId } from "./id.ts";
import type { CardKind } from "./kind.ts";
import type { Role } from "./role.ts";
import type { Setup } from "./setup.ts";
import type { Scalar } from "./value.ts";

/** Who acts, as signed in. */
export interface Actor {
  readonly sub: string;
  readonly name: string;
  readonly role: Role;
}

export interface WorkspaceView {
  readonly setup: Setup;
  readonly nowMs: number;
  /** Deleted cards included. */
  card(id: CardId): Card | undefined;
  relation(id: RelationId): Relation | undefined;
  /** Relations in which the card stands on either side. */
  relationsOf(cardId: CardId): readonly Relation[];
  /** Persons of a company, deleted ones left out. */
  personsOf(companyId: CardId): readonly Card[];
  /** Customers and vendors that name the contact as their primary one, related to it or not; deleted ones left out. */
  cardsWithPrimary(contactId: CardId): readonly Card[];
  /** Whether a card of the kind has or ever had the number. */
  isNumberTaken(kind: CardKind, no: string): boolean;
  /** The value shown on the card; `undefined` or the empty value when there is none. */
  value(cardId: CardId, field: string): Scalar | undefined;
  deletion(cardId: CardId): DeletionRecord | undefined;
}
