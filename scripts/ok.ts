/**
 * `deno task ok`: all that CI runs, and how much of `src/` the tests reach.
 * `--verbose` names each test as it ends.
 */

import { runWhole } from "./whole.ts";

if (import.meta.main) {
  const verbose = Deno.args.includes("--verbose");
  Deno.exitCode = await runWhole({ coverage: true, verbose });
}
