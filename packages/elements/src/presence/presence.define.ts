/** Registers `couplet-presence`. @module */
import { define } from "../define.ts";
import { CoupletPresence } from "./presence.ts";

define("couplet-presence", CoupletPresence);
