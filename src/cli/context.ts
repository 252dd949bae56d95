/**
 * What every command is given: where to print and what was asked for all.
 *
 * @module
 */

import type { Output } from "./output.ts";

/** The surroundings of one call of ax. */
export interface Context {
  /** Results. */
  readonly out: Output;
  /** Talk: progress, remarks, errors. */
  readonly err: Output;
  /** Where the user stands. */
  readonly cwd: string;
  /** A command that failed without an error of its own sets this. */
  exitCode: number;
}

/** The options that stand before or after every command. */
export interface GlobalOptions {
  /** `--config FILE`. */
  readonly config?: string;
}

/** How wide the terminal is; 80 where there is none. */
export function terminalSize(): { columns: number; rows: number } {
  try {
    const { columns, rows } = Deno.consoleSize();
    return { columns: columns || 80, rows: rows || 24 };
  } catch {
    return { columns: 80, rows: 24 };
  }
}

/** `--config` as the project's finder takes it. */
export function configOf({ config }: GlobalOptions): { config?: string } {
  return config === undefined ? {} : { config };
}
