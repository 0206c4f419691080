/** Registers `couplet-card` and the elements it is made of. @module */
import "../field/field.define.ts";
import "../presence/presence.define.ts";
import "../status/status.define.ts";
import { define } from "../define.ts";
import { CoupletCard } from "./card.ts";
import { CoupletDeleteDialog } from "./delete-dialog.ts";
import { CoupletNumberDialog } from "./number-dialog.ts";
import { CoupletNotes } from "./notes.ts";
import { CoupletTypeDialog } from "./type-dialog.ts";

define("couplet-notes", CoupletNotes);
define("couplet-delete-dialog", CoupletDeleteDialog);
define("couplet-number-dialog", CoupletNumberDialog);
define("couplet-type-dialog", CoupletTypeDialog);
define("couplet-card", CoupletCard);
