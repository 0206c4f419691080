/**
 * What happens to a card, as events of the page.
 *
 * Shape    one function from {@link CardEvent} to the DOM events integrators know.
 * Not      the user's own requests (navigate, delete): elements emit those themselves.
 *
 * @module
 */
import type { CardEvent, CardSession } from "@couplet/engine";
import { assertNever } from "@couplet/model";
import { emit } from "../events.ts";

export function tellPage(target: EventTarget, event: CardEvent, session: CardSession): void {
  const { kind, id } = session;
  switch (event.type) {
    case "change":
      emit(target, "couplet-change", { kind, id, field: event.field, old: event.old, new: event.new, actor: "me" });
      return;
    case "remote-change":
      emit(target, "couplet-remote-change", {
        kind,
        id,
        field: event.field,
        old: event.old,
        new: event.new,
        actor: event.by,
        origin: "person",
      });
      return;
    case "saved":
      emit(target, "couplet-saved", { changeIds: event.entries, at: event.atMs });
      return;
    case "refused": {
      const { code, field, text } = event.edit;
      emit(target, "couplet-refused", { code, field, text, fix: "retry" });
      return;
    }
    case "conflict":
      emit(target, "couplet-conflict", { field: event.field, candidates: event.candidates });
      return;
    case "conflict-solved":
      emit(target, "couplet-conflict-solved", { field: event.field, choice: event.value });
      return;
    case "link-change":
    case "deleted":
    case "restored":
      // Shown in place; the page hears `couplet-link-change`, `couplet-deleted` and `couplet-restored` where its user asked for it.
      return;
    case "carried-over":
    case "stranded":
      // The engine's attention list tells these; nothing on the page has to happen.
      return;
    default:
      assertNever(event);
  }
}
