/**
 * What it costs to ask about jobs, and to build, when the workdir has many.
 *
 * `deno task bench inspect`
 *
 * @module
 */

import { fill } from "./catalog.ts";
import { makeProject, repeat } from "./project.ts";
import { formatTable } from "./table.ts";

const RUNS = 7;
const SIZES = [1_000, 10_000, 100_000];

/** A hundred new jobs, whose numbers `from` makes different each time. */
function script(from: number): string {
  return `import type { Urd } from "ax";

export async function main(urd: Urd): Promise<void> {
  await Promise.all(Array.from({ length: 100 }, (_, n) =>
    urd.build("triv", { n: n + ${from} })));
}
`;
}

async function measure(jobs: number): Promise<string[]> {
  using project = makeProject("export function main(): void {}\n");
  fill(project.dir, 1, jobs);
  await project.run("build", "--quiet");
  const middle = `dev-${jobs / 2}`;
  const calls: readonly (readonly string[])[] = [
    ["version"],
    ["job", middle],
    ["why", middle, "--against", `dev-${jobs / 2 - 20}`],
    ["job", "count_7"],
    ["jobs"],
    ["build", "--quiet"],
  ];
  const cells = [jobs.toLocaleString("en")];
  for (const call of calls) {
    const seconds = await repeat(RUNS, () => project.run(...call));
    cells.push(`${(seconds * 1000).toFixed(0)} ms`);
  }
  let from = 0;
  const empty = await repeat(RUNS, () => project.run("build", "--quiet"));
  const full = await repeat(RUNS, () => {
    project.add("build_new", script(from += 100));
    return project.run("build", "new", "--quiet", "--jobs", "2");
  });
  cells.push(`${((full - empty) * 10).toFixed(1)} ms`);
  return cells;
}

if (import.meta.main) {
  const rows: string[][] = [];
  for (const jobs of SIZES) rows.push(await measure(jobs));
  const head = [
    "jobs there",
    "ax version",
    "ax job ID",
    "ax why",
    "ax job METHOD",
    "ax jobs",
    "empty build",
    "a new job",
  ];
  console.log(formatTable(head, rows));
}
