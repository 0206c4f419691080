/** What compiles this page: Svelte's own plugin. */
import { svelte } from "@sveltejs/vite-plugin-svelte";

export const plugins = [svelte({ configFile: false })];
