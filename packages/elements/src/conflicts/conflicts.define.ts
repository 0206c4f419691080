/** Registers `couplet-conflicts`. @module */
import { define } from "../define.ts";
import { CoupletConflicts } from "./conflicts.ts";

define("couplet-conflicts", CoupletConflicts);
