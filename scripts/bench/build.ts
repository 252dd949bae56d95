/**
 * What a build costs: start-up, a thousand jobs found and built, and whether
 * the number of jobs in the workdir matters. Beside it the Accelerator.
 *
 * `deno task bench build`
 *
 * @module
 */

import {
  type AcceleratorProject,
  type JobRange,
  startAccelerator,
} from "./accelerator.ts";
import { type AxProject, makeProject, repeat } from "./project.ts";
import { formatTable, median } from "./table.ts";

const RUNS = 5;

/** A script that asks for jobs from `from` on, together or one by one. */
function script(from: number, count: number, way: "all" | "each"): string {
  const body = way === "all"
    ? `await Promise.all(Array.from({ length: ${count} }, (_, n) =>
    urd.build("triv", { n: n + ${from} })));`
    : `for (let n = 0; n < ${count}; n++) {
    await urd.build("triv", { n: n + ${from} });
  }`;
  return `import type { Urd } from "ax";

export async function main(urd: Urd): Promise<void> {
  ${body}
}
`;
}

type Row = [work: string, ax: string, accelerator: string];

/** Builds `count` jobs from `from` on; gives the seconds above an empty one. */
async function coldRow(
  project: AxProject,
  from: number,
  label: string,
  peer: AcceleratorProject | undefined,
): Promise<Row> {
  const seconds: number[] = [];
  const others: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const start = from + run * 1000;
    project.add("build_cold", script(start, 1000, "all"));
    const empty = await project.run("build", "--quiet");
    const full = await project.run("build", "cold", "--quiet", "--jobs", "2");
    seconds.push(full - empty);
    if (peer !== undefined) {
      others.push(await peer.run(`cold_${run}`) - await peer.run("empty"));
    }
  }
  const rate = (values: readonly number[]): string =>
    values.length === 0 ? "–" : `${(1000 / median(values)).toFixed(1)} jobs/s`;
  return [label, rate(seconds), rate(others)];
}

async function foundRow(
  project: AxProject,
  count: number,
  way: "all" | "each",
  peer: AcceleratorProject | undefined,
): Promise<Row> {
  const name = `found_${way}_${count}`;
  project.add(`build_${name}`, script(0, count, way));
  await project.run("build", name, "--quiet");
  const above = async (): Promise<number> =>
    await project.run("build", name, "--quiet") -
    await project.run("build", "--quiet");
  const ax = await repeat(RUNS, above);
  const other = peer === undefined || way === "all" ? undefined : await repeat(
    RUNS,
    async () => await peer.run("cold_0") - await peer.run("empty"),
  );
  const words = way === "all" ? "one Promise.all" : "awaited one by one";
  return [
    `${count} found again, ${words}`,
    `${ax.toFixed(3)} s`,
    other === undefined ? "–" : `${other.toFixed(3)} s`,
  ];
}

function peerScripts(): Record<string, JobRange> {
  const scripts: Record<string, JobRange> = { empty: { from: 0, count: 0 } };
  for (let run = 0; run < RUNS; run++) {
    scripts[`cold_${run}`] = { from: run * 1000, count: 1000 };
  }
  return scripts;
}

async function main(): Promise<void> {
  using project = makeProject(script(0, 0, "all"));
  await using peer = Deno.args.includes("--alone")
    ? undefined
    : await startAccelerator(peerScripts());
  const rows: Row[] = [];
  const version = await repeat(21, () => project.run("--version"));
  rows.push(["ax --version", `${(version * 1000).toFixed(0)} ms`, "–"]);
  const empty = await repeat(RUNS, () => project.run("build", "--quiet"));
  rows.push(["an empty build script", `${(empty * 1000).toFixed(0)} ms`, "–"]);
  rows.push(await coldRow(project, 0, "1,000 jobs, first time", peer));
  rows.push(await foundRow(project, 1000, "all", undefined));
  rows.push(await foundRow(project, 1000, "each", peer));
  project.add("build_more", script(0, 10_000, "all"));
  await project.run("build", "more", "--quiet");
  rows.push(await foundRow(project, 10_000, "all", undefined));
  rows.push(await foundRow(project, 10_000, "each", undefined));
  rows.push(
    await coldRow(project, 100_000, "1,000 more, 10,000 there", undefined),
  );
  console.log(formatTable(["work", "ax", "accelerator"], rows));
}

if (import.meta.main) await main();
