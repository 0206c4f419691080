/**
 * What the licences ask for is done, and the bill of materials is the lock file.
 *
 * @module
 */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { isAllowed, shippedLicences, toolLicences } from "../licences/allowed.ts";
import { dependenciesOf, lockedPackages } from "../licences/packages.ts";
import { root } from "../rules/rule-book.ts";

const packages = lockedPackages();

interface Component {
  readonly name: string;
  readonly purl: string;
  readonly properties: readonly { readonly name: string }[];
  readonly licenses?: readonly object[];
  readonly hashes?: readonly object[];
}

const purlOf = (name: string, version: string): string => `pkg:npm/${name.replace("@", "%40")}@${version}`;

test("[OP8] the bill of materials lists exactly what is shipped, each package with licence and hash", () => {
  const written = execFileSync("npm", ["run", "-s", "sbom"], {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 16 * 1024 * 1024,
    stdio: ["ignore", "pipe", "ignore"],
    shell: process.platform === "win32",
  });
  const bill = JSON.parse(written) as { bomFormat: string; components: Component[] };
  expect(bill.bomFormat).toBe("CycloneDX");
  const shipped = bill.components.filter(
    ({ purl, properties }) =>
      !purl.startsWith("pkg:npm/%40couplet/") && !properties.some(({ name }) => name === "cdx:npm:package:development"),
  );
  const expected = packages.filter(({ isShipped }) => isShipped);
  expect(shipped.map(({ purl }) => purl).sort()).toEqual(
    expected.map(({ name, version }) => purlOf(name, version)).sort(),
  );
  expect(shipped.filter(({ licenses, hashes }) => !licenses?.length || !hashes?.length)).toEqual([]);
});

/** Types, and what only a server or a Node process loads: in the lock because somebody asks for it, in no bundle. */
const notForBrowsers = new Set(["@lit-labs/ssr-dom-shim", "@types/trusted-types", "isomorphic.js"]);

function reachedFrom(folder: string): readonly string[] {
  const reached = new Set<string>();
  const waiting = [...dependenciesOf(folder)];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (reached.has(name)) continue;
    reached.add(name);
    const [scope, own] = name.split("/");
    const next =
      scope === "@couplet" && own !== undefined
        ? dependenciesOf(`packages/${own}`)
        : packages.filter((locked) => locked.name === name).flatMap(({ dependencies }) => dependencies);
    waiting.push(...next);
  }
  return [...reached].filter((name) => !name.startsWith("@couplet/") && !notForBrowsers.has(name)).sort();
}

describe("what browsers get names everybody whose work is in it", () => {
  test.each([
    ["the app", "client", "third-party.txt"],
    ["the embed bundle", "packages/elements", "embed/v1/third-party.txt"],
  ])("[OP8] %s", (_, folder, file) => {
    const text = readFileSync(join(root, "client/dist", file), "utf8");
    const parts = text.split(/^-{80}\n/mu).slice(1);
    const named = parts.map((part) => /^(\S+) \S+ \(.+\)\n/u.exec(part)?.[1] ?? part);
    expect(named.sort()).toEqual(reachedFrom(folder));
    for (const part of parts) expect(part).toMatch(/permission (?:is hereby granted|to use)|redistribution and use/iu);
  });
});

test("[OP8] a licence that is not in the list is not allowed, nor one that would bind what is shipped", () => {
  expect(isAllowed("MIT", shippedLicences)).toBe(true);
  expect(isAllowed("(GPL-3.0-only OR MIT)", shippedLicences)).toBe(true);
  expect(isAllowed("MIT or MPL-2.0", shippedLicences)).toBe(true);
  for (const licence of ["GPL-3.0-only", "MIT AND GPL-3.0-only", "UNLICENSED", "SEE LICENSE IN x", "", "MPL-2.0"])
    expect([licence, isAllowed(licence, shippedLicences)]).toEqual([licence, false]);
  expect(isAllowed("MPL-2.0", toolLicences)).toBe(true);
  expect(isAllowed("AGPL-3.0-or-later", toolLicences)).toBe(false);
});
