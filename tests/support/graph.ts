/**
 * The import graph of the repository's own files, types included.
 *
 * @module
 */

import { type Import, importVisitor } from "../../scripts/lint/imports.ts";
import { resolveImport } from "../../scripts/lint/plugin.ts";
import { walk } from "../../scripts/walk.ts";

/** The root of the repository, with a slash at its end. */
export const root: string = decodeURIComponent(
  new URL("../../", import.meta.url).pathname,
);

/** One import of one file. */
export interface Edge extends Import {
  /** A file from the root of the repository, or the name of a package. */
  readonly to: string;
}

/** What each file imports; files are named from the root. */
export type Graph = ReadonlyMap<string, readonly Edge[]>;

/** Reads the graph of all TypeScript files below some entries of the root. */
export function readGraph(names: readonly string[]): Graph {
  const files = walk(root, names).filter((file) => file.endsWith(".ts"));
  return new Map(files.map((file) => {
    const source = Deno.readTextFileSync(root + file);
    return [file, edgesOf(file, source)];
  }));
}

/** What one source imports. Works in `deno test` only, as the linter does. */
export function edgesOf(file: string, source: string): Edge[] {
  const edges: Edge[] = [];
  const rule: Deno.lint.Rule = {
    create: () =>
      importVisitor((_node, imported) => {
        const to = resolveImport(file, imported.specifier);
        edges.push({ ...imported, to: to === "ax" ? "src/mod.ts" : to });
      }),
  };
  Deno.lint.runPlugin({ name: "graph", rules: { rule } }, file, source);
  return edges;
}

/** The shortest way from a file back to itself; nothing when there is none. */
export function findCycle(graph: Graph): string[] | undefined {
  const finished = new Set<string>();
  const visit = (file: string, path: string[]): string[] | undefined => {
    const start = path.indexOf(file);
    if (start >= 0) return [...path.slice(start), file];
    if (finished.has(file)) return undefined;
    for (const { to } of graph.get(file) ?? []) {
      const cycle = visit(to, [...path, file]);
      if (cycle !== undefined) return cycle;
    }
    finished.add(file);
    return undefined;
  };
  for (const file of graph.keys()) {
    const cycle = visit(file, []);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}

/** All that is loaded when these files are, with the way that leads there. */
export function loadedFrom(
  graph: Graph,
  starts: readonly string[],
): Map<string, readonly string[]> {
  const ways = new Map<string, readonly string[]>();
  const visit = (file: string, way: readonly string[]): void => {
    if (ways.has(file)) return;
    ways.set(file, way);
    for (const { to, kind } of graph.get(file) ?? []) {
      if (kind === "static") visit(to, [...way, to]);
    }
  };
  for (const start of starts) visit(start, [start]);
  return ways;
}
