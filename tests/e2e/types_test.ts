import { initProject } from "../../src/build/init.ts";
import {
  assert,
  assertEquals,
  assertMatch,
  assertNoMatch,
} from "../support/assert.ts";
import { ax, axOk } from "../support/ax.ts";
import { type TempDir, tempDir } from "../support/temp.ts";

function newProject(): TempDir {
  const dir = tempDir();
  initProject(dir.path, { git: false, slices: 2 });
  return dir;
}

/** What `deno check` says of the methods; nothing when all is well. */
async function check(dir: TempDir): Promise<string> {
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["check", "--quiet", "methods"],
    cwd: dir.path,
    env: { NO_COLOR: "1" },
    stdin: "null",
  }).output();
  const text = new TextDecoder().decode(stderr);
  assertEquals(success, text === "", text);
  return text;
}

function script(...lines: readonly string[]): string {
  return [
    `import type { Urd } from "ax";`,
    "export async function main(urd: Urd): Promise<void> {",
    ...lines,
    "}",
    "",
  ].join("\n");
}

const mistakes = [
  [`await urd.build("revenu", {});`, `Argument of type '"revenu"'`],
  [`await urd.build("count");`, "Expected 2-3 arguments"],
  [`await urd.build("count", { form: 1 });`, "'form' does not exist"],
  [`await urd.build("count", { from: "1" });`, "Type 'string' is not"],
  [`await urd.build("plain", { x: 1 });`, "is not assignable to type 'never'"],
] as const;

Deno.test("ax types lets deno check tell a good build script from a bad one", async () => {
  using dir = newProject();
  dir.write(
    "methods/count.ts",
    `import { defineMethod, integer } from "ax";
     export default defineMethod({
       inputs: { from: integer(), by: integer(1) }, synthesis: () => 1 });`,
  );
  dir.write(
    "methods/plain.ts",
    `import { defineMethod } from "ax";
     export default defineMethod({ synthesis: () => 1 });`,
  );
  const { stdout } = await axOk(["types"], { cwd: dir.path });
  assertMatch(stdout, /^Wrote \.ax\/methods\.d\.ts: \d+ methods\n$/);
  dir.write(
    "methods/build_good.ts",
    script(
      `const job = await urd.build("count", { from: 1 }, { caption: "x" });`,
      `await urd.build("count", { from: 1, by: 2 });`,
      `await urd.build("plain");`,
      `await urd.build("revenue", { orders: job });`,
    ),
  );
  assertEquals(await check(dir), "");
  mistakes.forEach(([line], at) =>
    dir.write(`methods/build_bad_${at}.ts`, script(line))
  );
  const errors = (await check(dir)).split(/^(?=TS\d+ )/m);
  mistakes.forEach(([, problem], at) => {
    const own = errors.filter((error) => error.includes(`/build_bad_${at}.ts`));
    assertMatch(own.join("\n"), problem);
  });
});

Deno.test("a build brings the types of what it runs up to date", async () => {
  using dir = newProject();
  const types = ".ax/methods.d.ts";
  assertNoMatch(dir.read(types), "revenue");
  await axOk(["build"], { cwd: dir.path });
  assertMatch(dir.read(types), "readonly width?: number | undefined;");
  const before = Deno.statSync(dir.join(types)).ino;
  await axOk(["build"], { cwd: dir.path });
  assertEquals(Deno.statSync(dir.join(types)).ino, before);
  const method = dir.read("methods/revenue.ts");
  dir.write("methods/revenue.ts", method.replaceAll("width", "breadth"));
  await axOk(["build"], { cwd: dir.path });
  assertMatch(dir.read(types), "readonly breadth?: number | undefined;");
  Deno.removeSync(dir.join("methods/revenue.ts"));
  const { code } = await ax(["build"], { cwd: dir.path });
  assertEquals(code, 1);
  assertNoMatch(dir.read(types), "revenue");
});

Deno.test("ax types says what does not load, and goes on with the rest", async () => {
  using dir = newProject();
  dir.write("methods/broken.ts", "export default 3;\n");
  const { stderr } = await axOk(["types"], { cwd: dir.path });
  assertMatch(stderr, "methods/broken.ts:1:1: Cannot load broken");
  assertMatch(dir.read(".ax/methods.d.ts"), "readonly broken: GivenInputs;");
  const { stdout } = await axOk(["types", "--json"], { cwd: dir.path });
  const report = JSON.parse(stdout);
  for (const name of ["broken", "revenue", "csvimport"]) {
    assert(report.methods.includes(name), name);
  }
  assertEquals(report.written, []);
  assertEquals(report.errors[0].code, "method");
});

Deno.test('ax types leads "ax" to its declaration in a deno.json that has none', async () => {
  using dir = newProject();
  dir.write("deno.json", `{\n    // Mine.\n    "lock": false,\n}\n`);
  await axOk(["types"], { cwd: dir.path });
  assertEquals(
    dir.read("deno.json"),
    `{\n    // Mine.\n    "lock": false,\n    "imports": {\n` +
      `        "ax": "./.ax/ax.d.ts"\n    },\n}\n`,
  );
  Deno.removeSync(dir.join("deno.json"));
  await axOk(["types"], { cwd: dir.path });
  assertMatch(dir.read("deno.json"), '"ax": "./.ax/ax.d.ts"');
  dir.write("deno.json", `{ "imports": { "ax": "./mine.ts" } }`);
  const { stderr } = await axOk(["types"], { cwd: dir.path });
  assertMatch(stderr, 'deno.json leads "ax" to ./mine.ts');
  assert(dir.read("deno.json").includes("mine.ts"));
});
