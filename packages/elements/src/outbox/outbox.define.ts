/** Registers `couplet-outbox`. @module */
import { define } from "../define.ts";
import { CoupletOutbox } from "./outbox.ts";

define("couplet-outbox", CoupletOutbox);
