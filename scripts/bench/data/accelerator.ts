/**
 * The Accelerator on the works: its standard methods where it has them, and
 * the methods that its users write where it has none.
 *
 * @module
 */

import { withPeak } from "./memory.ts";
import { type Cost, type Peer, sizeOf, type Work, WORKS } from "./peer.ts";
import { makeEnvironment, succeeds } from "./python.ts";

const METHODS: Readonly<Record<string, string>> = {
  sum_amount: `
datasets = ("source",)
def analysis(sliceno):
    return sum(datasets.source.iterate(sliceno, "amount"))
def synthesis(analysis_res):
    return sum(analysis_res)
`,
  sum_by_category: `
from collections import Counter
datasets = ("source",)
def analysis(sliceno):
    sums = Counter()
    for category, amount in datasets.source.iterate(sliceno, ("category", "amount")):
        sums[category] += amount
    return sums
def synthesis(analysis_res):
    return analysis_res.merge_auto()
`,
  count_by_user: `
from collections import Counter
datasets = ("source",)
def analysis(sliceno):
    return Counter(datasets.source.iterate(sliceno, "user"))
def synthesis(analysis_res):
    return analysis_res.merge_auto()
`,
  read_rows: `
datasets = ("source",)
def analysis(sliceno):
    total = 0
    for amount, quantity, category in datasets.source.iterate(sliceno, ("amount", "quantity", "category")):
        total += amount * quantity + len(category)
    return total
def synthesis(analysis_res):
    return sum(analysis_res)
`,
  append_total: `
datasets = ("source",)
def prepare(job):
    writer = job.datasetwriter(parent=datasets.source)
    writer.add("total", "float64")
    return writer
def analysis(sliceno, prepare_res):
    write = prepare_res.write
    for amount, quantity in datasets.source.iterate(sliceno, ("amount", "quantity")):
        write(amount * quantity)
`,
};

const TYPES = `{"id": "int32_10", "user": "ascii", "amount": "float64",
    "quantity": "int32_10", "timestamp": "datetime:%Y-%m-%dT%H:%M:%S",
    "category": "ascii", "comment": "unicode:utf-8"}`;

const CALLS: Readonly<Record<Exclude<Work, "import">, string>> = {
  sum: `"sum_amount", source=rows`,
  category: `"sum_by_category", source=rows`,
  user: `"count_by_user", source=rows`,
  rows: `"read_rows", source=rows`,
  append: `"append_total", source=rows`,
  hash: `"dataset_hashpart", source=rows, hashlabel="user"`,
  sort: `"dataset_sort", source=rows, sort_columns=["timestamp"]`,
  sortAll:
    `"dataset_sort", source=rows, sort_columns=["timestamp"], sort_across_slices=True`,
  export: `"csvexport", source=[rows]`,
};

/** A table, and the level of gzip for it; by default as shipped. */
interface Table {
  readonly csv: string;
  /** Where the build scripts say what they did. */
  readonly done: string;
  readonly compression?: number | undefined;
}

/** Installs it and starts its server. @returns Nothing where it cannot be had. */
export async function startAccelerator(
  csv: string,
  compression?: number,
): Promise<Peer | undefined> {
  const environment = makeEnvironment(["accelerator"]);
  if (environment === undefined) return undefined;
  const project = `${environment.dir}/project`;
  const ax = `${environment.bin}/ax`;
  const done = `${project}/done.json`;
  makeProject(ax, project, { csv, done, compression });
  const options = { cwd: project, stdout: "null", stderr: "null" } as const;
  const server = new Deno.Command(ax, { args: ["server"], ...options }).spawn();
  await new Promise((done) => setTimeout(done, 5000));
  return {
    name: `Accelerator${compression ? `, gzip ${compression}` : ""}`,
    async run(work): Promise<Cost> {
      const args = ["run", "--quiet", work.toLowerCase()];
      const { peakBytes } = await withPeak(server.pid, async () => {
        await runIn(project, ax, args);
      });
      const { seconds, paths } = JSON.parse(
        Deno.readTextFileSync(done),
      ) as { seconds: number; paths: string[] };
      const diskBytes = paths.reduce((sum, path) => sum + sizeOf(path), 0);
      return { seconds, peakBytes, diskBytes };
    },
    async [Symbol.asyncDispose](): Promise<void> {
      server.kill("SIGTERM");
      await server.status;
      environment[Symbol.dispose]();
    },
  };
}

async function runIn(
  cwd: string,
  file: string,
  args: string[],
): Promise<void> {
  const output = await new Deno.Command(file, { args, cwd }).output();
  if (output.success) return;
  const said = [output.stderr, output.stdout]
    .map((text) => new TextDecoder().decode(text));
  throw new Error(`The Accelerator failed: ${said.join("")}`);
}

function makeProject(ax: string, project: string, table: Table): void {
  succeeds(ax, ["init", "--no-git", "--slices", "2", project]);
  for (const [name, text] of Object.entries(METHODS)) {
    Deno.writeTextFileSync(`${project}/dev/a_${name}.py`, text);
  }
  for (const work of Object.keys(WORKS) as Work[]) {
    const path = `${project}/dev/build_${work.toLowerCase()}.py`;
    Deno.writeTextFileSync(path, scriptOf(work, table));
  }
}

function scriptOf(work: Work, { csv, done, compression }: Table): string {
  const level = compression === undefined ? "" : `, compression=${compression}`;
  const isImport = work === "import";
  const force = isImport ? ", force_build=True" : "";
  const call = isImport
    ? "done = [raw, rows]"
    : `done = [urd.build(${CALLS[work]}, force_build=True)]`;
  const options = `filename=${JSON.stringify(csv)}, quotes='"'`;
  return `import json
def main(urd):
    raw = urd.build("csvimport", ${options}${level}${force})
    rows = urd.build("dataset_type", source=raw, column2type=${TYPES}${level}${force})
    ${call}
    seconds = sum(job.post.exectime.total for job in done)
    json.dump(dict(seconds=seconds, paths=[job.path for job in done]),
        open(${JSON.stringify(done)}, "w"))
`;
}
