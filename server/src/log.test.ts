import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, openSync } from "node:fs";
import { expect, test } from "vitest";

const full = "/dev/full";

test.runIf(existsSync(full))("[OP3] a log on a full disk does not end the server", async () => {
  const program = `
    const { createLog } = await import(${JSON.stringify(new URL("log.ts", import.meta.url).href)});
    const log = createLog("info");
    for (let count = 0; count < 20; count += 1) log.error({ count, text: "x".repeat(100_000) }, "nobody reads this");
    setTimeout(() => process.stdout.write("still here"), 10);`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", program], {
    stdio: ["ignore", "pipe", openSync(full, "w")],
  });
  let said = "";
  child.stdout?.on("data", (chunk: Buffer) => (said += chunk.toString()));
  const [code] = await once(child, "exit");
  expect([code, said]).toEqual([0, "still here"]);
});
