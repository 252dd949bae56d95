/**
 * `deno task test [WORD…]`: runs the gates and all tests, fast ones first,
 * and ends with the line `N passed, N failed`.
 *
 * A WORD picks the test files whose path holds it, as in `deno task test core`
 * or `deno task test e2e/why`; `doc` picks the examples in doc comments,
 * `portable` the end-to-end tests against the portable file. With words, no
 * gates are run. `--filter=TEXT` picks tests by name, `--verbose` names each
 * test as it ends. In CI the coverage is measured, too.
 */

import { portableStep } from "./portable_suite.ts";
import { closingLine, runSteps, suites } from "./suite.ts";
import { runWhole } from "./whole.ts";

if (import.meta.main) Deno.exitCode = await main(Deno.args);

async function main(args: readonly string[]): Promise<number> {
  const only = args.filter((arg) => !arg.startsWith("--"));
  const filter = args.find((arg) => arg.startsWith("--filter="))?.slice(9);
  const verbose = args.includes("--verbose");
  if (only.length === 0 && filter === undefined) {
    return await runWhole({ coverage: Deno.env.get("CI") === "true", verbose });
  }
  const steps = suites({ only, filter, verbose });
  if (only.includes("portable")) {
    steps.push(portableStep({ only, filter, verbose }));
  }
  if (steps.length === 0) console.error(`No test file holds ${only.join(" ")}`);
  const outcomes = await runSteps(steps);
  console.log(`\n${closingLine(outcomes)}`);
  const failed = outcomes.some((outcome) => outcome.failed > 0);
  return failed || steps.length === 0 ? 1 : 0;
}
