/**
 * The elements, registered: what a page loads by script tag or import.
 *
 * Shape    registers every tag; `couplet.ready` resolves once all of them are defined.
 * Not      for pages that choose their own tags: those take `pure.ts`.
 *
 * @module
 */
import "./card/card.define.ts";
// Without network nothing comes later.
import "./card/delete-dialog.define.ts";
import "./card/number-dialog.define.ts";
import "./card/type-dialog.define.ts";
import "./chip/chip.define.ts";
import "./conflicts/conflicts.define.ts";
import "./field/field.define.ts";
import "./history/history.define.ts";
import "./links/links.define.ts";
import "./list/list.define.ts";
import "./outbox/outbox.define.ts";
import "./picker/picker.define.ts";
import "./presence/presence.define.ts";
import "./provider/provider.define.ts";
import "./status/status.define.ts";
import { announce } from "./couplet-global.ts";

announce(Promise.resolve(), () => Promise.resolve());

export * from "./pure.ts";
export type { CoupletGlobal, CoupletQueue } from "./couplet-global.ts";
