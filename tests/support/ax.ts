/**
 * Runs the real command line: the program named by `AX_BIN` when it is set,
 * else `deno run` with the very flags that are compiled in.
 *
 * @module
 */

import { axCommand } from "../../scripts/ax_command.ts";
import { type TempDir, tempDir } from "./temp.ts";

/** What one run of ax may be given. */
export interface AxOptions {
  /** The working directory. */
  readonly cwd?: string;
  /** Variables on top of a small, fixed environment; `undefined` removes. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** What is written to its standard input; nothing by default. */
  readonly stdin?: string;
  /** Sends SIGINT to ax when it fires, as ^C does. */
  readonly signal?: AbortSignal;
  /** Kills a run that does not end. Default: 5 minutes, on any machine. */
  readonly timeoutMs?: number;
}

/** What came of one run of ax. */
export interface AxResult {
  /** The exit code; 128 and the signal's number when a signal ended it. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A running ax, for tests that act while it runs; `using` kills it. */
export interface AxProcess extends AsyncDisposable {
  readonly pid: number;
  /** Sends a signal to ax itself. */
  kill(signal: Deno.Signal): void;
  /** All that was printed to stdout so far. */
  stdout(): string;
  /** All that was printed to stderr so far. */
  stderr(): string;
  /** Waits until stdout or stderr holds the text; fails if ax ends first. */
  waitFor(text: string): Promise<void>;
  /** Waits for the end. */
  readonly result: Promise<AxResult>;
}

/** Runs ax to its end: `await ax(["build"], { cwd })`. */
export async function ax(
  args: readonly string[],
  options: AxOptions = {},
): Promise<AxResult> {
  await using process = startAx(args, options);
  return await process.result;
}

/** As {@linkcode ax}, but fails with all that was printed unless it exits 0. */
export async function axOk(
  args: readonly string[],
  options: AxOptions = {},
): Promise<AxResult> {
  const result = await ax(args, options);
  if (result.code === 0) return result;
  throw new Error(
    `ax ${args.join(" ")} ended with ${result.code}\n` +
      `stdout:\n${result.stdout}\nstderr:\n${result.stderr}`,
  );
}

/** Starts ax and gives it back while it runs. */
export function startAx(
  args: readonly string[],
  options: AxOptions = {},
): AxProcess {
  const { file, args: all } = axCommand(args);
  const child = new Deno.Command(file, {
    args: all,
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    clearEnv: true,
    env: axEnvironment(options.env),
    stdin: options.stdin === undefined ? "null" : "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  return watch(child, options);
}

/** What a run of ax needs of the environment of the tests. */
const passedOn = [
  "PATH",
  "HOME",
  "XDG_CACHE_HOME",
  "DENO_DIR",
  "DENO_COVERAGE_DIR",
  "TMPDIR",
];

/** What a run of ax sees: enough to find Deno's cache, and no more. */
export function axEnvironment(
  extra: Readonly<Record<string, string | undefined>> = {},
): Record<string, string> {
  const env: Record<string, string> = {
    DENO_NO_UPDATE_CHECK: "1",
    NO_COLOR: "1",
  };
  for (const name of passedOn) {
    const value = Deno.env.get(name);
    if (value !== undefined) env[name] = value;
  }
  for (const [name, value] of Object.entries(extra)) {
    if (value === undefined) delete env[name];
    else env[name] = value;
  }
  return env;
}

/** Collects what the child prints, and ends it when its time is over. */
function watch(child: Deno.ChildProcess, options: AxOptions): AxProcess {
  const stdout = collect(child.stdout);
  const stderr = collect(child.stderr);
  let ended = false;
  const kill = (signal: Deno.Signal): void => {
    if (!ended) child.kill(signal);
  };
  const interrupt = (): void => kill("SIGINT");
  options.signal?.addEventListener("abort", interrupt);
  const timer = setTimeout(() => kill("SIGKILL"), options.timeoutMs ?? 60_000);
  const result = (async (): Promise<AxResult> => {
    await feed(child, options.stdin);
    const status = await child.status;
    ended = true;
    clearTimeout(timer);
    options.signal?.removeEventListener("abort", interrupt);
    await Promise.all([stdout.done, stderr.done]);
    return { code: status.code, stdout: stdout.text(), stderr: stderr.text() };
  })();
  return {
    pid: child.pid,
    kill,
    stdout: stdout.text,
    stderr: stderr.text,
    waitFor: (text) => waitFor(text, [stdout, stderr], () => ended),
    result,
    [Symbol.asyncDispose]: async () => {
      kill("SIGKILL");
      await result;
    },
  };
}

async function feed(child: Deno.ChildProcess, text?: string): Promise<void> {
  if (text === undefined) return;
  const writer = child.stdin.getWriter();
  try {
    await writer.write(new TextEncoder().encode(text));
    await writer.close();
  } catch (error) {
    // A program that does not read its input closes the pipe: not a failure.
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
  }
}

/** The text of a stream, as far as it has come. */
interface Collected {
  text(): string;
  readonly done: Promise<void>;
}

function collect(stream: ReadableStream<Uint8Array<ArrayBuffer>>): Collected {
  let text = "";
  const done = (async () => {
    for await (const part of stream.pipeThrough(new TextDecoderStream())) {
      text += part;
    }
  })();
  return { text: () => text, done };
}

async function waitFor(
  text: string,
  streams: readonly Collected[],
  ended: () => boolean,
): Promise<void> {
  while (!streams.some((stream) => stream.text().includes(text))) {
    if (ended()) {
      const printed = streams.map((stream) => stream.text()).join("\n");
      throw new Error(`ax ended and never printed "${text}":\n${printed}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** A project of one test: a temporary directory in which ax can be run. */
export interface AxProject extends TempDir {
  /** Runs ax in the project. */
  ax(args: readonly string[], options?: AxOptions): Promise<AxResult>;
  /** Runs ax in the project, and fails unless it exits 0. */
  axOk(args: readonly string[], options?: AxOptions): Promise<AxResult>;
}

/**
 * Makes a project from files, as in `{ "methods/build.ts": "…" }`.
 *
 * An empty `ax.json` is written unless one is given, so that a temporary
 * directory never belongs to a project further up.
 */
export function axProject(
  files: Readonly<Record<string, string | Uint8Array>>,
): AxProject {
  const dir = tempDir({ "ax.json": "{}\n", ...files });
  Deno.mkdirSync(dir.join("methods"), { recursive: true });
  return {
    ...dir,
    ax: (args, options) => ax(args, { cwd: dir.path, ...options }),
    axOk: (args, options) => axOk(args, { cwd: dir.path, ...options }),
  };
}
