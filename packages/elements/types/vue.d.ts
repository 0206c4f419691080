/**
 * Our elements in Vue templates: `<couplet-card kind="customer" @couplet-saved="saved" />`.
 *
 * Shape    `import "@couplet/elements/vue"` once, for its types; tell Vue's compiler that `couplet-*` are custom elements.
 *
 * @module
 */
import "../src/couplet-global.ts";
import type { HTMLAttributes } from "vue";
import type { CoupletElements, CoupletEventOf, CoupletEvents, CoupletProps } from "./elements.d.ts";

type Camel<Text extends string> = Text extends `${infer Head}-${infer Tail}`
  ? `${Head}${Capitalize<Camel<Tail>>}`
  : Text;
type Listeners<Tag extends keyof CoupletEvents> = {
  [Name in CoupletEvents[Tag] as `on${Capitalize<Camel<Name>>}`]?: (event: CoupletEventOf<Name>) => void;
};
type Components = {
  [Tag in keyof CoupletElements]: new () => {
    $props: Omit<HTMLAttributes, keyof CoupletProps[Tag]> & CoupletProps[Tag] & Listeners<Tag>;
  };
};

declare module "vue" {
  interface GlobalComponents extends Components {}
}
