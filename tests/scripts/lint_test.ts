import plugin, { longestFunction } from "../../scripts/lint/plugin.ts";
import { assertEquals } from "../support/assert.ts";

/** The rules that a source breaks, without the plugin's name. */
function broken(file: string, source: string): string[] {
  return Deno.lint.runPlugin(plugin, file, source)
    .map(({ id }) => id.replace("ax/", ""));
}

function check(file: string, source: string, rules: readonly string[]): void {
  assertEquals(broken(file, source), rules, `${file}:\n${source}`);
}

Deno.test("imports may go down any number of layers", () => {
  check("src/cli/x.ts", `import { a } from "../core/a.ts";`, []);
  check("src/store/x.ts", `export * from "../data/a.ts";`, []);
  check("src/run/worker/x.ts", `import { a } from "../../mod.ts";`, []);
  check("src/run/x.ts", `import { a } from "./worker/a.ts";`, []);
  check("src/mod.ts", `export { a } from "./data/a.ts";`, []);
  check("main.ts", `import { a } from "./src/cli/a.ts";`, []);
  check("src/build/x.ts", `import { parse } from "jsonc-parser";`, []);
  check("tests/x_test.ts", `import { a } from "../src/cli/a.ts";`, []);
});

Deno.test("imports never go up, sideways or out, in whatever form", () => {
  const layers = ["layers"];
  check("src/core/x.ts", `import { a } from "../data/a.ts";`, layers);
  check("src/core/x.ts", `import type { A } from "../run/a.ts";`, layers);
  check("src/data/x.ts", `export * from "../store/a.ts";`, layers);
  check("src/store/x.ts", `export { a } from "../run/a.ts";`, layers);
  check("src/run/x.ts", `await import("../build/a.ts");`, layers);
  check("src/core/x.ts", `type A = import("../cli/a.ts").A;`, layers);
  check("src/cli/x.ts", `import { a } from "../board/a.ts";`, layers);
  check("src/board/x.ts", `import { a } from "../cli/a.ts";`, layers);
  check("src/mod.ts", `export { a } from "./store/a.ts";`, layers);
  check("src/data/x.ts", `import { a } from "../mod.ts";`, layers);
  check("src/core/x.ts", `import { a } from "ax";`, layers);
  check("src/cli/x.ts", `import a from "../../scripts/a.ts";`, layers);
});

Deno.test("methods import ax and files of methods/ alone", () => {
  check("methods/csv.ts", `import { dataset } from "ax";`, []);
  check("methods/csv.ts", `import { a } from "./lib/a.ts";`, []);
  check("methods/csv.ts", `import { a } from "../src/mod.ts";`, ["layers"]);
  check("methods/csv.ts", `import { a } from "node:fs";`, ["layers"]);
});

Deno.test("a function ends after 40 lines of code, not counting comments", () => {
  const body = (count: number, line: string) => `${line}\n`.repeat(count);
  const inside = (lines: string) => `function f() {\n${lines}}\n`;
  const longest = longestFunction - 2;
  check("src/core/x.ts", inside(body(longest, "a();")), []);
  const commented = body(longest, "/* å 🎈 */\n\n// why\na();");
  check("src/core/x.ts", inside(commented), []);
  const long = body(longest + 1, "a();");
  const rule = ["function-length"];
  check("src/core/x.ts", inside(long), rule);
  check("src/core/x.ts", `const f = () => {\n${long}};`, rule);
  check("src/core/x.ts", `class A { f() {\n${long}} }`, rule);
  check("src/core/x.ts", `// 🎈🎈🎈\n${inside(long)}`, rule);
  check("tests/core/x_test.ts", inside(long), []);
});

Deno.test("src/ has no default exports, methods and scripts may", () => {
  check("src/core/x.ts", "export default 1;", ["named-exports"]);
  check("src/core/x.ts", `const a = 1; export { a as default };`, [
    "named-exports",
  ]);
  check("src/core/x.ts", `import hono from "hono"; hono();`, []);
  check("methods/x.ts", "export default 1;", []);
});

Deno.test("enums and private members are refused, #members are not", () => {
  check("src/core/x.ts", `enum A { B = "b" }`, ["no-enum"]);
  check("tests/x_test.ts", `class A { private b = 1; }`, ["no-private"]);
  check("src/core/x.ts", `class A { private b() {} }`, ["no-private"]);
  check("src/core/x.ts", `class A { private constructor() {} }`, []);
  check("src/core/x.ts", `class A { #b = 1; protected c = 2; }`, []);
});

Deno.test("core/ has no files, no clock and no randomness", () => {
  const powers = ["powers"];
  check("src/core/x.ts", `Deno.readTextFileSync("a");`, powers);
  check("src/core/x.ts", `let a: Deno.FileInfo;`, powers);
  check("src/core/x.ts", `import { readFileSync } from "node:fs";`, powers);
  check("src/core/x.ts", `const now = Date.now();`, powers);
  check("src/core/x.ts", `const now = new Date();`, powers);
  check("src/core/x.ts", `const a = performance.now();`, powers);
  check("src/core/x.ts", `const a = Math.random();`, powers);
  check("src/core/x.ts", `const a = crypto.randomUUID();`, powers);
  check("src/core/x.ts", `fetch("http://localhost");`, powers);
  check("src/core/x.ts", `setTimeout(run, 1);`, powers);
  check("src/core/x.ts", `const a = new Date(5), b = Math.max(1, 2);`, []);
  check("src/core/x.ts", `import { hash } from "node:crypto";`, []);
  check("src/store/x.ts", `Deno.readTextFileSync("a"); Date.now();`, []);
});

Deno.test("only store/ speaks SQL and only cli/ prints", () => {
  const powers = ["powers"];
  const sql = `import { DatabaseSync } from "node:sqlite";`;
  check("src/store/catalog.ts", sql, []);
  check("src/build/x.ts", sql, powers);
  check("src/cli/x.ts", sql, powers);
  check("src/cli/x.ts", `console.log("a");`, []);
  check("src/run/worker/x.ts", `console.log("a");`, []);
  check("src/build/x.ts", `console.log("a");`, powers);
  check("src/run/x.ts", `Deno.stdout.writeSync(bytes);`, powers);
  check("scripts/x.ts", `console.log("a");`, []);
});
