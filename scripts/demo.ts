/**
 * `deno task demo`: builds the tutorial project in `scripts/demo` and says
 * where the results lie. What an earlier run has built is only found.
 */

import { relative } from "node:path";
import { selfCommand } from "../src/run/self.ts";
import { packages } from "./suite.ts";

const repository = pathOf("../");
const project = pathOf("./demo/");
const workdir = pathOf("../workdir/");
const results = pathOf("../results/");

const next = `Run it again, and everything is found. Change a line of a file in
scripts/demo/methods/lib/, and what imports that file is built again.`;

const found = `Everything was found: no program had to run. Change a line of a
file in scripts/demo/methods/lib/, and what imports that file is built again.`;

if (import.meta.main) Deno.exitCode = await main(Deno.args);

/** Passes its arguments on to `ax build`, as in `deno task demo --verbose`. */
async function main(args: readonly string[]): Promise<number> {
  const { failed } = await packages().run();
  if (failed > 0) return 1;
  const before = jobs();
  console.log(`ax build, in ${relative(repository, project)}:\n`);
  const code = await ax(["build", ...args]);
  if (code !== 0 || args.includes("--dry-run")) return code;
  const news = jobs().filter((job) => !before.includes(job));
  console.log(`\n${describeResults()}\n\n${news.length > 0 ? next : found}`);
  return 0;
}

/** The jobs that there are; none where nobody has built yet. */
function jobs(): string[] {
  Deno.mkdirSync(workdir, { recursive: true });
  return [...Deno.readDirSync(workdir)].map(({ name }) => name)
    .filter((name) => /^dev-\d+$/.test(name));
}

/** Each result and the job it leads into, one a line. */
function describeResults(): string {
  const links = [...Deno.readDirSync(results)]
    .filter((entry) => entry.isSymlink)
    .map((entry) => entry.name)
    .sort();
  const width = Math.max(...links.map((name) => name.length));
  const lines = links.map((name) =>
    `  results/${name.padEnd(width)} -> ${Deno.readLinkSync(results + name)}`
  );
  return ["Results, each a link into the job that made it:", ...lines]
    .join("\n");
}

/** Runs this ax in the tutorial project, with its output shown as it comes. */
async function ax(words: readonly string[]): Promise<number> {
  const { file, args } = selfCommand(words);
  const child = new Deno.Command(file, { args, cwd: project }).spawn();
  return (await child.status).code;
}

function pathOf(name: string): string {
  return decodeURIComponent(new URL(name, import.meta.url).pathname);
}
