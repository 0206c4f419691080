/**
 * Every element a page may write, and what defines it.
 *
 * Shape    tag -> an import of its own, so that a page loads what is on it. Elements inside these bring themselves.
 * Not      `couplet-timeline`: the name is kept for interactions and documents.
 *
 * @module
 */
export const tags = {
  "couplet-provider": () => import("./provider/provider.define.ts"),
  "couplet-card": () => import("./card/card.define.ts"),
  "couplet-field": () => import("./field/field.define.ts"),
  "couplet-picker": () => import("./picker/picker.define.ts"),
  "couplet-chip": () => import("./chip/chip.define.ts"),
  "couplet-list": () => import("./list/list.define.ts"),
  "couplet-links": () => import("./links/links.define.ts"),
  "couplet-presence": () => import("./presence/presence.define.ts"),
  "couplet-status": () => import("./status/status.define.ts"),
  "couplet-outbox": () => import("./outbox/outbox.define.ts"),
  "couplet-conflicts": () => import("./conflicts/conflicts.define.ts"),
  "couplet-history": () => import("./history/history.define.ts"),
} as const;

export type CoupletTag = keyof typeof tags;
export const isTag = (text: string): text is CoupletTag => Object.hasOwn(tags, text);
export const allTags = Object.keys(tags) as readonly CoupletTag[];
