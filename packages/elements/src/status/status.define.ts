/** Registers `couplet-status`. @module */
import { define } from "../define.ts";
import { CoupletStatus } from "./status.ts";

define("couplet-status", CoupletStatus);
