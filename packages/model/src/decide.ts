/**
 * What becomes of a command: the rules of relations and deletion, the same on the server and on every client.
 *
 * Shape    pure: from what a workspace shows, a command and who sends it, to effects or a refusal.
 * Not      the last word where it runs on a client: there it is a forecast.
 * Source   rules K2, K6, L1 to L12, D1 to D5, H1, H5, S1 to S4
 *
 * @module
 */
import type { Command } from "./command.ts";
import { decideChangeType } from "./commands/change-type.ts";
import { decideCreateContactFromCard } from "./commands/create-contact-from-card.ts";
import { decideCreateFromContact } from "./commands/create-from-contact.ts";
import { decideCreate } from "./commands/create.ts";
import { decideDelete } from "./commands/delete.ts";
import { decideLink } from "./commands/link.ts";
import { decideRenumber } from "./commands/renumber.ts";
import { decideRestore } from "./commands/restore.ts";
import { decideUnlink } from "./commands/unlink.ts";
import type { Decision } from "./decision.ts";
import { assertNever } from "./error.ts";
import type { Actor, WorkspaceView } from "./view.ts";

export function decide(view: WorkspaceView, command: Command, actor: Actor): Decision {
  switch (command.type) {
    case "create":
      return decideCreate(view, command, actor);
    case "createFromContact":
      return decideCreateFromContact(view, command, actor);
    case "createContactFromCard":
      return decideCreateContactFromCard(view, command, actor);
    case "link":
      return decideLink(view, command, actor);
    case "unlink":
      return decideUnlink(view, command, actor);
    case "delete":
      return decideDelete(view, command, actor);
    case "restore":
      return decideRestore(view, command, actor);
    case "changeType":
      return decideChangeType(view, command, actor);
    case "renumber":
      return decideRenumber(view, command, actor);
    default:
      return assertNever(command);
  }
}
