/** Registers `couplet-delete-dialog`. @module */
import { define } from "../define.ts";
import { CoupletDeleteDialog } from "./delete-dialog.ts";

define("couplet-delete-dialog", CoupletDeleteDialog);
