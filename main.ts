/**
 * The command `ax`.
 *
 * What is loaded at start-up is what every call waits for: `ax --version`
 * loads nothing, and an executor does not load the commands.
 *
 * @module
 */

import { version } from "./src/core/version.ts";

if (import.meta.main) await start(Deno.args);

async function start(args: readonly string[]): Promise<void> {
  const [first] = args;
  if (first === "__executor") {
    const { runExecutor } = await import("./src/run/executor/main.ts");
    await runExecutor();
  } else if (first === "--version" && args.length === 1) {
    Deno.stdout.writeSync(new TextEncoder().encode(`ax ${version}\n`));
  } else {
    const { runCommand } = await import("./src/cli/main.ts");
    Deno.exitCode = await runCommand(args);
  }
}
