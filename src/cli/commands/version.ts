/**
 * `ax version`.
 *
 * @module
 */

import type { Command } from "commander";
import { jsonVersion, version } from "../../core/version.ts";
import type { Context } from "../context.ts";

/** Declares `ax version`. */
export function declareVersion(command: Command, { out }: Context): void {
  command
    .description("Tells the version of ax and of what it runs on.")
    .option("--json", "print JSON")
    .addHelpText("after", "\nExample:\n  ax version --json\n")
    .action((options: { json?: boolean }) => {
      const { deno, v8, typescript } = Deno.version;
      const { os, arch } = Deno.build;
      if (options.json) {
        const json = jsonVersion;
        out.json({ ax: version, json, deno, v8, typescript, os, arch });
        return;
      }
      out.line(`ax ${version}`);
      out.line(
        `Deno ${deno}, V8 ${v8}, TypeScript ${typescript}, ${os} ${arch}`,
      );
    });
}
