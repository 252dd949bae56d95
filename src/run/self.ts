/**
 * How ax starts itself again: the one place where the flags it runs under are
 * written down. Executors, the tests, `deno task compile` and `deno task
 * portable` all ask here.
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
 * not: nothing is downloaded, whatever code a Worker is given to import.
 */
const runFlags: readonly string[] = [
  "--quiet",
  "--no-check",
  "--cached-only",
  "--no-remote",
];

/**
 * The flags of `deno run` for a program that is bundled into plain modules:
 * no `deno.json`, `package.json` or `deno.lock` that lies in some directory
 * above it says anything to it.
 */
export const bundleFlags: readonly string[] = [
  ...axFlags,
  ...runFlags,
  "--no-config",
  "--no-lock",
];

/** Whether this is a bundle of ax, as `deno task portable` makes it. */
export const isBundle: boolean = import.meta.url.endsWith(".js");

/** What ax looks for beside its own modules. */
export type OwnFile =
  | "main.ts"
  | "methods"
  | "src/cli/scan/worker.ts"
  | "src/run/worker/bootstrap.ts"
  | "src/run/worker/bootstrap_datasets.ts"
  | "src/store/digest_worker.ts";

/**
 * Where a file or directory of ax itself lies: in the repository, in the
 * executable, or in the bundle, whose layout is the repository's.
 *
 * @param name As in the repository.
 */
export function ownUrl(name: OwnFile): URL {
  return isBundle
    ? new URL(name.replace(/\.ts$/, ".js"), new URL(".", import.meta.url))
    : new URL(`../../${name}`, import.meta.url);
}

/** {@linkcode ownUrl} as a path. */
export function ownPath(name: OwnFile): string {
  return pathOf(ownUrl(name));
}

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
  const main = ownPath("main.ts");
  if (isBundle) return { file, args: ["run", ...bundleFlags, main, ...args] };
  const config = pathOf(new URL("../../deno.json", import.meta.url));
  const flags = [...axFlags, ...runFlags, "--frozen", `--config=${config}`];
  return { file, args: ["run", ...flags, main, ...args] };
}

/**
 * Says which part of ax somebody moved or deleted while it was running, since
 * no executor and no Worker can start without it, and what to do; nothing when
 * all is there.
 */
export function describeLoss(): string | undefined {
  const parts = Deno.build.standalone
    ? [Deno.execPath()]
    : [Deno.execPath(), ownPath("main.ts"), ownPath(BOOTSTRAP)];
  const lost = parts.find((path) => !exists(path));
  if (lost === undefined) return undefined;
  // What the kernel adds to the name of a running program that is deleted.
  const name = lost.replace(/ \(deleted\)$/, "");
  return `${name} was moved or deleted while ax was running; ` +
    `put it back, and build again`;
}

const BOOTSTRAP = "src/run/worker/bootstrap.ts";

function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

function pathOf(url: URL): string {
  return decodeURIComponent(url.pathname);
}
