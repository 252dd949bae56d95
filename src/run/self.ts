/**
 * How ax starts itself again: the one place where the flags it runs under are
 * written down. Executors, the tests and `deno task compile` all ask here.
 *
 * @module
 */

/** A program and its arguments, as `Deno.Command` and `spawn` take them. */
export interface SelfCommand {
  /** The executable: Deno, or ax itself when it is one executable. */
  readonly file: string;
  readonly args: string[];
}

/**
 * What V8 is told in every process of ax.
 *
 * `eval` and `new Function` are off, because what runs must be what was
 * hashed. The heap of one isolate ends at 4 GiB on every machine, so that a
 * runaway slice fails the same way everywhere.
 */
export const v8Flags: readonly string[] = [
  "--disallow-code-generation-from-strings",
  "--max-old-space-size=4096",
];

/**
 * The flags that are compiled in, and that `deno run` gets otherwise.
 *
 * The process of ax may do everything; what a Worker may do is granted to it
 * by name, which is what `--unstable-worker-options` is for. Nothing ever
 * asks at the terminal.
 */
export const axFlags: readonly string[] = [
  "--allow-all",
  "--no-prompt",
  "--unstable-worker-options",
  `--v8-flags=${v8Flags.join(",")}`,
];

/**
 * What `deno run` needs beside {@linkcode axFlags}, and an executable does
 * not: nothing is downloaded and `deno.lock` is not written, whatever code a
 * Worker is given to import.
 */
const sourceFlags: readonly string[] = [
  "--quiet",
  "--no-check",
  "--cached-only",
  "--no-remote",
  "--frozen",
];

/**
 * The command that runs this very ax with other arguments.
 *
 * The working directory does not matter to it. The child must find Deno's
 * cache: pass on `HOME`, `XDG_CACHE_HOME` and `DENO_DIR` where they are set.
 *
 * @param args The words after `ax`, such as `["build"]` or `["__executor"]`.
 */
export function selfCommand(args: readonly string[]): SelfCommand {
  const file = Deno.execPath();
  if (Deno.build.standalone) return { file, args: [...args] };
  return {
    file,
    args: [
      "run",
      ...axFlags,
      ...sourceFlags,
      `--config=${pathOf("../../deno.json")}`,
      pathOf("../../main.ts"),
      ...args,
    ],
  };
}

/** The path of a file of the repository, named from this one. */
function pathOf(relative: string): string {
  return decodeURIComponent(new URL(relative, import.meta.url).pathname);
}
