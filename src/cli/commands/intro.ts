/**
 * `ax intro`.
 *
 * @module
 */

import type { Command } from "commander";
import type { Context } from "../context.ts";

const TEXT = `# What ax is for

You have data, and programs that turn it into results. ax runs each program once
on the same data, keeps what came out together with all that went in, and finds
it again whenever it is asked for. So running everything anew costs nothing but
what has changed, and each result tells what it was made from.

# The parts

methods/NAME.ts         a method: a program, what it takes, what it gives back
methods/build.ts        a build script: it asks for jobs, in the order you like
input/                  the files you start from; ax never writes there
workdir/dev-1, dev-2    jobs: one run of one method each, never changed again
results/                links to files in jobs, under names you choose
ax.json                 where all this lies, and a few settings

# Start

ax init shop            make a project that runs at once
cd shop
ax build                run methods/build.ts: two jobs are built
ax build                run it again: both are found
cat results/revenue.txt

Now change a line of a method, or a number in input/, and build again. Only what
depends on it runs.

# Write a method

A method says what it takes, and does its work in up to three stages: prepare
runs once, analysis once for each slice of the data and in parallel, synthesis
once at the end. What synthesis returns is the job's value.

    // methods/greet.ts
    import { defineMethod, string } from "ax";

    export default defineMethod({
      inputs: { name: string("world") },
      synthesis({ inputs, job }) {
        job.write("greeting.txt", \`Hello, \${inputs.name}!\\n\`);
      },
    });

and ask for it in a build script:

    // methods/build.ts
    import type { Urd } from "ax";

    export async function main(urd: Urd): Promise<void> {
      const greeting = await urd.build("greet", { name: "you" });
      await greeting.linkResult("greeting.txt");
    }

A job is the answer for good if the same method, byte for byte with all that it
imports, is asked with the same inputs. Pass a job to another method as an
input, and the chain grows.

# Look

ax results              the results, and whether each is current
ax job dev-2            all about a job; -o what it printed, -s its source
ax why dev-2            why it was built, down to the line that changed
ax graph revenue        what it was made from, up to the files in input/
ax jobs                 what there is
ax method revenue       what a method takes

# Go on

ax init --tutorial DIR  a project to walk through, from input to result and back
ax types                let your editor complete and check what methods take
ax build --watch        build after each change
ax add npm:NAME@1.2.3   use a library from npm in methods
ax gc                   remove failed jobs, and what nothing needs
ax help COMMAND         all that a command can do, with examples
`;

/** Declares `ax intro`. */
export function declareIntro(command: Command, { out }: Context): void {
  command
    .description("Tells what ax is for, and how to start.")
    .addHelpText("after", "\nExample:\n  ax intro | less\n")
    .action(() => {
      out.lines(
        TEXT.trimEnd().split("\n").map((line) =>
          line.startsWith("# ") ? out.style.bold(line.slice(2)) : line
        ),
      );
    });
}
