/**
 * What may import what. The lint plugin says it while one types, the tidy
 * test holds it over the whole tree; both ask here.
 *
 * @module
 */

/** The folders of `src/` from the bottom up; equals never import each other. */
const ranks: Readonly<Record<string, number>> = {
  core: 0,
  data: 1,
  "mod.ts": 2,
  store: 3,
  run: 4,
  build: 5,
  cli: 6,
  board: 6,
};

/**
 * The layer of a file: `core`, `data`, …, `mod.ts`, `main.ts` or `methods`;
 * nothing for tests, scripts and what lies elsewhere.
 *
 * @param path From the root of the repository, with `/`.
 */
export function layerOf(path: string): string | undefined {
  const [top, folder = ""] = path.split("/");
  if (top === "main.ts" || top === "methods") return top;
  if (top === "src" && Object.hasOwn(ranks, folder)) return folder;
  return undefined;
}

/**
 * Says why one file may not import another; nothing when it may.
 *
 * @param from The importing file, from the root of the repository.
 * @param to The file it imports; `ax` stands for `src/mod.ts`. A package
 *   or a built-in keeps its name, as in `npm:hono@4.0.0` or `node:fs`.
 */
export function importProblem(from: string, to: string): string | undefined {
  const here = layerOf(from);
  const there = layerOf(to === "ax" ? "src/mod.ts" : to);
  if (here === undefined) return undefined;
  if (here === "methods") return methodProblem(from, to);
  if (here === "main.ts") return undefined;
  if (isOutside(to)) {
    return `${from} imports ${to}: files in src/ import only each other`;
  }
  if (there === undefined || here === there) return undefined;
  if (rank(there) < rank(here)) return undefined;
  return `${from} imports ${to}: ${here} may import ${below(here)}`;
}

/** Methods run in Workers, out of memory: "ax" and their own files only. */
function methodProblem(from: string, to: string): string | undefined {
  if (to === "ax" || to.startsWith("methods/")) return undefined;
  return `${from} imports ${to}: ` +
    `methods import "ax" and files in methods/ and nothing else`;
}

/** Whether this is a file of the repository that is none of the program. */
function isOutside(to: string): boolean {
  const isFile = to.includes("/") && !/^(\.\.|[a-z]+:|@)/.test(to);
  return isFile && /^(tests|scripts|methods)\//.test(to);
}

function rank(layer: string): number {
  return ranks[layer] ?? Infinity;
}

function below(layer: string): string {
  const names = Object.keys(ranks).filter((name) => rank(name) < rank(layer));
  return names.length === 0 ? "no other layer" : `only ${names.join(", ")}`;
}
