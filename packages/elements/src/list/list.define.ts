/** Registers `couplet-list`. @module */
import { define } from "../define.ts";
import { CoupletList } from "./list.ts";

define("couplet-list", CoupletList);
