/** Registers `couplet-picker`. @module */
import { define } from "../define.ts";
import { CoupletPicker } from "./picker.ts";

define("couplet-picker", CoupletPicker);
