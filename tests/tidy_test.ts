/**
 * Holds over the whole tree what no single file can: who imports whom, how
 * long a file is, what lies where.
 */

import { stripTypeScriptTypes } from "node:module";
import { importProblem } from "../scripts/lint/layers.ts";
import { declarationFile } from "../scripts/types.ts";
import { walk } from "../scripts/walk.ts";
import { assertEquals } from "./support/assert.ts";
import {
  edgesOf,
  findCycle,
  type Graph,
  loadedFrom,
  readGraph,
  root,
} from "./support/graph.ts";

/** Everything at the top level that is not hidden. */
const topLevel = [
  "CHANGELOG.md",
  "LICENSE",
  "README.md",
  "deno.json",
  "deno.lock",
  "main.ts",
  "methods",
  "results",
  "scripts",
  "src",
  "tests",
  "workdir",
];

/** What git ignores at the top level. */
const scratch = ["coverage", "dist", "node_modules"];

/** The code: what the rules about imports and lengths are for. */
const code = ["main.ts", "src", "methods", "scripts"];

const graph = readGraph([...code, "tests"]);

/** A graph of a few lines, for tests of the tests. */
function graphOf(sources: Readonly<Record<string, string>>): Graph {
  const files = Object.entries(sources);
  return new Map(files.map(([file, text]) => [file, edgesOf(file, text)]));
}

/** The text files that are in the repository, by path. */
function texts(): Map<string, string> {
  const names = [...topLevel, ".ci", ".github", ".gitignore"];
  const files = walk(root, names.filter((name) => !isOutput(name)))
    .filter((file) => /(\.(ts|js|json|md|lock|yml)|\/run|LICENSE)$/.test(file));
  return new Map(
    files.map((file) => [file, Deno.readTextFileSync(root + file)]),
  );
}

function isOutput(name: string): boolean {
  return name === "workdir" || name === "results";
}

Deno.test("imports go down the layers, types included", () => {
  const problems = [...graph].flatMap(([file, edges]) =>
    edges.map(({ specifier, to }) =>
      importProblem(file, specifier === "ax" ? "ax" : to)
    )
  );
  assertEquals(problems.filter((problem) => problem !== undefined), []);
});

Deno.test("no files import each other in a circle, types included", () => {
  assertEquals(findCycle(graph), undefined);
  const circle = graphOf({
    "src/core/a.ts": `import "./b.ts";`,
    "src/core/b.ts": `export type B = import("./c.ts").C;`,
    "src/core/c.ts": `import type { A } from "./a.ts";`,
  });
  const way = ["a", "b", "c", "a"].map((name) => `src/core/${name}.ts`);
  assertEquals(findCycle(circle), way);
});

/** The ways on which a Worker would load a built-in or a package at once. */
function heavyWays(graph: Graph): string[] {
  const later = [...graph.values()].flat()
    .filter(({ kind }) => kind === "dynamic").map(({ to }) => to);
  const starts = [...graph.keys()].filter((file) =>
    file === "src/mod.ts" ||
    file.startsWith("src/run/worker/") && !later.includes(file)
  );
  return [...loadedFrom(graph, starts)]
    .filter(([to]) => !graph.has(to))
    .map(([, way]) => way.join(" → "));
}

Deno.test("what a Worker loads has no node: modules and no packages in it", () => {
  assertEquals(heavyWays(graph), []);
  const heavy = graphOf({
    "src/mod.ts": `export * from "./data/a.ts";`,
    "src/data/a.ts": `import { zstd } from "node:zlib";
      import type { B } from "cbor2"; await import("cbor2");`,
    "src/run/worker/a.ts": `await import("./b.ts");`,
    "src/run/worker/b.ts": `import "cbor2";`,
  });
  assertEquals(heavyWays(heavy), ["src/mod.ts → src/data/a.ts → node:zlib"]);
});

Deno.test("only run/self.ts asks where a module lies, because a bundle lies elsewhere", () => {
  const asking = walk(root, ["src"])
    .filter((file) => file.endsWith(".ts"))
    .filter((file) =>
      Deno.readTextFileSync(root + file).includes("import.meta.url")
    );
  assertEquals(asking, ["src/run/self.ts"]);
});

Deno.test("no file of code has more than 400 lines", () => {
  const long = walk(root, code).filter((file) => file.endsWith(".ts"))
    .filter((file) => file !== declarationFile)
    .map((file) => ({ file, lines: lineCount(file) }))
    .filter(({ lines }) => lines > 400);
  assertEquals(long, []);
});

function lineCount(file: string): number {
  return Deno.readTextFileSync(root + file).trimEnd().split("\n").length;
}

Deno.test("nothing lies at the top level that has no place there", () => {
  const names = [...Deno.readDirSync(root)].map(({ name }) => name)
    .filter((name) => !name.startsWith(".") && !scratch.includes(name));
  assertEquals(names.filter((name) => !topLevel.includes(name)), []);
});

Deno.test("pure code is tested by its name", () => {
  const untested = walk(root, ["src/core"])
    .filter((file) => isRuntime(Deno.readTextFileSync(root + file)))
    .map((file) => file.replace("src/", "tests/").replace(".ts", "_test.ts"))
    .filter((test) => !graph.has(test));
  assertEquals(untested, []);
});

/** Whether anything but types is exported. */
function isRuntime(source: string): boolean {
  return /^export (async )?(function|const|let|class)/m
    .test(stripTypeScriptTypes(source));
}

/** Paths of one machine and addresses of registries, which rot. */
const foreign = [
  /(?<![\w./-])\/(?:work|root)\//,
  /\b(?:registry\.npm|registry\.yarn|npm\.jsr|files\.python)[a-z]*\./,
];

Deno.test("no file names a path of one machine or the host of a registry", () => {
  const found = [...texts()].filter(([, text]) =>
    foreign.some((pattern) => pattern.test(text))
  );
  assertEquals(found.map(([file]) => file), []);
});
