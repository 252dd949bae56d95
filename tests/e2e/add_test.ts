/**
 * `ax add`, with real packages: these tests need a registry of npm.
 */

import { sha256 } from "../../src/core/sha256.ts";
import { assert, assertEquals, assertMatch } from "../support/assert.ts";
import { type AxProject, axProject } from "../support/ax.ts";

const vendored = "methods/vendor/simple-statistics";

function project(): AxProject {
  return axProject({
    "ax.json": `{ "slices": 1, "durability": "fast" }`,
    "deno.json": `{\n  // Mine.\n  "imports": { "ax": "./.ax/ax.d.ts" }\n}\n`,
    "methods/spread.ts": `import { defineMethod } from "ax";
      import { standardDeviation } from "simple-statistics";
      export default defineMethod({
        synthesis: () => standardDeviation([2, 4, 4, 4, 5, 5, 7, 9]),
      });`,
    "methods/build.ts": `import type { Urd } from "ax";
      export async function main(urd: Urd): Promise<void> {
        const job = await urd.build("spread");
        console.log("spread", job.load());
      }`,
  });
}

Deno.test("ax add makes a package part of the closure, under its bare name", async () => {
  using dir = project();
  const spec = "npm:simple-statistics@7.8.8";
  const before = await dir.ax(["build"]);
  assertMatch(before.stderr, 'run "ax add npm:simple-statistics"');

  const { stdout } = await dir.axOk(["add", spec]);
  assertMatch(stdout, `Added ${spec}: ${vendored}.js, 52.0 kB, 1 package, ISC`);
  assertEquals(
    dir.read("deno.json"),
    `{\n  // Mine.\n  "imports": {\n    "ax": "./.ax/ax.d.ts",\n` +
      `    "simple-statistics": "./${vendored}.js"\n  }\n}\n`,
  );
  const built = await dir.axOk(["build"]);
  assertMatch(built.stdout, "spread 2\n");
  const { stdout: job } = await dir.axOk(["job", "spread", "--json"]);
  const { source } = JSON.parse(job);
  assertEquals(
    source.map(({ path }: { path: string }) => path).sort(),
    ["methods/spread.ts", `${vendored}.js`],
  );

  const module = dir.read(`${vendored}.js`);
  assert(!/\.deno|node_modules|file:\/\//.test(module));
  assertMatch(module, "// simple-statistics@7.8.8/dist/simple-statistics.mjs");
  const note = JSON.parse(dir.read(`${vendored}.json`));
  assertEquals(note.sha256, sha256(module));
  assertMatch(note.packages[0].integrity, /^sha512-/);
  assertMatch(dir.read(`${vendored}.LICENSE.txt`), "Permission to use, copy");
  // Again: the same bytes, so nothing is built anew.
  await dir.axOk(["add", spec]);
  assertMatch((await dir.axOk(["build"])).stderr, "0 built, 1 reused");
});

Deno.test("ax add finds the exports of a CommonJS package", async () => {
  using dir = project();
  await dir.axOk(["add", "npm:ms@2.1.3"]);
  dir.write(
    "methods/spread.ts",
    `import { defineMethod } from "ax";
     import ms from "ms";
     export default defineMethod({ synthesis: () => ms("2 days") });`,
  );
  assertMatch((await dir.axOk(["build"])).stdout, "spread 172800000\n");
});

Deno.test("ax add refuses what cannot run in a method, with the reason", async () => {
  using dir = project();
  const config = dir.read("deno.json");
  const refused = async (spec: string): Promise<string> => {
    const { code, stderr } = await dir.ax(["add", spec]);
    assertEquals(code, 1);
    return stderr;
  };
  assertMatch(
    await refused("npm:tmp@0.2.3"),
    'tmp@0.2.3/lib/tmp.js imports "node:fs", and methods do without',
  );
  assertMatch(
    await refused("npm:bufferutil@4.0.9"),
    "bufferutil@4.0.9 has native code",
  );
  assertMatch(await refused("npm:ms@99.0.0"), "matching '99.0.0'");
  assertEquals(dir.read("deno.json"), config);
  assertEquals((await dir.ax(["add", "ms"])).code, 2);
  dir.write("deno.json", `{ "imports": { "ms": "./methods/ms.ts" } }`);
  assertMatch(
    await refused("npm:ms@2.1.3"),
    'deno.json leads "ms" to ./methods/ms.ts',
  );
  const names = [...Deno.readDirSync(dir.join("methods"))]
    .map(({ name }) => name);
  assert(!names.includes("vendor"));
});
