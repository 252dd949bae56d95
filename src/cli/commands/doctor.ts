/**
 * `ax doctor`.
 *
 * @module
 */

import type { Command } from "commander";
import { examine } from "../../build/doctor.ts";
import { configOf, type Context, type GlobalOptions } from "../context.ts";
import { formatCheckup } from "../doctor_view.ts";

interface DoctorOptions extends GlobalOptions {
  readonly json?: boolean;
}

/** Declares `ax doctor`. */
export function declareDoctor(command: Command, context: Context): void {
  command
    .description(
      "Tells what is wrong with this machine or project, what to do about " +
        "it, and what confines jobs. It mends nothing. Ends with 1 when " +
        "something is wrong.",
    )
    .option("--json", "print JSON")
    .addHelpText("after", "\nExample:\n  ax doctor --json | jq .findings\n")
    .action(() => {
      const options = command.optsWithGlobals<DoctorOptions>();
      const { cwd, out } = context;
      const checkup = examine(cwd, configOf(options));
      const wrong = checkup.findings.filter(({ state }) => state === "wrong");
      if (options.json) out.json({ wrong: wrong.length, ...checkup });
      else out.lines(formatCheckup(checkup, out.style));
      if (wrong.length > 0) context.exitCode = 1;
    });
}
