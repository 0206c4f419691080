/**
 * Our elements in JSX, for React 19: `<couplet-card kind="customer" oncouplet-saved={(event) => …} />`.
 *
 * Shape    `import "@couplet/elements/react"` once, for its types. Properties are set as properties; events are named as they are.
 *
 * @module
 */
import "../src/couplet-global.ts";
import type { DetailedHTMLProps, HTMLAttributes } from "react";
import type { CoupletElements, CoupletEventOf, CoupletEvents, CoupletProps } from "./elements.d.ts";

type Tags = {
  [Tag in keyof CoupletElements]: Omit<
    DetailedHTMLProps<HTMLAttributes<CoupletElements[Tag]>, CoupletElements[Tag]>,
    keyof CoupletProps[Tag]
  > &
    CoupletProps[Tag] & { [Name in CoupletEvents[Tag] as `on${Name}`]?: (event: CoupletEventOf<Name>) => void };
};

declare module "react" {
  namespace JSX {
    interface IntrinsicElements extends Tags {}
  }
}
