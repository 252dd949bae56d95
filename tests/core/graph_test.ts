import {
  type GraphEdge,
  type GraphNode,
  type JobGraph,
  treeLines,
} from "../../src/core/graph.ts";
import { assertEquals } from "../support/assert.ts";

function job(id: string): GraphNode {
  return { id, kind: "job", title: "m", detail: id };
}

/** `a>b:x` is an input x of b, which is a. */
function edge(text: string): GraphEdge {
  const [, from = "", to = "", label = ""] = /^(.*)>(.*):(.*)$/.exec(text) ??
    [];
  return { from, to, kind: "input", label };
}

function graph(root: string, ...edges: readonly string[]): JobGraph {
  const all = edges.map(edge);
  const ids = new Set(all.flatMap(({ from, to }) => [from, to]));
  return { root, nodes: [...ids].map(job), edges: all };
}

function tree(graph: JobGraph, direction: "up" | "down"): string[] {
  return treeLines(graph, direction).map(({ branch, label, node, repeated }) =>
    `${branch}${label}=${node.id}${repeated ? " again" : ""}`
  );
}

const diamond = graph("d", "a>b:x", "a>c:x", "b>d:left", "c>d:right");

Deno.test("treeLines() goes up to what a job was made from, each once", () => {
  assertEquals(tree(diamond, "up"), [
    "=d",
    "├─ left=b",
    "│  └─ x=a",
    "└─ right=c",
    "   └─ x=a",
  ]);
  assertEquals(
    tree(graph("d", "z>a:y", ...["a>b:x", "a>c:x", "b>d:l", "c>d:r"]), "up"),
    [
      "=d",
      "├─ l=b",
      "│  └─ x=a",
      "│     └─ y=z",
      "└─ r=c",
      "   └─ x=a again",
    ],
  );
});

Deno.test("treeLines() goes down to what was made from a job", () => {
  assertEquals(tree({ ...diamond, root: "a" }, "down"), [
    "=a",
    "├─ x=b",
    "│  └─ left=d",
    "└─ x=c",
    "   └─ right=d",
  ]);
});

Deno.test("treeLines() makes one way of several inputs that are the same job", () => {
  assertEquals(tree(graph("b", "a>b:x", "a>b:y", "a>b:x"), "up"), [
    "=b",
    "└─ x, y=a",
  ]);
});

Deno.test("treeLines() follows a chain longer than the stack", () => {
  const edges = Array.from({ length: 30_000 }, (_, n) => `j${n}>j${n + 1}:p`);
  assertEquals(treeLines(graph("j30000", ...edges), "up").length, 30_001);
});
