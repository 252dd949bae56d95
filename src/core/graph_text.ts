/**
 * A graph of jobs in the languages of Graphviz and Mermaid.
 *
 * @module
 */

import type { GraphEdge, GraphNode, JobGraph } from "./graph.ts";

const SHAPES: Readonly<Record<GraphNode["kind"], string>> = {
  job: "box",
  build: "cds",
  file: "note",
  result: "folder",
};

/** Writes a graph for `dot`, what is used to the left of what uses it. */
export function formatDot(graph: JobGraph): string {
  const nodes = graph.nodes.map((node) => {
    const text = textOf(node).map(escapeDot).join("\\n");
    const look = node.state === undefined ? "" : ", style=dashed";
    return `  ${dot(node.id)} [label="${text}", shape=${
      SHAPES[node.kind]
    }${look}];`;
  });
  const edges = graph.edges.map(({ from, to, kind, label }) => {
    const dashed = kind === "request" ? ", style=dashed" : "";
    return `  ${dot(from)} -> ${dot(to)} [label=${dot(label)}${dashed}];`;
  });
  return [
    "digraph ax {",
    "  rankdir=LR;",
    '  node [fontname="Helvetica"];',
    '  edge [fontname="Helvetica", fontsize=10];',
    ...nodes,
    ...edges,
    "}",
    "",
  ].join("\n");
}

function dot(text: string): string {
  return `"${escapeDot(text)}"`;
}

function escapeDot(text: string): string {
  return plain(text).replaceAll("\\", "\\\\").replaceAll('"', '\\"');
}

const BRACKETS: Readonly<Record<GraphNode["kind"], readonly [string, string]>> =
  {
    job: ["[", "]"],
    build: ["[[", "]]"],
    file: ["[/", "/]"],
    result: ["([", "])"],
  };

/** Writes a graph for Mermaid, which many sites draw in Markdown. */
export function formatMermaid(graph: JobGraph): string {
  // Its ids are words; labels can be anything in quotes.
  const names = new Map(graph.nodes.map(({ id }, at) => [id, `n${at}`]));
  const nodes = graph.nodes.map((node) => {
    const [open, close] = BRACKETS[node.kind];
    const text = textOf(node).map(escapeMermaid).join("<br>");
    return `  ${names.get(node.id)}${open}"${text}"${close}`;
  });
  const edges = graph.edges.map((edge) =>
    `  ${names.get(edge.from)} ${mermaidArrow(edge)} ${names.get(edge.to)}`
  );
  return ["flowchart LR", ...nodes, ...edges, ""].join("\n");
}

function mermaidArrow({ kind, label }: GraphEdge): string {
  const arrow = kind === "request" ? "-.->" : "-->";
  return label === "" ? arrow : `${arrow}|"${escapeMermaid(label)}"|`;
}

function escapeMermaid(text: string): string {
  return plain(text).replaceAll(
    /[#"&<>]/g,
    (letter) => `#${letter.charCodeAt(0)};`,
  );
}

/** Title and detail of a node, without empty lines. */
export function textOf({ title, detail, state }: GraphNode): string[] {
  const below = state === undefined
    ? detail
    : detail === ""
    ? state
    : `${detail}, ${state}`;
  return below === "" ? [title] : [title, below];
}

/** Control characters have no place in either language. */
function plain(text: string): string {
  // deno-lint-ignore no-control-regex -- they are what this is about
  return text.replaceAll(/[\x00-\x1f\x7f]+/g, " ");
}
