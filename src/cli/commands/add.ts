/**
 * `ax add`.
 *
 * @module
 */

import type { Command } from "commander";
import { findProject } from "../../build/project.ts";
import { addPackage } from "../../build/vendor.ts";
import { configOf, type Context, type GlobalOptions } from "../context.ts";
import { countOf, formatSize } from "../format.ts";

interface AddOptions extends GlobalOptions {
  readonly json?: boolean;
}

const examples = `
What is added is a file of the project: keep it in version control. It needs
Deno, which the portable file of ax has inside, and the registry of npm.

Examples:
  ax add npm:simple-statistics@7.8.8
  ax add npm:d3-array            the newest version
`;

/** Declares `ax add`. */
export function declareAdd(command: Command, context: Context): void {
  command
    .description(
      "Bundles a package from npm into one readable module under " +
        "methods/vendor/, and gives methods its name to import it by.",
    )
    .argument("<package>", "as in npm:NAME@VERSION")
    .option("--json", "print JSON")
    .addHelpText("after", examples)
    .action((text: string) =>
      add(text, command.optsWithGlobals<AddOptions>(), context)
    );
}

async function add(
  text: string,
  options: AddOptions,
  { cwd, out, err }: Context,
): Promise<void> {
  const project = findProject(cwd, configOf(options));
  const added = await addPackage(project, text);
  if (options.json) return out.json(added);
  const { name, file, bytes, packages, warnings } = added;
  const licences = [...new Set(packages.map(({ licence }) => licence))];
  out.line(
    `Added ${added.package}: ${file}, ${formatSize(bytes)}, ` +
      `${countOf(packages.length, "package")}, ${licences.join(", ")}`,
  );
  out.line(`  import { … } from ${JSON.stringify(name)};`);
  for (const warning of warnings) err.line(`ax: ${name}: ${warning}`);
}
