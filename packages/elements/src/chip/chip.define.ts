/** Registers `couplet-chip`. @module */
import { define } from "../define.ts";
import { CoupletChip } from "./chip.ts";

define("couplet-chip", CoupletChip);
