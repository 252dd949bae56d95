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

import { dirname, join, resolve } from "node:path";
import { bundleFlags } from "../src/run/self.ts";
import { bundleProgram } from "./portable/bundle.ts";

/** The root of the repository, with a slash at its end. */
const root = decodeURIComponent(new URL("../", import.meta.url).pathname);

if (import.meta.main) Deno.exitCode = await main(Deno.args);

async function main(args: readonly string[]): Promise<number> {
  const target = option(args, "target");
  const output = option(args, "output") ??
    join(root, `dist/ax-${target ?? Deno.build.target}`);
  const dir = Deno.makeTempDirSync({ prefix: "ax-compile-" });
  try {
    // The bundle, because of the packages it holds what is used: all of them
    // as they are would add 40 MB.
    for (const { path, bytes } of await bundleProgram(root)) {
      Deno.mkdirSync(join(dir, dirname(path)), { recursive: true });
      Deno.writeFileSync(join(dir, path), bytes);
    }
    return await compile(dir, { target, output: resolve(output) });
  } finally {
    Deno.removeSync(dir, { recursive: true });
  }
}

function option(args: readonly string[], name: string): string | undefined {
  const start = `--${name}=`;
  return args.find((arg) => arg.startsWith(start))?.slice(start.length);
}

/** What to make. */
export interface CompileTarget {
  /** As in `aarch64-unknown-linux-gnu`; this platform when left out. */
  readonly target: string | undefined;
  /** The executable, absolute. */
  readonly output: string;
}

async function compile(cwd: string, to: CompileTarget): Promise<number> {
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: compileArgs(to),
    cwd,
    env: { DENO_NO_UPDATE_CHECK: "1", NO_COLOR: "1" },
    stdin: "null",
    stderr: "piped",
  }).output();
  if (success) {
    const megabytes = (Deno.statSync(to.output).size / 1e6).toFixed(1);
    console.log(`${to.output}: ${megabytes} MB`);
    return 0;
  }
  const said = new TextDecoder().decode(stderr);
  console.error(adviceFor(said, Deno.env.get("DENORT_BIN")) ?? said.trimEnd());
  return 1;
}

/** What `deno compile` is told: above all, the flags that ax runs under. */
export function compileArgs({ target, output }: CompileTarget): string[] {
  return [
    "compile",
    ...bundleFlags,
    // Found by names that ax puts together when it runs.
    "--include=src",
    "--include=methods",
    "--include=LICENSES.txt",
    ...(target === undefined ? [] : [`--target=${target}`]),
    `--output=${output}`,
    "main.js",
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
  if (runtime !== undefined) return undefined;
  const reason = /error sending request.*denort.*/.exec(said)?.[0];
  if (reason === undefined) return undefined;
  return "Cannot compile: Deno's runtime for compiled programs (denort) is " +
    `not on this machine and cannot be downloaded: ${reason}\n` +
    "Set DENORT_BIN to a copy of it that is of this very version of Deno, or " +
    'run "deno task portable", which needs none.';
}
