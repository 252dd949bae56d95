import {
  type Closure,
  readClosure,
  sourceParts,
} from "../../src/build/closure.ts";
import type { Memo } from "../../src/build/lexer.ts";
import { MethodIndex } from "../../src/build/methods.ts";
import { findProject } from "../../src/build/project.ts";
import { sha256 } from "../../src/core/sha256.ts";
import {
  assert,
  assertEquals,
  assertNotEquals,
  present,
} from "../support/assert.ts";
import { type TempDir, tempDir } from "../support/temp.ts";

/** Reads the closure of the method `m` of a project. */
async function check(dir: TempDir, memo?: Memo): Promise<Closure> {
  const project = findProject(dir.path);
  const file = MethodIndex.scan(project, memo).get("m");
  return await readClosure(project, file, memo);
}

function project(files: Record<string, string>): TempDir {
  return tempDir({ "ax.json": "{}", ...files });
}

/** What each edit of a module takes away, and what it puts there. */
function edits(closure: Closure, path: string): (string | undefined)[][] {
  const { code, edits } = present(
    closure.modules.find((module) => module.path === path),
  );
  return edits.map((
    { start, end, target },
  ) => [code.slice(start, end), target]);
}

function order(closure: Closure): string[] {
  return closure.modules.map((module) => module.path);
}

Deno.test("a closure holds each file that runs, dependencies first", async () => {
  using dir = project({
    "methods/m.ts": `import { defineMethod } from "ax";
      import { a } from "./lib/a.ts";
      import { b } from "./lib/b.js";
      export default defineMethod({ synthesis: () => a + b });\n`,
    "methods/lib/a.ts": `export { b as a } from "./b.js";\n`,
    "methods/lib/b.js": "export const b = 1;\n",
    "methods/lib/unused.ts": "export const c = 1;\n",
  });
  const closure = await check(dir);
  assertEquals(closure.entry, "methods/m.ts");
  assertEquals(order(closure), [
    "methods/lib/b.js",
    "methods/lib/a.ts",
    "methods/m.ts",
  ]);
  const [module] = closure.modules;
  assertEquals(module, {
    path: "methods/lib/b.js",
    file: dir.join("methods/lib/b.js"),
    sha256: sha256("export const b = 1;\n"),
    size: 20,
    bytes: new Uint8Array(Deno.readFileSync(dir.join("methods/lib/b.js"))),
    code: "export const b = 1;\n",
    edits: [],
  });
  assertEquals(edits(closure, "methods/m.ts"), [
    ["ax", "ax"],
    ["./lib/a.ts", "methods/lib/a.ts"],
    ["./lib/b.js", "methods/lib/b.js"],
  ]);
});

Deno.test("every form of a literal import is followed", async () => {
  using dir = project({
    "methods/m.ts": `import "./side.ts";
      import x, * as all from './x.ts';
      export * from "./x.ts";
      export { x as y } from "./../methods/x.ts";
      const later = () => import("./later.ts");
      const ticked = () => import( /* why */ \`./later.ts\` );
      export default [x, all, later, ticked, import.meta.url];\n`,
    "methods/side.ts": "",
    "methods/x.ts": "export const x = 1; export default 2;",
    "methods/later.ts": "",
  });
  const closure = await check(dir);
  assertEquals(edits(closure, "methods/m.ts"), [
    ["./side.ts", "methods/side.ts"],
    ["./x.ts", "methods/x.ts"],
    ["./x.ts", "methods/x.ts"],
    ["./../methods/x.ts", "methods/x.ts"],
    ["./later.ts", "methods/later.ts"],
    ["./later.ts", "methods/later.ts"],
  ]);
});

Deno.test("types and imports of types are blank where they stood", async () => {
  const source = `import type { Json } from "./nowhere.ts";
import { type Urd } from "ax";
export type { A } from "npm:a";
type É = { "ü😀": Json };
const n: number /* é */ = 1 as number; import { x } from "./x.ts";
export default (u: Urd): É => ({ "ü😀": x + n }) satisfies É;\n`;
  using dir = project({
    "methods/m.ts": source,
    "methods/x.ts": "export const x = 1;",
  });
  const closure = await check(dir);
  assertEquals(order(closure), ["methods/x.ts", "methods/m.ts"]);
  const code = present(closure.modules[1]).code;
  assertEquals(code.length, source.length);
  assertEquals(code.indexOf("./x.ts"), source.indexOf("./x.ts"));
  assertEquals(code.split("\n").length, source.split("\n").length);
  assert(!/Json|É|satisfies|npm/.test(code));
});

Deno.test("a JSON file becomes a module that parses it", async () => {
  const json = '{"a": "\u2028é\\n",\n "__proto__": 1}\n';
  using dir = project({
    "methods/m.ts": `import a from "./a.json" with {
        type: "json",
      };
      const b = import("./a.json", { with: { type: "json" } });
      export default [a, b];\n`,
    "methods/a.json": json,
  });
  const closure = await check(dir);
  const [module] = closure.modules;
  assertEquals(module?.sha256, sha256(json));
  const { default: value } = await import(
    `data:text/javascript,${encodeURIComponent(present(module).code)}`
  );
  assertEquals(value, JSON.parse(json));
  assertEquals(edits(closure, "methods/m.ts"), [
    ["./a.json", "methods/a.json"],
    [" with {", undefined],
    ['        type: "json",', undefined],
    ["      }", undefined],
    ["./a.json", "methods/a.json"],
    [', { with: { type: "json" } }', undefined],
  ]);
});

