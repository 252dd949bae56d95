/**
 * A graph of jobs as an image.
 *
 * @module
 */

import type { GraphEdge, GraphNode, JobGraph } from "./graph.ts";
import { textOf } from "./graph_text.ts";

/** A place in the image, in pixels from the top left corner. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A node that has its place: `x` and `y` are its centre. */
export interface PlacedNode extends Point {
  readonly node: GraphNode;
  readonly width: number;
  readonly height: number;
}

/** An edge that has its way. */
export interface PlacedEdge {
  readonly edge: GraphEdge;
  /** From the one node's border to the other's. */
  readonly points: readonly Point[];
  /** Where the label's centre is; nothing for an edge without one. */
  readonly labelAt?: Point;
}

/** A graph whose parts all have their place. */
export interface PlacedGraph {
  readonly root: JobGraph["root"];
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
}

/** Space around all, in pixels. */
const MARGIN = 16;
const TITLE_PX = 8.2;
const DETAIL_PX = 6.4;
const LABEL_PX = 5.8;

/** How much room a node's text needs, by and large. */
export function sizeOfNode(node: GraphNode): { width: number; height: number } {
  const [title = "", detail = ""] = textOf(node);
  const text = Math.max(
    title.length * TITLE_PX,
    detail.length * DETAIL_PX,
  );
  const width = Math.ceil(Math.max(80, text + 28));
  return { width, height: detail === "" ? 34 : 48 };
}

/** How much room an edge's label needs; none without one. */
export function sizeOfLabel(label: string): { width: number; height: number } {
  return label === ""
    ? { width: 0, height: 0 }
    : { width: Math.ceil(label.length * LABEL_PX + 10), height: 16 };
}

const STYLE = `
svg { font-family: system-ui, sans-serif; background: #fff; }
.node rect { fill: #eef3fb; stroke: #3b6fb6; }
.file rect { fill: #f4f1e6; stroke: #9a8640; }
.result rect { fill: #e8f5ea; stroke: #3c8a4e; }
.build rect { fill: #f3ecf8; stroke: #7d52a0; }
.failed rect, .gone rect { stroke: #c0392b; stroke-dasharray: 4 3; }
.root rect { stroke-width: 2.5; }
.title { font-size: 13px; font-weight: 600; fill: #1c2530; }
.detail { font-size: 11px; fill: #55606e; }
.edge path { fill: none; stroke: #8793a3; stroke-width: 1.3; }
.request path { stroke-dasharray: 5 4; }
.label { font-size: 10.5px; fill: #55606e; paint-order: stroke;
  stroke: #fff; stroke-width: 4px; stroke-linejoin: round; }
marker path { fill: #8793a3; }
@media (prefers-color-scheme: dark) {
  svg { background: #14181d; }
  .node rect { fill: #1c2b40; stroke: #6fa0e0; }
  .file rect { fill: #2f2a18; stroke: #c4ad5c; }
  .result rect { fill: #173021; stroke: #63b778; }
  .build rect { fill: #2b1f36; stroke: #b187d6; }
  .title { fill: #eef1f5; }
  .detail, .label { fill: #a9b4c2; }
  .label { stroke: #14181d; }
}
`;

/** Draws a graph that was laid out. The image stands alone: no script, no font. */
export function formatSvg(graph: PlacedGraph): string {
  const width = Math.ceil(graph.width + 2 * MARGIN);
  const height = Math.ceil(graph.height + 2 * MARGIN);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" ` +
    `height="${height}" viewBox="${-MARGIN} ${-MARGIN} ${width} ${height}">`,
    `<style>${STYLE}</style>`,
    `<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" ` +
    `markerWidth="8" markerHeight="8" orient="auto">` +
    `<path d="M0 0.5 8 4 0 7.5Z"/></marker></defs>`,
    ...graph.edges.map(drawEdge),
    ...graph.nodes.map((placed) => drawNode(placed, graph.root)),
    "</svg>",
    "",
  ].join("\n");
}

function drawEdge({ edge, points, labelAt }: PlacedEdge): string {
  const path = `<path d="${curve(points)}" marker-end="url(#arrow)"/>`;
  const label = labelAt === undefined
    ? ""
    : text("label", labelAt.x, labelAt.y + 3.5, edge.label);
  return `<g class="edge ${edge.kind}">${path}${label}</g>`;
}

/** A smooth line: through the middles between the points, bent at them. */
function curve(points: readonly Point[]): string {
  const [first, ...rest] = points;
  const last = rest.pop();
  if (first === undefined || last === undefined) return "";
  let path = `M${at(first)}`;
  rest.forEach((point, index) => {
    const next = rest[index + 1] ?? last;
    const end = index === rest.length - 1 ? last : {
      x: (point.x + next.x) / 2,
      y: (point.y + next.y) / 2,
    };
    path += ` Q${at(point)} ${at(end)}`;
  });
  return rest.length === 0 ? `${path} L${at(last)}` : path;
}

function at({ x, y }: Point): string {
  return `${round(x)} ${round(y)}`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function drawNode(placed: PlacedNode, root: string): string {
  const { node, x, y, width, height } = placed;
  const classes = ["node", node.kind, node.state ?? ""];
  if (node.id === root) classes.push("root");
  const [title = "", detail] = textOf(node);
  const radius = node.kind === "result" ? height / 2 : 6;
  const rect = `<rect x="${round(x - width / 2)}" y="${
    round(y - height / 2)
  }" width="${width}" height="${height}" rx="${radius}"/>`;
  const lines = detail === undefined
    ? text("title", x, y + 4.5, title)
    : text("title", x, y - 4, title) + text("detail", x, y + 13, detail);
  return `<g class="${classes.filter(Boolean).join(" ")}"><title>${
    escape(node.id)
  }</title>${rect}${lines}</g>`;
}

function text(kind: string, x: number, y: number, content: string): string {
  return `<text class="${kind}" x="${round(x)}" y="${
    round(y)
  }" text-anchor="middle">${escape(content)}</text>`;
}

function escape(content: string): string {
  return content
    // deno-lint-ignore no-control-regex -- no XML may hold these
    .replaceAll(/[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, " ")
    .replaceAll("&", "&amp;").replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
