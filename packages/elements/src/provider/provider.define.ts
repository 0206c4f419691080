/** Registers `couplet-provider`. @module */
import { CoupletProvider } from "./provider.ts";
import { define } from "../define.ts";

define("couplet-provider", CoupletProvider);
