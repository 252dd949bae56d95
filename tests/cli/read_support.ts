/**
 * Runs commands within the process of the test, which is many times faster
 * than a process each; what they print and how they end is the same.
 *
 * @module
 */

import type { Context } from "../../src/cli/context.ts";
import { exitCodeOf, formatError } from "../../src/cli/errors.ts";
import { Output } from "../../src/cli/output.ts";
import { runProgram } from "../../src/cli/program.ts";
import { grepProject } from "../e2e/grep_support.ts";
import type { AxProject } from "../support/ax.ts";

/** What a command printed, and its exit code. */
export interface Printed {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command, as on a terminal if asked for. */
export async function run(
  cwd: string,
  args: readonly string[],
  isTerminal = false,
): Promise<Printed> {
  const stdout = new Memory(isTerminal);
  const stderr = new Memory(isTerminal);
  const env = (name: string): string | undefined =>
    name === "NO_COLOR" ? "1" : undefined;
  const context: Context = {
    out: new Output(stdout, env, true),
    err: new Output(stderr, env, false),
    cwd,
    exitCode: 0,
  };
  try {
    await runProgram(args, context);
  } catch (error) {
    context.err.lines(formatError(error, context.err.style));
    context.exitCode = exitCodeOf(error);
  }
  const { exitCode: code } = context;
  return { code, stdout: stdout.text, stderr: stderr.text };
}

class Memory {
  text = "";
  readonly #isTerminal: boolean;
  readonly #decoder = new TextDecoder();

  constructor(isTerminal: boolean) {
    this.#isTerminal = isTerminal;
  }

  writeSync(bytes: Uint8Array): number {
    this.text += this.#decoder.decode(bytes, { stream: true });
    return bytes.length;
  }

  isTerminal(): boolean {
    return this.#isTerminal;
  }
}

let shared: Promise<AxProject> | undefined;

/**
 * The project of {@linkcode grepProject}, built once for all tests of a file,
 * which only read it.
 */
export async function readProject(): Promise<AxProject> {
  shared ??= grepProject();
  return await shared;
}

/** Removes it: what each file of tests ends with. */
export async function removeProject(): Promise<void> {
  (await shared)?.[Symbol.dispose]();
  shared = undefined;
}

/** A call and what it prints on stdout; its exit code, if that is not 0. */
export type Case = readonly [args: string[], stdout: string, code?: number];

/** Fails unless each call of a command prints what it should. */
export async function checkAll(
  command: string,
  cases: readonly Case[],
): Promise<void> {
  const { path } = await readProject();
  for (const [args, stdout, code = 0] of cases) {
    const result = await run(path, [command, ...args]);
    const expected = { code, stdout, stderr: "" };
    if (JSON.stringify(result) === JSON.stringify(expected)) continue;
    throw new Error(
      `ax ${command} ${args.join(" ")}\ngave     ${
        JSON.stringify(result)
      }\nexpected ${JSON.stringify(expected)}`,
    );
  }
}

/** Fails unless each call ends with a code and says why. */
export async function checkFailures(
  command: string,
  cases: readonly (readonly [args: string[], code: number, says: string])[],
): Promise<void> {
  const { path } = await readProject();
  for (const [args, code, says] of cases) {
    const result = await run(path, [command, ...args]);
    if (result.code === code && result.stderr.includes(says)) continue;
    throw new Error(
      `ax ${command} ${args.join(" ")} gave ${JSON.stringify(result)}`,
    );
  }
}
