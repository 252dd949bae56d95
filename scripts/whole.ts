/**
 * The whole run: packages, gates, all tests, and what they left and reached.
 *
 * @module
 */

import { coverageStep } from "./coverage.ts";
import { groupProcesses, leftoverStep } from "./leftovers.ts";
import { portableStep } from "./portable_suite.ts";
import {
  closingLine,
  formatOutcome,
  gates,
  packages,
  runSteps,
  suites,
} from "./suite.ts";

const root = decodeURIComponent(new URL("../", import.meta.url).pathname);

/** What the whole run may leave out. */
export interface WholeOptions {
  /** Whether to measure how much of `src/` the tests reach. */
  readonly coverage: boolean;
  /** Names every test as it ends, instead of printing a dot. */
  readonly verbose: boolean;
}

/**
 * Runs every step even when one fails, says at the end what each took, and
 * closes with `N passed, N failed`.
 *
 * @returns The exit code: 0 when all held.
 */
export async function runWhole(options: WholeOptions): Promise<number> {
  const { verbose, coverage } = options;
  const profiles = Deno.makeTempDirSync({ prefix: "ax-coverage-" });
  const measured = coverage ? { coverage: profiles } : {};
  try {
    const outcomes = await runSteps([
      packages(),
      ...gates(),
      ...suites({ only: [], verbose, ...measured }),
      portableStep({ only: [], verbose }),
      leftoverStep(groupProcesses()),
      ...(coverage ? [coverageStep(profiles, root)] : []),
    ]);
    console.log(`\n${outcomes.map(formatOutcome).join("\n")}`);
    console.log(`\n${closingLine(outcomes)}`);
    return outcomes.some(({ failed }) => failed > 0) ? 1 : 0;
  } finally {
    Deno.removeSync(profiles, { recursive: true });
  }
}
