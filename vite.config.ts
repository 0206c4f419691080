/**
 * Builds the app (`client/`) and the embed bundle, and configures vitest.
 *
 * Test projects: `unit` (fast, beside the source), `system` (real server, real clients, in Node), `browser` (Chromium).
 *
 * @module
 */
import { defineConfig } from "vite";

export default defineConfig({
  root: "client",
  build: { outDir: "dist", emptyOutDir: true, target: "es2022" },
});
