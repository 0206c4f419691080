/** Registers `couplet-field`. @module */
import { CoupletField } from "./field.ts";
import "../picture/picture.define.ts";
import { define } from "../define.ts";

define("couplet-field", CoupletField);
