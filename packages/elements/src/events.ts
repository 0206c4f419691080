/**
 * What the elements tell the page, by event.
 *
 * Shape    {@link CoupletEventDetails}: name -> plain `detail`; every event bubbles and is composed, and those named in
 *          `cancelable` may be prevented. Declared on `GlobalEventHandlersEventMap`, so that `addEventListener` knows them.
 * Not      a way in: elements are told things by properties and methods.
 *
 * @module
 */
import type { ConflictCandidate, Person, RelatedCard, StatusState } from "@couplet/engine";
import type { CardKind, Scalar } from "@couplet/model";

interface Author {
  readonly sub: string;
  readonly name: string;
}

/** A card as a picker names it. */
export interface PickedCard {
  readonly kind: CardKind;
  readonly id: string;
  readonly no: string;
  readonly name: string;
}

export interface CoupletEventDetails {
  "couplet-ready": { readonly fromCache: boolean; readonly asOf: number };
  "couplet-change": {
    readonly kind: CardKind;
    readonly id: string;
    readonly field: string;
    readonly old: Scalar;
    readonly new: Scalar;
    readonly actor: "me";
  };
  /** Cancelable, synchronous; `reject` also says why. */
  "couplet-before-change": {
    readonly kind: CardKind;
    readonly id: string;
    readonly field: string;
    readonly old: Scalar;
    readonly new: unknown;
    reject(text: string): void;
  };
  "couplet-remote-change": {
    readonly kind: CardKind;
    readonly id: string;
    readonly field: string;
    readonly old: Scalar;
    readonly new: Scalar;
    readonly actor: Author;
    readonly origin: "person";
  };
  "couplet-saved": { readonly changeIds: readonly string[]; readonly at: number };
  "couplet-status-change": { readonly state: StatusState; readonly waiting: number; readonly since: number };
  "couplet-conflict": { readonly field: string; readonly candidates: readonly ConflictCandidate[] };
  "couplet-conflict-solved": { readonly field: string; readonly choice: Scalar };
  "couplet-refused": {
    readonly code: string;
    readonly field: string;
    readonly text: string;
    readonly fix: "retry" | "discard";
  };
  "couplet-auth-required": { readonly waiting: number };
  "couplet-presence-change": { readonly people: readonly Person[] };
  "couplet-link-change": { readonly kind: CardKind; readonly id: string; readonly relations: readonly RelatedCard[] };
  "couplet-created": { readonly kind: CardKind; readonly id: string; readonly no: string };
  "couplet-deleted": { readonly kind: CardKind; readonly id: string; readonly no: string; readonly name: string };
  "couplet-restored": { readonly kind: CardKind; readonly id: string };
  /** Cancelable; the user asks for another card, or for what is its own (`part`), and the page's router takes over. */
  "couplet-navigate": { readonly kind: CardKind; readonly id: string; readonly part?: "own" };
  /** The user chose cards in a picker, or took them out again. */
  "couplet-pick": { readonly value: string; readonly cards: readonly PickedCard[] };
  /** Rows of a list were chosen, for something to be done with all of them. */
  "couplet-choice-change": { readonly kind: CardKind; readonly ids: readonly string[] };
  /** The user is done with the history of a field. */
  "couplet-history-close": Readonly<Record<string, never>>;
  "couplet-action": { readonly action: string; readonly kind: CardKind; readonly id: string };
  "couplet-error": { readonly code: string; readonly text: string; readonly docs: string };
}

export type CoupletEventName = keyof CoupletEventDetails;

const cancelable: ReadonlySet<CoupletEventName> = new Set(["couplet-before-change", "couplet-navigate"]);

/** @returns false when a listener prevented it */
export function emit<Name extends CoupletEventName>(
  target: EventTarget,
  name: Name,
  detail: CoupletEventDetails[Name],
): boolean {
  return target.dispatchEvent(
    new CustomEvent(name, { detail, bubbles: true, composed: true, cancelable: cancelable.has(name) }),
  );
}

/** A mistake of the page that embeds us, not of the person in front of it. */
export const emitError = (target: EventTarget, code: string, text: string): boolean =>
  emit(target, "couplet-error", { code, text, docs: `https://couplet.example/docs/errors#${code}` });

type CoupletEvents = { [Name in CoupletEventName]: CustomEvent<CoupletEventDetails[Name]> };

declare global {
  // oxlint-disable-next-line typescript/no-empty-object-type -- a global map can only be extended by an interface
  interface GlobalEventHandlersEventMap extends CoupletEvents {}
}
