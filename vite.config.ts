/**
 * Builds the app (`client/`, default mode), the embed bundle (`--mode embed`) and the gallery of its elements (`--mode gallery`), and configures vitest.
 *
 * Test projects: `unit` (fast, beside the source), `simulation` (random histories), `system` (real server, real clients,
 * in Node), `browser` (elements in Chromium). What needs a whole app in a browser is `test/e2e`, project `e2e`.
 *
 * @module
 */
import { playwright } from "@vitest/browser-playwright";
import { VitePWA } from "vite-plugin-pwa";
import { defineConfig, type UserConfig } from "vitest/config";
import { chromiumFlags } from "./test/chromium.ts";
import { embedBuild } from "./embed-build.ts";
import { bundledPackages, thirdParty } from "./third-party.ts";

const app: UserConfig = {
  root: "client",
  plugins: [
    VitePWA({
      registerType: "prompt",
      injectRegister: false,
      manifest: {
        name: "Couplet",
        short_name: "Couplet",
        start_url: "/",
        display: "standalone",
        background_color: "#f3f5f3",
        theme_color: "#0b5d63",
        icons: [{ src: "/icon.svg", sizes: "any", type: "image/svg+xml", purpose: "any" }],
      },
      workbox: {
        globPatterns: ["**/*.{js,css,html,svg,woff2}"],
        globIgnores: ["embed/**"],
        navigateFallback: "/index.html",
        navigateFallbackDenylist: [/^\/(api|docs|embed|gallery|healthz|readyz|metrics|third-party\.txt)(\/|$)/],
      },
    }),
    // The font comes with a style sheet, the service worker's library by the plugin above.
    thirdParty([
      "@fontsource-variable/inter",
      "workbox-core",
      "workbox-precaching",
      "workbox-routing",
      "workbox-strategies",
    ]),
  ],
  build: { outDir: "dist", emptyOutDir: true, target: "es2022", license: { fileName: bundledPackages } },
};

const embed: UserConfig = {
  root: "client",
  // The files find each other, wherever they are served.
  base: "./",
  publicDir: false,
  plugins: [thirdParty(), embedBuild()],
  build: {
    license: { fileName: bundledPackages },
    outDir: "dist/embed/v1",
    emptyOutDir: true,
    target: "es2022",
    // A library's imports are left as they are; `embedBuild` sees to them.
    lib: { entry: "../packages/elements/src/autoload.ts", formats: ["es"], fileName: () => "couplet.js" },
    rolldownOptions: {
      output: {
        minify: true,
        chunkFileNames: "[name]-[hash].js",
        codeSplitting: {
          groups: [
            { name: "yjs", test: /node_modules[\\/](?:yjs|lib0|y-[a-z]+)[\\/]/u, priority: 2 },
            // What most elements need, in one file instead of twenty.
            { name: "base", minShareCount: 3, priority: 1 },
          ],
        },
      },
    },
  },
};

const gallery: UserConfig = {
  root: "packages/elements/gallery",
  base: "/gallery/",
  plugins: [thirdParty(["@fontsource-variable/inter"])],
  build: {
    license: { fileName: bundledPackages },
    outDir: "../../../client/dist/gallery",
    emptyOutDir: true,
    target: "es2022",
    modulePreload: false,
  },
};

const tests: UserConfig = {
  root: import.meta.dirname,
  test: {
    // Both cores of a small build machine: most tests wait for sockets, files or a browser.
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: "unit",
          include: [
            "packages/*/src/**/*.test.ts",
            "server/src/**/*.test.ts",
            "client/src/**/*.test.ts",
            "test/texts/*.test.ts",
          ],
          exclude: ["**/*.browser.test.ts"],
          // Against what hangs; how fast a machine is decides no test.
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: "simulation",
          include: ["test/simulation/**/*.test.ts", "test/whole/**/*.test.ts", "test/fuzz/**/*.test.ts"],
          testTimeout: 1_800_000,
        },
      },
      { test: { name: "system", include: ["test/system/**/*.test.ts"], testTimeout: 300_000, hookTimeout: 120_000 } },
      {
        test: {
          name: "e2e",
          include: ["test/e2e/**/*.test.ts"],
          globalSetup: ["test/e2e/global-setup.ts"],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
          // A browser that the machine starves for seconds is tried once more; the report says which tests needed it.
          retry: 1,
        },
      },
      {
        test: {
          name: "browser",
          include: ["packages/*/src/**/*.browser.test.ts"],
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: {
                executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
                args: [...chromiumFlags],
              },
            }),
            instances: [{ browser: "chromium" }],
          },
        },
      },
    ],
  },
};

export default defineConfig(({ mode }) => {
  if (process.env["VITEST"]) return tests;
  return mode === "embed" ? embed : mode === "gallery" ? gallery : app;
});
