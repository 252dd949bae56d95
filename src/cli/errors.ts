/**
 * What is printed when a command fails, and the exit code.
 *
 * @module
 */

import { formatLocation, messageOf } from "../core/errors.ts";
import { asAxError } from "../core/system_error.ts";
import { version } from "../core/version.ts";
import type { Style } from "./style.ts";
import { tame } from "./text.ts";

/** 0 done, 1 failed, 2 wrong use, 130 stopped by ^C. */
export function exitCodeOf(thrown: unknown): number {
  const error = asAxError(thrown);
  if (error?.code === "usage") return 2;
  return error?.code === "cancelled" ? 130 : 1;
}

/**
 * The lines for something that was thrown.
 *
 * What the user can mend is a message and a hint; all else is a bug of ax, so
 * its stack is what a report of it needs.
 */
export function formatError(thrown: unknown, style: Style): string[] {
  const error = asAxError(thrown);
  if (error === undefined) return formatBug(thrown, style);
  const place = error.location === undefined
    ? ""
    : `${formatLocation(error.location)}: `;
  // A message may quote what a table holds.
  const lines = [`${style.red("ax:")} ${place}${tame(error.message)}`];
  if (error.hint !== undefined) lines.push(tame(error.hint));
  return lines;
}

function formatBug(thrown: unknown, style: Style): string[] {
  const stack = thrown instanceof Error ? thrown.stack : undefined;
  const deno = Deno.version.deno;
  return [
    `${style.red("ax:")} ${stack ?? messageOf(thrown)}`,
    `This is a bug in ax ${version} (Deno ${deno}): please report it with ` +
    `the lines above.`,
  ];
}

/** The same for `--json`, one object. */
export interface ErrorReport {
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly hint?: string;
    readonly location?: {
      readonly file: string;
      readonly line: number;
      readonly column: number;
    };
  };
}

/** Describes something that was thrown to a program that reads JSON. */
export function errorReport(thrown: unknown): ErrorReport {
  const error = asAxError(thrown);
  if (error === undefined) {
    return { error: { code: "bug", message: messageOf(thrown) } };
  }
  const { code, message, hint, location } = error;
  return {
    error: {
      code,
      message,
      ...(hint === undefined ? {} : { hint }),
      ...(location === undefined ? {} : { location }),
    },
  };
}