Deno.test("names that deno.json maps to files are followed", async () => {
  using dir = project({
    "deno.json": `{
      // Names for long ways.
      "imports": {
        "ax": "./.ax/ax.d.ts",
        "one": "./methods/lib/one.ts",
        "lib/": "./methods/lib/",
        "lib/deep/": "./methods/deep/",
      }
    }`,
    "methods/m.ts": `import "ax"; import "one"; import "lib/two.ts";
      import "lib/deep/three.ts"; export default 1;`,
    "methods/lib/one.ts": "",
    "methods/lib/two.ts": "",
    "methods/deep/three.ts": "",
  });
  const closure = await check(dir);
  assertEquals(closure.names, {
    "lib/deep/three.ts": "methods/deep/three.ts",
    "lib/two.ts": "methods/lib/two.ts",
    "one": "methods/lib/one.ts",
  });
  assertEquals(order(closure), [
    "methods/lib/one.ts",
    "methods/lib/two.ts",
    "methods/deep/three.ts",
    "methods/m.ts",
  ]);
});

Deno.test("what a mapped name stands for is part of what is hashed", async () => {
  const map = (a: string, b: string): string =>
    JSON.stringify({ imports: { a: `./methods/${a}`, b: `./methods/${b}` } });
  using dir = project({
    "deno.json": map("x.ts", "y.ts"),
    "methods/m.ts": `import "a"; import "b"; export default 1;`,
    "methods/x.ts": "export const x = 1;",
    "methods/y.ts": "export const x = 2;",
  });
  const before = await check(dir);
  dir.write("deno.json", map("y.ts", "x.ts"));
  const after = await check(dir);
  assertNotEquals(after.digest, before.digest);
  const named = (closure: Closure): [string, string][] =>
    sourceParts(closure).map(({ path, sha256 }) => [path, sha256]);
  assertEquals(Object.fromEntries(named(before)), {
    "methods/m.ts": sha256(dir.read("methods/m.ts")),
    "methods/x.ts": sha256(dir.read("methods/x.ts")),
    "methods/y.ts": sha256(dir.read("methods/y.ts")),
    'deno.json imports "a"': sha256("methods/x.ts"),
    'deno.json imports "b"': sha256("methods/y.ts"),
  });
  assertNotEquals(named(after), named(before));
});

Deno.test("the digest changes with any byte of any file, and only then", async () => {
  using dir = project({
    "methods/m.ts": `import "./x.ts"; export default 1;`,
    "methods/x.ts": "export const x = 1;",
    "methods/other.ts": "",
  });
  const { digest } = await check(dir);
  dir.write("methods/other.ts", "// changed");
  dir.write("deno.json", "{}");
  assertEquals((await check(dir)).digest, digest);
  dir.write("methods/x.ts", "export const x = 1; ");
  assertNotEquals((await check(dir)).digest, digest);
});

Deno.test("the literal digest of a closure holds", async () => {
  using dir = project({ "methods/m.ts": "export default 1;\n" });
  const { digest } = await check(dir);
  assertEquals(
    digest,
    "015f54fc0b6a8d152b03407f23204db5fbf1ebab8b028da0303e75e99c544b5c",
  );
});

Deno.test("a file that ax brings along has a path below ax/", async () => {
  using ax = tempDir({
    "methods/import/m.ts": `import { x } from "../lib/x.ts"; export default x;`,
    "methods/lib/x.ts": "export const x = 1;",
  });
  using dir = project({ "methods/.keep": "" });
  const file = {
    name: "m",
    file: ax.join("methods/import/m.ts"),
    path: "ax/methods/import/m.ts",
    standard: true,
  };
  const closure = await readClosure(findProject(dir.path), file);
  assertEquals(order(closure), [
    "ax/methods/lib/x.ts",
    "ax/methods/import/m.ts",
  ]);
  assertEquals(edits(closure, "ax/methods/import/m.ts"), [
    ["../lib/x.ts", "ax/methods/lib/x.ts"],
  ]);
});

Deno.test("what was lexed is remembered by content, and gives the same", async () => {
  using dir = project({
    "methods/m.ts": `import { x } from "./x.ts"; export default x as number;`,
    "methods/x.ts": "export const x: number = 1;",
  });
  const texts = new Map<string, string>();
  const memo: Memo = {
    getMemo: (kind, key) => texts.get(`${kind} ${key}`),
    setMemo: (kind, key, value) => void texts.set(`${kind} ${key}`, value),
  };
  const first = await check(dir, memo);
  assertEquals(texts.size, 2);
  assertEquals(await check(dir, memo), first);
  assertEquals(texts.size, 2);
  assertEquals(await check(dir), first);
});

Deno.test("a build script needs no default export", async () => {
  using dir = project({ "methods/build.ts": "export function main() {}" });
  const project_ = findProject(dir.path);
  const script = MethodIndex.scan(project_).getScript("build");
  const closure = await readClosure(project_, script);
  assertEquals(closure.entry, "methods/build.ts");
});
