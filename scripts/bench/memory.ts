/**
 * Shows that readers and writers of datasets hold a few batches and no more:
 * peak memory of jobs that write and read few rows, and many.
 *
 * `deno task bench memory [MANY]`; MANY is 50,000,000 when left out, which
 * takes 9 GB of disk.
 *
 * @module
 */

import type { Manifest } from "../../src/core/manifest.ts";
import { type AxProject, makeProject } from "./project.ts";
import { formatTable } from "./table.ts";

const FEW = 1_000_000;

/** Each a method; the first one makes what the others read. */
const WORKS: Readonly<Record<string, string>> = {
  "write rows": `
    for (let n = slice; n < inputs.rows; n += slices) out.write(rowOf(n));`,
  "copy batches": `
    for (const { columns } of source.batches(slice, undefined, { reuse: true })) {
      out.writeBatch(columns);
    }`,
  "split batches by hash": `
    for (const { columns } of source.batches(slice)) split.writeBatch(columns);`,
  "split rows in turn": `
    for (const row of source.rows(slice)) turn.write(row);`,
  "read rows": `
    for (const { amount } of source.rows(slice)) sum += amount;`,
  "read all slices in turn": `
    if (slice > 0) return 0;
    for (const { amount } of source.rows("roundrobin")) sum += amount;`,
  "read by another hash": `
    for (const { amount } of source.rows(slice, ["amount"], { rehash: "user" })) {
      sum += amount;
    }`,
  "sum a column by batches": `
    for (const { columns } of source.batches(slice, ["amount"], { reuse: true })) {
      for (const amount of columns.amount.values) sum += amount;
    }`,
};

/** What is asked of a standard method. */
const REQUESTS: Readonly<Record<string, readonly [string, string]>> = {
  "group by as many keys": [
    "dataset_aggregate",
    `{ source, groupBy: ["id"], aggregates: { rows: { op: "count" } } }`,
  ],
};

const COLUMNS = `{
  id: "int64", amount: "float64", kind: "category", user: "string?",
}`;

/** A writer for those that write, declared as each of them needs it. */
const WRITERS: readonly (readonly [name: string, options: string])[] = [
  ["out", `{ columns: ${COLUMNS} }`],
  ["split", `{ columns: ${COLUMNS}, hashBy: "user", split: true }`],
  ["turn", `{ columns: ${COLUMNS}, split: true }`],
];

function methodOf(body: string): string {
  const inputs = body.includes("source")
    ? `source: dataset(${COLUMNS})`
    : "rows: integer()";
  const writers = WRITERS.filter(([name]) => body.includes(`${name}.write`))
    .map(([name, options]) => `using ${name} = job.createDataset(${options});`);
  return `import { dataset, defineMethod, integer } from "ax";
function rowOf(n) {
  const user = n % 13 === 0 ? null : "user-" + (n * 7919 % 100000);
  return { id: n, amount: n % 1000 / 4, kind: "kind " + n % 50, user };
}
export default defineMethod({
  inputs: { ${inputs} },
  analysis({ inputs, job, slice, slices }) {
    const { source } = inputs;
    let sum = 0;
    ${writers.join("\n    ")}${body}
    return sum;
  },
});
`;
}

function nameOf(work: string): string {
  return work.replaceAll(" ", "_");
}

function newest(project: AxProject, method: string): Manifest {
  const dir = `${project.dir}/workdir`;
  const jobs = [...Deno.readDirSync(dir)].flatMap(({ name }): Manifest[] =>
    /^dev-[0-9]+$/.test(name)
      ? [JSON.parse(Deno.readTextFileSync(`${dir}/${name}/job.json`))]
      : []
  );
  const found = jobs.find((job) => job.method === method);
  if (found === undefined) throw new Error(`Cannot find a job of ${method}`);
  return found;
}

/** Peak memory and time of each work, each in a build of its own. */
async function measure(rows: number): Promise<Manifest[]> {
  const [first = "", ...others] = Object.keys(WORKS).map(nameOf);
  const make = `const source = await urd.build("${first}", { rows: ${rows} });`;
  const script = (lines: string): string =>
    `export async function main(urd) {\n  ${lines}\n}\n`;
  using project = makeProject(script(make));
  Deno.writeTextFileSync(
    `${project.dir}/ax.json`,
    JSON.stringify({ slices: 2, durability: "fast" }),
  );
  for (const [work, body] of Object.entries(WORKS)) {
    project.add(nameOf(work), methodOf(body));
  }
  await project.run("build", "--quiet");
  for (const name of others) {
    project.add(
      "build",
      script(`${make} await urd.build("${name}", { source });`),
    );
    await project.run("build", "--quiet");
  }
  for (const [method, inputs] of Object.values(REQUESTS)) {
    const line = `await urd.build("${method}", ${inputs});`;
    project.add("build", script(`${make} ${line}`));
    await project.run("build", "--quiet");
  }
  const asked = Object.values(REQUESTS).map(([method]) => method);
  return [first, ...others, ...asked].map((name) => newest(project, name));
}

if (import.meta.main) {
  const many = Number(Deno.args[0] ?? 50_000_000);
  const few = await measure(FEW);
  const more = await measure(many);
  const size = (job: Manifest | undefined): string =>
    `${Math.round((job?.peakMemoryBytes ?? NaN) / 2 ** 20)} MiB`;
  const names = [...Object.keys(WORKS), ...Object.keys(REQUESTS)];
  console.log(formatTable(
    ["two slices", `${FEW} rows`, `${many} rows`, "seconds"],
    names.map((name, at) => [
      name,
      size(few[at]),
      size(more[at]),
      ((more[at]?.elapsedMs ?? NaN) / 1000).toFixed(1),
    ]),
  ));
}
