import type { GraphNode } from "../../src/core/graph.ts";
import {
  formatSvg,
  sizeOfLabel,
  sizeOfNode,
} from "../../src/core/graph_svg.ts";
import { assert, assertEquals, assertMatch } from "../support/assert.ts";

const node: GraphNode = {
  id: "dev-1",
  kind: "job",
  title: 'a<b> & "c"\x07',
  detail: "dev-1",
  state: "failed",
};

Deno.test("formatSvg() draws nodes and edges at their places, escaped", () => {
  const text = formatSvg({
    root: "dev-1",
    width: 200,
    height: 100.4,
    nodes: [{ node, x: 50, y: 40, width: 80, height: 48 }],
    edges: [{
      edge: { from: "x", to: "dev-1", kind: "input", label: "l" },
      points: [{ x: 0, y: 0 }, { x: 5, y: 5 }, { x: 10, y: 0 }],
      labelAt: { x: 5, y: 2 },
    }],
  });
  assertMatch(text, /^<svg xmlns="[^"]+" width="232" height="133" viewBox=/);
  assertMatch(text, '<g class="node job failed root"><title>dev-1</title>');
  assertMatch(text, '<rect x="10" y="16" width="80" height="48" rx="6"/>');
  assertMatch(text, ">a&lt;b&gt; &amp; &quot;c&quot; </text>");
  assertMatch(text, ">dev-1, failed</text>");
  assertMatch(text, '<path d="M0 0 Q5 5 10 0" marker-end="url(#arrow)"/>');
  assertMatch(text, '<text class="label" x="5" y="5.5"');
});

Deno.test("a straight edge has two points, and no label no room", () => {
  const text = formatSvg({
    root: "",
    width: 1,
    height: 1,
    nodes: [],
    edges: [{
      edge: { from: "x", to: "y", kind: "request", label: "" },
      points: [{ x: 0, y: 0 }, { x: 10.06, y: 0 }],
    }],
  });
  assertMatch(text, '<g class="edge request"><path d="M0 0 L10.1 0"');
  assertEquals(sizeOfLabel(""), { width: 0, height: 0 });
  assert(sizeOfLabel("days").width > 20);
});

Deno.test("sizeOfNode() makes room for the longer one of two lines", () => {
  const { width, height } = sizeOfNode({ ...node, detail: "x".repeat(50) });
  assert(width > 300 && height > 40);
  const small = sizeOfNode({ id: "", kind: "file", title: "a", detail: "" });
  assertEquals(small, { width: 80, height: 34 });
});
