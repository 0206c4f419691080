/**
 * A real server as a program, with limits of one's own (`LIMITS`, JSON): what the program people start does not let anybody choose.
 *
 * Not      a server with other code: it is the one of `@couplet/server`, without pages.
 *
 * @module
 */
import { type ServerOptions, startServer } from "@couplet/server";

const { env } = process;
const server = await startServer({
  dataDir: env["DATA_DIR"] ?? "",
  auth: { kind: "secret", secret: env["AUTH_SECRET"] ?? "" },
  port: Number(env["PORT"] ?? "0"),
  limits: JSON.parse(env["LIMITS"] ?? "{}") as NonNullable<ServerOptions["limits"]>,
  logLevel: "error",
});
process.on("SIGTERM", () => void server.close().then(() => process.exit(0)));
process.stdout.write(`Couplet is ready at ${server.url}\n`);
