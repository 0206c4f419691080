/** Which sources `cem analyze` reads; the answer is `custom-elements.json` beside this file. */
// oxlint-disable-next-line import/no-default-export -- the analyzer reads its configuration from the default export
export default {
  globs: ["src/**/*.ts"],
  exclude: ["src/**/*.test.ts", "src/**/*.styles.ts", "src/text/**"],
  litelement: true,
  packagejson: false,
};
