/**
 * `deno task ok`: all that CI runs, and how much of `src/` the tests reach.
 *
 * It runs every step even when one fails, says at the end what each took, and
 * closes with `N passed, N failed`.
 */

import {
  leastCovered,
  parseLcov,
  percentOf,
  withUnloaded,
} from "./coverage.ts";
import { groupProcesses, leftoverStep } from "./leftovers.ts";
import {
  closingLine,
  type Count,
  formatOutcome,
  gates,
  packages,
  runSteps,
  type Step,
  suites,
} from "./suite.ts";

/** The share of the lines of `src/` that the tests must run, in percent. */
const coverageFloor = 80;

const root = decodeURIComponent(new URL("../", import.meta.url).pathname);

if (import.meta.main) Deno.exitCode = await main();

async function main(): Promise<number> {
  const profiles = Deno.makeTempDirSync({ prefix: "ax-coverage-" });
  try {
    const outcomes = await runSteps([
      packages(),
      ...gates(),
      ...suites({ only: [], verbose: false, coverage: profiles }),
      leftoverStep(groupProcesses()),
      { name: "coverage", run: () => coverage(profiles) } satisfies Step,
    ]);
    console.log(`\n${outcomes.map(formatOutcome).join("\n")}`);
    console.log(`\n${closingLine(outcomes)}`);
    return outcomes.some(({ failed }) => failed > 0) ? 1 : 0;
  } finally {
    Deno.removeSync(profiles, { recursive: true });
  }
}

/** Reads the profiles and holds what they say against the floor. */
async function coverage(profiles: string): Promise<Count> {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["coverage", "--quiet", "--lcov", `--include=${root}src/`, profiles],
    cwd: root,
    stderr: "inherit",
  }).output();
  const covered = parseLcov(new TextDecoder().decode(stdout), root);
  const files = withUnloaded(covered, root);
  for (const { file, lines, hit } of leastCovered(files, 8)) {
    console.log(`${String(lines - hit).padStart(5)} lines not run in ${file}`);
  }
  const percent = percentOf(files);
  console.log(`${percent.toFixed(1)} % of the lines of src/ were run`);
  if (percent >= coverageFloor) return { passed: 1, failed: 0 };
  console.log(`At least ${coverageFloor} % must be: see scripts/ok.ts`);
  return { passed: 0, failed: 1 };
}
