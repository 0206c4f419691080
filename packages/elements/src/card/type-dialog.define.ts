/** Registers `couplet-type-dialog`. @module */
import { define } from "../define.ts";
import { CoupletTypeDialog } from "./type-dialog.ts";

define("couplet-type-dialog", CoupletTypeDialog);
