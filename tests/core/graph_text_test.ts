import type { JobGraph } from "../../src/core/graph.ts";
import { formatDot, formatMermaid, textOf } from "../../src/core/graph_text.ts";
import { assertEquals, assertMatch } from "../support/assert.ts";

const graph: JobGraph = {
  root: "result:a.txt",
  nodes: [
    { id: "result:a.txt", kind: "result", title: "a.txt", detail: "" },
    { id: "dev-2", kind: "job", title: "sum", detail: 'dev-2 "x\ny" \\' },
    { id: "file:in.csv", kind: "file", title: "in.csv", detail: "" },
    { id: "dev-1", kind: "job", title: "m", detail: "", state: "failed" },
  ],
  edges: [
    { from: "dev-2", to: "result:a.txt", kind: "result", label: "" },
    { from: "file:in.csv", to: "dev-2", kind: "input", label: "a|b" },
    { from: "dev-1", to: "dev-2", kind: "request", label: "" },
  ],
};

Deno.test("formatDot() writes a graph that Graphviz draws from left to right", () => {
  const text = formatDot(graph);
  assertMatch(text, /^digraph ax \{\n {2}rankdir=LR;\n/);
  assertMatch(text, '"dev-2" [label="sum\\ndev-2 \\"x y\\" \\\\", shape=box];');
  assertMatch(text, '"dev-1" [label="m\\nfailed", shape=box, style=dashed];');
  assertMatch(text, '"file:in.csv" -> "dev-2" [label="a|b"];');
  assertMatch(text, '"dev-1" -> "dev-2" [label="", style=dashed];\n}\n');
});

Deno.test("formatMermaid() writes words for ids, and escapes what it would read", () => {
  assertEquals(
    formatMermaid(graph),
    `flowchart LR
  n0(["a.txt"])
  n1["sum<br>dev-2 #34;x y#34; \\"]
  n2[/"in.csv"/]
  n3["m<br>failed"]
  n1 --> n0
  n2 -->|"a|b"| n1
  n3 -.-> n1
`,
  );
});

Deno.test("textOf() leaves out what there is nothing to say of", () => {
  const node = { id: "a", kind: "job", title: "m", detail: "dev-1" } as const;
  assertEquals(textOf(node), ["m", "dev-1"]);
  assertEquals(textOf({ ...node, state: "gone" }), ["m", "dev-1, gone"]);
  assertEquals(textOf({ ...node, detail: "" }), ["m"]);
});
