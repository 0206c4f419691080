/**
 * The process: `npm start`.
 *
 * Not      more than this: what follows imports modules that an older Node does not have, so its version is looked at first.
 *
 * @module
 */
const [major = 0] = process.versions.node.split(".").map(Number);
if (major < 24) {
  process.stderr.write(
    `Couplet needs Node 24 or later; this is Node ${process.versions.node}. Start it with \`npm start\`, which brings its own.\n`,
  );
  process.exit(1);
}

const { run } = await import("./run.ts");
await run(process.env);
