/**
 * What jobs were made from, and what was made from them, as a graph.
 *
 * @module
 */

/** A job, an input file, or a result. */
export interface GraphNode {
  /** A job's id, or `file:PATH`, or `result:NAME`. */
  readonly id: string;
  readonly kind: "job" | "build" | "file" | "result";
  /** A method's name, or the name of a file or result. */
  readonly title: string;
  /** What else is worth saying of it; empty for nothing. */
  readonly detail: string;
  /** A job that failed, or is no longer there. */
  readonly state?: "failed" | "gone";
}

/** That one was made from another. */
export interface GraphEdge {
  /** What was used. */
  readonly from: string;
  /** What was made from it. */
  readonly to: string;
  /** As an input, as an answer to a request, or because it is linked. */
  readonly kind: "input" | "request" | "result";
  /** The input's name; empty for others. */
  readonly label: string;
}

/** A graph without circles. */
export interface JobGraph {
  /** The node that was asked about. */
  readonly root: string;
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

/** One line of {@linkcode treeLines}, in pieces that can be coloured. */
export interface TreeLine {
  /** The branches in front. */
  readonly branch: string;
  /** How it is used: the input's name. */
  readonly label: string;
  readonly node: GraphNode;
  /** Whether its own branches stand further up already. */
  readonly repeated: boolean;
}

/**
 * Lays a graph out as a tree, from its root.
 *
 * @param direction `up`: to what it was made from; `down`: to what was made
 * from it.
 */
export function treeLines(
  graph: JobGraph,
  direction: "up" | "down",
): TreeLine[] {
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  const next = nextOf(graph, direction);
  const lines: TreeLine[] = [];
  const shown = new Set<string>();
  // A stack of our own: a chain may be longer than the engine's.
  const open = [{ id: graph.root, label: "", branch: "", rest: "" }];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const { id, label, branch, rest } = at;
    const node = nodes.get(id);
    if (node === undefined) continue;
    const ways = next.get(id) ?? [];
    const repeated = shown.has(id) && ways.length > 0;
    lines.push({ branch, label, node, repeated });
    shown.add(id);
    if (repeated) continue;
    const below = ways.map(({ node: id, label }, at) => {
      const [turn, line] = at === ways.length - 1
        ? ["└─ ", "   "]
        : ["├─ ", "│  "];
      return { id, label, branch: rest + turn, rest: rest + line };
    });
    open.push(...below.reverse());
  }
  return lines;
}

interface Way {
  readonly node: string;
  readonly label: string;
}

/** Where the edges lead; several edges to one node are one way. */
function nextOf(
  graph: JobGraph,
  direction: "up" | "down",
): Map<string, readonly Way[]> {
  const next = new Map<string, Map<string, string[]>>();
  for (const { from, to, label } of graph.edges) {
    const [here, there] = direction === "up" ? [to, from] : [from, to];
    const ways = next.get(here) ?? new Map<string, string[]>();
    next.set(here, ways);
    const labels = ways.get(there) ?? [];
    ways.set(there, labels);
    if (label !== "" && !labels.includes(label)) labels.push(label);
  }
  return new Map(
    [...next].map(([id, ways]) => [
      id,
      [...ways].map(([node, labels]) => ({ node, label: labels.join(", ") })),
    ]),
  );
}
