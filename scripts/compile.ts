/**
 * `deno task compile`: makes one executable of ax with `deno compile`.
 *
 * It is written to `dist/ax-TARGET`, or where `--output=FILE` says;
 * `--target=TRIPLE` makes it for another platform. Deno's runtime for compiled
 * programs is downloaded when it is first needed, or is the file that
 * `DENORT_BIN` names.
 *
 * @module
 */

import { join, resolve } from "node:path";
import { axFlags } from "../src/run/self.ts";

/** The root of the repository, with a slash at its end. */
const root = decodeURIComponent(new URL("../", import.meta.url).pathname);

/** What ax loads or reads by a name that it puts together when it runs. */
const included = ["src/run/worker/bootstrap.ts", "methods", "LICENSE"];

if (import.meta.main) Deno.exitCode = await main(Deno.args);

async function main(args: readonly string[]): Promise<number> {
  const target = option(args, "target");
  const output = option(args, "output") ??
    join(root, `dist/ax-${target ?? Deno.build.target}`);
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: compileArgs({ target, output: resolve(output) }),
    cwd: root,
    env: { DENO_NO_UPDATE_CHECK: "1", NO_COLOR: "1" },
    stdin: "null",
    stderr: "piped",
  }).output();
  const said = new TextDecoder().decode(stderr);
  if (success) return 0;
  console.error(adviceFor(said, Deno.env.get("DENORT_BIN")) ?? said.trimEnd());
  return 1;
}

function option(args: readonly string[], name: string): string | undefined {
  const start = `--${name}=`;
  return args.find((arg) => arg.startsWith(start))?.slice(start.length);
}

/** What `deno compile` is told: above all, the flags that ax runs under. */
export function compileArgs(
  to: { readonly target: string | undefined; readonly output: string },
): string[] {
  return [
    "compile",
    ...axFlags,
    "--quiet",
    "--no-check",
    "--frozen",
    ...included.map((name) => `--include=${name}`),
    ...(to.target === undefined ? [] : [`--target=${to.target}`]),
    `--output=${to.output}`,
    "main.ts",
  ];
}

/**
 * What to do where the runtime for compiled programs cannot be had; nothing
 * when it was something else that failed.
 *
 * @param said What `deno compile` wrote to standard error.
 * @param runtime `DENORT_BIN`.
 */
export function adviceFor(
  said: string,
  runtime: string | undefined,
): string | undefined {
  if (runtime !== undefined && runtime !== "") return undefined;
  const reason = /error sending request.*denort.*/.exec(said)?.[0];
  if (reason === undefined) return undefined;
  return "Cannot compile: Deno's runtime for compiled programs (denort) is " +
    `not on this machine and cannot be downloaded: ${reason}\n` +
    "Set DENORT_BIN to a copy of it that is of this very version of Deno, or " +
    'run "deno task portable", which needs none.';
}
