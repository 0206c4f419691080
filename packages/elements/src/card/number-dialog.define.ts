/** Registers `couplet-number-dialog`. @module */
import { define } from "../define.ts";
import { CoupletNumberDialog } from "./number-dialog.ts";

define("couplet-number-dialog", CoupletNumberDialog);
