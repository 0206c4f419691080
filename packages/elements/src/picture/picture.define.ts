/** Registers `couplet-picture`. @module */
import { define } from "../define.ts";
import { CoupletPicture } from "./picture.ts";

define("couplet-picture", CoupletPicture);
