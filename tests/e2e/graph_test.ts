import { assertEquals, assertMatch } from "../support/assert.ts";
import type { AxProject } from "../support/ax.ts";
import { removeTree } from "../support/temp.ts";
import { fingerprintOf } from "../store/support.ts";
import { storedProject } from "./stored.ts";

/** dev-1 from a file; dev-2 and dev-3 from it; dev-4 the script's job. */
function project(): AxProject {
  const source = { "~": "file", path: "in.csv" };
  const rows = { "~": "dataset", job: "dev-1", name: "default" };
  const request = (job: string, method: string) => ({
    method,
    name: method,
    fingerprint: fingerprintOf(method),
    job: job as never,
    built: true,
  });
  const made = storedProject([
    { method: "load", inputs: { source } },
    { method: "count", inputs: { rows }, files: { "n.txt": "1" } },
    {
      method: "report",
      inputs: { all: [rows, { "~": "job", id: "dev-2" }] },
      state: "failed",
    },
    {
      method: "build",
      kind: "build",
      requests: [request("dev-1", "load"), request("dev-2", "count")],
    },
  ]);
  Deno.mkdirSync(made.join("results"));
  Deno.symlinkSync("../workdir/dev-2/files/n.txt", made.join("results/n.txt"));
  return made;
}

async function graph(on: AxProject, ...args: string[]): Promise<string> {
  return (await on.axOk(["graph", ...args])).stdout;
}

Deno.test("ax graph shows as a tree what a result was made from", async () => {
  using dir = project();
  const tree = `n.txt
└─ dev-2 count
   └─ rows: dev-1 load
      └─ source: in.csv
`;
  assertEquals(await graph(dir, "results/n.txt"), tree);
  assertEquals(await graph(dir, "n.txt", "--up"), tree);
  assertEquals(
    await graph(dir, "build"),
    `dev-4 build
├─ dev-1 load
│  └─ source: in.csv
└─ dev-2 count
   └─ rows: dev-1 load (see above)
`,
  );
});

Deno.test("ax graph --down shows what was made from a job, results too", async () => {
  using dir = project();
  assertEquals(
    await graph(dir, "dev-1", "--down"),
    `dev-1 load
├─ all: dev-3 report failed
└─ rows: dev-2 count
   ├─ n.txt
   └─ all: dev-3 report failed
`,
  );
  const both = await graph(dir, "dev-2", "--up", "--down");
  assertMatch(
    both,
    /^dev-2 count\n└─ rows: dev-1[^]*\n\ndev-2 count\n├─ n.txt/,
  );
});

Deno.test("ax graph says which jobs are gone", async () => {
  using dir = project();
  removeTree(dir.join("workdir/dev-1"));
  assertEquals(await graph(dir, "dev-2"), "dev-2 count\n└─ rows: dev-1 gone\n");
});

Deno.test("ax graph prints for Graphviz, for Mermaid, as an image and as JSON", async () => {
  using dir = project();
  assertMatch(await graph(dir, "n.txt", "--dot"), '"dev-1" -> "dev-2"');
  assertMatch(await graph(dir, "n.txt", "--mermaid"), '-->|"rows"|');
  const svg = await graph(dir, "n.txt", "--svg");
  assertMatch(svg, /^<svg [^]*<\/svg>\n$/);
  assertEquals(svg.match(/<g class="node /g)?.length, 4);
  assertEquals(svg.match(/<g class="edge /g)?.length, 3);
  // What is used stands to the left of what uses it.
  const x = (id: string): number =>
    Number(svg.split(`<title>${id}</title>`)[1]?.match(/ x="([\d.]+)"/)?.[1]);
  assertEquals(x("file:in.csv") < x("dev-1") && x("dev-1") < x("dev-2"), true);
  const { root, nodes } = JSON.parse(await graph(dir, "dev-2", "--json"));
  assertEquals([root, nodes.length], ["dev-2", 3]);
  const wrong = await dir.ax(["graph", "dev-2", "--svg", "--dot"]);
  assertEquals(wrong.code, 2);
});

Deno.test("ax graph guesses what was meant by a job, a result or a path", async () => {
  using dir = project();
  dir.write("methods/count.ts", "export default 1;\n");
  const guesses = {
    cuont: "count",
    "m.txt": "n.txt",
    "results/n.tx": "n.txt",
    "dve-1": "dev",
  };
  for (const [word, guess] of Object.entries(guesses)) {
    const { code, stderr } = await dir.ax(["graph", word]);
    assertEquals(code, 1);
    assertMatch(stderr, `did you mean "${guess}"?`);
  }
});
