/** What compiles this page: Vue's own plugin, told that our tags are elements and no components. */
import vue from "@vitejs/plugin-vue";

export const plugins = [
  vue({ template: { compilerOptions: { isCustomElement: (tag) => tag.startsWith("couplet-") } } }),
];
