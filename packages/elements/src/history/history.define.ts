/** Registers `couplet-history`. @module */
import { define } from "../define.ts";
import { CoupletHistory } from "./history.ts";

define("couplet-history", CoupletHistory);
