/**
 * What to tell a person when a request did not work.
 *
 * @module
 */
import { CardNotFoundError, CommandQueuedError, OfflineError, RequestRefusedError } from "@couplet/engine";
import type { Wording } from "./wording.ts";

/** A sentence for any error; says that nothing changed where that is all there is to say. */
export function failureText(error: unknown, wording: Wording): string {
  if (error instanceof RequestRefusedError) return wording.problemOr(error.code, error.text, error.params);
  if (error instanceof OfflineError) return wording.say("error.offline");
  if (error instanceof CommandQueuedError) return wording.say("command.queued");
  if (error instanceof CardNotFoundError) return wording.say("card.missing");
  return wording.say("error.unknown");
}
