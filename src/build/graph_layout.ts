/**
 * Gives each part of a graph its place.
 *
 * @module
 */

import { AxError } from "../core/errors.ts";
import type { JobGraph } from "../core/graph.ts";
import {
  type PlacedGraph,
  type Point,
  sizeOfLabel,
  sizeOfNode,
} from "../core/graph_svg.ts";

/** Beyond this a layout takes too long, and nobody can read it. */
const MAX_NODES = 600;

/**
 * Lays a graph out from left to right, what is used before what uses it.
 *
 * @throws {AxError} `limit`, for a graph that is too large to be drawn.
 */
export async function layOut(graph: JobGraph): Promise<PlacedGraph> {
  const { nodes, edges, root } = graph;
  checkSize(graph);
  // It takes 10 ms to load, and few commands draw.
  const { Graph, layout } = await import("@dagrejs/dagre");
  const plan = new Graph({ multigraph: true });
  plan.setGraph({ rankdir: "LR", nodesep: 18, ranksep: 46, edgesep: 8 });
  for (const node of nodes) plan.setNode(node.id, { ...sizeOfNode(node) });
  edges.forEach(({ from, to, label }, at) => {
    plan.setEdge(
      from,
      to,
      { ...sizeOfLabel(label), labelpos: "c" },
      String(at),
    );
  });
  layout(plan);
  const { width = 0, height = 0 } = plan.graph();
  return {
    root,
    width,
    height,
    nodes: nodes.map((node) => ({
      node,
      ...sizeOfNode(node),
      ...pointOf(plan.node(node.id)),
    })),
    edges: edges.map((edge, at) => {
      const placed = plan.edge(edge.from, edge.to, String(at));
      const points = (placed.points ?? []).map(pointOf);
      return edge.label === ""
        ? { edge, points }
        : { edge, points, labelAt: pointOf(placed) };
    }),
  };
}

function checkSize({ nodes }: JobGraph): void {
  if (nodes.length <= MAX_NODES) return;
  throw new AxError(
    "limit",
    `Cannot draw ${nodes.length} nodes: ${MAX_NODES} is the most`,
    { hint: "Use --dot and a program such as Graphviz." },
  );
}

/** The layout leaves much else on its objects. */
function pointOf(place: { x?: number; y?: number }): Point {
  return { x: place.x ?? 0, y: place.y ?? 0 };
}
