/**
 * Writes what must outlive the page to the device once more: it was deleted there, or could not be written.
 *
 * Shape    what this tab has in memory and the server does not have, and what makes it readable: edits with their writers, commands, refusals,
 *          rows and names. Rows that are there already are the same.
 * Not      the workspace's copy: that is filled by the feed, which begins anew where it is gone.
 *
 * @module
 */
import type { Replica } from "./replica/replica.ts";
import type { SessionParts } from "./session-parts.ts";

/** @throws where something was not taken */
export async function keepAnew(parts: SessionParts, replica: Replica | undefined): Promise<void> {
  const { attention, copies, outbox, people, register } = parts;
  await register.keepAnew();
  for (const row of [...outbox.waiting, ...outbox.refused]) await register.putOutbox(row);
  await attention.keepAnew();
  await people.keepAnew();
  await copies.keepAnew();
  await replica?.look();
  if (replica?.isFailing) throw new Error("The copy of the workspace falls behind");
  parts.readSetup().catch(() => undefined);
}
