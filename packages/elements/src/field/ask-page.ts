/**
 * The page's say before an edit is made: the provider's judge and the cancelable event.
 *
 * Shape    synchronous; a sentence refuses the edit and stands beside the field.
 * Not      validation of ours: that comes before, so that a page only judges values that could be taken.
 *
 * @module
 */
import { emit } from "../events.ts";
import type { Connection } from "../provider/connection.ts";
import type { ProposedChange } from "../provider/link.ts";

/** @returns why the page does not take the edit; `undefined`: it does */
export function askPage(target: EventTarget, change: ProposedChange, connection: Connection): string | undefined {
  let veto = connection.judge?.(change);
  const isPassed = emit(target, "couplet-before-change", {
    ...change,
    reject(text) {
      veto = text;
    },
  });
  return veto ?? (isPassed ? undefined : connection.wording.say("field.vetoed"));
}
