/** Registers `couplet-card` and the elements it is made of. @module */
import "../field/field.define.ts";
import "../presence/presence.define.ts";
import "../status/status.define.ts";
import { define } from "../define.ts";
import { CoupletCard } from "./card.ts";
import { CoupletNotes } from "./notes.ts";

define("couplet-notes", CoupletNotes);
define("couplet-card", CoupletCard);
