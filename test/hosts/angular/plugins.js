/** Angular's packages come half compiled; this does the other half, which would else need a compiler in the browser. */
import { transformAsync } from "@babel/core";
import { createEs2015LinkerPlugin } from "@angular/compiler-cli/linker/babel";
import { readFileSync } from "node:fs";

const fileSystem = {
  resolve: (...paths) => paths.join("/"),
  exists: () => false,
  dirname: (path) => path.replace(/\/[^/]*$/u, ""),
  relative: (_, to) => to,
  readFile: (path) => readFileSync(path, "utf8"),
};
const logger = { level: 1, debug() {}, info() {}, warn: console.warn, error: console.error };
const linker = createEs2015LinkerPlugin({ fileSystem, logger, linkerJitMode: false, sourceMapping: false });

export const plugins = [
  {
    name: "angular-linker",
    async transform(code, id) {
      if (!id.includes("@angular") || !code.includes("ɵɵngDeclare")) return null;
      const options = { filename: id, plugins: [linker], compact: false, configFile: false, babelrc: false };
      return (await transformAsync(code, options))?.code ?? null;
    },
  },
];
