/**
 * The script of a page that a test opens in a browser, put together from its sources.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { build } from "vite";

/** @param entry the page's module */
export async function buildPageScript(entry: URL, { minify = false } = {}): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: "error",
    root: fileURLToPath(new URL(".", entry)),
    build: {
      write: false,
      minify,
      target: "es2022",
      lib: { entry: fileURLToPath(entry), formats: ["es"], fileName: "page" },
    },
  });
  const [output] = Array.isArray(built) ? built : [built];
  const chunk = output && "output" in output ? output.output[0] : undefined;
  return chunk?.code ?? "";
}
