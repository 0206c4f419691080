/**
 * What an open card needs of the engine around it.
 *
 * @module
 */
import type { CardKind, InheritanceSwitches } from "@couplet/model";
import type { AttentionList } from "./attention-list.ts";
import type { CardRow } from "./card-row.ts";
import type { Identity } from "./identity.ts";
import type { NamedUser, People } from "./people.ts";
import type { UndoHistory } from "./undo.ts";
import type { WorkingCopies } from "./working-copies.ts";

export interface CardHost {
  readonly copies: WorkingCopies;
  readonly attention: AttentionList;
  readonly people: People;
  identity(): Identity | undefined;
  user(): NamedUser;
  isReadonly(): boolean;
  nowMs(): number;
  /** No answer of the server is to be expected soon. */
  isOutOfReach(): boolean;
  observeReach(listener: () => void): () => void;
  /** Set-up's switches, as this device last heard of them; `undefined`: never. */
  inheritance(): InheritanceSwitches | undefined;
  /** From the server; `undefined`: deleted or unknown. @throws {OfflineError} */
  readRow(kind: CardKind, id: string): Promise<CardRow | undefined>;
  knownCard(id: string): CardRow | undefined;
  numberOf(id: string): { readonly kind: CardKind; readonly no: string } | undefined;
  /**
   * What a card shows now, for finding and opening it offline.
   *
   * @param before what it had shown before, while it is open
   * @param waiting fields that were set here and the server has not decided on
   */
  keep(row: CardRow, before: CardRow | undefined, waiting: readonly string[]): void;
  undoOf(cardId: string): UndoHistory;
  /** Looks up the names of users met in a card, once each. */
  askNames(kind: CardKind, cardId: string, users: ReadonlySet<string>): void;
}
