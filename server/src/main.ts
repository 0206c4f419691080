/**
 * The process: `npm start`, and beside it `npm run backup` and `npm run restore`.
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

const [name, ...args] = process.argv.slice(2);
const { isProgram, runProgram } = await import("./backup/program.ts");
if (isProgram(name)) await runProgram(name, args, process.env);
else await (await import("./run.ts")).run(process.env);
