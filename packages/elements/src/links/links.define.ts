/** Registers `couplet-links` and its dialog. @module */
import { define } from "../define.ts";
import { CoupletLinkDialog } from "./link-dialog.ts";
import { CoupletLinks } from "./links.ts";

define("couplet-link-dialog", CoupletLinkDialog);
define("couplet-links", CoupletLinks);
